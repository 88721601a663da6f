"""Tabs that YAML 1.2 takes for spaces, but the parsers refuse: spaces in their stead, at the same offsets."""

from __future__ import annotations

import re

_NEW_LINE = re.compile(r"(\r\n|\r|\n)")
_BLANK = re.compile(r" *\t[ \t]*(?=#|\Z)")
# Behind a backslash, a tab is part of an escape.
_TRAILING = re.compile(r"(?<![\\ \t])[ \t]*+\Z")
_BLOCK_HEADER = re.compile(r"(?:.*[ \t])?[|>][-+0-9]*[ \t]*(?:[ \t]#.*)?\Z", re.DOTALL)
_BELOW_ITS_KEY = ("|", ">", "!", "&", "---")


def without_blank_tabs(text: str) -> str:
    """Put spaces for the tabs that fill a line, stand before its comment, or end it.

    In a block scalar, tabs are left alone: there they belong to the value, or are an error.
    """
    pieces = _NEW_LINE.split(text)
    outer: int | None = None  # the indentation of the line that opened a block scalar
    for number in range(0, len(pieces), 2):
        line = pieces[number]
        body = line.lstrip(" ")
        indent = len(line) - len(body)
        if outer is not None and (not body.lstrip("\t ") or indent > outer):
            continue
        outer = None
        if "\t" in line:
            pieces[number] = line = (_BLANK if _BLANK.match(line) else _TRAILING).sub(_as_spaces, line, count=1)
        # More lines look like a header than are one. The tabs below those are still reported.
        if _BLOCK_HEADER.match(line) is not None:
            outer = -1 if body.startswith(_BELOW_ITS_KEY) else indent
    return "".join(pieces)


def _as_spaces(blanks: re.Match[str]) -> str:
    return " " * len(blanks.group())
