"""Key, Node, Edge, Graph: the ownership graph and the questions it answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from aiowners.diagnostics.bounds import Allowance
from aiowners.graph.components import components
from aiowners.graph.references import references
from aiowners.graph.team_directory import OwnerStatus, ResolvedOwner
from aiowners.manifest.model import Feature, Model

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from aiowners.graph.team_directory import TeamDirectory
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
    owner: ResolvedOwner
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
        return self.owner_unread or self.owner.standing is OwnerStatus.UNKNOWN

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


def may_use(allowed: frozenset[str | None] | None, user: Node) -> bool:
    """Whether an entity may use a model that these parties may use; one without an owner always may."""
    return allowed is None or user.owner.party is None or user.owner.party in allowed


class Mention(NamedTuple):
    """`user` names an entity at `path` inside its declaration."""

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


class Edges(NamedTuple):
    """What depends on what: `users[n]` are the numbers of the nodes that node n can change.

    Uses that a model's `access` does not allow are left out: each reference with such a use is once in
    `unapproved`. `unresolved` are the names that are not declared, identifiers and names that make no
    edge included. `several` are the nodes of each name that is declared more than once, and the models
    of each identifier that is used as a name. `allowed` are by node the parties that may use it, if not
    all may, and `refused` those that use it nevertheless.
    """

    users: list[list[int]]
    unapproved: list[Edge]
    unresolved: list[Mention]
    several: Mapping[Key, Sequence[Node]]
    allowed: Mapping[int, frozenset[str | None]]
    refused: Mapping[int, Collection[str | None]]


class Graph:
    """What all manifests declare, and what depends on what.

    `nodes` are the declared things by path and then as written, and after them those that are only
    referred to (`dangling`). `first` finds a thing by key; a later declaration of the same is in
    `repeated` and a node of its own. For the rest see `Edges`.
    """

    def __init__(
        self, directory: TeamDirectory, nodes: list[Node], first: dict[Key, Node], repeated: list[Node], edges: Edges
    ) -> None:
        self.directory = directory
        self.nodes = nodes
        self.first = first
        self.repeated = repeated
        self.users = edges.users
        self.unapproved = edges.unapproved
        self.unresolved = edges.unresolved
        self._several = edges.several
        self._allowed = edges.allowed
        self._refused = edges.refused
        self._declared = [node for node in nodes if node.declaration is not None]
        self._paths: dict[int, dict[Key, list[KeyPath]]] = {}  # of the names that a user writes, once needed
        self._in_order: dict[int, list[int]] = {}  # by the list of users, which nodes may share, likewise
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

    def resolve(self, key: Key) -> Sequence[Node]:
        """What a reference means: every declaration of the name, else the models that it identifies, by path.

        A name of neither means the node that is only referred to; none if nothing depends on it.
        """
        several = self._several.get(key)
        if several is not None:
            return several
        first = self.first.get(key)
        return () if first is None else (first,)

    def mentions(self, node: Node) -> Iterator[Mention]:
        """The references of a declaration that make edges, as it writes them; unapproved ones too."""
        if node.declaration is not None:
            for group in references(node.declaration):
                if group.edge:
                    for index, name in enumerate(group.names):
                        if name:
                            yield Mention(node, Key(group.kind, name), group.place(index))

    def may_use(self, user: Node, source: Node) -> bool:
        """Whether the `access` of what a node refers to allows the use: if not, the edge is not followed."""
        return may_use(self._allowed.get(source.number), user)

    def is_restricted(self, node: Node) -> bool:
        """Whether the `access` of a model does not allow all uses."""
        return node.number in self._allowed

    def refused(self, node: Node) -> Collection[str | None]:
        """The parties that use a model though its `access` does not allow it."""
        return self._refused.get(node.number, ())

    def uses(self, node: Node) -> list[Edge]:
        """The edges out of a node that are followed, by the user's path, as written."""
        users = dict.fromkeys(self.users[node.number])
        return [edge for number in users for edge in self.between(node, self.nodes[number])]

    def between(self, source: Node, user: Node) -> list[Edge]:
        """The edges from one node into another, by the name of the first, then by its identifiers."""
        assert user.declaration is not None
        top = (user.declaration.section, user.declaration.name)
        paths = self._paths_of(user)
        return [Edge(source, user, (*top, *path)) for key in self.names_of(source) for path in paths.get(key, ())]

    def _paths_of(self, user: Node) -> dict[Key, list[KeyPath]]:
        paths = self._paths.get(user.number)
        if paths is None:
            paths = self._paths[user.number] = {}
            for _, key, path in self.mentions(user):
                paths.setdefault(key, []).append(path)
        return paths

    def names_of(self, node: Node) -> list[Key]:
        """The names by which references mean a node."""
        names = [node.key]
        if isinstance(node.declaration, Model):
            keys = (Key("model", identifier) for identifier in dict.fromkeys(node.declaration.identifiers))
            names += [key for key in keys if key in self._several and key not in self.first]
        return names

    def users_in_order(self, number: int) -> list[int]:
        """The nodes that a node can change, each once, by `kind:name`."""
        users = self.users[number]
        found = self._in_order.get(id(users))
        if found is None:
            found = self._in_order[id(users)] = sorted(set(users), key=self._order)
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
            if node.owner.standing is OwnerStatus.RESOLVED:
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
                if not owns and owner.standing in {OwnerStatus.RESOLVED, OwnerStatus.DISBANDED}:
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
            known = owner.standing in {OwnerStatus.RESOLVED, OwnerStatus.DISBANDED}
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
        seen: set[Key] = set()
        while todo:
            node, start = todo.pop()
            for _, key, _ in self.mentions(node):
                for source in () if key in seen else self.resolve(key):
                    if source.number not in reached:
                        reached[source.number] = start
                        todo.append((source, start))
                seen.add(key)
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
    def by_key(self) -> dict[Key, list[Node]]:
        """All nodes of each entity: its declarations, or the one node of an entity that is only used."""
        nodes: dict[Key, list[Node]] = {}
        for node in self.nodes:
            nodes.setdefault(node.key, []).append(node)
        return nodes

    @cached_property
    def declarations(self) -> dict[Key, list[Node]]:
        """The declarations of each declared entity."""
        return {key: nodes for key, nodes in self.by_key.items() if nodes[0].declaration is not None}

    @cached_property
    def identifiers(self) -> dict[str, Node]:
        """The model that has each identifier; the first of several."""
        models: dict[str, Node] = {}
        for node in self._declared:
            if isinstance(node.declaration, Model):
                for identifier in node.declaration.identifiers:
                    models.setdefault(identifier, node)
        return models

    @cached_property
    def names(self) -> dict[str, dict[str, Node]]:
        """What is declared, by kind and then by name; of two declarations the first."""
        found: dict[str, dict[str, Node]] = {}
        for node in self._declared:
            found.setdefault(node.key.kind, {}).setdefault(node.key.name, node)
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
        return any(node.owner.standing is OwnerStatus.UNKNOWN for node in self._declared)

    @cached_property
    def _undeclared(self) -> _Undeclared:
        return self._undeclared_owners(self._declared)

    @cached_property
    def _undeclared_counting(self) -> _Undeclared:
        return self._undeclared_owners(node for node in self._declared if node.counts)

    def _undeclared_owners(self, nodes: Iterable[Node]) -> _Undeclared:
        places: dict[str, int] = {}
        own = [0] * len(self.nodes)
        for node in nodes:
            if node.owner.standing is OwnerStatus.UNKNOWN:
                own[node.number] = 1 << places.setdefault(node.owner.text.strip(), len(places))
        return _Undeclared(list(places), own, self._gathered(own))

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
        own = [self._own(node) for node in self.nodes]
        own_feature = [bits if node.key.kind == "feature" else 0 for bits, node in zip(own, self.nodes, strict=True)]
        return _Reach(self._gathered(own), self._gathered(own_feature))

    @cached_property
    def _everyone(self) -> list[int]:
        """As `_reach`, whatever the status of what somebody owns."""
        return self._gathered([self._whoever(node) for node in self.nodes])

    def _gathered(self, own: list[int]) -> list[int]:
        """For each node the bits in `own` of all nodes downstream of it, not its own."""
        reach = [0] * len(self.nodes)
        known: dict[int, int] = {}  # by the list of users, which nodes may share
        for component in self.components:
            number = component[0]
            users = self.users[number]
            if len(component) > 1 or number in users:
                self._gather(component, reach, own)
                continue
            beyond = known.get(id(users))
            if beyond is None:
                beyond = 0
                for user in users:
                    beyond |= own[user] | reach[user]
                known[id(users)] = beyond
            reach[number] = beyond
        return reach

    def _gather(self, component: list[int], reach: list[int], own: list[int]) -> None:
        """Fill in `reach` of a component's nodes: all beyond it, and its other nodes, not the node itself."""
        beyond = 0
        inside = set(component)
        for users in {id(users): users for users in map(self.users.__getitem__, component)}.values():
            for user in users:
                if user not in inside:
                    beyond |= own[user] | reach[user]
        # Every other node of the component: all before it and all after it.
        after = [0] * (len(component) + 1)
        for place in range(len(component) - 1, -1, -1):
            after[place] = after[place + 1] | own[component[place]]
        before = 0
        for place, number in enumerate(component):
            reach[number] = beyond | before | after[place + 1]
            before |= own[number]
