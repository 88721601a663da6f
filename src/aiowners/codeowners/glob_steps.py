"""Walk: a glob as the steps that lead from the root to what it matches, in whichever forge it was written."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANY = "[^/]+"


class GlobToken(NamedTuple):
    """A part of a segment: literal text, one character of some kind, or `STAR`."""

    regex: str
    literal: str | None = None


STAR = GlobToken("*")
ONE = GlobToken("[^/]")


class Segment(NamedTuple):
    """What one segment of a path has to be.

    `literal` is the text itself where there is but one; otherwise `head` and `tail` are the
    literal text with which every fitting name begins and ends. `regex` says it all.
    """

    regex: str
    literal: str | None = None
    head: str = ""
    tail: str = ""

    @property
    def is_any(self) -> bool:
        """Whether every name fits."""
        return self.regex == _ANY


class MatchExtent(Enum):
    """What is meant where the steps end."""

    FILE = "the file there"
    BELOW = "all that is below the directory there"
    EITHER = "the file there, or all below"


class GlobSteps(NamedTuple):
    """Steps from the root; None stands for any number of directories, none included."""

    steps: tuple[Segment | None, ...]
    reach: MatchExtent


def text(literal: str) -> GlobToken:
    """A piece that is this text."""
    return GlobToken(re.escape(literal), literal)


def compose(pieces: Sequence[GlobToken]) -> Segment:
    """The segment of these pieces. The regular expression takes polynomial time: where the text after a star first fits, it stays."""
    if pieces and all(piece is STAR for piece in pieces):
        return Segment(_ANY)
    literals = [piece.literal for piece in pieces]
    if None not in literals:
        literal = "".join(part or "" for part in literals)
        return Segment(re.escape(literal), literal, literal, literal)
    stretches: list[list[str]] = [[]]
    for piece in pieces:
        if piece is STAR:
            stretches.append([])
        else:
            stretches[-1].append(piece.regex)
    first, *others = ("".join(stretch) for stretch in stretches)
    if others:
        first += "".join(f"(?>[^/]*?{stretch})" for stretch in others[:-1]) + f"[^/]*{others[-1]}"
    return Segment(first, None, _leading(literals), _leading(literals[::-1], backwards=True))


def _leading(literals: Sequence[str | None], *, backwards: bool = False) -> str:
    known: list[str] = []
    for literal in literals:
        if literal is None:
            break
        known.append(literal)
    return "".join(known[::-1] if backwards else known)


def regex(walk: GlobSteps) -> str:
    """The regular expression of a walk, for `match`: it may stop at the directory that fits.

    Between two None stands a row of segments. Where a row first fits, it leaves the most to what
    follows: each row is an atomic group, and no split is ever tried twice.
    """
    rows: list[list[str]] = [[]]
    for step in walk.steps:
        if step is None:
            rows.append([])
        else:
            rows[-1].append(step.regex)
    end = {MatchExtent.FILE: r"\Z", MatchExtent.BELOW: "/", MatchExtent.EITHER: r"(?:/|\Z)"}[walk.reach]
    last = len(rows) - 1
    parts = []
    for index, row in enumerate(rows):
        if row:
            lead = "(?:[^/]+/)*?" if index else ""
            parts.append(f"(?>{lead}{'/'.join(row)}{end if index == last else '/'})")
    return "".join(parts)
