"""What lies up- and downstream of a thing, by name."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from aiowners.manifest.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aiowners.graph.graph import Graph, Key, Node


class Reachability:
    """Walks over one graph. A model whose review scope is direct has downstream what is one edge away.

    Upstream is the other way round: what a thing is downstream of.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def downstream(self, node: Node) -> frozenset[Key]:
        """What a change of `node` can change, the node apart."""
        users = self._graph.users
        found = set(users[node.number]) if _is_direct(node) else _walk(users, node.number)
        return self._keys(found - {node.number})

    def upstream(self, node: Node) -> frozenset[Key]:
        """What can change `node`, the node apart."""
        near = set(self._sources[node.number])
        found = {
            number
            for number in _walk(self._sources, node.number)
            if number in near or not _is_direct(self._graph.nodes[number])
        }
        return self._keys(found - {node.number})

    def near(self, nodes: Iterable[Node]) -> frozenset[tuple[Key, bool]]:
        """What is one edge upstream of any of the nodes, and whether it lets others see it from further off."""
        numbers = {number for node in nodes for number in self._sources[node.number]}
        sources = (self._graph.nodes[number] for number in numbers)
        return frozenset((source.key, _is_direct(source)) for source in sources)

    def beyond(self, node: Node) -> frozenset[Key]:
        """Whatever edges lead to from `node`, however far its review goes."""
        return self._keys(_walk(self._graph.users, node.number))

    def _keys(self, numbers: set[int]) -> frozenset[Key]:
        return frozenset(self._graph.nodes[number].key for number in numbers)

    @cached_property
    def _sources(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self._graph.nodes]
        sharing: dict[int, list[int]] = {}  # the nodes with one list of users
        for source, users in enumerate(self._graph.users):
            sharing.setdefault(id(users), []).append(source)
        for sources in sorted(sharing.values(), key=len):
            for user in self._graph.users[sources[0]]:
                if len(sources) == 1:
                    found[user].append(sources[0])
                else:
                    found[user] = [*found[user], *sources] if found[user] else sources
        return found


def _is_direct(node: Node) -> bool:
    return isinstance(node.declaration, Model) and node.declaration.review_scope == "direct"


def _walk(steps: Sequence[Sequence[int]], start: int) -> set[int]:
    found: set[int] = set()
    waiting = [start]
    walked: set[int] = set()  # nodes may share a list
    while waiting:
        following = steps[waiting.pop()]
        if id(following) not in walked:
            walked.add(id(following))
            for number in following:
                if number not in found:
                    found.add(number)
                    waiting.append(number)
    return found
