"""Context: the evidence, owners, and names that a proposal uses, and phrases for its reasons."""

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

_SPECIAL = re.compile(r"[*?\\\[{!]")
_MAX_FILES = 10


@dataclass(slots=True)
class Context:
    """The evidence, files, owners, products, and free names of a repository, and the proposed declarations.

    `own_files` are the files that may be evidence. If the proposal is for a new team, `team` owns
    everything. `fallback_owner` owns the entities that have no other owner. `unused` are the
    declarations that no other declaration would use. `declared` has, by section, the existing
    declarations by name, and models by their identifiers, too.
    """

    evidence: Evidence
    index: FileIndex
    own_files: Sequence[str]
    owners: Owners
    products: Products
    names: FreeNames
    declared: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    team: str | None = None
    fallback_owner: str | None = None
    declarations: list[ProposedDeclaration] = field(default_factory=list)
    unused: list[ProposedDeclaration] = field(default_factory=list)

    def owner(self, files: Iterable[str], directory: str) -> OwnerGuess:
        """Return the owner of an entity with this evidence.

        If no team owns it, the reason names the person with the most commits below `directory`.
        """
        if self.team is not None:
            return OwnerGuess(self.team)
        guess = self.owners.of(files)
        if guess.team is None and self.fallback_owner is not None:
            return OwnerGuess(self.fallback_owner, (), guess.reason)
        author = self.evidence.authors.get(directory)
        if guess.team is None and author is not None:
            return guess._replace(reason="; ".join(filter(None, (guess.reason, f"most commits: {author}"))))
        return guess

    def owner_of_dependency(self, users: Sequence[ProposedDeclaration]) -> tuple[OwnerGuess, str]:
        """Return the owner of an entity with these users, and the directory for its declaration.

        If one team owns all users, it is that team, and the directory of the first user.
        """
        teams = {user.owner.team for user in users}
        named = list(dict.fromkeys(user.owner.team for user in users if user.owner.team))
        if len(teams) == 1 and named:
            return OwnerGuess(named[0]), users[0].directory
        reason = f"{', '.join(named[:-1])} and {named[-1]} use it" if len(named) > 1 else ""
        return OwnerGuess(self.fallback_owner, (), reason), ""

    def claims(self, directory: str, files: Sequence[str], owner: OwnerGuess) -> list[ProposedValue]:
        """Return patterns for these files: the directory, if CODEOWNERS assigns all of it to the owner.

        Otherwise, they are the directories of the files, and then the files, that it assigns to the
        owner. In a proposal for the root with few files, they are the files only.
        """
        candidates = [directory] if directory else []
        candidates += sorted({parent for path in files if (parent := path.rpartition("/")[0]) != directory} - {""})
        claimable = [path for path in candidates if self.may_claim(owner, self.index.below(f"{path}/"))]
        if not directory and len(files) <= _MAX_FILES:
            claimable = []
        claimed: list[str] = []
        for path in claimable:  # a parent directory comes before its children
            if not _is_below(path, claimed):
                claimed.append(path)
        remaining = [path for path in files if not _is_below(path, claimed) and self.may_claim(owner, [path])]
        return [ProposedValue(root_pattern(path, directory=True)) for path in claimed] + [
            ProposedValue(root_pattern(path)) for path in remaining
        ]

    def may_claim(self, owner: OwnerGuess, paths: Iterable[str]) -> bool:
        """Return whether CODEOWNERS assigns all these files to the owner.

        Return True without this test if there is no owner, for a new team, and for the fallback
        owner in a repository without CODEOWNERS.
        """
        if owner.team is None or self.team is not None:
            return True
        if owner.team == self.fallback_owner and not self.owners.has_code_owners:
            return True
        return self.owners.owns_all(owner.team, paths)

    def declared_name(self, section: str, *names: str) -> str | None:
        """Return the name of an existing declaration with one of these names or identifiers."""
        declared = self.declared.get(section, {})
        return next((declared[name] for name in names if name in declared), None)


def _is_below(path: str, directories: Iterable[str]) -> bool:
    return any(path.startswith(f"{directory}/") for directory in directories)


def root_pattern(path: str, *, directory: bool = False) -> str:
    """Return the pattern of a file or a directory, relative to the root of the repository."""
    return "//" + _SPECIAL.sub(r"\\\g<0>", path) + "/" * directory


def at(path: str, line: int = 0) -> str:
    """Return the path, and the line number if there is one, for a reason."""
    return f"{path}:{line}" if line else path


def and_more(files: Sequence[str]) -> str:
    """Return a phrase with the number of files after the first; empty if there are none."""
    more = len(files) - 1
    return f", and {more} more file{'s' * (more > 1)}" if more > 0 else ""
