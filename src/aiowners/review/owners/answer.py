"""The ownership of an entity, and the answer for one target."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiowners.graph.nodes import Key
    from aiowners.review.owners.codeowners_lines import Disagreement, MatchedLine
    from aiowners.source import Location


class ListedAs(Enum):
    """Whether a declaration lists a team that must review it, in words."""

    NAMED = "listed"
    COMPUTED = "computed"  # `reviewers: downstream`
    CO_OWNER = "a co-owner"
    MISSING = "NOT LISTED"


class RequiredTeam(NamedTuple):
    """A team that must review a change of an entity.

    `chain` leads from the entity to what the team owns. It is the entity alone if the team is listed
    as a reviewer, or uses it from another repository.
    """

    team: str
    listing: ListedAs
    chain: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Ownership:
    """The ownership of one declaration, or of an undeclared entity: then `declared` is False.

    `owner` is None without an owner, and `instead` is the reason in words; `disbanded` is an owner that
    no longer exists. `notified` are the teams that are notified of a change and need not review it.
    `location` is the name in the manifest; for an undeclared entity, its first use.
    """

    key: Key
    owner: str | None
    instead: str
    co_owners: tuple[str, ...]
    reviewers: tuple[RequiredTeam, ...]
    notified: tuple[str, ...]
    upstream: tuple[Key, ...]
    downstream: tuple[Key, ...]
    shared: bool
    location: Location
    declared: bool = True
    disbanded: str | None = None


class TeamToNotify(NamedTuple):
    """A team to notify, its handles by code host, and for each entity a chain to what the team owns."""

    team: str
    handles: Mapping[str, tuple[str, ...]]
    chains: Mapping[Key, tuple[Key, ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for one target. `name` is a path from the root, or `kind:name`.

    `codeowners` are the lines of CODEOWNERS that apply to the target's `files` (their number), and
    `differs` where they disagree with the declarations, as far as the owners have a handle on the code
    host; `nameless` have none. Only a team has `team`, and only a vendor `notified`: the teams to notify.
    """

    name: str
    known: tuple[Ownership, ...]
    files: int
    codeowners: tuple[MatchedLine, ...]
    differs: tuple[Disagreement, ...]
    nameless: tuple[str, ...] = ()
    notified: tuple[TeamToNotify, ...] = ()
    team: str | None = None
