"""Merge the graphs of two branches: what the base depends on once the head is merged into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.graph.build import allowed_users, may_use
from aiowners.graph.graph import Graph, Node
from aiowners.graph.parties import NOBODY
from aiowners.manifest.model import Model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.graph.graph import Key

Pair = tuple["Key", "Key"]


def merge(forks: Sequence[Graph], base: Graph, head: Graph) -> Graph:
    """Build the graph that results when `head`, which left `base` at `forks`, is merged into it.

    An edge remains unless one of the branches removed it; an entity is what the head declares if the
    head changed it, else what the base declares. The texts are not merged: where both branches
    changed one entity, git asks for a decision, and the change is looked at again. The graph answers
    who is downstream, and nothing about references that lead nowhere.
    """
    before = [_edges(fork) for fork in forks]
    was = set[Pair]().union(*before)
    theirs, ours = _edges(base), _edges(head)
    edges = (theirs & ours) | (theirs - was) | (ours - was)
    by_key = _chosen([_by_key(fork) for fork in forks], _by_key(base), _by_key(head))
    nodes: list[Node] = []
    numbers: dict[Key, list[int]] = {}
    for key in dict.fromkeys((*by_key, *(key for pair in sorted(edges) for key in pair))):
        for node in by_key.get(key, ()) or (Node(0, key, NOBODY),):
            numbers.setdefault(key, []).append(len(nodes))
            nodes.append(Node(len(nodes), key, node.owner, node.declaration, node.manifest, node.inherits))
    users: list[list[int]] = [[] for _ in nodes]
    for source, target in edges:
        for number in numbers[source]:
            allowed = allowed_users(head.directory, nodes[number])
            users[number] += [user for user in numbers[target] if may_use(allowed, nodes[user])]
    first = {key: nodes[places[0]] for key, places in numbers.items()}
    return Graph(head.directory, nodes, first, [], users, [], [])


def _edges(graph: Graph) -> set[Pair]:
    """The edges that are followed, by the names of their ends."""
    keys = [node.key for node in graph.nodes]
    return {(keys[source], keys[user]) for source, users in enumerate(graph.users) for user in users}


def _by_key(graph: Graph) -> dict[Key, list[Node]]:
    nodes: dict[Key, list[Node]] = {}
    for node in graph.declared:
        nodes.setdefault(node.key, []).append(node)
    return nodes


def _chosen(
    forks: Sequence[dict[Key, list[Node]]], base: dict[Key, list[Node]], head: dict[Key, list[Node]]
) -> dict[Key, list[Node]]:
    """The declarations of each entity: the head's where the head differs from every fork point, else the base's."""
    nodes = {}
    for key in sorted({*base, *head}):
        ours = head.get(key, [])
        same = any(_states(fork.get(key, [])) == _states(ours) for fork in forks)
        kept = base.get(key, []) if same else ours
        if kept:
            nodes[key] = kept
    return nodes


def _states(nodes: list[Node]) -> list[tuple[object, ...]]:
    """What decides who is downstream of an entity, and whether its owner is; of each declaration, in no order."""
    return sorted(map(_state, nodes), key=repr)


def _state(node: Node) -> tuple[object, ...]:
    model = node.declaration
    scope = (model.review_scope or "transitive", model.used_elsewhere) if isinstance(model, Model) else ()
    return (node.owner.named, node.owner.standing, node.counts, scope)
