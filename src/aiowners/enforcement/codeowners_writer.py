"""Speller: patterns and parties in the words of a forge's CODEOWNERS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.file_owners import is_owner
from aiowners.codeowners.forge_patterns import to_codeowners
from aiowners.enforcement.generated import losses
from aiowners.enforcement.glob_reach import needed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.codeowners.pattern import Pattern
    from aiowners.enforcement.generated import Limitation
    from aiowners.forge import Forge
    from aiowners.workspace import Workspace


class CodeownersWriter:
    """Patterns and parties in the words of a forge; it remembers what it has no words for."""

    def __init__(self, workspace: Workspace, forge: Forge) -> None:
        self._workspace = workspace
        self._forge = forge
        self._unspelled: set[str] = set()
        self._nameless: set[str] = set()
        self._misnamed: set[str] = set()
        self._spelled: dict[str, tuple[str, ...]] = {}

    def handles(self, parties: Iterable[str]) -> list[str]:
        """The names of parties that the forge understands, sorted."""
        found = set()
        for party in parties:
            names = self._workspace.handles.of(party)
            good = [name for name in names if name.isprintable() and is_owner(name, self._forge)]
            found.update(good)
            if not names:
                self._nameless.add(party)
            elif not good:
                self._misnamed.add(party)
        return sorted(found, key=lambda name: (name.lower(), name))

    def patterns(self, pattern: Pattern) -> tuple[str, ...]:
        """The pattern in the forge's words; none where it has none, or nothing can match."""
        known = self._spelled.get(pattern.glob)
        if known is None:
            spelled = to_codeowners(pattern, self._forge)
            if spelled is None or not pattern.glob.isprintable():
                self._unspelled.add(pattern.glob)
                spelled = ()
            known = self._spelled[pattern.glob] = needed(spelled, pattern, self._workspace.files)
        return known

    def lines(self, pattern: Pattern, parties: Iterable[str]) -> list[str]:
        """The lines by which parties own what a pattern matches; none where nobody can be named."""
        names = self.handles(parties)
        return [" ".join((spelled, *names)) for spelled in self.patterns(pattern)] if names else []

    def losses(self) -> tuple[Limitation, ...]:
        """What could not be said."""
        forge = self._forge
        return losses(
            ("pattern", f"cannot be said in CODEOWNERS on {forge.title}", self._unspelled, "Claim the directory instead."),
            (
                "team", f"without a handle on {forge.title}", self._nameless,
                f'State it in the manifests: `handles: {{{forge.value}: "@..."}}`.',
            ),
            ("team", f"with a handle that {forge.title} does not read as an owner", self._misnamed, ""),
        )  # fmt: skip
