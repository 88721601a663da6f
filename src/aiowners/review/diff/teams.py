"""Changes of teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.graph.team_directory import handles
from aiowners.review.diff.name_lists import Difference, quoted
from aiowners.review.diff.ownership_change import Kind, OwnershipChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.manifest.model import Team
    from aiowners.workspace import Workspace


def team_changes(before: Workspace, after: Workspace) -> tuple[list[OwnershipChange], int]:
    """Return the teams that were added, removed, disbanded, or given other handles, and how many unread text may hide."""
    was, now = before.graph.directory.teams, after.graph.directory.teams
    changes: list[OwnershipChange] = []
    hidden = 0
    for name in was.keys() | now.keys():
        if name in was and name in now:
            changes += _changes(was[name], now[name])
        elif name in (before if name in now else after).unread:
            hidden += 1
        elif name in now:
            changes.append(
                OwnershipChange(f"team:{name}", "added", None, _status(now[name]), f"team {quoted(name)} is new")
            )
        else:
            changes.append(
                OwnershipChange(f"team:{name}", "removed", _status(was[name]), None, f"team {quoted(name)} is gone")
            )
    return changes, hidden


def _changes(was: Team, now: Team) -> Iterator[OwnershipChange]:
    subject, named = f"team:{now.name}", f"team {quoted(now.name)}"
    if was.disbanded != now.disbanded:
        kind: Kind = "team-disbanded" if now.disbanded else "team-restored"
        change = "is disbanded" if now.disbanded else "is active again"
        yield OwnershipChange(subject, kind, _status(was), _status(now), f"{named} {change}")
    if was.gaps or now.gaps:
        return
    before, after = (frozenset(handle.lower() for handle in handles(team)) for team in (was, now))
    if before != after:
        change = Difference(before, after).words(quoted)
        yield OwnershipChange(
            subject, "handles-changed", tuple(sorted(before)), tuple(sorted(after)), f"{named}: handles {change}"
        )


def _status(team: Team) -> str:
    return "disbanded" if team.disbanded else "active"
