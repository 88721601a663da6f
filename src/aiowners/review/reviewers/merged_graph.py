"""The graph of the base once the head is merged into it, as far as it decides who is downstream."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from aiowners.graph.build import allowed_users
from aiowners.graph.graph import Edges, Graph, may_use
from aiowners.graph.nodes import DeclaredNode, Key, Node, UndeclaredNode
from aiowners.manifest.model import Model
from aiowners.review.reviewers.changed_teams import identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from aiowners.graph.team_directory import ResolvedOwner
    from aiowners.workspace import Workspace

_T = TypeVar("_T")


class _Reference(NamedTuple):
    """An edge as it is declared: `user` names `name` at a key of its declaration, such as `uses.models`."""

    name: Key
    user: Key
    key: tuple[str, ...]


def merged(forks: Sequence[Workspace], base: Workspace, head: Workspace) -> Graph:
    """Build the graph that results when `head`, which left `base` at `forks`, is merged into it.

    A reference remains unless one of the branches removed it, and so does an identifier of a model. An entity,
    the owner of a file, and what a team's name refers to are the head's if the head changed them, else the
    base's. The texts are not merged: where both branches changed the same thing, git asks for a decision, and
    the change is reviewed again. The graph answers who is downstream, and nothing about unresolved references.
    """
    references = _remaining(map(_references, _graphs(forks)), _references(base.graph), _references(head.graph))
    identifiers = _remaining(map(_identifiers, _graphs(forks)), _identifiers(base.graph), _identifiers(head.graph))
    owners = _MergedOwners(forks, base, head)
    declared = _declared([fork.graph.declarations for fork in forks], base.graph.declarations, head.graph.declarations)
    models_of: dict[Key, list[Key]] = {}
    for identifier, model in sorted(identifiers):
        if model in declared and identifier not in declared:
            models_of.setdefault(identifier, []).append(model)
    edges = {
        (source, reference.user)
        for reference in references
        for source in models_of.get(reference.name, (reference.name,))
    }
    nodes: list[Node] = []
    numbers: dict[Key, list[int]] = {}
    for key in dict.fromkeys((*declared, *(key for edge in sorted(edges) for key in edge))):
        numbers[key] = []
        for node in declared.get(key, ()):
            numbers[key].append(len(nodes))
            nodes.append(replace(node, number=len(nodes), owner=owners.of(node)))
        if not numbers[key]:
            numbers[key].append(len(nodes))
            nodes.append(UndeclaredNode(len(nodes), key))
    users: list[list[int]] = [[] for _ in nodes]
    for source, user in sorted(edges):
        for number in numbers[source]:
            allowed = allowed_users(head.graph.directory, nodes[number])
            users[number] += [user_number for user_number in numbers[user] if may_use(allowed, nodes[user_number])]
    first = {key: nodes[key_numbers[0]] for key, key_numbers in numbers.items()}
    several = {
        name: tuple(
            declared_node
            for key in keys
            for number in numbers[key]
            if isinstance(declared_node := nodes[number], DeclaredNode)
        )
        for name, keys in models_of.items()
    }
    return Graph(head.graph.directory, nodes, first, [], Edges(users, [], [], several, {}, {}))


def _graphs(workspaces: Iterable[Workspace]) -> Iterator[Graph]:
    return (workspace.graph for workspace in workspaces)


def _remaining(forks: Iterable[set[_T]], base: set[_T], head: set[_T]) -> set[_T]:
    """Return what neither of two branches removed since the fork points, and what one of them added."""
    was = set[_T]().union(*forks)
    return (base & head) | (base - was) | (head - was)


def _references(graph: Graph) -> set[_Reference]:
    """Return the references that are followed, by the name that is written."""
    return {
        _Reference(mention.key, node.key, tuple(step for step in mention.path if isinstance(step, str)))
        for node in graph.declared
        for mention in graph.mentions(node)
        if any(graph.may_use(node, source) for source in graph.resolve(mention.key))
    }


def _identifiers(graph: Graph) -> set[tuple[Key, Key]]:
    """Return the identifiers of models, as names of models, each with a model."""
    return {(Key("model", identifier), node.key) for node, model in graph.models() for identifier in model.identifiers}


def _declared(
    forks: Sequence[Mapping[Key, list[DeclaredNode]]],
    base: Mapping[Key, list[DeclaredNode]],
    head: Mapping[Key, list[DeclaredNode]],
) -> dict[Key, list[DeclaredNode]]:
    """Return the declarations of each entity: the head's if the head differs from every fork point, else the base's."""
    nodes = {}
    for key in sorted({*base, *head}):
        ours = head.get(key, [])
        same = any(_states(fork.get(key, [])) == _states(ours) for fork in forks)
        kept = base.get(key, []) if same else ours
        if kept:
            nodes[key] = kept
    return nodes


def _states(nodes: list[DeclaredNode]) -> list[str]:
    """Return what decides who is downstream of an entity, and whether its owner is; of each declaration, in no order."""
    return sorted(repr(_state(node)) for node in nodes)


def _state(node: DeclaredNode) -> tuple[object, ...]:
    model = node.declaration
    scope = (
        (model.review_scope or "transitive", model.used_elsewhere, model.access, model.co_owners)
        if isinstance(model, Model)
        else ()
    )
    return (None if node.inherits else node.owner.text.strip(), node.counts, scope)


class _MergedOwners:
    """The owners of entities after the merge."""

    def __init__(self, forks: Sequence[Workspace], base: Workspace, head: Workspace) -> None:
        self._forks, self._base, self._head = forks, base, head
        self._of_file = [
            {manifest.path: manifest.owner for manifest in workspace.manifests} for workspace in (*forks, base, head)
        ]

    def of(self, node: DeclaredNode) -> ResolvedOwner:
        """Return the owner of an entity: that of the file, if it states none, by what the text refers to after the merge."""
        text = self._file_owner(node.manifest.path) if node.inherits else node.owner.text
        head, base = self._head.graph.directory, self._base.graph.directory
        ours = identity(head, text)
        same = any(identity(fork.graph.directory, text) == ours for fork in self._forks)
        return (base if same else head).resolve(text)

    def _file_owner(self, path: str) -> str | None:
        *forks, base, head = (owners.get(path) for owners in self._of_file)
        present = path in self._of_file[-1]
        return base if not present or head in forks else head
