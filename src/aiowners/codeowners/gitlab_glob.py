"""Glob: one pattern as GitLab matches it, with Ruby's `File.fnmatch`, DOTMATCH and PATHNAME set.

Sources: GitLab's page "Advanced CODEOWNERS configuration", its `ee/lib/gitlab/code_owners/file.rb`
(`normalize_pattern`), and `fnmatch_helper` and `bracket` in Ruby's `dir.c`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.glob_steps import ONE, STAR, GlobSteps, GlobToken, MatchExtent, Segment, compose, regex, text

if TYPE_CHECKING:
    from collections.abc import Callable

_ESCAPED_BLANKS = re.compile(r"\\\s+", re.ASCII)
_ANY_DIRECTORIES = re.compile(r"(?:\*\*/)+")
_NOTHING = GlobToken("(?!)")


@dataclass(frozen=True)
class Glob:
    """One pattern as written in the file, an exclusion's `!` apart.

    Where it does not begin with a slash it floats, a slash inside or not. One that ends in a slash
    means all below, one that does not means files only: `/docs` is never the directory's content.
    `**` between slashes is any number of directories, at the end it is a star like another.
    `[a-z]`, `[!a-z]` and `[^a-z]` are classes, braces are themselves, a backslash takes the next
    character as it is and is nothing before a slash or at the end.
    """

    glob: str

    @cached_property
    def normal(self) -> str:
        """The pattern as it is handed to `fnmatch`: two patterns of one section that agree in it are one entry."""
        if self.glob == "*":
            return "/**/*"
        normal = "#" + self.glob[2:] if self.glob.startswith(r"\#") else self.glob
        normal = _ESCAPED_BLANKS.sub(" ", normal)
        if not normal.startswith("/"):
            normal = f"/**/{normal}"
        return f"{normal}**/*" if normal.endswith("/") else normal

    @cached_property
    def walk(self) -> GlobSteps | None:
        """The same as steps from the root; None where a `[` without its `]` lets nothing match."""
        steps: list[Segment | None] = []
        start = 1
        while start <= len(self.normal):
            every = _ANY_DIRECTORIES.match(self.normal, start)
            if every is not None:
                steps.append(None)
                start = every.end()
            read = _segment(self.normal, start)
            if read is None:
                return None
            steps.append(read.segment)
            start = read.end + 1
        return _to_the_end(steps)

    def matches(self, path: str) -> bool:
        """Whether the file at `path` (relative, `/` between segments) is meant."""
        return self._test(path)

    @cached_property
    def _test(self) -> Callable[[str], bool]:
        if self.walk is None:
            return lambda _: False
        match = re.compile(regex(self.walk)).match
        return lambda path: match(path) is not None


def _to_the_end(steps: list[Segment | None]) -> GlobSteps:
    """Any name in any directory is all that is below."""
    last = steps[-1]
    if len(steps) > 1 and last is not None and last.is_any and steps[-2] is None:
        return GlobSteps(tuple(steps[:-2]), MatchExtent.BELOW)
    return GlobSteps(tuple(steps), MatchExtent.FILE)


class _Read(NamedTuple):
    segment: Segment
    end: int


def _segment(glob: str, start: int) -> _Read | None:
    """The segment at `start`, and the place of the slash after it or of the end."""
    pieces: list[GlobToken] = []
    place = start
    while place < len(glob) and glob[place] != "/":
        character = glob[place]
        if character == "[":
            bracket = _bracket(glob, place + 1)
            if bracket is None:
                return None
            piece, place = bracket
            pieces.append(piece)
            continue
        if character == "\\":
            place += 1
            if glob[place : place + 1] in ("", "/"):
                break
            pieces.append(text(glob[place]))
        else:
            pieces.append({"*": STAR, "?": ONE}.get(character) or text(character))
        place += 1
    return _Read(compose(pieces), place)


def _bracket(glob: str, start: int) -> tuple[GlobToken, int] | None:
    """The class whose `[` stands before `start`, and the place after its `]`; None without one.

    It may hold a slash, which no name has. Of a range that runs backwards the two ends are left.
    """
    negated = glob[start : start + 1] in ("!", "^")
    place = start + negated
    parts: list[str] = []
    while place < len(glob):
        if glob[place] == "]":
            return _class(parts, negated=negated), place + 1
        first, place = _character(glob, place)
        if glob[place : place + 1] == "-" and glob[place + 1 : place + 2] not in ("", "]"):
            last, place = _character(glob, place + 1)
            ends = [re.escape(first), re.escape(last)]
            parts.append("-".join(ends) if first <= last else "".join(ends))
        else:
            parts.append(re.escape(first))
    return None


def _character(glob: str, place: int) -> tuple[str, int]:
    place += glob[place] == "\\"
    return glob[place : place + 1], place + 1


def _class(parts: list[str], *, negated: bool) -> GlobToken:
    """An empty class fits nothing, an empty negated one every character."""
    if not parts:
        return ONE if negated else _NOTHING
    return GlobToken(f"[^/{''.join(parts)}]" if negated else f"(?!/)[{''.join(parts)}]")
