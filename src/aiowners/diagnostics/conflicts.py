"""The marks that an unfinished merge leaves in a text: git-merge(1), "How conflicts are presented"."""

from __future__ import annotations

import re
from typing import NamedTuple

from aiowners.source import Span

MESSAGE = "an unfinished merge left conflict markers here"
HELP = "keep the lines that apply, and remove the lines `<<<<<<<`, `=======`, and `>>>>>>>`"

# `conflict-marker-size` of gitattributes(5) makes them longer.
_MARKER = re.compile(r"(?<![^\r\n])([<=>|])\1{6,}(?=[ \t\r\n]|\Z)[^\r\n]*")


class Conflict(NamedTuple):
    """A stretch of a text from its first marker to the end of its last one, and the span of each marker."""

    start: int
    end: int
    markers: tuple[Span, ...]


def conflicts(text: str) -> list[Conflict]:
    """The conflicts of a text, in order. A marker without its partners is one too; a rule of `=` or `|` alone is none."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return []
    found: list[Conflict] = []
    open_: list[Span] = []
    for match in _MARKER.finditer(text):
        sign, span = match[1], Span(*match.span())
        if sign == "<" and open_:
            found.append(_conflict(open_))
            open_ = []
        if open_ or sign in "<>":
            open_.append(span)
        if sign == ">":
            found.append(_conflict(open_))
            open_ = []
    return [*found, _conflict(open_)] if open_ else found


def _conflict(markers: list[Span]) -> Conflict:
    return Conflict(markers[0].start, markers[-1].end, tuple(markers))
