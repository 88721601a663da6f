"""Edits in brackets: an entry added to `[a, b]` or `{k: v}`, or removed from it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Edit
from aiowners.manifest.edit_targets import after_line, indent, line_break
from aiowners.source import Location, Span, line_start

if TYPE_CHECKING:
    from aiowners.manifest.edit_targets import EntrySpans
    from aiowners.source import Source

_COMMA = re.compile(r"[ \t]*,")
_SEPARATOR = re.compile(r",[ \t]*")


def insert(source: Source, brackets: Span, entries: EntrySpans, index: int, entry: str) -> tuple[Edit, ...]:
    """Return the edits that make `entry` the one at `index` of a collection in brackets.

    `entries` are the spans of its present entries. Return no edits if a comment prevents them.
    """
    text = source.text
    if not entries:
        inside = text[brackets.start + 1 : brackets.end - 1]
        return () if inside.strip() else (_edit(source, brackets.start + 1, brackets.end - 1, entry),)
    margin = _margin(text, brackets, entries)
    if margin is not None:
        return _insert_line(source, brackets, entries, index, margin + entry)
    if index == 0:
        start = entries[0].start
        return (_edit(source, start, start, f"{entry}{_separator(text, entries)}", beside=True),)
    end = entries[index - 1].end
    return (_edit(source, end, end, f"{_separator(text, entries)}{entry}", beside=True),)


def remove(source: Source, brackets: Span, entries: EntrySpans, index: int) -> tuple[Edit, ...]:
    """Return the edits that remove the entry at `index`, with its comma, its line, and the comment on that line.

    Return no edits if a comment is among the entries of one line.
    """
    text = source.text
    entry = entries[index]
    if len(entries) == 1:
        inside = Span(brackets.start + 1, brackets.end - 1)
        return () if "#" in text[entry.end : inside.end] else (_edit(source, inside.start, inside.end, ""),)
    if _margin(text, brackets, entries) is not None:
        after = after_line(text, _after_comma(text, entry.end))
        if after is None:
            return ()
        line = _edit(source, line_start(text, entry.start), after, "")
        before = entries[index - 1].end
        is_last = index == len(entries) - 1
        if is_last and _after_comma(text, entry.end) == entry.end and text[before : before + 1] == ",":
            return (_edit(source, before, before + 1, ""), line)
        return (line,)
    start, end = (entries[index - 1].end, entry.end) if index else (entry.start, entries[1].start)
    return () if "#" in text[start : entry.start] + text[entry.end : end] else (_edit(source, start, end, ""),)


@lru_cache(maxsize=16)
def _margin(text: str, brackets: Span, entries: EntrySpans) -> str | None:
    """Return the indentation of the entries if each has lines of its own; None if they share lines."""
    ends = [brackets.start + 1, *(entry.end for entry in entries[:-1])]
    for end, entry in zip(ends, entries, strict=True):
        start = line_start(text, entry.start)
        if start < end or text[start : entry.start].strip(" \t"):
            return None
    return indent(text, entries[0].start)


def _insert_line(source: Source, brackets: Span, entries: EntrySpans, index: int, line: str) -> tuple[Edit, ...]:
    text = source.text
    ending = line_break(text)
    if index == 0:
        end = source.line_end(brackets.start)
        return (_edit(source, end, end, f"{ending}{line},", beside=True),)
    before = entries[index - 1].end
    comma = _after_comma(text, before)
    end = source.line_end(before)
    if after_line(text, comma) is None:  # the closing bracket follows on the line
        return (_edit(source, before, before, f",{ending}{line}", beside=True),)
    if comma > before:
        return (_edit(source, end, end, f"{ending}{line},", beside=True),)
    if end == before:
        return (_edit(source, before, before, f",{ending}{line}", beside=True),)
    return (_edit(source, before, before, ","), _edit(source, end, end, f"{ending}{line}"))


def _after_comma(text: str, offset: int) -> int:
    match = _COMMA.match(text, offset)
    return offset if match is None else match.end()


def _separator(text: str, entries: EntrySpans) -> str:
    """Return the text between two entries of one line."""
    between = text[entries[0].end : entries[1].start] if len(entries) > 1 else ""
    return between if _SEPARATOR.fullmatch(between) else ", "


def _edit(source: Source, start: int, end: int, text: str, *, beside: bool = False) -> Edit:
    return Edit(Location(source, Span(start, end)), text, beside)
