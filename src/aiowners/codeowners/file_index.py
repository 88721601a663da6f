"""The files of a repository, kept so that those below a place are found without looking at all."""

from __future__ import annotations

import sys
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from aiowners.codeowners.pattern import Pattern, may_match_below

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Files that stand next to each other in the index: the place of the first, and the one past the last.
Run: TypeAlias = tuple[int, int]

_AFTER_SLASH = chr(ord("/") + 1)
_LAST = chr(sys.maxunicode)  # is no character: a path that goes on with it is none that anybody has

_MOST_GLOBS = 10_000  # whose runs are kept
_MOST_KEPT = 100  # runs of one of them


class FileIndex:
    """Tracked files, sorted: paths relative to the root, with `/`."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths: Sequence[str] = sorted(paths)
        self._known: dict[str, tuple[Run, ...]] = {}  # by glob: a list of patterns may be that of many declarations

    def __contains__(self, path: str) -> bool:
        return self.place(path) is not None

    def place(self, path: str) -> int | None:
        """Where a path is in the order; None if it is not there."""
        place = bisect_left(self.paths, path)
        return place if place < len(self.paths) and self.paths[place] == path else None

    def below(self, prefix: str) -> Iterator[str]:
        """The files whose path begins with `prefix`, in order; all for the empty text."""
        paths = self.paths
        place = bisect_left(paths, prefix)
        while place < len(paths) and paths[place].startswith(prefix):
            yield paths[place]
            place += 1

    def runs(self, pattern: Pattern) -> Iterator[Run]:
        """The files that a pattern matches, as runs, in order.

        A plain directory or file costs two searches, whatever it holds; a glob costs the files
        below its literal beginning.
        """
        if (literal := _literal(pattern)) is not None:
            yield from self._runs_of_literal(literal)
            return
        known = self._known.get(pattern.glob)
        if known is not None:
            yield from known
            return
        runs = []
        for run in self._runs_of_glob(pattern):
            runs.append(run)
            yield run
        if len(runs) <= _MOST_KEPT and len(self._known) < _MOST_GLOBS:
            self._known[pattern.glob] = tuple(runs)

    def _runs_of_glob(self, pattern: Pattern) -> Iterator[Run]:
        start = end = -1
        for place in self._places(pattern):
            if place != end:
                if end > start:
                    yield start, end
                start = place
            end = place + 1
        if end > start:
            yield start, end

    def any(self, pattern: Pattern) -> bool:
        """Whether a pattern matches any file."""
        literal = _literal(pattern)
        found = self.runs(pattern) if literal is None else self._runs_of_literal(literal)
        return next(iter(found), None) is not None

    def _runs_of_literal(self, literal: str) -> Iterator[Run]:
        place = bisect_left(self.paths, literal)
        if not literal.endswith("/"):
            if literal in self:
                yield place, place + 1
            literal += "/"
            place = bisect_left(self.paths, literal, place)
        end = bisect_left(self.paths, literal[:-1] + _AFTER_SLASH, place)
        if end > place:
            yield place, end

    def _places(self, pattern: Pattern) -> Iterator[int]:
        # What follows the literal directories is the same in many manifests: `**/*.md`.
        paths, prefix = self.paths, pattern.prefix
        cut = prefix.rfind("/") + 1
        matches = (_anchored(pattern.glob.removeprefix("/")[cut:]) if cut else pattern).matches
        start = bisect_left(paths, prefix)
        end = bisect_left(paths, prefix + _LAST, start) if prefix else len(paths)
        return (place for place in range(start, end) if matches(paths[place][cut:]))


class PathIndex:
    """Paths, asked for those at which, or below which, a pattern may match something."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.index = FileIndex(paths)

    def near(self, pattern: Pattern) -> Iterator[str]:
        """The paths that a pattern matches, or below which it may match, each once."""
        if not self.index.paths:
            return
        prefix = pattern.prefix
        end = prefix.find("/")
        while end >= 0:
            if prefix[:end] in self.index and (pattern.matches(prefix[:end]) or may_match_below(pattern, prefix[:end])):
                yield prefix[:end]
            end = prefix.find("/", end + 1)
        if _literal(pattern) is not None:
            for start, end in self.index.runs(pattern):
                yield from self.index.paths[start:end]
            return
        for path in self.index.below(prefix):
            if pattern.matches(path) or may_match_below(pattern, path):
                yield path


def union(runs: Iterable[Run]) -> list[Run]:
    """The same places as runs that neither overlap nor touch, in order."""
    found: list[Run] = []
    for start, end in sorted(runs):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def without(runs: Iterable[Run], others: Iterable[Run]) -> list[Run]:
    """The places of some runs that lie in none of the others, in order."""
    found: list[Run] = []
    taken = union(others)
    for start, end in union(runs):
        place = bisect_left(taken, (start,))
        if place and taken[place - 1][1] > start:
            place -= 1
        for begin, stop in taken[place:]:
            if begin >= end:
                break
            if start < begin:
                found.append((start, begin))
            start = max(start, stop)  # noqa: PLW2901 - the rest of the run
        if start < end:
            found.append((start, end))
    return found


def meet(runs: Iterable[Run], others: Iterable[Run]) -> bool:
    """Whether some place lies in a run and in one of the others."""
    taken = union(others)
    for start, end in runs:
        place = bisect_left(taken, (start,))
        if (place and taken[place - 1][1] > start) or (place < len(taken) and taken[place][0] < end):
            return True
    return False


def _literal(pattern: Pattern) -> str | None:
    """The file or directory that a pattern names without any glob."""
    plain = pattern.glob.removeprefix("/")
    if plain.endswith("/**"):
        plain = plain[:-2]
    return plain if plain and plain == pattern.prefix else None


@lru_cache(maxsize=1024)
def _anchored(glob: str) -> Pattern:
    return Pattern(f"/{glob}")
