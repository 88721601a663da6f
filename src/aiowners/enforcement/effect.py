"""Whether one more line of CODEOWNERS changes who owns any file, told by the lines before it."""

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


class _Before(NamedTuple):
    number: int
    segments: Segments
    names: frozenset[str]


class Effect:
    """The lines so far, by the literal directories with which their patterns begin.

    A line changes nothing if the last line before it that may match one of its files matches all of
    them, and has the same owners. What cannot be told from the patterns counts as a change.
    """

    def __init__(self, forge: Forge, lines: Iterable[Line] = ()) -> None:
        """`lines` come before all that are added; on GitLab, a section begins without any."""
        self._forge = forge
        self._count = 0
        self._at: dict[Segments, _Before] = {}  # the last line that begins with exactly these directories
        self._below: dict[Segments, _Before] = {}  # the last that begins with these and perhaps more
        for line in lines:
            self._add(Pattern(line.pattern).segments, self._folded(line.names))

    def changes(self, segments: Segments, names: Iterable[str]) -> bool:
        """Whether a line with these owners changes anything; if so, it counts as one of the lines from now on."""
        owners = self._folded(names)
        last = self._last(segments)
        if last is not None and last.names == owners and self._covers(last.segments, segments):
            return False
        self._add(segments, owners)
        return True

    def _last(self, segments: Segments) -> _Before | None:
        start = literal_start(segments)
        near = [self._below.get(start), *(self._at.get(start[:end]) for end in range(len(start)))]
        return max((line for line in near if line is not None), key=lambda line: line.number, default=None)

    def _covers(self, one: Segments, other: Segments) -> bool:
        # On GitLab a pattern without a slash at the end is only written for what is tracked: a file, or a directory.
        return (self._forge is not Forge.GITLAB or one[-1] == GLOBSTAR) and contains(one, other)

    def _add(self, segments: Segments, names: frozenset[str]) -> None:
        if not segments:
            return
        self._count += 1
        line, start = _Before(self._count, segments, names), literal_start(segments)
        self._at[start] = line
        for end in range(len(start) + 1):
            self._below[start[:end]] = line

    def _folded(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset(folded(name, self._forge) for name in names)
