"""The ownership graph: nodes, and the edges between them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from aiowners.diagnostics.bounds import Allowance
from aiowners.graph.nodes import DeclaredNode, Edge, Key, Mention, UndeclaredNode
from aiowners.graph.reachability import Reachability
from aiowners.graph.references import references
from aiowners.manifest.model import Asset, Feature, Model, Pipeline, Platform

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from aiowners.graph.nodes import Node
    from aiowners.graph.team_directory import TeamDirectory
    from aiowners.manifest.model import KeyPath

_D = TypeVar("_D", Feature, Model, Platform, Pipeline, Asset)


def may_use(allowed: frozenset[str | None] | None, user: Node) -> bool:
    """Whether an entity may use a model that these teams may use; one without an owner always may."""
    return allowed is None or user.owner.party is None or user.owner.party in allowed


class Edges(NamedTuple):
    """What depends on what: `users[n]` are the numbers of the nodes that node n can change.

    Uses that a model's `access` does not allow are left out: each reference with such a use is once in
    `unapproved`. `unresolved` are the names that are not declared, identifiers and names that make no
    edge included. `several` are the nodes of each name that is declared more than once, and the models
    of each identifier that is used as a name. `allowed` are by node the teams that may use it, if not
    all may, and `refused` those that use it nevertheless.
    """

    users: list[list[int]]
    unapproved: list[Edge]
    unresolved: list[Mention]
    several: Mapping[Key, Sequence[DeclaredNode]]
    allowed: Mapping[int, frozenset[str | None]]
    refused: Mapping[int, Collection[str | None]]


class Graph:
    """What all manifests declare, and what depends on what.

    `nodes` are the declarations by path and then as written, and after them the undeclared names. A user
    is always a declaration, so that its number is also its index in `declared`.
    `first` has one node of each key; a later declaration of the same key is in `repeated` and is a node
    of its own. For the rest see `Edges`.
    """

    def __init__(
        self,
        directory: TeamDirectory,
        nodes: Sequence[Node],
        first: Mapping[Key, Node],
        repeated: Sequence[DeclaredNode],
        edges: Edges,
    ) -> None:
        self.directory = directory
        self.nodes = nodes
        self.first = first
        self.repeated = repeated
        self.users = edges.users
        self.unapproved = edges.unapproved
        self.unresolved = edges.unresolved
        self._several = edges.several
        self._allowed = edges.allowed
        self._refused = edges.refused
        self.declared = [node for node in nodes if isinstance(node, DeclaredNode)]
        self._paths: dict[int, dict[Key, list[KeyPath]]] = {}  # of the names in a declaration, once needed
        self._in_order: dict[int, list[int]] = {}  # by the list of users, which nodes may share, once needed
        self.chain_allowance = Allowance("the dependency chains", len(nodes))
        self.reachability = Reachability(nodes, edges.users)

    # --- nodes --------------------------------------------------------------------------------

    @property
    def dangling(self) -> list[UndeclaredNode]:
        """The undeclared names that declarations refer to."""
        return [node for node in self.nodes[len(self.declared) :] if isinstance(node, UndeclaredNode)]

    def features(self) -> Iterator[tuple[DeclaredNode, Feature]]:
        """Yield the declared features, by path and then as written."""
        return self._of_kind(Feature)

    def models(self) -> Iterator[tuple[DeclaredNode, Model]]:
        """Yield the declared models, by path and then as written."""
        return self._of_kind(Model)

    def platforms(self) -> Iterator[tuple[DeclaredNode, Platform]]:
        """Yield the declared platforms, by path and then as written."""
        return self._of_kind(Platform)

    def pipelines(self) -> Iterator[tuple[DeclaredNode, Pipeline]]:
        """Yield the declared pipelines, by path and then as written."""
        return self._of_kind(Pipeline)

    def assets(self) -> Iterator[tuple[DeclaredNode, Asset]]:
        """Yield the declared assets, by path and then as written."""
        return self._of_kind(Asset)

    def _of_kind(self, kind: type[_D]) -> Iterator[tuple[DeclaredNode, _D]]:
        for node in self.declared:
            if isinstance(node.declaration, kind):
                yield node, node.declaration

    @cached_property
    def by_key(self) -> dict[Key, list[Node]]:
        """All nodes of each entity: its declarations, or the one node of an undeclared name."""
        nodes: dict[Key, list[Node]] = {}
        for node in self.nodes:
            nodes.setdefault(node.key, []).append(node)
        return nodes

    @cached_property
    def declarations(self) -> dict[Key, list[DeclaredNode]]:
        """The declarations of each declared entity."""
        nodes: dict[Key, list[DeclaredNode]] = {}
        for node in self.declared:
            nodes.setdefault(node.key, []).append(node)
        return nodes

    @cached_property
    def identifiers(self) -> dict[str, DeclaredNode]:
        """The model that has each identifier; the first of several."""
        models: dict[str, DeclaredNode] = {}
        for node, model in self.models():
            for identifier in model.identifiers:
                models.setdefault(identifier, node)
        return models

    @cached_property
    def names(self) -> dict[str, dict[str, DeclaredNode]]:
        """The first declaration of each name, by kind."""
        by_kind: dict[str, dict[str, DeclaredNode]] = {}
        for node in self.declared:
            by_kind.setdefault(node.key.kind, {}).setdefault(node.key.name, node)
        return by_kind

    def resolve(self, key: Key) -> Sequence[Node]:
        """Return what a reference means: every declaration of the name, else the models that it identifies, by path.

        For any other name, its undeclared node; nothing if no declaration refers to it.
        """
        several = self._several.get(key)
        if several is not None:
            return several
        first = self.first.get(key)
        return () if first is None else (first,)

    def names_of(self, node: Node) -> list[Key]:
        """Return the names by which references mean a node."""
        names = [node.key]
        if isinstance(node.declaration, Model):
            keys = (Key("model", identifier) for identifier in dict.fromkeys(node.declaration.identifiers))
            names += [key for key in keys if key in self._several and key not in self.first]
        return names

    # --- edges --------------------------------------------------------------------------------

    def mentions(self, node: Node) -> Iterator[Mention]:
        """Yield the references of a declaration that make edges, as written; unapproved ones too."""
        if isinstance(node, DeclaredNode):
            for group in references(node.declaration):
                if group.edge:
                    for index, name in enumerate(group.names):
                        if name:
                            yield Mention(node, Key(group.kind, name), group.path_of(index))

    def may_use(self, user: Node, source: Node) -> bool:
        """Whether the `access` of what a node refers to allows the use: if not, the edge is not followed."""
        return may_use(self._allowed.get(source.number), user)

    def is_restricted(self, node: Node) -> bool:
        """Whether the `access` of a model does not allow all uses."""
        return node.number in self._allowed

    def refused(self, node: Node) -> Collection[str | None]:
        """Return the teams that use a model although its `access` does not allow it."""
        return self._refused.get(node.number, ())

    def uses(self, node: Node) -> list[Edge]:
        """Return the edges out of a node that are followed, by the user's path, as written."""
        users = dict.fromkeys(self.users[node.number])
        return [edge for number in users for edge in self.between(node, self.nodes[number])]

    def between(self, source: Node, user: Node) -> list[Edge]:
        """Return the edges from one node into another: those by the name of the first, then those by its identifiers."""
        if not isinstance(user, DeclaredNode):
            return []
        top = (user.declaration.section, user.declaration.name)
        paths = self._paths_of(user)
        return [Edge(source, user, (*top, *path)) for key in self.names_of(source) for path in paths.get(key, ())]

    def _paths_of(self, user: DeclaredNode) -> dict[Key, list[KeyPath]]:
        paths = self._paths.get(user.number)
        if paths is None:
            paths = self._paths[user.number] = {}
            for _, key, path in self.mentions(user):
                paths.setdefault(key, []).append(path)
        return paths

    def users_in_order(self, number: int) -> list[int]:
        """Return the numbers of the nodes that a node can change, each once, by `kind:name`."""
        users = self.users[number]
        ordered = self._in_order.get(id(users))
        if ordered is None:
            ordered = self._in_order[id(users)] = sorted(set(users), key=self._order)
        return ordered

    def _order(self, number: int) -> tuple[str, int]:
        return (str(self.nodes[number].key), number)

    def upstream(self, nodes: Iterable[Node]) -> dict[int, Node]:
        """Return the numbers of these nodes and of all that they depend on, each with one of `nodes` that depends on it."""
        todo = [(node, node) for node in nodes]
        reached: dict[int, Node] = {node.number: node for node, _ in reversed(todo)}
        seen: set[Key] = set()
        while todo:
            node, start = todo.pop()
            for _, key, _ in self.mentions(node):
                for source in () if key in seen else self.resolve(key):
                    if source.number not in reached:
                        reached[source.number] = start
                        todo.append((source, start))
                seen.add(key)
        return reached
