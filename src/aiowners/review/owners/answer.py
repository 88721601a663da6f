"""Known, Answer: what is known of a thing, and of whatever a person asked about."""

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
    """Whether a declaration's own list of reviewers has a team that must review it; in words."""

    NAMED = "listed"
    COMPUTED = "computed"  # `reviewers: downstream`
    CO_OWNER = "a co-owner"
    MISSING = "NOT LISTED"


class RequiredTeam(NamedTuple):
    """A team that must review a change of a thing.

    `chain` leads from the thing to what the team owns; it is the thing alone where the team is
    named, or uses it from another repository.
    """

    team: str
    listing: ListedAs
    chain: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Ownership:
    """What is known of one declaration, or of a thing that is only named: then `declared` is False.

    `owner` is None where it is nobody, and `instead` says in words why; `disbanded` is a team that is
    stated as the owner and no longer exists. `told` are the teams that
    hear of a change and are not asked. `location` is its name in the manifest; of what is declared
    nowhere, where it is first named.
    """

    key: Key
    owner: str | None
    instead: str
    co_owners: tuple[str, ...]
    reviewers: tuple[RequiredTeam, ...]
    told: tuple[str, ...]
    upstream: tuple[Key, ...]
    downstream: tuple[Key, ...]
    shared: bool
    location: Location
    declared: bool = True
    disbanded: str | None = None


class TeamToNotify(NamedTuple):
    """A team to be told, its handles by forge, and why: for each thing a chain to what it owns."""

    team: str
    handles: Mapping[str, tuple[str, ...]]
    chains: Mapping[Key, tuple[Key, ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one target. `name` is a path from the root, or `kind:name`.

    `codeowners` is what CODEOWNERS says of the target's `files`, so many, `differs` where that is not what the
    declarations say, as far as the owners have a name on the forge; `nameless` have none. `team` is
    there for a team alone, and `told` for a vendor: whoever should hear what it announces.
    """

    name: str
    known: tuple[Ownership, ...]
    files: int
    codeowners: tuple[MatchedLine, ...]
    differs: tuple[Disagreement, ...]
    nameless: tuple[str, ...] = ()
    told: tuple[TeamToNotify, ...] = ()
    team: str | None = None
