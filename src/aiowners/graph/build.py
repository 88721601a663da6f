"""Build the graph. It never fails: duplicate declarations and undeclared names stay for rules to report."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from aiowners.graph.graph import Edges, Graph, may_use
from aiowners.graph.nodes import DeclaredNode, Edge, Key, Mention, UndeclaredNode
from aiowners.graph.references import references
from aiowners.graph.team_directory import TeamDirectory
from aiowners.manifest.model import ENTITIES, Model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiowners.graph.nodes import Node
    from aiowners.graph.references import References
    from aiowners.manifest.model import KeyPath, Manifest


def build(manifests: Sequence[Manifest]) -> Graph:
    """Return the graph over all manifests, which are sorted by path."""
    directory = TeamDirectory(manifests)
    nodes: list[DeclaredNode] = []
    first: dict[Key, DeclaredNode] = {}
    repeated: list[DeclaredNode] = []
    for manifest in manifests:
        for declaration in manifest.declarations:
            inherits = declaration.owner is None
            owner = directory.resolve(manifest.owner if inherits else declaration.owner)
            key = Key(declaration.kind, declaration.name)
            node = DeclaredNode(len(nodes), key, owner, declaration, manifest, inherits)
            nodes.append(node)
            if first.setdefault(key, node) is not node:
                repeated.append(node)
    for node in nodes:
        if isinstance(node.declaration, Model):
            for consumer in node.declaration.used_elsewhere:
                directory.resolve(consumer.team)  # a party is called as its own things call it
    builder = _EdgeBuilder(directory, nodes, first, repeated)
    builder.add_all()
    edges = Edges(
        builder.users, builder.unapproved, builder.unresolved, builder.several, builder.allowed, builder.refused
    )
    return Graph(directory, builder.nodes, builder.first, repeated, edges)


class _EdgeBuilder:
    """Collect the users of each node, the uses that are not allowed, and the undeclared names."""

    def __init__(
        self,
        directory: TeamDirectory,
        nodes: Sequence[DeclaredNode],
        first: Mapping[Key, DeclaredNode],
        repeated: Sequence[DeclaredNode],
    ) -> None:
        self.declared = nodes
        self.nodes: list[Node] = [*nodes]
        self.first: dict[Key, Node] = {**first}
        self.users: list[list[int]] = [[] for _ in nodes]
        self.unapproved: list[Edge] = []
        self.unresolved: list[Mention] = []
        self.refused: dict[int, set[str | None]] = {}
        restricted = ((node.number, allowed_users(directory, node)) for node in nodes)
        self.allowed = {number: parties for number, parties in restricted if parties is not None}
        # What a name means that is declared more than once, or that is only an identifier of models.
        declarations: dict[Key, list[DeclaredNode]] = {}
        for node in repeated:
            declarations.setdefault(node.key, [first[node.key]]).append(node)
        self.several: dict[Key, Sequence[DeclaredNode]] = dict(declarations)
        # Looking a name up among those of its kind is cheaper than making a key of it each time.
        self._single: dict[str, dict[str, DeclaredNode]] = {kind.name: {} for kind in ENTITIES}
        for key, node in first.items():
            self._single[key.kind][key.name] = node
        for key in self.several:
            del self._single[key.kind][key.name]
        self._of_several: dict[Key, list[tuple[DeclaredNode, KeyPath]]] = {}  # the edges of such names, by user

    def add_all(self) -> None:
        """Follow every name of every declaration."""
        for user in self.declared:
            for group in references(user.declaration):
                single = self._single[group.kind]
                for index, name in enumerate(group.names):
                    source = single.get(name)
                    if source is not None:
                        if group.edge:
                            self._add(source, user, group, index)
                    elif name:
                        self._add_unusual(user, group, index)
        self._add_several()

    def _add_unusual(self, user: DeclaredNode, group: References, index: int) -> None:
        """Follow a name that has several declarations, or none."""
        key = Key(group.kind, group.names[index])
        path = group.path_of(index)
        sources = self._several(key)
        if not sources or sources[0].key != key:
            self.unresolved.append(Mention(user, key, path))
        if not group.edge:
            return
        if sources:
            self._of_several.setdefault(key, []).append((user, path))
        else:
            self._add(self.first.get(key) or self._dangling(key), user, group, index)

    def _several(self, key: Key) -> Sequence[DeclaredNode]:
        """Return the declarations of a name that has several; of a name that is not declared, the models that it identifies."""
        sources = self.several.get(key, ())
        if not sources and key.kind == "model" and (sources := self._identified.get(key.name, ())):
            self.several[key] = sources
        return sources

    @cached_property
    def _identified(self) -> dict[str, Sequence[DeclaredNode]]:
        """The models that each identifier identifies."""
        models: dict[str, dict[int, DeclaredNode]] = {}
        for node in self.declared:
            if isinstance(node.declaration, Model):
                for identifier in node.declaration.identifiers:
                    models.setdefault(identifier, {})[node.number] = node
        return {identifier: tuple(nodes.values()) for identifier, nodes in models.items()}

    def _dangling(self, key: Key) -> UndeclaredNode:
        node = UndeclaredNode(len(self.nodes), key)
        self.nodes.append(node)
        self.users.append([])
        self.first[key] = node
        return node

    def _add(self, source: Node, user: DeclaredNode, group: References, index: int) -> None:
        if may_use(self.allowed.get(source.number), user):
            self.users[source.number].append(user.number)
        else:
            self._add_unapproved(source, user, group.path_of(index))
            self.refused.setdefault(source.number, set()).add(user.owner.party)

    def _add_unapproved(self, source: Node, user: DeclaredNode, path: KeyPath) -> None:
        self.unapproved.append(Edge(source, user, (user.declaration.section, user.declaration.name, *path)))

    def _add_several(self) -> None:
        """Add the edges of the names that mean several nodes: from each of them.

        Nodes with the same names share one list of users: its length times their number is a product.
        """
        names: dict[int, list[Key]] = {}
        for key, uses in self._of_several.items():
            for source in self.several[key]:
                names.setdefault(source.number, []).append(key)
            restricted = [source for source in self.several[key] if source.number in self.allowed]
            for user, path in uses if restricted else ():
                refusing = (source for source in restricted if not may_use(self.allowed[source.number], user))
                for source in islice(refusing, 1):
                    self._add_unapproved(source, user, path)
        shared: dict[tuple[Key, ...], list[int]] = {}
        for number, keys in names.items():
            users = shared.get(tuple(keys))
            if users is None:
                users = sorted({user.number for key in keys for user, _ in self._of_several[key]})
                shared[tuple(keys)] = users
            if (allowed := self.allowed.get(number)) is not None:
                every = [self.declared[user] for user in users]
                users = []
                for user in every:
                    if may_use(allowed, user):
                        users.append(user.number)
                    else:
                        self.refused.setdefault(number, set()).add(user.owner.party)
            own = self.users[number]
            self.users[number] = sorted({*own, *users}) if own else users


def allowed_users(directory: TeamDirectory, node: Node) -> frozenset[str | None] | None:
    """Return the teams that may use a model: its owner, its co-owners, and those listed; None if all may."""
    model = node.declaration
    if not isinstance(model, Model) or not (model.access == "private" or isinstance(model.access, tuple)):
        return None
    listed = model.access if isinstance(model.access, tuple) else ()
    return frozenset((node.owner.party, *(directory.resolve(text).party for text in (*model.co_owners, *listed))))
