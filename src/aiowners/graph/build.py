"""Manifests -> Graph. It never fails: what is declared twice or nowhere is kept for rules to report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.graph.graph import Edge, Graph, Key, Mention, Node
from aiowners.graph.parties import NOBODY, Directory
from aiowners.graph.references import references
from aiowners.manifest.model import KINDS, Model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.graph.references import References
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
    edges = _Edges(directory, nodes, first)
    edges.add_all()
    return Graph(directory, nodes, first, repeated, edges.users, edges.unapproved, edges.unresolved)


class _Edges:
    """For each node whom it can change; and apart, uses that are not allowed, and names of nothing declared."""

    def __init__(self, directory: Directory, nodes: list[Node], first: dict[Key, Node]) -> None:
        self.nodes = nodes
        self.first = first
        self.users: list[list[int]] = [[] for _ in nodes]
        self.unapproved: list[Edge] = []
        self.unresolved: list[Mention] = []
        restricted = ((node.number, allowed_users(directory, node)) for node in nodes)
        self._allowed = {number: parties for number, parties in restricted if parties is not None}
        # Looking a name up among those of its kind is cheaper than making a key of it each time.
        self._by_kind: dict[str, dict[str, Node]] = {kind: {} for kind in KINDS}
        for (kind, name), node in first.items():
            self._by_kind[kind][name] = node

    def add_all(self) -> None:
        """Follow every name of every declaration."""
        for user in list(self.nodes):
            assert user.declaration is not None
            for group in references(user.declaration):
                things = self._by_kind[group.kind]
                for index, name in enumerate(group.names):
                    source = things.get(name)
                    if source is None or source.declaration is None:
                        if not name:
                            continue
                        self.unresolved.append(Mention(user, Key(group.kind, name), group.place(index)))
                        if group.edge and source is None:
                            source = self._dangling(Key(group.kind, name))
                    if group.edge and source is not None:
                        self._add(source, user, group, index)

    def _dangling(self, key: Key) -> Node:
        node = Node(len(self.nodes), key, NOBODY)
        self.nodes.append(node)
        self.users.append([])
        self.first[key] = self._by_kind[key.kind][key.name] = node
        return node

    def _add(self, source: Node, user: Node, group: References, index: int) -> None:
        if may_use(self._allowed.get(source.number), user):
            self.users[source.number].append(user.number)
        else:
            assert user.declaration is not None
            top = (user.declaration.section, user.declaration.name)
            self.unapproved.append(Edge(source, user, (*top, *group.place(index))))


def allowed_users(directory: Directory, node: Node) -> frozenset[str | None] | None:
    """The parties that may use a model: its owner, its co-owners, and those listed; None where anyone may."""
    model = node.declaration
    if not isinstance(model, Model) or not (model.access == "private" or isinstance(model.access, tuple)):
        return None
    listed = model.access if isinstance(model.access, tuple) else ()
    return frozenset((node.owner.party, *(directory.resolve(text).party for text in (*model.co_owners, *listed))))


def may_use(allowed: frozenset[str | None] | None, user: Node) -> bool:
    """Whether an entity may use a model that these parties may use; one without an owner always may."""
    return allowed is None or user.owner.party is None or user.owner.party in allowed
