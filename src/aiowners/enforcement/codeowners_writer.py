"""CodeownersWriter: patterns and teams as lines of a code host's CODEOWNERS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.file_owners import is_owner
from aiowners.codeowners.forge_patterns import to_codeowners
from aiowners.enforcement.generated import limitations
from aiowners.enforcement.method_globs import needed_globs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.codeowners.pattern import Pattern
    from aiowners.enforcement.generated import Limitation
    from aiowners.forge import Forge
    from aiowners.workspace import Workspace


class CodeownersWriter:
    """A converter of patterns and teams that records what the code host cannot express."""

    def __init__(self, workspace: Workspace, forge: Forge) -> None:
        self._workspace = workspace
        self._forge = forge
        self._inexpressible_patterns: set[str] = set()
        self._teams_without_handle: set[str] = set()
        self._teams_with_invalid_handle: set[str] = set()
        self._globs: dict[str, tuple[str, ...]] = {}

    def handles(self, teams: Iterable[str]) -> list[str]:
        """Return the handles of teams that the code host accepts, sorted."""
        handles = set()
        for team in teams:
            names = self._workspace.handles.of(team)
            valid = [name for name in names if name.isprintable() and is_owner(name, self._forge)]
            handles.update(valid)
            if not names:
                self._teams_without_handle.add(team)
            elif not valid:
                self._teams_with_invalid_handle.add(team)
        return sorted(handles, key=lambda name: (name.lower(), name))

    def globs(self, pattern: Pattern) -> tuple[str, ...]:
        """Return the pattern in the code host's syntax; empty if it is inexpressible, or nothing can match."""
        globs = self._globs.get(pattern.glob)
        if globs is None:
            converted = to_codeowners(pattern, self._forge)
            if converted is None or not pattern.glob.isprintable():
                self._inexpressible_patterns.add(pattern.glob)
                converted = ()
            globs = self._globs[pattern.glob] = needed_globs(converted, pattern, self._workspace.files)
        return globs

    def lines(self, pattern: Pattern, teams: Iterable[str]) -> list[str]:
        """Return the lines that assign the files of a pattern to teams; empty if no team has a handle."""
        handles = self.handles(teams)
        return [" ".join((glob, *handles)) for glob in self.globs(pattern)] if handles else []

    def limitations(self) -> tuple[Limitation, ...]:
        """Return the patterns and teams that the lines so far could not include."""
        forge = self._forge
        return limitations(
            (
                "pattern", f"cannot be said in CODEOWNERS on {forge.title}", self._inexpressible_patterns,
                "Claim the directory instead.",
            ),
            (
                "team", f"without a handle on {forge.title}", self._teams_without_handle,
                f'State it in the manifests: `handles: {{{forge.value}: "@..."}}`.',
            ),
            ("team", f"with a handle that {forge.title} does not read as an owner", self._teams_with_invalid_handle, ""),
        )  # fmt: skip
