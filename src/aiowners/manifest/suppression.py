"""Comments -> suppressions: what a manifest's `# aiowners: ignore[...]` comments cover."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiowners.manifest.read import document
from aiowners.manifest.reading import MARK
from aiowners.manifest.values import is_day
from aiowners.manifest.yaml import Mapping, Scalar, span
from aiowners.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.manifest.yaml import Node
    from aiowners.source import Source

_COMMENT = re.compile(
    r"(?:(?<=[ \t\r\n])|(?<![\s\S]))#[ \t]*aiowners:[ \t]*([^\r\n]*?)(?=(?<![ \t])[ \t]++#[ \t]|[\r\n]|\Z)"
)
_IGNORE = re.compile(r"ignore\[([^\]]*)\](?:[ \t]++([^\r\n]*))?")
_UNTIL = re.compile(r"until=(\S*)[ \t]*")
EXAMPLE = "# aiowners: ignore[rule-name] reason"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment: the rules that it silences, where, why, and through which day (YYYY-MM-DD)."""

    location: Location
    rules: tuple[str, ...]
    reason: str
    until: str | None
    covers: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class MalformedSuppression:
    """A comment that begins like a suppression and is none, and why."""

    location: Location
    problem: str


def suppressions(source: Source) -> list[Suppression | MalformedSuppression]:
    """The suppressions of a manifest, in the order of the text. Most have none and cost a search."""
    if MARK not in source.text:
        return []
    scalars, beginnings = _places(source)
    following = _lines_with_content(source)
    found: list[Suppression | MalformedSuppression] = []
    for match in _COMMENT.finditer(source.text):
        # No scalar lies in another: only the last that begins before the comment can hold it.
        before = bisect_right(scalars, match.start(), key=_start) - 1
        if before < 0 or scalars[before].end <= match.start():
            location = Location(source, Span(match.start(), match.start() + len(match.group().rstrip())))
            covers = beginnings.get(_bound_to(location, following), [])
            found.append(_read(location, match.group(1).strip(), tuple(covers)))
    return found


def _start(place: Span) -> int:
    return place.start


def _read(location: Location, words: str, covers: tuple[Span, ...]) -> Suppression | MalformedSuppression:
    match = _IGNORE.fullmatch(words)
    if match is None:
        return MalformedSuppression(location, f"this is no suppression: write `{EXAMPLE}`")
    rules = tuple(name.strip() for name in match.group(1).split(","))
    reason, until = (match.group(2) or "").strip(), None
    if not all(rules):
        return MalformedSuppression(location, "a suppression names the rules that it silences: none is named here")
    if (day := _UNTIL.match(reason)) is not None:
        until, reason = day.group(1), reason[day.end() :]
        if not is_day(until):
            return MalformedSuppression(location, f"`{until}` is not a day: write until=2027-01-31")
    if not reason:
        return MalformedSuppression(location, "a suppression needs a reason after the bracket")
    return Suppression(location, rules, reason, until, covers)


def _bound_to(location: Location, following: list[int]) -> int:
    """The line that a comment speaks of: its own, or the next that holds more than a comment."""
    line = location.start.line
    if location.source.line(line)[: location.start.column - 1].strip():
        return line
    return following[line]


def _lines_with_content(source: Source) -> list[int]:
    """For each line, counted from 1, the next one below it that holds more than a comment."""
    last = len(source.line_starts)
    following = [last] * (last + 1)
    for line in range(last - 1, -1, -1):
        text = source.line(line + 1).strip()
        following[line] = line + 1 if text and not text.startswith("#") else following[line + 1]
    return following


def _places(source: Source) -> tuple[list[Span], dict[int, list[Span]]]:
    """The spans of all scalars; and by line what begins there: keys with their values, list items."""
    scalars: list[Span] = []
    beginnings: dict[int, list[Span]] = {}
    for place, is_scalar in _spans(document(source), source.text):
        if is_scalar:
            scalars.append(place)
        else:
            beginnings.setdefault(source.position(place.start).line, []).append(place)
    return sorted(scalars), beginnings


def _spans(root: Node | None, text: str) -> Iterator[tuple[Span, bool]]:
    """The span of each scalar (True), of each key with its value and of each list item (False)."""
    todo = [] if root is None else [root]
    seen: set[int] = set()
    while todo:
        node = todo.pop()
        if id(node) in seen:  # an alias stands for what has been seen at its anchor
            continue
        seen.add(id(node))
        if isinstance(node, Scalar):
            yield span(node, text), True
            continue
        todo += node.items
        if isinstance(node, Mapping):
            for key, value in zip(node.items[0::2], node.items[1::2], strict=True):
                start, end = span(key, text), span(value, text)
                yield Span(start.start, end.end if end.start >= start.end else start.end), False
        else:
            for item in node.items:
                yield span(item, text), False
