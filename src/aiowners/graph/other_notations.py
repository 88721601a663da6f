"""The notations of other tools for a team: references of catalogs, handles without `@`, links, and channels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiowners.graph.team_directory import TeamDirectory

_NOTATIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:group|team|squad|guild):(?:[\w.-]+/)?(?P<name>[\w.-]+)",  # Backstage: `group:default/search`
        r"(?:https?://)?(?:www\.)?github\.com/orgs/(?P<organization>[\w.-]+)/teams/(?P<name>[\w.-]+)/?",
        r"(?:https?://)?(?:www\.)?gitlab\.com/(?:groups/)?(?P<organization>[\w.-]+)/(?P<name>[\w./-]*[\w.-])/?",
        r"mailto:(?P<address>[^\s:]+@[^\s:]+)",
        r"#(?P<name>[\w.-]+)",  # a channel
        r"(?P<organization>[\w.-]+)/(?P<name>[\w.-]+)",  # a handle without `@`
    )
)
_PERSON = re.compile(r"user:(?:[\w.-]+/)?[\w.-]+", re.IGNORECASE)


def is_person_reference(text: str) -> bool:
    """Whether a string is a catalog's reference to a person, such as `user:default/maya`."""
    return _PERSON.fullmatch(text.strip()) is not None


def team_in_other_notation(text: str, directory: TeamDirectory) -> str | None:
    """Return the team that a string means in another tool's notation; None for one in no such notation.

    `group:default/search` means `search`. It is the declared team with that handle, address, or name. If no
    manifest declares any team, it is the handle in the string, or else the name.
    """
    written = text.strip()
    match = next((candidate for notation in _NOTATIONS if (candidate := notation.fullmatch(written))), None)
    if match is None:
        return None
    parts = match.groupdict()
    if address := parts.get("address"):
        return directory.carrier(address) or address
    if organization := parts.get("organization"):
        carrier = directory.carrier(f"@{organization}/{parts['name']}")
        if carrier is not None:
            return carrier
        if not directory.teams:
            return f"@{organization}/{parts['name']}"
    return parts["name"].rpartition("/")[2].lower()
