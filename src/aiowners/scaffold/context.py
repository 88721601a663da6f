"""Context: what a proposal stands on, and the words in which its reasons are given."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiowners.scaffold.declaration import ProposedValue
from aiowners.scaffold.owners import OwnerGuess

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aiowners.codeowners.file_index import FileIndex
    from aiowners.scaffold.declaration import ProposedDeclaration
    from aiowners.scaffold.naming import FreeNames
    from aiowners.scaffold.owners import Owners
    from aiowners.scaffold.products import Products
    from aiowners.usage.evidence import Evidence

_SIGN = re.compile(r"[*?\\\[{!]")
_MOST_FILES = 10


@dataclass(slots=True)
class Context:
    """The evidence, all files of the tree, who owns it, what is a product, and the names that are taken.

    `ours` are the files that count. `team` owns everything if the proposal is for one team, and
    `fallback` what nothing names a team for.
    `unused` are the things that nothing would use.
    `declared` are, by kind, what is declared already: models by their names and identifiers.
    """

    evidence: Evidence
    index: FileIndex
    ours: Sequence[str]
    owners: Owners
    products: Products
    names: FreeNames
    declared: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    team: str | None = None
    fallback: str | None = None
    things: list[ProposedDeclaration] = field(default_factory=list)
    unused: list[ProposedDeclaration] = field(default_factory=list)

    def owner(self, files: Iterable[str], place: str) -> OwnerGuess:
        """Who owns what was found in these files; of nobody's the people who work most in the directory `place`."""
        if self.team is not None:
            return OwnerGuess(self.team)
        found = self.owners.of(files)
        if found.team is None and self.fallback is not None:
            return OwnerGuess(self.fallback, (), found.why)
        author = self.evidence.authors.get(place)
        if found.team is None and author is not None:
            return found._replace(why="; ".join(filter(None, (found.why, f"most commits: {author}"))))
        return found

    def steward(self, users: Sequence[ProposedDeclaration]) -> tuple[OwnerGuess, str]:
        """Who answers for what these things use, and where it is declared: with its users, if one team owns all."""
        teams = {user.owner.team for user in users}
        named = list(dict.fromkeys(user.owner.team for user in users if user.owner.team))
        if len(teams) == 1 and named:
            return OwnerGuess(named[0]), users[0].place
        several = f"{', '.join(named[:-1])} and {named[-1]} use it" if len(named) > 1 else ""
        return OwnerGuess(self.fallback, (), several), ""

    def paths(self, place: str, files: Sequence[str], owner: OwnerGuess) -> list[ProposedValue]:
        """The patterns that claim what was found: the directory, where CODEOWNERS gives all of it to the owner.

        Otherwise the files' own directories, or those files that it gives to the owner. Of a whole
        repository only the files are claimed.
        """
        wholes = [place] if place else []
        wholes += sorted({directory for path in files if (directory := path.rpartition("/")[0]) != place} - {""})
        whole = [place for place in wholes if self.may_claim(owner, self.index.below(f"{place}/"))]
        if not place and len(files) <= _MOST_FILES:
            whole = []
        tops: list[str] = []
        for one in whole:  # each behind what it lies in
            if not any(one.startswith(f"{top}/") for top in tops):
                tops.append(one)
        left = [
            path
            for path in files
            if not any(path.startswith(f"{top}/") for top in tops) and self.may_claim(owner, [path])
        ]
        return [ProposedValue(pattern(one, directory=True)) for one in tops] + [
            ProposedValue(pattern(one)) for one in left
        ]

    def may_claim(self, owner: OwnerGuess, paths: Iterable[str]) -> bool:
        """Whether CODEOWNERS gives all these files to the owner; it does not matter without an owner, and for a new team."""
        if owner.team is None or self.team is not None or (owner.team == self.fallback and self.owners.are_unread):
            return True
        return self.owners.owns_all(owner.team, paths)

    def known(self, kind: str, *names: str) -> str | None:
        """What is declared already under one of these names."""
        declared = self.declared.get(kind, {})
        return next((declared[name] for name in names if name in declared), None)


def pattern(path: str, *, directory: bool = False) -> str:
    """The pattern of a file or a directory, from the repository's root."""
    return "//" + _SIGN.sub(r"\\\g<0>", path) + "/" * directory


def at(path: str, line: int = 0) -> str:
    """A place in words."""
    return f"{path}:{line}" if line else path


def more(files: Sequence[str]) -> str:
    """How many files say the same, beside the first."""
    others = len(files) - 1
    return f", and {others} more file{'s' * (others > 1)}" if others > 0 else ""
