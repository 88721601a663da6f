"""PrecedingLines: decide from the preceding lines of CODEOWNERS whether a new line changes any owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.file_owners import folded
from aiowners.codeowners.pattern import GLOBSTAR, Pattern
from aiowners.codeowners.pattern_containment import contains, literal_start
from aiowners.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.codeowners.line import Line
    from aiowners.codeowners.pattern_containment import Segments


class _PrecedingLine(NamedTuple):
    number: int
    segments: Segments
    names: frozenset[str]


class PrecedingLines:
    """The lines so far, by the literal directories with which their patterns begin.

    A line is redundant if the last line before it that may match one of its files matches all of
    them and has the same owners. If the patterns do not decide this, the line is not redundant.
    """

    def __init__(self, forge: Forge, lines: Iterable[Line] = ()) -> None:
        """`lines` precede all added lines; on GitLab there are none, because a section begins empty."""
        self._forge = forge
        self._count = 0
        self._at: dict[Segments, _PrecedingLine] = {}  # the last line that begins with exactly these directories
        self._below: dict[Segments, _PrecedingLine] = {}  # the last that begins with at least these directories
        for line in lines:
            self._add(Pattern(line.pattern).segments, self._folded(line.names))

    def add_unless_redundant(self, segments: Segments, names: Iterable[str]) -> bool:
        """Add a line with these owners, and return True; return False if it is redundant."""
        owners = self._folded(names)
        last = self._last_overlapping(segments)
        if last is not None and last.names == owners and self._covers(last.segments, segments):
            return False
        self._add(segments, owners)
        return True

    def _last_overlapping(self, segments: Segments) -> _PrecedingLine | None:
        start = literal_start(segments)
        candidates = [self._below.get(start), *(self._at.get(start[:end]) for end in range(len(start)))]
        return max((line for line in candidates if line is not None), key=lambda line: line.number, default=None)

    def _covers(self, wide: Segments, narrow: Segments) -> bool:
        # On GitLab, a pattern without a trailing slash is only written for a tracked file or a tracked directory.
        return (self._forge is not Forge.GITLAB or wide[-1] == GLOBSTAR) and contains(wide, narrow)

    def _add(self, segments: Segments, names: frozenset[str]) -> None:
        if not segments:
            return
        self._count += 1
        line, start = _PrecedingLine(self._count, segments, names), literal_start(segments)
        self._at[start] = line
        for end in range(len(start) + 1):
            self._below[start[:end]] = line

    def _folded(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset(folded(name, self._forge) for name in names)
