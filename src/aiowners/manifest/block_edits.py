"""Edits of indented lines: an item added to a list of dashes or removed from it, a key added to a mapping."""

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
_KEEPS_EMPTY_LINES = re.compile(r"[|>][0-9]?\+")


def insert(source: Source, start: int, items: Sequence[Span], index: int, item: str) -> tuple[Edit, ...]:
    """Return the edits that make `item` the one at `index` of the list that begins at `start`, its first dash.

    Return no edits if the dash does not begin its line.
    """
    text = source.text
    margin = indent(text, start)
    dash = _DASH.match(text, start)
    if margin is None or dash is None:
        return ()
    line = f"{margin}{dash.group() if dash.end() == items[0].start else '- '}{item}"
    if index == 0:
        above = _above_comments(text, line_start(text, start))
        return (_insertion(source, above, f"{line}{line_break(text)}"),)
    end = source.line_end(items[index - 1].end)
    return (_insertion(source, end, f"{line_break(text)}{line}"),)


def remove(source: Source, start: int, items: Sequence[Span], index: int, key: Span | None) -> tuple[Edit, ...]:
    """Return the edits that remove the item at `index`, with its line and the comment on it.

    `key` is the key of the list: without its only item, it becomes `key: []`. Return no edits if
    something else is on the item's lines.
    """
    text = source.text
    margin = indent(text, start)
    begin = _dash_line(text, start, items, index)
    end = after_line(text, items[index].end)
    if margin is None or begin is None or end is None:
        return ()
    line = Edit(Location(source, Span(begin, end)), "")
    if len(items) > 1:
        return (line,)
    colon = None if key is None else _COLON.match(text, key.end)
    if colon is None or _PROPERTY.match(text, colon.end()):
        return ()
    return (Edit(Location(source, Span(colon.end(), colon.end())), " []"), line)


def add_key(source: Source, entries: Sequence[Span], previous: int, line: str) -> tuple[Edit, ...]:
    """Return the edits that add the line `key: value` after the entry with the index `previous` of a mapping.

    Return no edits if that entry's value includes the empty lines after it, or does not end with its line.
    """
    text = source.text
    margin = indent(text, entries[0].start)
    entry = text[entries[previous].start : entries[previous].end]
    if margin is None or _KEEPS_EMPTY_LINES.search(entry) or after_line(text, entries[previous].end) is None:
        return ()
    end = source.line_end(entries[previous].end)
    return (_insertion(source, end, f"{line_break(text)}{margin}{line}", beside=False),)


def _dash_line(text: str, start: int, items: Sequence[Span], index: int) -> int | None:
    """Return the beginning of the line of an item's dash; None if the item is on another line."""
    begin = line_start(text, items[index].start)
    column = start - line_start(text, start)
    dash = _DASH.match(text, begin + column)
    return begin if dash is not None and not text[begin : begin + column].strip(" ") else None


def _above_comments(text: str, line: int) -> int:
    """Return the beginning of the comment lines directly above the line that begins at `line`."""
    while line > 0 and _COMMENT_LINE.match(text, above := line_start(text, _before_break(text, line))):
        line = above
    return line


def _before_break(text: str, line: int) -> int:
    return line - 2 if text[line - 2 : line] == "\r\n" else line - 1


def _insertion(source: Source, offset: int, text: str, *, beside: bool = True) -> Edit:
    return Edit(Location(source, Span(offset, offset)), text, beside)
