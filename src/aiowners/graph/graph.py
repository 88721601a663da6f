"""Key, Node, Edge, Graph: the ownership graph and the questions it answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from aiowners.diagnostics.bounds import Allowance
from aiowners.graph.components import components
from aiowners.graph.parties import Owner, Standing
from aiowners.graph.references import references
from aiowners.manifest.model import Feature, Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiowners.graph.parties import Directory
    from aiowners.manifest.model import Declaration, KeyPath, Manifest


class Key(NamedTuple):
    """A thing by kind and name; as a text `kind:name`."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"

    @classmethod
    def of(cls, text: str) -> Key:
        """The key whose text is `kind:name`."""
        kind, _, name = text.partition(":")
        return cls(kind, name)

    @property
    def words(self) -> str:
        """The thing as a message names it."""
        return f"{self.kind} `{self.name}`"


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A thing of the graph. `declaration` and `manifest` are None where it is declared nowhere.

    `number` is its place among the graph's nodes. `inherits`: its owner is the file's.
    """

    number: int
    key: Key
    owner: Owner
    declaration: Declaration | None = None
    manifest: Manifest | None = None
    inherits: bool = False

    @property
    def owner_unread(self) -> bool:
        """Whether text that could not be read may state another owner than `owner`."""
        if self.declaration is None or self.manifest is None:
            return False
        gaps = self.declaration.gaps
        return "owner" in gaps.keys | gaps.words or (self.inherits and "owner" in self.manifest.gaps.keys)

    @property
    def owner_unsure(self) -> bool:
        """Whether nobody can say who owns it: its owner may be unread, or is a team that nobody declares."""
        return self.owner_unread or self.owner.standing is Standing.UNKNOWN

    @property
    def counts(self) -> bool:
        """Whether its owner is a downstream owner of what it depends on."""
        match self.declaration:
            case Feature(status=status):
                return status not in {"idea", "experiment", "retired"}
            case Model(status=status):
                return status != "retired"
            case None:
                return False
            case _:
                return True


class Edge(NamedTuple):
    """A change of `source` can change `target`: so says `target`'s declaration at `path` in its manifest."""

    source: Node
    target: Node
    path: KeyPath

    @property
    def inside(self) -> KeyPath:
        """The key path inside the target's declaration."""
        return self.path[2:]

    @property
    def words(self) -> str:
        """The edge as a message tells it: who uses what, and how."""
        whose = f" of `{self.target.owner.party}`" if self.target.owner.party else ""
        verb = _VERBS.get(str(self.inside[-2] if isinstance(self.inside[-1], int) else self.inside[-1]), "uses")
        return f"{self.target.key.words}{whose} {verb} {self.source.key.words}"


_VERBS = {
    "framework": "is evaluated with",
    "judges": "is judged by",
    "derived_from": "is derived from",
    "trained_on": "is trained on",
    "feedback": "learns from",
    "consumes": "consumes",
    "built_by": "is built by",
}

# Characters that a step of a chain takes, its name apart; and what it counts that a node was visited.
_STEP = 30
_VISITED = 8


class Mention(NamedTuple):
    """`user` names, at `path` inside its declaration, a thing that no manifest declares."""

    user: Node
    key: Key
    path: KeyPath


class Chain(NamedTuple):
    """What leads from a model to a party: the edges from the model to a thing that the party owns.

    No edges and a `consumer` index: the party is named in the model's `used_elsewhere` there.
    `left_out` is how many edges are left out, half of the others before them and half behind.
    """

    edges: tuple[Edge, ...]
    consumer: int | None = None
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Reach:
    """For each node the parties downstream of it, as bits: of all kinds, and of features alone."""

    owners: list[int]
    features: list[int]


@dataclass(frozen=True, slots=True)
class _Undeclared:
    """The names of undeclared owners; for each node, as bits, its own one and those downstream of it."""

    texts: list[str]
    own: list[int]
    reach: list[int]

    def names(self, bits: int) -> list[str]:
        """The names whose bits are set."""
        found = []
        while bits:
            found.append(self.texts[(bits & -bits).bit_length() - 1])
            bits &= bits - 1
        return found


class Graph:
    """What all manifests declare, and what depends on what.

    `nodes` are the declared things by path and then as written, and after them those that are only
    referred to (`dangling`). `first` finds a thing by key; a later declaration of the same is in
    `repeated` and a node of its own. `unresolved` are the names of what is declared nowhere, also
    where they make no edge. `users[n]` are the nodes that node n can change, uses that a
    model's `access` does not allow apart: these are in `unapproved`.
    """

    def __init__(
        self,
        directory: Directory,
        nodes: list[Node],
        first: dict[Key, Node],
        repeated: list[Node],
        users: list[list[int]],
        unapproved: list[Edge],
        unresolved: list[Mention],
    ) -> None:
        self.directory = directory
        self.nodes = nodes
        self.first = first
        self.repeated = repeated
        self.users = users
        self.unapproved = unapproved
        self.unresolved = unresolved
        self._declared = [node for node in nodes if node.declaration is not None]
        self._between: dict[int, dict[int, list[Edge]]] = {}  # by user, as far as somebody asked
        self._in_order: dict[int, list[int]] = {}  # the users of a node, likewise
        self._bits: dict[str, int] = {}
        self._names: list[str] = []  # of the parties, by the place of their bit
        self._chains = Allowance("the dependency chains", len(nodes))

    # --- things -------------------------------------------------------------------------------

    @property
    def declared(self) -> list[Node]:
        """Every declared node, by path and then as written."""
        return self._declared

    @property
    def dangling(self) -> list[Node]:
        """What is used and declared nowhere."""
        return self.nodes[len(self._declared) :]

    def dependencies(self, node: Node) -> Iterator[Edge]:
        """The edges into a node, as its declaration writes them; unapproved ones too."""
        if node.declaration is None:
            return
        top = (node.declaration.section, node.declaration.name)
        for group in references(node.declaration):
            if group.edge:
                for index, name in enumerate(group.names):
                    if name:
                        source = self.first[Key(group.kind, name)]
                        yield Edge(source, node, (*top, *group.place(index)))

    def uses(self, node: Node) -> list[Edge]:
        """The edges out of a node that are followed, by the user's path, as written."""
        users = dict.fromkeys(self.users[node.number])
        return [edge for number in users for edge in self.between(node, self.nodes[number])]

    def between(self, source: Node, user: Node) -> list[Edge]:
        """The edges from one node into another, as the other's declaration writes them."""
        edges = self._between.get(user.number)
        if edges is None:
            edges = self._between[user.number] = {}
            for edge in self.dependencies(user):
                edges.setdefault(edge.source.number, []).append(edge)
        return edges.get(source.number, [])

    def users_in_order(self, number: int) -> list[int]:
        """The nodes that a node can change, each once, by `kind:name`."""
        found = self._in_order.get(number)
        if found is None:
            found = self._in_order[number] = sorted(set(self.users[number]), key=self._order)
        return found

    # --- who is downstream --------------------------------------------------------------------

    def downstream_owners(self, node: Node) -> frozenset[str]:
        """The parties that own what a change of `node` can change."""
        return frozenset(self._parties(self._downstream_bits(node)))

    def downstream_feature_owners(self, node: Node) -> frozenset[str]:
        """The parties that own features which a change of `node` can change."""
        return frozenset(self._parties(self._feature_bits(node)))

    def is_shared(self, node: Node) -> bool:
        """Whether a model is shared ("Shared" in the manifest's format)."""
        model = node.declaration
        if isinstance(model, Model):
            if model.access == "company" or isinstance(model.access, tuple):
                return True
            if node.owner.standing is Standing.PARTY:
                return self._downstream_bits(node) & ~self._bit(node.owner.party) != 0
        return self._feature_bits(node).bit_count() > 1

    def missing_reviewers(self, node: Node, today: str) -> list[str]:
        """The downstream owners of a model that are neither its owners, nor asked, nor have waived.

        `today` is YYYY-MM-DD; a waiver holds through its `until`. In alphabetical order.
        """
        model = node.declaration
        if not isinstance(model, Model) or model.reviewers == "downstream":
            return []
        missing = self._downstream_bits(node) & ~self._bit(node.owner.party)
        if not missing:
            return []
        resolve = self.directory.resolve
        asked = [resolve(text) for text in model.co_owners]
        if isinstance(model.reviewers, tuple):
            asked += [resolve(reviewer.team) for reviewer in model.reviewers]
        asked += [resolve(waiver.team) for waiver in model.waivers if waiver.until is None or today <= waiver.until]
        for owner in asked:
            missing &= ~self._bit(owner.party)
        return sorted(self._parties(missing))

    def stale_reviewers(self, node: Node) -> list[int]:
        """Where in a model's `reviewers` teams stand, by their name alone, that own nothing downstream.

        Nothing of any status, that is, and nothing in `used_elsewhere`. A team that gives a reason
        for its review, or that goes by a handle, is asked for something else than what it owns.
        """
        model = node.declaration
        if not isinstance(model, Model) or not isinstance(model.reviewers, tuple):
            return []
        stale = []
        everyone = self._everyone_bits(node)
        for index, reviewer in enumerate(model.reviewers):
            if reviewer.reason is None and "@" not in reviewer.team:
                owner = self.directory.resolve(reviewer.team)
                owns = everyone & self._bit(owner.party)
                if not owns and owner.standing in {Standing.PARTY, Standing.DISBANDED}:
                    stale.append(index)
        return stale

    def stale_waivers(self, node: Node) -> list[int]:
        """The indexes in a model's `waivers` of teams that own nothing downstream, of any status.

        A team in `used_elsewhere` depends on the model too. A handle counts as the team that has it.
        """
        model = node.declaration
        if not isinstance(model, Model) or not model.waivers:
            return []
        everyone = self._everyone_bits(node)
        stale = []
        for index, waiver in enumerate(model.waivers):
            owner = self.directory.resolve(waiver.team)
            known = owner.standing in {Standing.PARTY, Standing.DISBANDED}
            if known and not everyone & self._bit(owner.party):
                stale.append(index)
        return stale

    def undeclared_downstream(self, node: Node, *, counting: bool = False) -> list[str]:
        """The owners downstream of `node` that no manifest declares, as written, in alphabetical order.

        With `counting`, those of entities whose owner counts as downstream.
        """
        if not self._has_undeclared_owner:
            return []
        model = node.declaration
        own = self._undeclared_counting if counting else self._undeclared
        bits = 0
        if isinstance(model, Model) and model.review_scope == "direct":
            for user in self.users[node.number]:
                bits |= own.own[user] if user != node.number else 0
        else:
            bits = own.reach[node.number]
        return sorted(own.names(bits))

    def upstream(self, nodes: Iterable[Node]) -> dict[int, Node]:
        """The numbers of these nodes and of all that they depend on, each with one of `nodes` that depends on it."""
        todo = [(node, node) for node in nodes]
        reached: dict[int, Node] = {node.number: node for node, _ in reversed(todo)}
        while todo:
            node, start = todo.pop()
            for edge in self.dependencies(node):
                if edge.source.number not in reached:
                    reached[edge.source.number] = start
                    todo.append((edge.source, start))
        return reached

    def chains(self, node: Node, parties: Iterable[str]) -> dict[str, Chain]:
        """For each party the shortest chain from `node` to something of its own that counts.

        Among equally short ones the least by `kind:name`, step by step; a party that is only in
        the model's `used_elsewhere` has a chain without edges. Raises OutputBoundError when the
        chains of all nodes together are too long to show: none is ever shortened here.
        """
        wanted = set(parties)
        nearest, came = self.search(node, wanted)
        self._chains.use(_VISITED * len(came))
        found = {party: Chain(self._edges(came, number)) for party, number in nearest.items()}
        left = wanted - found.keys()
        elsewhere = self.elsewhere(node) if left else {}
        return found | {party: elsewhere[party] for party in left & elsewhere.keys()}

    def search(self, node: Node, parties: Iterable[str]) -> tuple[dict[str, int], dict[int, int]]:
        """For each party the nearest node of its own that counts, and for each node reached the one before it.

        Before `node` itself is -1. Nodes are in the order in which they were reached.
        """
        wanted = set(parties)
        nearest: dict[str, int] = {}
        came: dict[int, int] = {node.number: -1}
        level = [node.number]
        model = node.declaration
        direct = isinstance(model, Model) and model.review_scope == "direct"
        while level and wanted:
            below: list[int] = []
            for number in level:
                for user in self.users_in_order(number):
                    if user not in came:
                        came[user] = number
                        below.append(user)
                        party = self.nodes[user].owner.named
                        if party in wanted and self.nodes[user].counts:
                            wanted.discard(party)
                            nearest[party] = user
            level = [] if direct else below
        return nearest, came

    def elsewhere(self, node: Node) -> dict[str, Chain]:
        """The parties in a model's `used_elsewhere`, each with the chain without edges."""
        found: dict[str, Chain] = {}
        if isinstance(node.declaration, Model):
            for index, consumer in enumerate(node.declaration.used_elsewhere):
                party = self.directory.resolve(consumer.team).named
                if party is not None:
                    found.setdefault(party, Chain((), index))
        return found

    def _order(self, number: int) -> tuple[str, int]:
        return (str(self.nodes[number].key), number)

    def _edges(self, came: dict[int, int], last: int) -> tuple[Edge, ...]:
        """The edges that lead to node `last`."""
        edges = []
        while (before := came[last]) >= 0:
            edges.append(self.between(self.nodes[before], self.nodes[last])[0])
            self._chains.use(_STEP + len(self.nodes[last].key.name))
            last = before
        return tuple(reversed(edges))

    @cached_property
    def names(self) -> dict[str, dict[str, Node]]:
        """What is declared, by kind and then by name; of two declarations the first."""
        found: dict[str, dict[str, Node]] = {}
        for node in self._declared:
            found.setdefault(node.key.kind, {}).setdefault(node.key.name, node)
        return found

    @cached_property
    def identifiers(self) -> dict[str, Node]:
        """The model that claims each identifier; of two the first."""
        found: dict[str, Node] = {}
        for node in self._declared:
            if isinstance(node.declaration, Model):
                for identifier in node.declaration.identifiers:
                    found.setdefault(identifier, node)
        return found

    @cached_property
    def components(self) -> list[list[int]]:
        """The strongly connected components of what is followed, each after all that it leads to."""
        return components(self.users)

    # --- parties as bits ----------------------------------------------------------------------

    def _bit(self, party: str | None) -> int:
        if party is None:
            return 0
        place = self._bits.get(party)
        if place is None:
            place = self._bits[party] = len(self._names)
            self._names.append(party)
        return 1 << place

    def _parties(self, bits: int) -> list[str]:
        # Digits, the lowest first: of thousands of parties, taking one bit off a number at a time takes long.
        names, digits, found = self._names, bin(bits)[:1:-1], []
        place = digits.find("1")
        while place >= 0:
            found.append(names[place])
            place = digits.find("1", place + 1)
        return found

    def _own(self, node: Node) -> int:
        return self._bit(node.owner.party) if node.owner.party is not None and node.counts else 0

    def _downstream_bits(self, node: Node) -> int:
        model = node.declaration
        if isinstance(model, Model) and model.review_scope == "direct":
            bits = 0
            for user in self.users[node.number]:
                if user != node.number:
                    bits |= self._own(self.nodes[user])
        else:
            bits = self._reach.owners[node.number]
        if isinstance(model, Model):
            for consumer in model.used_elsewhere:
                bits |= self._bit(self.directory.resolve(consumer.team).party)
        return bits

    def _everyone_bits(self, node: Node) -> int:
        model = node.declaration
        if isinstance(model, Model) and model.review_scope == "direct":
            bits = 0
            for user in self.users[node.number]:
                if user != node.number:
                    bits |= self._whoever(self.nodes[user])
        else:
            bits = self._everyone[node.number]
        if isinstance(model, Model):
            for consumer in model.used_elsewhere:
                bits |= self._bit(self.directory.resolve(consumer.team).party)
        return bits

    def _whoever(self, node: Node) -> int:
        return self._bit(node.owner.party)

    @cached_property
    def _has_undeclared_owner(self) -> bool:
        return any(node.owner.standing is Standing.UNKNOWN for node in self._declared)

    @cached_property
    def _undeclared(self) -> _Undeclared:
        return self._undeclared_owners(self._declared)

    @cached_property
    def _undeclared_counting(self) -> _Undeclared:
        return self._undeclared_owners(node for node in self._declared if node.counts)

    def _undeclared_owners(self, nodes: Iterable[Node]) -> _Undeclared:
        places: dict[str, int] = {}
        own, reach = [0] * len(self.nodes), [0] * len(self.nodes)
        for node in nodes:
            if node.owner.standing is Standing.UNKNOWN:
                own[node.number] = 1 << places.setdefault(node.owner.text.strip(), len(places))
        for component in self.components:
            self._gather(component, reach, own)
        return _Undeclared(list(places), own, reach)

    def _feature_bits(self, node: Node) -> int:
        model = node.declaration
        if isinstance(model, Model) and model.review_scope == "direct":
            users = (self.nodes[user] for user in self.users[node.number])
            bits = 0
            for user in users:
                bits |= self._own(user) if user.key.kind == "feature" else 0
            return bits
        return self._reach.features[node.number]

    @cached_property
    def _reach(self) -> _Reach:
        """Parties are gathered from the far end: one pass over the components, however long the chains."""
        count = len(self.nodes)
        own = [self._own(node) for node in self.nodes]
        own_feature = [bits if node.key.kind == "feature" else 0 for bits, node in zip(own, self.nodes, strict=True)]
        owners, features = [0] * count, [0] * count
        for component in self.components:
            for bits, mine in ((owners, own), (features, own_feature)):
                self._gather(component, bits, mine)
        return _Reach(owners, features)

    @cached_property
    def _everyone(self) -> list[int]:
        """As `_reach`, whatever the status of what somebody owns."""
        own = [self._whoever(node) for node in self.nodes]
        reach = [0] * len(self.nodes)
        for component in self.components:
            self._gather(component, reach, own)
        return reach

    def _gather(self, component: list[int], reach: list[int], own: list[int]) -> None:
        """Fill in `reach` of a component's nodes: all beyond it, and its other nodes, not the node itself."""
        beyond = 0
        inside = set(component) if len(component) > 1 else {component[0]}
        for number in component:
            for user in self.users[number]:
                if user not in inside:
                    beyond |= own[user] | reach[user]
        if len(component) == 1:
            reach[component[0]] = beyond
            return
        # Every other node of the component: all before it and all after it.
        after = [0] * (len(component) + 1)
        for place in range(len(component) - 1, -1, -1):
            after[place] = after[place + 1] | own[component[place]]
        before = 0
        for place, number in enumerate(component):
            reach[number] = beyond | before | after[place + 1]
            before |= own[number]
