"""The cycles of the graph: a shortest one of each component that depends on itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.graph.components import components
from aiowners.graph.nodes import Mention

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiowners.graph.graph import Graph
    from aiowners.graph.nodes import DeclaredNode, Edge, Key, Node

# Edges looked at in the search for a shortest cycle of one component; past it the shortest so far
# is good enough. To look from every member would cost the square of a large component's size.
_MAX_EDGES = 100_000


def cycles(graph: Graph) -> Iterator[tuple[Edge, ...]]:
    """For each component that depends on itself, the edges of a shortest cycle.

    `feedback` edges and those from platform to platform do not count. A cycle begins at its lowest
    `kind:name`; among equally short ones it is the lowest, step by step.
    """
    for component in graph.reachability.components:
        if len(component) == 1 and component[0] not in graph.users[component[0]]:
            continue
        yield from _cycles_within(graph, component)


def _cycles_within(graph: Graph, component: list[int]) -> Iterator[tuple[Edge, ...]]:
    """Yield the cycles of a component without the edges that do not count, which may split it."""
    members = sorted((graph.declared[number] for number in component), key=_order)
    successors = _successors(graph, members)
    for part in sorted(sorted(part) for part in components(successors)):
        cycle = _shortest(part, successors)
        if cycle is not None:
            nodes = [members[index] for index in cycle]
            yield tuple(_edge(graph, *pair) for pair in zip(nodes, (*nodes[1:], nodes[0]), strict=True))


def _successors(graph: Graph, members: list[DeclaredNode]) -> list[list[int]]:
    """For each node, by its index, the nodes that edges which count lead to; nodes may share a list."""
    users: dict[Key, list[int]] = {}
    for index, node in enumerate(members):
        for key in dict.fromkeys(mention.key for mention in graph.mentions(node) if _counts(mention)):
            users.setdefault(key, []).append(index)
    successors: list[list[int]] = []
    for node in members:
        lists = [users[key] for key in graph.names_of(node) if key in users]
        following = lists[0] if len(lists) == 1 else sorted(set[int]().union(*lists))
        if graph.is_restricted(node):
            following = [index for index in following if graph.may_use(members[index], node)]
        successors.append(following)
    return successors


def _edge(graph: Graph, source: Node, target: DeclaredNode) -> Edge:
    """Return the first edge that counts from one node into another."""
    return next(edge for edge in graph.between(source, target) if _counts(Mention(target, source.key, edge.inside)))


def _order(node: Node) -> tuple[str, int]:
    return (str(node.key), node.number)


def _counts(mention: Mention) -> bool:
    return mention.path[0] != "feedback" and not mention.key.kind == mention.user.key.kind == "platform"


def _shortest(part: list[int], successors: list[list[int]]) -> list[int] | None:
    """Return a shortest cycle among the nodes of `part`, which are in order; None if there is none."""
    best: list[int] | None = None
    inside = set(part)
    patience = _MAX_EDGES
    for start in part:
        if best is not None and patience < 0:
            break
        cycle, looked = _back_to(start, inside, successors, len(best) if best else len(part) + 1)
        patience -= looked
        if cycle is not None and (best is None or len(cycle) < len(best)):
            best = cycle
    return best


def _back_to(
    start: int, inside: Iterable[int], successors: list[list[int]], below: int
) -> tuple[list[int] | None, int]:
    """Return the shortest path from `start` back to itself in fewer than `below` steps, and the number of edges visited."""
    came = {start: -1}
    level = [start]
    looked = 0
    for _ in range(below - 1):
        following: list[int] = []
        for node in level:
            for after in successors[node]:
                looked += 1
                if after == start:
                    way = [node]
                    while came[way[-1]] >= 0:
                        way.append(came[way[-1]])
                    return way[::-1], looked
                if after in inside and after not in came:
                    came[after] = node
                    following.append(after)
        if not following:
            break
        level = following
    return None, looked
