"""Resolve references to teams: owners, reviewers, and others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from aiowners.manifest.value_decoders import PLACEHOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.manifest.model import Manifest, Team


class OwnerStatus(Enum):
    """The status of a resolved reference to a team."""

    RESOLVED = "resolved"  # an active team, or a handle or address that stands for itself
    NOBODY = "nobody"  # not set, or a placeholder
    DISBANDED = "disbanded"  # a declared team that no longer exists
    UNKNOWN = "unknown"  # an undeclared name, if manifests declare teams


@dataclass(frozen=True, slots=True)
class ResolvedOwner:
    """A resolved reference to a team. `party` is its name, None if it refers to no team."""

    text: str
    standing: OwnerStatus
    party: str | None = None

    @property
    def named(self) -> str | None:
        """The name to show: the team's, or the name as written of an unknown team; None without an owner."""
        return self.text.strip() if self.standing is OwnerStatus.UNKNOWN else self.party


NOBODY = ResolvedOwner("", OwnerStatus.NOBODY)


class TeamDirectory:
    """All declared teams of a repository, by name, handle, and address.

    Handles and addresses are compared ignoring case, as the code hosts do. A handle that no team has
    stands for itself, in its first spelling.
    """

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        self.teams: dict[str, Team] = {}
        self.manifests: dict[str, Manifest] = {}
        self._by_handle: dict[str, str] = {}
        self._resolved: dict[str, ResolvedOwner] = {}
        for manifest in manifests:
            for team in manifest.teams:
                if team.name not in self.teams:
                    self.teams[team.name] = team
                    self.manifests[team.name] = manifest
                for handle in handles(team):
                    self._by_handle.setdefault(handle.lower(), team.name)

    @property
    def carriers(self) -> dict[str, str]:
        """The team that has each handle and each address, in lower case."""
        return {handle: name for handle, name in self._by_handle.items() if name in self.teams}

    def carrier(self, handle: str) -> str | None:
        """Return the team that has a handle or an address; None if no declared team does."""
        name = self._by_handle.get(handle.strip().lower())
        return name if name in self.teams else None

    def resolve(self, text: str | None) -> ResolvedOwner:
        """Resolve a reference; None is a missing one."""
        if text is None:
            return NOBODY
        owner = self._resolved.get(text)
        if owner is None:
            owner = self._resolved[text] = self._resolve(text)
        return owner

    def parties(self, texts: Iterable[str]) -> frozenset[str]:
        """Return the teams that these references mean, without placeholders, disbanded and unknown teams."""
        return frozenset(party for text in texts if (party := self.resolve(text).party) is not None)

    def _resolve(self, text: str) -> ResolvedOwner:
        name = text.strip()
        if name.lower() in PLACEHOLDERS:
            return ResolvedOwner(text, OwnerStatus.NOBODY)
        if "@" in name:
            name = self._by_handle.setdefault(name.lower(), name)
        elif self.teams and name not in self.teams:
            return ResolvedOwner(text, OwnerStatus.UNKNOWN)
        team = self.teams.get(name)
        if team is not None and team.disbanded:
            return ResolvedOwner(text, OwnerStatus.DISBANDED)
        return ResolvedOwner(text, OwnerStatus.RESOLVED, name)


def handles(team: Team) -> Iterable[str]:
    """Yield every handle and address of a team."""
    if team.handles is not None:
        yield from team.handles.github
        yield from team.handles.gitlab
        yield from team.handles.bitbucket
    if team.contact is not None and team.contact.email:
        yield team.contact.email
