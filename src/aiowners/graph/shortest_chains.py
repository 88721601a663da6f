"""Ways: the shortest chains from many things to many parties, without a search for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.graph.graph import Chain
from aiowners.manifest.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from aiowners.graph.graph import Edge, Graph, Node

SHOWN = 4  # edges of a longer chain, at its beginning and at its end
PARTIES = 128  # of one `ShortestChains`: for each node it keeps as many distances


def shortest_chains_by_node(
    graph: Graph, asked: Iterable[tuple[Node, Sequence[str]]]
) -> Iterator[tuple[Node, str, Chain]]:
    """For each node and party the chain of `ShortestChains`, a few nodes at a time: what is not read is not computed.

    A node with many parties gets a search of its own. The others share one as far as they have
    parties in common, so that few teams in a large graph cost few passes over it.
    """
    waiting: dict[Node, Sequence[str]] = {}
    wanted: set[str] = set()
    for node, parties in asked:
        if len(parties) > PARTIES:
            yield from ((node, party, chain) for party, chain in _short_chains(graph, node, parties))
            continue
        if len(wanted.union(parties)) > PARTIES:
            yield from _together(graph, waiting)
            waiting, wanted = {}, set()
        waiting[node] = parties
        wanted.update(parties)
    yield from _together(graph, waiting)


def _together(graph: Graph, asked: Mapping[Node, Sequence[str]]) -> Iterator[tuple[Node, str, Chain]]:
    ways = ShortestChains(graph, asked) if asked else None
    for node, parties in asked.items():
        for party in parties:
            assert ways is not None
            yield node, party, ways.chain(node, party)


def _short_chains(graph: Graph, node: Node, parties: Sequence[str]) -> Iterator[tuple[str, Chain]]:
    """The chains of one node: one search, and of each chain only the edges that are shown."""
    nearest, came = graph.search(node, parties)
    firsts: dict[int, tuple[Edge, ...]] = {node.number: ()}
    depths = {node.number: 0}
    for number, before in came.items():  # as they were reached: each after the one that it was reached from
        if before >= 0:
            depths[number] = depths[before] + 1
            first = firsts[before]
            firsts[number] = first if len(first) == SHOWN else (*first, _edge(graph, before, number))
    elsewhere = graph.elsewhere(node)
    for party in parties:
        last = nearest.get(party)
        if last is None:
            yield party, elsewhere[party]
            continue
        length = depths[last]
        edges = _last_edges(graph, came, last, min(SHOWN, max(0, length - SHOWN)))
        yield party, Chain((*firsts[last], *edges), left_out=max(0, length - 2 * SHOWN))


def _last_edges(graph: Graph, came: Mapping[int, int], number: int, count: int) -> list[Edge]:
    """The last edges of the chain that leads to a node."""
    edges = []
    for _ in range(count):
        edges.append(_edge(graph, came[number], number))
        number = came[number]
    return edges[::-1]


def _edge(graph: Graph, source: int, user: int) -> Edge:
    return graph.between(graph.nodes[source], graph.nodes[user])[0]


class ShortestChains:
    """For each node of a graph how far the parties downstream of it are, and the next step to each.

    Parties are sent upstream from all that they own, all of them together, an edge a round: what
    that costs is the number of edges, for each distance at which a node has parties. A chain is
    then read off step by step; of a long one only its two ends are read.
    """

    def __init__(self, graph: Graph, asked: Mapping[Node, Iterable[str]]) -> None:
        """`asked` are by node the parties that will be asked for: downstream of it, and not its own."""
        self._graph = graph
        wanted = {party for parties in asked.values() for party in parties}
        self._bits = {party: 1 << place for place, party in enumerate(sorted(wanted))}
        left = {node.number: sum(map(self._bits.__getitem__, parties)) for node, parties in asked.items()}
        self._near = self._spread(left)
        self._steps: dict[int, dict[int, tuple[int, int]]] = {}
        self._lasts: dict[int, dict[int, int]] = {bit: {} for bit in self._bits.values()}

    def chain(self, node: Node, party: str) -> Chain:
        """The chain that `Graph.chains` gives for a party, the middle of a long one left out."""
        bit = self._bits[party]
        _, length = self._steps_from(node.number).get(bit, (0, 0))
        direct = isinstance(node.declaration, Model) and node.declaration.review_scope == "direct"
        if not length or (direct and length > 1):
            return self._graph.elsewhere(node)[party]
        if length <= 2 * SHOWN:
            return Chain(self._edges(node.number, bit, length))
        last = self._last(node.number, bit)
        edges = (*self._edges(node.number, bit, SHOWN), *self._edges(last, bit, SHOWN))
        return Chain(edges, left_out=length - 2 * SHOWN)

    def _spread(self, left: dict[int, int]) -> list[list[tuple[int, int]]]:
        """For each node the parties by their distance from it, until all that is asked for is found."""
        graph = self._graph
        near: list[list[tuple[int, int]]] = [[] for _ in graph.nodes]
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
                near[number].append((distance, bits))
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
        return near

    def _steps_from(self, number: int) -> dict[int, tuple[int, int]]:
        """By party the node that a shortest chain leads to next, the least of several, and the chain's length."""
        steps = self._steps.get(number)
        if steps is None:
            steps = self._steps[number] = {}
            open_ = dict(self._near[number])
            for user in self._graph.users_in_order(number):
                for distance, bits in self._near[user]:
                    found = bits & open_.get(distance + 1, 0)
                    if found:
                        open_[distance + 1] ^= found
                    while found:
                        steps[found & -found] = (user, distance + 1)
                        found &= found - 1
        return steps

    def _edges(self, number: int, bit: int, count: int) -> tuple[Edge, ...]:
        """The first edges of the chain from a node."""
        graph, edges = self._graph, []
        for _ in range(count):
            user = self._steps_from(number)[bit][0]
            edges.append(graph.between(graph.nodes[number], graph.nodes[user])[0])
            number = user
        return tuple(edges)

    def _last(self, number: int, bit: int) -> int:
        """The node of a long chain from which the edges at its end are shown; chains share their ends."""
        known, passed = self._lasts[bit], []
        while number not in known:
            user, length = self._steps_from(number)[bit]
            if length == SHOWN:
                known[number] = number
                break
            passed.append(number)
            number = user
        for before in passed:
            known[before] = known[number]
        return known[number]
