"""Which nodes, and the owners of which nodes, are up- and downstream of a node."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from aiowners.graph.components import components
from aiowners.graph.nodes import is_direct
from aiowners.graph.team_directory import OwnerStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from aiowners.graph.nodes import Key, Node


class OwnerTable:
    """For each node the owners of the nodes downstream of it, as bits of an integer.

    `own` has, for each node, the bits that it adds to what is upstream of it.
    """

    def __init__(self, reachability: Reachability, own: list[int]) -> None:
        self._reachability = reachability
        self._own = own

    def downstream(self, node: Node) -> int:
        """Return the bits downstream of a node, without its own. Only direct users count if its scope is direct."""
        if not is_direct(node):
            return self._all[node.number]
        bits = 0
        for user in self._reachability.users[node.number]:
            bits |= self._own[user] if user != node.number else 0
        return bits

    @cached_property
    def _all(self) -> list[int]:
        return self._reachability.accumulate(self._own)


class Reachability:
    """Walks over the edges of one graph: `users[n]` are the numbers of the nodes that depend on node n."""

    def __init__(self, nodes: Sequence[Node], users: list[list[int]]) -> None:
        self._nodes = nodes
        self.users = users
        self._bits: dict[str, int] = {}
        self._names: list[str] = []  # of the teams, by the index of their bit

    # --- nodes --------------------------------------------------------------------------------

    def downstream(self, node: Node) -> frozenset[Key]:
        """Return the entities that a change of `node` can change, without the node itself.

        If the review scope of a model is direct, only its direct users are downstream of it.
        """
        users = self.users
        numbers = set(users[node.number]) if is_direct(node) else _walk(users, node.number)
        return self._keys(numbers - {node.number})

    def upstream(self, node: Node) -> frozenset[Key]:
        """Return the entities that can change `node`, without the node itself: those that it is downstream of."""
        direct = set(self._sources[node.number])
        numbers = {
            number
            for number in _walk(self._sources, node.number)
            if number in direct or not is_direct(self._nodes[number])
        }
        return self._keys(numbers - {node.number})

    def direct_sources(self, nodes: Iterable[Node]) -> frozenset[tuple[Key, bool]]:
        """Return the entities one edge upstream of any of the nodes, and whether their review scope is direct."""
        numbers = {number for node in nodes for number in self._sources[node.number]}
        sources = (self._nodes[number] for number in numbers)
        return frozenset((source.key, is_direct(source)) for source in sources)

    def dependents(self, node: Node) -> frozenset[Key]:
        """Return all entities that depend on `node`, at any distance, for any review scope."""
        return self._keys(_walk(self.users, node.number))

    @cached_property
    def components(self) -> list[list[int]]:
        """The strongly connected components, each after all components that it leads to."""
        return components(self.users)

    def _keys(self, numbers: set[int]) -> frozenset[Key]:
        return frozenset(self._nodes[number].key for number in numbers)

    @cached_property
    def _sources(self) -> list[list[int]]:
        sources_of: list[list[int]] = [[] for _ in self._nodes]
        sharing: dict[int, list[int]] = {}  # the nodes with the same list of users
        for source, users in enumerate(self.users):
            sharing.setdefault(id(users), []).append(source)
        for sources in sorted(sharing.values(), key=len):
            for user in self.users[sources[0]]:
                if len(sources) == 1:
                    sources_of[user].append(sources[0])
                else:
                    sources_of[user] = [*sources_of[user], *sources] if sources_of[user] else sources
        return sources_of

    # --- owners as bits -----------------------------------------------------------------------

    def bit(self, team: str | None) -> int:
        """Return the bit of a team; 0 for None."""
        if team is None:
            return 0
        index = self._bits.get(team)
        if index is None:
            index = self._bits[team] = len(self._names)
            self._names.append(team)
        return 1 << index

    def teams(self, bits: int) -> list[str]:
        """Return the teams whose bits are set."""
        # Digits, the lowest first: with thousands of teams, clearing one bit of a number at a time takes long.
        names, digits, teams = self._names, bin(bits)[:1:-1], []
        index = digits.find("1")
        while index >= 0:
            teams.append(names[index])
            index = digits.find("1", index + 1)
        return teams

    @cached_property
    def owners(self) -> OwnerTable:
        """The downstream owners: those of entities whose owner counts."""
        return self._table(lambda node: self.bit(node.owner.party) if node.counts else 0)

    @cached_property
    def feature_owners(self) -> OwnerTable:
        """The downstream owners of features."""
        return self._table(lambda node: self.bit(node.owner.party) if node.key.kind == "feature" and node.counts else 0)

    @cached_property
    def all_owners(self) -> OwnerTable:
        """The owners of everything downstream, of any status."""
        return self._table(lambda node: self.bit(node.owner.party))

    @cached_property
    def undeclared_owners(self) -> OwnerTable:
        """The undeclared owners of everything downstream, of any status."""
        return self._table(self._undeclared_bit)

    @cached_property
    def counting_undeclared_owners(self) -> OwnerTable:
        """The undeclared owners of entities downstream whose owner counts."""
        return self._table(lambda node: self._undeclared_bit(node) if node.counts else 0)

    @cached_property
    def has_undeclared_owner(self) -> bool:
        """Whether any node has an undeclared owner."""
        return any(node.owner.standing is OwnerStatus.UNKNOWN for node in self._nodes)

    def _undeclared_bit(self, node: Node) -> int:
        return self.bit(node.owner.text.strip()) if node.owner.standing is OwnerStatus.UNKNOWN else 0

    def _table(self, bits: Callable[[Node], int]) -> OwnerTable:
        return OwnerTable(self, [bits(node) for node in self._nodes])

    def accumulate(self, own: list[int]) -> list[int]:
        """Return, for each node, the bits in `own` of all nodes downstream of it, without its own.

        One pass over the components, from the far end, however long the chains are.
        """
        reach = [0] * len(self._nodes)
        known: dict[int, int] = {}  # by the list of users, which nodes may share
        for component in self.components:
            number = component[0]
            users = self.users[number]
            if len(component) > 1 or number in users:
                self._accumulate_component(component, reach, own)
                continue
            beyond = known.get(id(users))
            if beyond is None:
                beyond = 0
                for user in users:
                    beyond |= own[user] | reach[user]
                known[id(users)] = beyond
            reach[number] = beyond
        return reach

    def _accumulate_component(self, component: list[int], reach: list[int], own: list[int]) -> None:
        """Set `reach` for the nodes of a component: everything beyond it, and its other nodes."""
        beyond = 0
        inside = set(component)
        for users in {id(users): users for users in map(self.users.__getitem__, component)}.values():
            for user in users:
                if user not in inside:
                    beyond |= own[user] | reach[user]
        # Every other node of the component: all before it and all after it.
        after = [0] * (len(component) + 1)
        for index in range(len(component) - 1, -1, -1):
            after[index] = after[index + 1] | own[component[index]]
        before = 0
        for index, number in enumerate(component):
            reach[number] = beyond | before | after[index + 1]
            before |= own[number]


def _walk(steps: Sequence[Sequence[int]], start: int) -> set[int]:
    reached: set[int] = set()
    waiting = [start]
    walked: set[int] = set()  # nodes may share a list
    while waiting:
        following = steps[waiting.pop()]
        if id(following) not in walked:
            walked.add(id(following))
            for number in following:
                if number not in reached:
                    reached.add(number)
                    waiting.append(number)
    return reached
