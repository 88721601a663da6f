"""Sorted indexes of the repository's files, so that a lookup does not read all paths."""

from __future__ import annotations

import sys
from bisect import bisect_left
from typing import TYPE_CHECKING, TypeAlias

from aiowners.codeowners.pattern import Pattern, anchored, may_match_below

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Adjacent files of the index: the index of the first, and the index after the last.
Run: TypeAlias = tuple[int, int]

_AFTER_SLASH = chr(ord("/") + 1)
_LAST_CHARACTER = chr(sys.maxunicode)  # a noncharacter, which no path contains

_MAX_CACHED_GLOBS = 10_000
_MAX_CACHED_RUNS = 100  # per glob


class FileIndex:
    """Tracked files, sorted: paths relative to the root, with `/`."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths: Sequence[str] = sorted(paths)
        self._runs_by_glob: dict[str, tuple[Run, ...]] = {}  # many declarations may share a list of patterns

    def __contains__(self, path: str) -> bool:
        return self.position(path) is not None

    def position(self, path: str) -> int | None:
        """Return the index of `path` in the sorted paths; None if it is not tracked."""
        index = bisect_left(self.paths, path)
        return index if index < len(self.paths) and self.paths[index] == path else None

    def below(self, prefix: str) -> Iterator[str]:
        """Yield the files whose path begins with `prefix`, in order; all files if it is empty."""
        paths = self.paths
        index = bisect_left(paths, prefix)
        while index < len(paths) and paths[index].startswith(prefix):
            yield paths[index]
            index += 1

    def runs(self, pattern: Pattern) -> Iterator[Run]:
        """Yield the files that a pattern matches, as runs, in order.

        A literal directory or file costs two searches, however many files it has. A glob costs one
        test for each file below its literal prefix.
        """
        if (literal := _literal_path(pattern)) is not None:
            yield from self._runs_of_literal(literal)
            return
        cached = self._runs_by_glob.get(pattern.glob)
        if cached is not None:
            yield from cached
            return
        runs = []
        for run in self._runs_of_glob(pattern):
            runs.append(run)
            yield run
        if len(runs) <= _MAX_CACHED_RUNS and len(self._runs_by_glob) < _MAX_CACHED_GLOBS:
            self._runs_by_glob[pattern.glob] = tuple(runs)

    def _runs_of_glob(self, pattern: Pattern) -> Iterator[Run]:
        start = end = -1
        for index in self._matching_indexes(pattern):
            if index != end:
                if end > start:
                    yield start, end
                start = index
            end = index + 1
        if end > start:
            yield start, end

    def any(self, pattern: Pattern) -> bool:
        """Return whether a pattern matches any file."""
        literal = _literal_path(pattern)
        runs = self.runs(pattern) if literal is None else self._runs_of_literal(literal)
        return next(iter(runs), None) is not None

    def _runs_of_literal(self, literal: str) -> Iterator[Run]:
        start = bisect_left(self.paths, literal)
        if not literal.endswith("/"):
            if literal in self:
                yield start, start + 1
            literal += "/"
            start = bisect_left(self.paths, literal, start)
        end = bisect_left(self.paths, literal[:-1] + _AFTER_SLASH, start)
        if end > start:
            yield start, end

    def _matching_indexes(self, pattern: Pattern) -> Iterator[int]:
        # The part after the literal directories is the same in many manifests, such as `**/*.md`.
        paths, prefix = self.paths, pattern.prefix
        cut = prefix.rfind("/") + 1
        matches = (anchored(pattern.glob.removeprefix("/")[cut:]) if cut else pattern).matches
        start = bisect_left(paths, prefix)
        end = bisect_left(paths, prefix + _LAST_CHARACTER, start) if prefix else len(paths)
        return (index for index in range(start, end) if matches(paths[index][cut:]))


class PathIndex:
    """Paths of files and directories, looked up by the patterns that may match at or below them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.index = FileIndex(paths)

    def candidates(self, pattern: Pattern) -> Iterator[str]:
        """Yield each path that the pattern matches, or below which it may match, once."""
        if not self.index.paths:
            return
        prefix = pattern.prefix
        end = prefix.find("/")
        while end >= 0:
            if prefix[:end] in self.index and (pattern.matches(prefix[:end]) or may_match_below(pattern, prefix[:end])):
                yield prefix[:end]
            end = prefix.find("/", end + 1)
        if _literal_path(pattern) is not None:
            for start, end in self.index.runs(pattern):
                yield from self.index.paths[start:end]
            return
        for path in self.index.below(prefix):
            if pattern.matches(path) or may_match_below(pattern, path):
                yield path


def union(runs: Iterable[Run]) -> list[Run]:
    """Return the same files as runs that neither overlap nor touch, in order."""
    merged: list[Run] = []
    for start, end in sorted(runs):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def difference(runs: Iterable[Run], removed: Iterable[Run]) -> list[Run]:
    """Return the files of `runs` that are not in `removed`, as runs in order."""
    remaining: list[Run] = []
    gaps = union(removed)
    for start, end in union(runs):
        index = bisect_left(gaps, (start,))
        if index and gaps[index - 1][1] > start:
            index -= 1
        for gap_start, gap_end in gaps[index:]:
            if gap_start >= end:
                break
            if start < gap_start:
                remaining.append((start, gap_start))
            start = max(start, gap_end)  # noqa: PLW2901 - the rest of the run
        if start < end:
            remaining.append((start, end))
    return remaining


def intersects(runs: Iterable[Run], other_runs: Iterable[Run]) -> bool:
    """Return whether any file is in both `runs` and `other_runs`."""
    merged = union(other_runs)
    for start, end in runs:
        index = bisect_left(merged, (start,))
        if (index and merged[index - 1][1] > start) or (index < len(merged) and merged[index][0] < end):
            return True
    return False


def _literal_path(pattern: Pattern) -> str | None:
    """Return the file or directory that a pattern names without any wildcard."""
    path = pattern.glob.removeprefix("/")
    if path.endswith("/**"):
        path = path[:-2]
    return path if path and path == pattern.prefix else None
