"""Quotes that are closed too late, by the quote that opens the next string."""

from __future__ import annotations

import re

from yaml.events import ScalarEvent, StreamEndEvent

from aiowners.source import line_start
from aiowners.yaml_text.parser import HIDDEN_BREAKS, events, yaml_errors
from aiowners.yaml_text.syntax_messages import YamlError
from aiowners.yaml_text.yaml_nodes import Scalar, span

_QUOTES = frozenset("\"'")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_LIKE_A_KEY = re.compile(r" *(?:- )?[\w.\"'-]+ *:(?: |\Z)")


def open_quote(text: str, until: int | None = None) -> YamlError | None:
    """Return the error for the first quote before `until` that swallows the keys below it, up to the next quote.

    The parsers let a quoted string go on at any indentation, and fail later, or never. Call it only
    if there is an error, or a line with a single quote.
    """
    try:
        with yaml_errors(text):
            next_event = events(text[:until].translate(HIDDEN_BREAKS))
            while (kind := type(event := next_event())) is not StreamEndEvent:
                if kind is ScalarEvent and event.style in _QUOTES and event.value:
                    scalar = Scalar(event.tag, event.value, event.start_mark, event.end_mark, event.style)
                    start, end = span(scalar, text).start, span(scalar).end
                    if _swallows(text, start, end):
                        line = 1 + len(_LINE_BREAK.findall(text, 0, end))
                        problem = f"this quote is closed only on line {line}, where the next one begins"
                        return YamlError("open-quote", problem, start)
    except YamlError:
        pass
    return None


def _swallows(text: str, start: int, end: int) -> bool:
    """Return whether the quoted string at start:end has a line like a key, indented no deeper than its first line."""
    if _LINE_BREAK.search(text, start, end) is None:
        return False
    begin = line_start(text, start)
    last = _LINE_BREAK.search(text, end)
    first, *rest = _LINE_BREAK.split(text[begin : len(text) if last is None else last.start()])
    indent = len(first) - len(first.lstrip(" "))
    return any(len(line) - len(line.lstrip(" ")) <= indent and _LIKE_A_KEY.match(line) for line in rest)
