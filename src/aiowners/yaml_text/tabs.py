"""Tabs that YAML 1.2 takes for spaces but the parsers refuse: replaced by spaces, at the same offsets."""

from __future__ import annotations

import re

_NEW_LINE = re.compile(r"(\r\n|\r|\n)")
_BEFORE_COMMENT = re.compile(r" *\t[ \t]*(?=#|\Z)")
# Behind a backslash, a tab is part of an escape.
_TRAILING = re.compile(r"(?<![\\ \t])[ \t]*+\Z")
_BLOCK_HEADER = re.compile(r"(?:.*[ \t])?[|>][-+0-9]*[ \t]*(?:[ \t]#.*)?\Z", re.DOTALL)
_BELOW_ITS_KEY = ("|", ">", "!", "&", "---")


def without_blank_tabs(text: str) -> str:
    """Replace by spaces the tabs that fill a line, precede its comment, or end it.

    Tabs in a block scalar stay: they belong to the value, or are an error.
    """
    pieces = _NEW_LINE.split(text)
    block_indent: int | None = None  # the indentation of the line that opened a block scalar
    for number in range(0, len(pieces), 2):
        line = pieces[number]
        body = line.lstrip(" ")
        indent = len(line) - len(body)
        if block_indent is not None and (not body.lstrip("\t ") or indent > block_indent):
            continue
        block_indent = None
        if "\t" in line:
            pattern = _BEFORE_COMMENT if _BEFORE_COMMENT.match(line) else _TRAILING
            pieces[number] = line = pattern.sub(_as_spaces, line, count=1)
        # More lines look like a header than are one. The tabs below those are still reported.
        if _BLOCK_HEADER.match(line) is not None:
            block_indent = -1 if body.startswith(_BELOW_ITS_KEY) else indent
    return "".join(pieces)


def _as_spaces(match: re.Match[str]) -> str:
    return " " * len(match.group())
