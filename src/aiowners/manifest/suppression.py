"""Comments -> suppressions: what a manifest's `# aiowners: ignore[...]` comments cover."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiowners.manifest.read import document
from aiowners.manifest.values import is_day
from aiowners.manifest.yaml import Mapping, Scalar, span
from aiowners.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.manifest.yaml import Node
    from aiowners.source import Source

_COMMENT = re.compile(r"(?:(?<=[ \t\r\n])|(?<![\s\S]))#[ \t]*aiowners:[ \t]*([^\r\n]*?)(?=[ \t]+#[ \t]|[\r\n]|\Z)")
_IGNORE = re.compile(r"ignore\[([^\]]*)\](?:[ \t]+([^\r\n]*))?")
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

    def covers_place(self, location: Location) -> bool:
        """Whether a place lies in what the comment is bound to."""
        return any(place.start <= location.span.start and location.span.end <= place.end for place in self.covers)


@dataclass(frozen=True, slots=True)
class MalformedSuppression:
    """A comment that begins like a suppression and is none, and why."""

    location: Location
    problem: str


def suppressions(source: Source) -> list[Suppression | MalformedSuppression]:
    """The suppressions of a manifest, in the order of the text. Most have none and cost a search."""
    if "aiowners:" not in source.text:
        return []
    scalars, beginnings = _places(source)
    found: list[Suppression | MalformedSuppression] = []
    for match in _COMMENT.finditer(source.text):
        if not any(place.start <= match.start() < place.end for place in scalars):
            location = Location(source, Span(match.start(), match.start() + len(match.group().rstrip())))
            found.append(_read(location, match.group(1).strip(), beginnings))
    return found


def _read(location: Location, words: str, beginnings: dict[int, list[Span]]) -> Suppression | MalformedSuppression:
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
    return Suppression(location, rules, reason, until, tuple(beginnings.get(_bound_to(location), ())))


def _bound_to(location: Location) -> int:
    """The line that a comment speaks of: its own, or the next that holds more than a comment."""
    source, line = location.source, location.start.line
    if source.line(line)[: location.start.column - 1].strip():
        return line
    while line < len(source.line_starts):
        line += 1
        text = source.line(line).strip()
        if text and not text.startswith("#"):
            break
    return line


def _places(source: Source) -> tuple[list[Span], dict[int, list[Span]]]:
    """The spans of all scalars; and by line what begins there: keys with their values, list items."""
    scalars: list[Span] = []
    beginnings: dict[int, list[Span]] = {}
    for place, is_scalar in _spans(document(source), source.text):
        if is_scalar:
            scalars.append(place)
        else:
            beginnings.setdefault(source.position(place.start).line, []).append(place)
    return scalars, beginnings


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
