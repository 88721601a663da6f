"""The tokens of a CODEOWNERS line, with their locations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.source import Source

# Ruby's `strip` removes these; `\s` of its regular expressions is ASCII only.
_WHITESPACE = " \t\n\v\f\r\0"
_WORD = re.compile(r"\S+", re.ASCII)
_PATTERN = re.compile(r"(?:\S|(?<=\\)\s)+", re.ASCII)


def rule_lines(source: Source) -> Iterator[tuple[int, Location]]:
    """Yield the number and the location of each line that is neither empty nor a comment.

    The location does not include whitespace at the ends of the line.
    """
    for number, start in enumerate(source.line_starts, 1):
        line = source.line(number)
        end = start + len(line.rstrip(_WHITESPACE))
        rule = line.strip(_WHITESPACE)
        if rule and not rule.startswith("#"):
            yield number, Location(source, Span(end - len(rule), end))


def split(line: Location) -> list[Location]:
    """Return the pattern of a line, which may contain escaped spaces, and then each word after it."""
    pattern = _PATTERN.match(line.source.text, line.span.start, line.span.end)
    if pattern is None:
        return []
    return [within(line, line.span.start, pattern.end()), *words(within(line, pattern.end(), line.span.end))]


def without_comment(words: list[Location]) -> list[Location]:
    """Return the words before the first word that begins with `#`."""
    return words[: next((index for index, word in enumerate(words) if word.text.startswith("#")), len(words))]


def words(location: Location) -> list[Location]:
    """Return the words in `location`, separated by whitespace."""
    matches = _WORD.finditer(location.source.text, location.span.start, location.span.end)
    return [within(location, match.start(), match.end()) for match in matches]


def within(location: Location, start: int, end: int) -> Location:
    """Return the location from offset `start` to `end` of the same source."""
    return Location(location.source, Span(start, end))
