"""Changes of what features depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.bounds import Allowance
from aiowners.review.diff.facts import OwnershipFacts
from aiowners.review.diff.name_lists import Difference
from aiowners.review.diff.ownership_change import OwnershipChange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiowners.graph.nodes import Key
    from aiowners.workspace import Workspace

_NOTHING = OwnershipFacts()


class DiffSide:
    """One revision of a comparison: the ownership of each entity, and the graph."""

    def __init__(self, workspace: Workspace, facts: Mapping[Key, OwnershipFacts]) -> None:
        self.facts = facts
        self.unread = workspace.unread
        self.reach = workspace.graph.reachability

    def of(self, key: Key) -> OwnershipFacts:
        """Return the ownership of an entity; empty for one that does not exist there."""
        return self.facts.get(key, _NOTHING)

    def upstream(self, key: Key) -> frozenset[Key]:
        """Return what an entity is downstream of, in any of its declarations, without itself."""
        return frozenset(entity for node in self.of(key).nodes for entity in self.reach.upstream(node)) - {key}


def upstream_changes(before: DiffSide, after: DiffSide) -> tuple[list[OwnershipChange], int]:
    """Return the features declared at both revisions whose upstream changed, and the number that unread text leaves uncertain.

    Raises OutputBoundError if there are too many to show.
    """
    changes = []
    withheld = 0
    room = Allowance("the comparison", len(before.facts) + len(after.facts))
    for key in _candidates(before, after):
        was, now = before.upstream(key), after.upstream(key)
        room.take(entity.name for keys in (was, now) for entity in keys)
        hidden = {entity for entity in was - now if entity.name in after.unread}
        hidden |= {entity for entity in now - was if entity.name in before.unread}
        withheld += bool(hidden)
        was, now = was - hidden, now - hidden
        if was != now:
            words = f"{key.words}: upstream {Difference(was, now).words(lambda entity: entity.words)}"
            changes.append(OwnershipChange(str(key), "upstream-changed", _texts(was), _texts(now), words))
    return changes, withheld


def _candidates(before: DiffSide, after: DiffSide) -> set[Key]:
    """Return the features downstream of an entity whose dependencies changed: no others are compared."""
    beyond: set[Key] = set()
    for key in before.facts.keys() | after.facts.keys():
        sides = [(side, side.of(key).nodes) for side in (before, after)]
        was, now = (side.reach.direct_sources(nodes) for side, nodes in sides)
        if was != now:
            beyond.add(key)
            for side, nodes in sides:
                beyond.update(entity for node in nodes for entity in side.reach.dependents(node))
    both = (key for key in beyond if key.kind == "feature")
    return {key for key in both if before.of(key).declared and after.of(key).declared}


def _texts(keys: frozenset[Key]) -> tuple[str, ...]:
    return tuple(sorted(map(str, keys)))
