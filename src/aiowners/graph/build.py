"""Manifests -> Graph. It never fails: what is declared twice or nowhere is kept for rules to report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.graph.graph import Edge, Graph, Key, Node
from aiowners.graph.parties import NOBODY, Directory
from aiowners.graph.references import references
from aiowners.manifest.model import KINDS, Model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.manifest.model import Manifest


def build(manifests: Sequence[Manifest]) -> Graph:
    """The graph over all manifests, which come sorted by path."""
    directory = Directory(manifests)
    nodes: list[Node] = []
    first: dict[Key, Node] = {}
    repeated: list[Node] = []
    for manifest in manifests:
        for declaration in manifest.declarations:
            inherits = declaration.owner is None
            owner = directory.resolve(manifest.owner if inherits else declaration.owner)
            key = Key(declaration.kind, declaration.name)
            node = Node(len(nodes), key, owner, declaration, manifest, inherits)
            nodes.append(node)
            if first.setdefault(key, node) is not node:
                repeated.append(node)
    for node in nodes:
        if isinstance(node.declaration, Model):
            for consumer in node.declaration.used_elsewhere:
                directory.resolve(consumer.team)  # a party is called as its own things call it
    users, unapproved = _edges(directory, nodes, first)
    return Graph(directory, nodes, first, repeated, users, unapproved)


def _edges(directory: Directory, nodes: list[Node], first: dict[Key, Node]) -> tuple[list[list[int]], list[Edge]]:
    """For each node whom it can change; and apart, the uses that a model's access does not allow."""
    users: list[list[int]] = [[] for _ in nodes]
    unapproved: list[Edge] = []
    allowed = {node.number: _allowed(directory, node) for node in nodes if _is_restricted(node)}
    # Looking a name up among those of its kind is cheaper than making a key of it each time.
    by_kind: dict[str, dict[str, Node]] = {kind: {} for kind in KINDS}
    for (kind, name), node in first.items():
        by_kind[kind][name] = node
    for user in list(nodes):
        assert user.declaration is not None
        for group in references(user.declaration):
            if not group.edge:
                continue
            things = by_kind[group.kind]
            for index, name in enumerate(group.names):
                if not name:
                    continue
                source = things.get(name)
                if source is None:
                    key = Key(group.kind, name)
                    source = things[name] = first[key] = Node(len(nodes), key, NOBODY)
                    nodes.append(source)
                    users.append([])
                parties = allowed.get(source.number)
                if parties is None or user.owner.party is None or user.owner.party in parties:
                    users[source.number].append(user.number)
                else:
                    top = (user.declaration.section, user.declaration.name)
                    unapproved.append(Edge(source, user, (*top, *group.place(index))))
    return users, unapproved


def _is_restricted(node: Node) -> bool:
    model = node.declaration
    return isinstance(model, Model) and (model.access == "private" or isinstance(model.access, tuple))


def _allowed(directory: Directory, node: Node) -> frozenset[str | None]:
    """The parties that may use a restricted model: its owner, its co-owners, and those listed."""
    model = node.declaration
    assert isinstance(model, Model)
    listed = model.access if isinstance(model.access, tuple) else ()
    return frozenset((node.owner.party, *(directory.resolve(text).party for text in (*model.co_owners, *listed))))
