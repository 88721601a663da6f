"""Edits of indented lines: an item put into a list of dashes or taken out of it, a key added to a mapping."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Edit
from aiowners.manifest.edit_targets import after_line, indent, line_break
from aiowners.source import Location, Span, line_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.source import Source

_DASH = re.compile(r"-[ \t]*")
_COMMENT_LINE = re.compile(r"[ \t]*#")
_COLON = re.compile(r"[ \t]*:")
_PROPERTY = re.compile(r"[ \t]*[&!]")
_KEEPS_BLANK_LINES = re.compile(r"[|>][0-9]?\+")


def put_in(source: Source, start: int, items: Sequence[Span], at: int, item: str) -> tuple[Edit, ...]:
    """Edits that make `item` the one at position `at` of the list that begins at `start`, its first dash.

    Empty where the dash does not begin its line.
    """
    text = source.text
    margin = indent(text, start)
    dash = _DASH.match(text, start)
    if margin is None or dash is None:
        return ()
    line = f"{margin}{dash.group() if dash.end() == items[0].start else '- '}{item}"
    if at == 0:
        above = _above_comments(text, line_start(text, start))
        return (_insertion(source, above, f"{line}{line_break(text)}"),)
    end = source.line_end(items[at - 1].end)
    return (_insertion(source, end, f"{line_break(text)}{line}"),)


def take_out(source: Source, start: int, items: Sequence[Span], at: int, key: Span | None) -> tuple[Edit, ...]:
    """Edits that remove the item at position `at`, with its line and the comment on it.

    Of the only item, `key` is what the list stands under: `key: []` is left. Empty where other
    things stand on the item's lines.
    """
    text = source.text
    margin = indent(text, start)
    begin = _dash_line(text, start, items, at)
    end = after_line(text, items[at].end)
    if margin is None or begin is None or end is None:
        return ()
    line = Edit(Location(source, Span(begin, end)), "")
    if len(items) > 1:
        return (line,)
    colon = None if key is None else _COLON.match(text, key.end)
    if colon is None or _PROPERTY.match(text, colon.end()):
        return ()
    return (Edit(Location(source, Span(colon.end(), colon.end())), " []"), line)


def add_key(source: Source, entries: Sequence[Span], after: int, line: str) -> tuple[Edit, ...]:
    """Edits that put the line `key: value` behind the entry at position `after` of a mapping.

    Empty where that entry's value takes in the blank lines behind it, or does not end with its line.
    """
    text = source.text
    margin = indent(text, entries[0].start)
    entry = text[entries[after].start : entries[after].end]
    if margin is None or _KEEPS_BLANK_LINES.search(entry) or after_line(text, entries[after].end) is None:
        return ()
    end = source.line_end(entries[after].end)
    return (_insertion(source, end, f"{line_break(text)}{margin}{line}", beside=False),)


def _dash_line(text: str, start: int, items: Sequence[Span], at: int) -> int | None:
    """Where the line of an item's dash begins; None where it stands on another than the item."""
    begin = line_start(text, items[at].start)
    column = start - line_start(text, start)
    dash = _DASH.match(text, begin + column)
    return begin if dash is not None and not text[begin : begin + column].strip(" ") else None


def _above_comments(text: str, line: int) -> int:
    """The beginning of the comment lines that stand directly above the line that begins at `line`."""
    while line > 0 and _COMMENT_LINE.match(text, above := line_start(text, _before_break(text, line))):
        line = above
    return line


def _before_break(text: str, line: int) -> int:
    return line - 2 if text[line - 2 : line] == "\r\n" else line - 1


def _insertion(source: Source, offset: int, text: str, *, beside: bool = True) -> Edit:
    return Edit(Location(source, Span(offset, offset)), text, beside)
