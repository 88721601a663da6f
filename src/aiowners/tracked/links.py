"""Links: where the symbolic links of a tree lead, and which files a pattern means through them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.file_index import PathIndex
from aiowners.codeowners.pattern import GLOBSTAR, literal, pattern_below, remainders_below
from aiowners.codeowners.pattern_containment import contains

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from aiowners.codeowners.pattern import Pattern

_MAX_TEXT = 4096  # what a system takes for a path: PATH_MAX


class Link(NamedTuple):
    """Where a link ends, through any number of others: a path below the root, empty for the root.

    `target` is None if the link leads out of the tree, in a circle, or nowhere that is known.
    `passed` are the links on the way, the first step of each.
    """

    target: str | None
    passed: tuple[str, ...] = ()


class LinkTargets(NamedTuple):
    """What a pattern means beyond what it matches: more patterns, and the links that lead to them."""

    patterns: tuple[Pattern, ...]
    entries: frozenset[str]


_NOTHING = LinkTargets((), frozenset())


class Links:
    """The links of a tree, by path, each with its text as written, or None if that is not known."""

    def __init__(self, texts: Mapping[str, str | None]) -> None:
        self._texts = texts
        self._ends: dict[str, Link] = {}
        self._index = PathIndex(texts)

    def __contains__(self, path: str) -> bool:
        return path in self._texts

    def end(self, path: str) -> Link:
        """Where the link at `path` leads. A link on the way of another is followed once for all."""
        waiting, opened = [path], set[str]()
        while waiting:
            current = waiting[-1]
            if current in self._ends:
                waiting.pop()
                continue
            opened.add(current)
            text = self._texts[current]
            target: Link | str = Link(None)
            if text and not text.startswith("/") and len(text) <= _MAX_TEXT:
                target = self._walk(current.rpartition("/")[0], text)
            if isinstance(target, Link):
                self._ends[current] = target
            elif target in opened:
                self._ends[current] = Link(None, (target,))
            else:
                waiting.append(target)
        return self._ends[path]

    def real(self, directory: str, path: str) -> str | None:
        """Where `path`, written in `directory`, is once all links are followed; None if that is not in the tree."""
        if path.startswith("/"):
            return None
        while True:
            target = self._walk(directory, path)
            if isinstance(target, Link):
                return target.target
            self.end(target)

    def _walk(self, directory: str, text: str) -> Link | str:
        """Where a path leads; the path of a link on the way if that is not resolved yet."""
        parts = directory.split("/") if directory else []
        passed: dict[str, None] = {}
        for name in text.split("/"):
            if name in {"", "."}:
                continue
            if name == "..":
                if not parts:
                    return Link(None, tuple(passed))
                parts.pop()
                continue
            parts.append(name)
            path_so_far = "/".join(parts)
            if path_so_far in self._texts:
                link = self._ends.get(path_so_far)
                if link is None:
                    return path_so_far
                passed[path_so_far] = None
                if link.target is None:
                    return Link(None, tuple(passed))
                parts = link.target.split("/") if link.target else []
        return Link("/".join(parts), tuple(passed))

    def beyond(
        self,
        pattern: Pattern,
        applies: Callable[[str], bool] | None = None,
        is_covered: Callable[[Pattern], bool] | None = None,
    ) -> LinkTargets:
        """Return what a pattern means through links: those that it matches, and those that it passes on its way.

        `applies` says whether a link that the pattern matches counts, `is_covered` whether another
        pattern adds nothing.
        """
        if not self._texts:
            return _NOTHING
        reached = _Reached({}, {})
        waiting = [pattern]
        while waiting:
            current = waiting.pop()
            for path in self._near(current):
                if current.matches(path):
                    counts = applies is None or current is not pattern or applies(path)
                    more = self._matched(path, reached) if counts else []
                else:
                    more = self._passed(current, path, reached)
                for added in more:
                    is_known = added.glob in reached.patterns or added.glob == pattern.glob
                    if not is_known and not (is_covered is not None and is_covered(added)):
                        reached.patterns[added.glob] = added
                        waiting.append(added)
        return LinkTargets(tuple(reached.patterns.values()), frozenset(reached.entries))

    def _near(self, pattern: Pattern) -> Iterable[str]:
        segments = pattern.segments
        if len(segments) == 2 and segments[0] == GLOBSTAR and segments[1] not in {GLOBSTAR, "*"}:  # noqa: PLR2004
            # A name at any depth: it matches the same behind a link as without it.
            index = self._index.index
            matched = [path for start, end in index.runs(pattern) for path in index.paths[start:end]]
            return dict.fromkeys((*matched, *self._nowhere))
        return self._index.candidates(pattern)

    @cached_property
    def _nowhere(self) -> list[str]:
        return [path for path in self._index.index.paths if self.end(path).target is None]

    def _matched(self, path: str, reached: _Reached) -> list[Pattern]:
        """All that a link leads to. The link itself is what the pattern matches already."""
        target = self.end(path).target
        self._enter(self.end(path).passed, reached)
        return [] if target is None else [literal(target)]

    def _passed(self, pattern: Pattern, path: str, reached: _Reached) -> list[Pattern]:
        """Return what is left of a pattern behind a link on its way; nothing if it matches that without the link."""
        target = self.end(path).target
        if target is None:
            self._enter((path,), reached)
            return []
        left = (pattern_below(target, rest) for rest in remainders_below(pattern, path))
        more = [passed for passed in left if not contains(pattern.segments, passed.segments)]
        if more:
            self._enter((path,), reached)
        return more

    def _enter(self, paths: Iterable[str], reached: _Reached) -> None:
        waiting = [*paths]
        while waiting:
            path = waiting.pop()
            if path not in reached.entries:
                reached.entries[path] = None
                waiting += self.end(path).passed


class _Reached(NamedTuple):
    patterns: dict[str, Pattern]
    entries: dict[str, None]
