"""GlobSteps: a pattern of any code host as the segments from the root to the files that it matches."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANY_NAME = "[^/]+"


class GlobToken(NamedTuple):
    """A part of a segment: a literal string, a character class, or `STAR`."""

    regex: str
    literal: str | None = None


STAR = GlobToken("*")
ANY_CHARACTER = GlobToken("[^/]")


class Segment(NamedTuple):
    """The names that one segment of a path may have, all of which `regex` matches.

    `literal` is the name if there is only one. Otherwise, every matching name begins with `head`
    and ends with `tail`, which are literal strings.
    """

    regex: str
    literal: str | None = None
    head: str = ""
    tail: str = ""

    @property
    def is_any(self) -> bool:
        """Whether the segment matches every name."""
        return self.regex == _ANY_NAME


class MatchExtent(Enum):
    """The files that match at the end of the steps."""

    FILE = "the file with this path"
    BELOW = "all files below the directory with this path"
    EITHER = "the file with this path, or all files below the directory"


class GlobSteps(NamedTuple):
    """Segments from the root; None matches any number of directories, including none."""

    steps: tuple[Segment | None, ...]
    extent: MatchExtent


def files_matching(steps: Sequence[Segment | None]) -> GlobSteps:
    """Return steps to files; any name in any directory becomes "all files below"."""
    last = steps[-1]
    if len(steps) > 1 and last is not None and last.is_any and steps[-2] is None:
        return GlobSteps(tuple(steps[:-2]), MatchExtent.BELOW)
    return GlobSteps(tuple(steps), MatchExtent.FILE)


def literal_token(string: str) -> GlobToken:
    """Return a token that matches exactly this string."""
    return GlobToken(re.escape(string), string)


def segment_from(tokens: Sequence[GlobToken]) -> Segment:
    """Return the segment with these tokens. Its regular expression takes polynomial time.

    Each part after a star is an atomic group: the first match of the part is final.
    """
    if tokens and all(token is STAR for token in tokens):
        return Segment(_ANY_NAME)
    literals = [token.literal for token in tokens]
    if None not in literals:
        literal = "".join(string or "" for string in literals)
        return Segment(re.escape(literal), literal, literal, literal)
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token is STAR:
            parts.append([])
        else:
            parts[-1].append(token.regex)
    first, *after_stars = ("".join(part) for part in parts)
    if after_stars:
        first += "".join(f"(?>[^/]*?{part})" for part in after_stars[:-1]) + f"[^/]*{after_stars[-1]}"
    return Segment(first, None, _leading_literal(literals), _leading_literal(literals[::-1], backwards=True))


def _leading_literal(literals: Sequence[str | None], *, backwards: bool = False) -> str:
    leading: list[str] = []
    for literal in literals:
        if literal is None:
            break
        leading.append(literal)
    return "".join(leading[::-1] if backwards else leading)


def to_regex(glob: GlobSteps) -> str:
    """Return a regular expression for `re.match`; it may end after a directory that matches.

    Each series of segments between two None is an atomic group. The first match of a series leaves
    most of the path for the following series, so no split of the path is tried twice.
    """
    series: list[list[str]] = [[]]
    for step in glob.steps:
        if step is None:
            series.append([])
        else:
            series[-1].append(step.regex)
    end = {MatchExtent.FILE: r"\Z", MatchExtent.BELOW: "/", MatchExtent.EITHER: r"(?:/|\Z)"}[glob.extent]
    last = len(series) - 1
    parts = []
    for index, segments in enumerate(series):
        if segments:
            lead = "(?:[^/]+/)*?" if index else ""
            parts.append(f"(?>{lead}{'/'.join(segments)}{end if index == last else '/'})")
    return "".join(parts)
