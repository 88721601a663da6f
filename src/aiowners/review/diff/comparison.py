"""Compare the ownership of two workspaces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiowners.graph.review_policy import downstream_owners
from aiowners.graph.shortest_chains import chains
from aiowners.review.diff.facts import COMPUTED, OwnershipFacts, facts
from aiowners.review.diff.name_lists import Difference, listed, quoted
from aiowners.review.diff.ownership_change import OwnershipChange
from aiowners.review.diff.teams import team_changes
from aiowners.review.diff.upstream import DiffSide, upstream_changes
from aiowners.review.party_names import PartyNames
from aiowners.review.unread_text import unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.graph.nodes import Key
    from aiowners.review.diff.ownership_change import Kind, Value
    from aiowners.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes by subject and kind, the text that could not be read at either revision, and the number of changes that it may hide."""

    changes: tuple[OwnershipChange, ...]
    errors: tuple[Diagnostic, ...]
    withheld: int


def compare(before: Workspace, after: Workspace) -> Comparison:
    """Return what changed in ownership.

    Another location, another way of writing, or another spelling of the same team is not a change.
    A change that depends on the absence of a name is skipped and counted if unread text contains the name.
    """
    comparer = _Comparer(before, after)
    differences = list(comparer.things())
    withheld = comparer.withheld
    upstream = upstream_changes(DiffSide(before, comparer.was), DiffSide(after, comparer.now))
    for changes, hidden in (upstream, team_changes(before, after)):
        differences += changes
        withheld += hidden
    return Comparison(tuple(sorted(differences, key=lambda change: change[:2])), unread(before, after), withheld)


class _Comparer:
    def __init__(self, before: Workspace, after: Workspace) -> None:
        self._before, self._after = before, after
        self._names = PartyNames(before.graph, after.graph)
        self.was, self.now = facts(before, self._names), facts(after, self._names)
        self.withheld = 0

    def things(self) -> Iterator[OwnershipChange]:
        """Yield what changed about each entity, in no order."""
        for key in self.was.keys() | self.now.keys():
            was, now = self.was.get(key, OwnershipFacts()), self.now.get(key, OwnershipFacts())
            if was.declared != now.declared:
                if key.name in (self._before if now.declared else self._after).unread:
                    self.withheld += 1
                    continue
                yield _come(key, was, now) if now.declared else _gone(key, was, now)
            elif was.declared:
                yield from self._owner(key, was, now)
                yield from self._teams(key, was, now)
            if key.kind == "model":
                yield from self._sharing(key, was, now)

    def _owner(self, key: Key, was: OwnershipFacts, now: OwnershipFacts) -> Iterator[OwnershipChange]:
        if was.owners == now.owners:
            return
        if self._unsure("owner", was, now):
            return
        before, after = _value(was), _value(now)
        entity = "shared " * now.shared + key.words
        if now.owners == {None}:
            yield OwnershipChange(
                str(key), "became-unowned", before, after, f"{entity} has no owner any more: it was {_whose(was)}"
            )
        elif was.owners == {None}:
            yield OwnershipChange(
                str(key), "no-longer-unowned", before, after, f"{entity} has an owner now: {_whose(now)}"
            )
        else:
            yield OwnershipChange(
                str(key),
                "owner-changed",
                before,
                after,
                f"{entity} is owned by {_whose(now)}, no longer by {_whose(was)}",
            )

    def _teams(self, key: Key, was: OwnershipFacts, now: OwnershipFacts) -> Iterator[OwnershipChange]:
        what = "domain reviewers" if key.kind == "feature" else "reviewers"
        rows: tuple[tuple[Kind, str, str, frozenset[str], frozenset[str]], ...] = (
            ("co-owners-changed", "co-owners", "co_owners", was.co_owners, now.co_owners),
            ("reviewers-changed", what, what.replace(" ", "_"), was.reviewers, now.reviewers),
            ("waivers-changed", "waivers", "waivers", _waivers(was), _waivers(now)),
        )
        for kind, noun, field, before, after in rows:
            if before != after and not self._unsure(field, was, now):
                words = f"{key.words}: {noun} {Difference(before, after).words(_reviewer)}"
                yield OwnershipChange(str(key), kind, tuple(sorted(before)), tuple(sorted(after)), words)

    def _sharing(self, key: Key, was: OwnershipFacts, now: OwnershipFacts) -> Iterator[OwnershipChange]:
        """Yield changes of whether a model is shared and, if it is or was, of its reviewers and downstream teams."""
        if not (was.shared or now.shared):
            return
        lost = self._reasons(self._before, self._after, was, was.downstream - now.downstream)
        gained = self._reasons(self._after, self._before, now, now.downstream - was.downstream)
        if lost is None or gained is None:
            self.withheld += 1
            return
        if was.shared != now.shared and not self._unsure("sharing", was, now):
            kind: Kind = "became-shared" if now.shared else "no-longer-shared"
            words = "is shared now" if now.shared else "is not shared any more"
            yield OwnershipChange(str(key), kind, was.shared, now.shared, f"{key.words} {words}")
        if was.downstream != now.downstream:
            parts = [f"also {listed(gained)}"] * bool(gained) + [f"no longer {listed(lost)}"] * bool(lost)
            yield OwnershipChange(
                str(key), "downstream-owners-changed", tuple(sorted(was.downstream)), tuple(sorted(now.downstream)),
                f"a change of {key.words} concerns {', '.join(parts)}",
            )  # fmt: skip

    def _reasons(
        self, side: Workspace, other: Workspace, facts: OwnershipFacts, parties: frozenset[str]
    ) -> list[str] | None:
        """Return each team with what it owns there; None if unread text at the other revision may have the same."""
        reasons: dict[str, str] = {}
        for node in facts.nodes if parties else ():
            reached = {self._names.of(side.graph, team): team for team in downstream_owners(side.graph, node)}
            wanted = {name: reached[name] for name in parties if name in reached and name not in reasons}
            shortest = chains(side.graph, node, wanted.values())
            for name, party in wanted.items():
                if party not in shortest:
                    continue
                edges = shortest[party].edges
                if {edge.target.key.name for edge in edges} & other.unread or name in other.unread:
                    return None
                owns = f"owner of {edges[-1].target.key.words}" if edges else "uses it in another repository"
                reasons[name] = f"{quoted(name)} ({owns})"
        return [reasons.get(name, quoted(name)) for name in sorted(parties)]

    def _unsure(self, field: str, *sides: OwnershipFacts) -> bool:
        """Whether the value of a key could not be read at one of the revisions; if so, count it."""
        unsure = any(field in side.unsure for side in sides)
        self.withheld += unsure
        return unsure


def _come(key: Key, was: OwnershipFacts, now: OwnershipFacts) -> OwnershipChange:
    """Yield that an entity is now declared; it may have been used before."""
    come = "is declared now" if was.nodes else "is new"
    return OwnershipChange(str(key), "added", None, _value(now), f"{key.words} {come}, owned by {_whose(now)}")


def _gone(key: Key, was: OwnershipFacts, now: OwnershipFacts) -> OwnershipChange:
    gone = "is used but no longer declared" if now.nodes else "is gone"
    return OwnershipChange(str(key), "removed", _value(was), None, f"{key.words} {gone}: it was owned by {_whose(was)}")


def _value(facts: OwnershipFacts) -> Value:
    """Return the owner, or all owners if declarations of one name differ; `none` is a missing one."""
    if len(facts.owners) < 2:  # noqa: PLR2004 - one owner, or none
        return next(iter(facts.owners), None)
    return tuple(sorted(name or "none" for name in facts.owners))


def _whose(facts: OwnershipFacts) -> str:
    names = [quoted(name) for name in sorted(filter(None, facts.owners))]
    return listed(names + ["nobody"] * (not names or None in facts.owners))


def _waivers(facts: OwnershipFacts) -> frozenset[str]:
    return frozenset(team if until is None else f"{team} until {until}" for team, until in facts.waivers)


def _reviewer(name: str) -> str:
    return "everybody downstream" if name == COMPUTED else quoted(name)
