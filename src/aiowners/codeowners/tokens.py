"""The words of a CODEOWNERS line, each with its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.source import Source

# What Ruby's `strip` takes away, and `\s` in its regular expressions, which are ASCII's.
_BLANKS = " \t\n\v\f\r\0"
_WORD = re.compile(r"\S+", re.ASCII)
_PATTERN = re.compile(r"(?:\S|(?<=\\)\s)+", re.ASCII)


def rules(source: Source) -> Iterator[tuple[int, Location]]:
    """The lines that are neither blank nor a comment: the number, and the place without the blanks at the ends."""
    for number, start in enumerate(source.line_starts, 1):
        line = source.line(number)
        end = start + len(line.rstrip(_BLANKS))
        rule = line.strip(_BLANKS)
        if rule and not rule.startswith("#"):
            yield number, Location(source, Span(end - len(rule), end))


def split(place: Location) -> list[Location]:
    """The pattern, which goes on after a blank that a backslash escapes, and then each word."""
    pattern = _PATTERN.match(place.source.text, place.span.start, place.span.end)
    if pattern is None:
        return []
    return [within(place, place.span.start, pattern.end()), *words(within(place, pattern.end(), place.span.end))]


def words(place: Location) -> list[Location]:
    """What stands between blanks."""
    found = _WORD.finditer(place.source.text, place.span.start, place.span.end)
    return [within(place, word.start(), word.end()) for word in found]


def at(source: Source, span: Span) -> Location:
    """A stretch of a source."""
    return Location(source, span)


def within(place: Location, start: int, end: int) -> Location:
    """The stretch of the same source from `start` to `end`."""
    return Location(place.source, Span(start, end))
