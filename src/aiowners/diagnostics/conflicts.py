"""Conflict markers of an unfinished merge: git-merge(1), "How conflicts are presented"."""

from __future__ import annotations

import re
from typing import NamedTuple

from aiowners.source import Span

MESSAGE = "an unfinished merge left conflict markers here"
HELP = "keep the lines that apply, and remove the lines `<<<<<<<`, `=======`, and `>>>>>>>`"

# `conflict-marker-size` of gitattributes(5) makes markers longer.
_MARKER = re.compile(r"(?<![^\r\n])([<=>|])\1{6,}(?=[ \t\r\n]|\Z)[^\r\n]*")


class Conflict(NamedTuple):
    """A range of a text from the first to the last marker of a conflict, and the span of each marker."""

    start: int
    end: int
    markers: tuple[Span, ...]


def conflicts(text: str) -> list[Conflict]:
    """Return the conflicts of a text, in order.

    A marker `<<<<<<<` or `>>>>>>>` without its partners is a conflict; a line of `=` or `|` alone is not.
    """
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return []
    closed: list[Conflict] = []
    markers: list[Span] = []
    for match in _MARKER.finditer(text):
        sign, span = match[1], Span(*match.span())
        if sign == "<" and markers:
            closed.append(_conflict(markers))
            markers = []
        if markers or sign in "<>":
            markers.append(span)
        if sign == ">":
            closed.append(_conflict(markers))
            markers = []
    return [*closed, _conflict(markers)] if markers else closed


def _conflict(markers: list[Span]) -> Conflict:
    return Conflict(markers[0].start, markers[-1].end, tuple(markers))
