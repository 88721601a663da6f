"""The shortest chains from nodes to the teams downstream of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.graph.nodes import is_direct
from aiowners.manifest.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from aiowners.graph.graph import Graph
    from aiowners.graph.nodes import DeclaredNode, Edge, Node

SHOWN = 4  # edges of a longer chain, at its beginning and at its end
PARTIES = 128  # of one `ShortestChains`: for each node it keeps as many distances

# Characters that a step of a chain takes without its name; and what it counts that a node was visited.
_STEP = 30
_VISITED = 8


class Chain(NamedTuple):
    """The edges that lead from a model to an entity that a team owns.

    No edges and a `consumer` index: the team is listed in the model's `used_elsewhere` there.
    `left_out` is the number of edges left out between the first half of `edges` and the second.
    """

    edges: tuple[Edge, ...]
    consumer: int | None = None
    left_out: int = 0


def chains(graph: Graph, node: Node, parties: Iterable[str]) -> dict[str, Chain]:
    """Return for each team the shortest chain from `node` to an entity of the team whose owner counts.

    Among equally short ones it is the lowest by `kind:name`, step by step. A team that is only in the
    model's `used_elsewhere` has a chain without edges. Raises OutputBoundError if the chains of all
    nodes together are too long to show: none is ever shortened here.
    """
    wanted = set(parties)
    nearest, came = _search(graph, node, wanted)
    graph.chain_allowance.use(_VISITED * len(came))
    by_team = {party: Chain(_all_edges(graph, came, number)) for party, number in nearest.items()}
    left = wanted - by_team.keys()
    outside = outside_consumers(graph, node) if left else {}
    return by_team | {party: outside[party] for party in left & outside.keys()}


def outside_consumers(graph: Graph, node: Node) -> dict[str, Chain]:
    """Return the teams in a model's `used_elsewhere`, each with the chain without edges."""
    by_team: dict[str, Chain] = {}
    if isinstance(node.declaration, Model):
        for index, consumer in enumerate(node.declaration.used_elsewhere):
            party = graph.directory.resolve(consumer.team).named
            if party is not None:
                by_team.setdefault(party, Chain((), index))
    return by_team


def _search(graph: Graph, node: Node, parties: Iterable[str]) -> tuple[dict[str, int], dict[int, int]]:
    """Return for each team its nearest node that counts, and for each node reached the one before it.

    Before `node` itself is -1. Nodes are in the order in which they were reached.
    """
    wanted = set(parties)
    nearest: dict[str, int] = {}
    came: dict[int, int] = {node.number: -1}
    level = [node.number]
    while level and wanted:
        below: list[int] = []
        for number in level:
            for user in graph.users_in_order(number):
                if user not in came:
                    came[user] = number
                    below.append(user)
                    party = graph.nodes[user].owner.named
                    if party in wanted and graph.nodes[user].counts:
                        wanted.discard(party)
                        nearest[party] = user
        level = [] if is_direct(node) else below
    return nearest, came


def _all_edges(graph: Graph, came: Mapping[int, int], last: int) -> tuple[Edge, ...]:
    """Return the edges that lead to node `last`."""
    edges = []
    while (before := came[last]) >= 0:
        edges.append(_edge(graph, before, last))
        graph.chain_allowance.use(_STEP + len(graph.nodes[last].key.name))
        last = before
    return tuple(reversed(edges))


def shortest_chains_by_node(
    graph: Graph, teams_by_node: Iterable[tuple[DeclaredNode, Sequence[str]]]
) -> Iterator[tuple[DeclaredNode, str, Chain]]:
    """Yield for each node and team the chain of `ShortestChains`, a few nodes at a time, as they are read.

    A node with many teams gets a search of its own. The others share one as far as they have teams
    in common, so that few teams in a large graph cost few passes over it.
    """
    waiting: dict[DeclaredNode, Sequence[str]] = {}
    wanted: set[str] = set()
    for node, parties in teams_by_node:
        if len(parties) > PARTIES:
            yield from ((node, party, chain) for party, chain in _short_chains(graph, node, parties))
            continue
        if len(wanted.union(parties)) > PARTIES:
            yield from _together(graph, waiting)
            waiting, wanted = {}, set()
        waiting[node] = parties
        wanted.update(parties)
    yield from _together(graph, waiting)


def _together(
    graph: Graph, teams_by_node: Mapping[DeclaredNode, Sequence[str]]
) -> Iterator[tuple[DeclaredNode, str, Chain]]:
    searched = ShortestChains(graph, teams_by_node) if teams_by_node else None
    for node, parties in teams_by_node.items():
        for party in parties:
            assert searched is not None
            yield node, party, searched.chain(node, party)


def _short_chains(graph: Graph, node: Node, parties: Sequence[str]) -> Iterator[tuple[str, Chain]]:
    """Yield the chains of one node: one search, and of each chain only the edges that are shown."""
    nearest, came = _search(graph, node, parties)
    firsts: dict[int, tuple[Edge, ...]] = {node.number: ()}
    depths = {node.number: 0}
    for number, before in came.items():  # as they were reached: each after the one that it was reached from
        if before >= 0:
            depths[number] = depths[before] + 1
            first = firsts[before]
            firsts[number] = first if len(first) == SHOWN else (*first, _edge(graph, before, number))
    outside = outside_consumers(graph, node)
    for party in parties:
        last = nearest.get(party)
        if last is None:
            yield party, outside[party]
            continue
        length = depths[last]
        edges = _last_edges(graph, came, last, min(SHOWN, max(0, length - SHOWN)))
        yield party, Chain((*firsts[last], *edges), left_out=max(0, length - 2 * SHOWN))


def _last_edges(graph: Graph, came: Mapping[int, int], number: int, count: int) -> list[Edge]:
    """Return the last edges of the chain that leads to a node."""
    edges = []
    for _ in range(count):
        edges.append(_edge(graph, came[number], number))
        number = came[number]
    return edges[::-1]


def _edge(graph: Graph, source: int, user: int) -> Edge:
    return graph.between(graph.nodes[source], graph.nodes[user])[0]


class ShortestChains:
    """The distance from each node of a graph to the teams downstream of it, and the next step to each.

    Teams spread upstream from everything that they own, all of them together, one edge per round. The
    cost is the number of edges, for each distance at which a node has teams. A chain is then read
    step by step; only the two ends of a long one are read.
    """

    def __init__(self, graph: Graph, teams_by_node: Mapping[DeclaredNode, Iterable[str]]) -> None:
        """`teams_by_node` are the teams that chains are needed for: downstream of the node, and not its own."""
        self._graph = graph
        wanted = {party for parties in teams_by_node.values() for party in parties}
        self._bits = {party: 1 << index for index, party in enumerate(sorted(wanted))}
        left = {node.number: sum(map(self._bits.__getitem__, parties)) for node, parties in teams_by_node.items()}
        self._teams_by_distance = self._distances(left)
        self._hops: dict[int, dict[int, tuple[int, int]]] = {}
        self._lasts: dict[int, dict[int, int]] = {bit: {} for bit in self._bits.values()}

    def chain(self, node: Node, party: str) -> Chain:
        """Return the chain that `chains` gives for a team, with the middle of a long one left out."""
        bit = self._bits[party]
        _, length = self._next_hops(node.number).get(bit, (0, 0))
        if not length or (is_direct(node) and length > 1):
            return outside_consumers(self._graph, node)[party]
        if length <= 2 * SHOWN:
            return Chain(self._edges(node.number, bit, length))
        last = self._last(node.number, bit)
        edges = (*self._edges(node.number, bit, SHOWN), *self._edges(last, bit, SHOWN))
        return Chain(edges, left_out=length - 2 * SHOWN)

    def _distances(self, left: dict[int, int]) -> list[list[tuple[int, int]]]:
        """Return the teams downstream of each node by distance, until those in `left` are all reached."""
        graph = self._graph
        by_node: list[list[tuple[int, int]]] = [[] for _ in graph.nodes]
        sources: list[list[int]] = [[] for _ in graph.nodes]
        for source, users in enumerate(graph.users):
            for user in set(users):
                sources[user].append(source)
        seen = [self._bits.get(node.owner.party or "", 0) if node.counts else 0 for node in graph.nodes]
        new = {number: bits for number, bits in enumerate(seen) if bits}
        distance = 0
        while new and left:
            following: dict[int, int] = {}
            for number, bits in new.items():
                by_node[number].append((distance, bits))
                for source in sources[number]:
                    unseen = bits & ~seen[source]
                    if unseen:
                        following[source] = following.get(source, 0) | unseen
            for number in new.keys() & left.keys():
                left[number] &= ~new[number]
                if not left[number]:
                    del left[number]
            for number, bits in following.items():
                seen[number] |= bits
            new = following
            distance += 1
        return by_node

    def _next_hops(self, number: int) -> dict[int, tuple[int, int]]:
        """For each team the next node of a shortest chain, the lowest of several, and the chain's length."""
        steps = self._hops.get(number)
        if steps is None:
            steps = self._hops[number] = {}
            open_ = dict(self._teams_by_distance[number])
            for user in self._graph.users_in_order(number):
                for distance, bits in self._teams_by_distance[user]:
                    teams = bits & open_.get(distance + 1, 0)
                    if teams:
                        open_[distance + 1] ^= teams
                    while teams:
                        steps[teams & -teams] = (user, distance + 1)
                        teams &= teams - 1
        return steps

    def _edges(self, number: int, bit: int, count: int) -> tuple[Edge, ...]:
        """Return the first edges of the chain from a node."""
        graph, edges = self._graph, []
        for _ in range(count):
            user = self._next_hops(number)[bit][0]
            edges.append(_edge(graph, number, user))
            number = user
        return tuple(edges)

    def _last(self, number: int, bit: int) -> int:
        """Return the node of a long chain from which the edges at its end are shown; chains share their ends."""
        known, passed = self._lasts[bit], []
        while number not in known:
            user, length = self._next_hops(number)[bit]
            if length == SHOWN:
                known[number] = number
                break
            passed.append(number)
            number = user
        for before in passed:
            known[before] = known[number]
        return known[number]
