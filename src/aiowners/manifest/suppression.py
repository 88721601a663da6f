"""Comments -> suppressions: what a manifest's `# aiowners: ignore[...]` comments cover."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from aiowners.manifest.decoding import MARK
from aiowners.manifest.model import SECTIONS
from aiowners.manifest.read import document
from aiowners.manifest.value_decoders import day_meant, is_day
from aiowners.source import Location, Span
from aiowners.yaml_text.nodes import Mapping, Scalar, alias_targets, span, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiowners.source import Source
    from aiowners.yaml_text.nodes import Node

_COMMENT = re.compile(
    r"(?:(?<=[ \t\r\n])|(?<![\s\S]))#[ \t]*aiowners:[ \t]*([^\r\n]*?)(?=(?<![ \t])[ \t]++#[ \t]|[\r\n]|\Z)"
)
_IGNORE = re.compile(r"ignore\[([^\]]*)\](?:[ \t]++([^\r\n]*))?")
_UNTIL = re.compile(r"until=(\S*)[ \t]*")
EXAMPLE = "# aiowners: ignore[rule-name] reason"


class Cover(NamedTuple):
    """Text that a comment covers, and the declaration that the comment is in, as `kind:name`; None for none."""

    span: Span
    declaration: str | None


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment: the rules that it silences, where, why, and through which day (YYYY-MM-DD).

    What it covers includes the text of anchors whose aliases it covers.
    """

    location: Location
    rules: tuple[str, ...]
    reason: str
    until: str | None
    covers: tuple[Cover, ...]


@dataclass(frozen=True, slots=True)
class MalformedSuppression:
    """A comment that begins like a suppression and is none, and why."""

    location: Location
    problem: str


def suppressions(source: Source) -> list[Suppression | MalformedSuppression]:
    """The suppressions of a manifest, in the order of the text. Most have none and cost a search."""
    if MARK not in source.text:
        return []
    places = _Places(source)
    following = _lines_with_content(source)
    found: list[Suppression | MalformedSuppression] = []
    for match in _COMMENT.finditer(source.text):
        # No scalar lies in another: only the last that begins before the comment can hold it.
        before = bisect_right(places.scalars, match.start(), key=_start) - 1
        if before < 0 or places.scalars[before].end <= match.start():
            location = Location(source, Span(match.start(), match.start() + len(match.group().rstrip())))
            covers = places.covers(_bound_to(location, following))
            found.append(_read(location, match.group(1).strip(), covers))
    return found


def shared(source: Source) -> list[Span]:
    """The text that aliases repeat: the values of anchors that are used, in order, without those inside others."""
    return _outermost(span(node, source.text) for node in alias_targets(document(source)))


def _outermost(places: Iterable[Span]) -> list[Span]:
    """The places that are in no other, in order. Any two are apart, or one is in the other."""
    found: list[Span] = []
    for place in sorted(places, key=lambda one: (one.start, -one.end)):
        if not found or found[-1].end < place.end:
            found.append(place)
    return found


def _start(place: Span) -> int:
    return place.start


def _read(location: Location, words: str, covers: tuple[Cover, ...]) -> Suppression | MalformedSuppression:
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
            return MalformedSuppression(
                location, f"`{until}` is not a day: write until={day_meant(until) or '2027-01-31'}"
            )
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


class _Places:
    """The spans of all scalars; and by line what begins there: keys with their values, list items."""

    def __init__(self, source: Source) -> None:
        self._text = source.text
        self._beginnings: dict[int, list[tuple[Span, Node]]] = {}
        root = document(source)
        self._declarations = list(_declarations(root, source.text))
        self.scalars: list[Span] = []
        for node in walk(root):
            if isinstance(node, Scalar):
                self.scalars.append(span(node, self._text))
            for place, value in _children(node, self._text):
                self._beginnings.setdefault(source.position(place.start).line, []).append((place, value))
        self.scalars.sort()

    def covers(self, line: int) -> tuple[Cover, ...]:
        """What a comment that speaks of a line covers: what begins there, and where the aliases in that lead."""
        found = []
        for place, value in self._beginnings.get(line, ()):
            declaration = self._declaration(place)
            found.append(Cover(place, declaration))
            found += [Cover(target, declaration) for target in self._elsewhere(place, value)]
        return tuple(found)

    def _elsewhere(self, place: Span, value: Node) -> list[Span]:
        """The text outside of `place` that aliases in a value stand for."""
        targets = (span(node, self._text) for node in walk(value))
        return _outermost(one for one in targets if one.start < place.start or one.end > place.end)

    def _declaration(self, place: Span) -> str | None:
        """The declaration that a place lies in."""
        before = bisect_right(self._declarations, place.start, key=lambda one: one[0].start) - 1
        if before >= 0 and place.end <= self._declarations[before][0].end:
            return self._declarations[before][1]
        return None


def _children(node: Node, text: str) -> Iterator[tuple[Span, Node]]:
    """Each key with its value and each list item: where it is, and the value."""
    if isinstance(node, Mapping):
        for key, value in node.pairs:
            yield _entry(key, value, text), value
    elif not isinstance(node, Scalar):
        for item in node.children:
            yield span(item, text), item


def _entry(key: Node, value: Node, text: str) -> Span:
    """From a key to the end of its value, or, if that is an alias of something above, to the end of the key."""
    start, end = span(key, text), span(value, text)
    return Span(start.start, end.end if end.start >= start.end else start.end)


def _declarations(root: Node | None, text: str) -> Iterator[tuple[Span, str]]:
    """Where the declarations are, in order, and which they are."""
    if not isinstance(root, Mapping):
        return
    for key, section in root.pairs:
        name = key.value if isinstance(key, Scalar) else ""
        if name == "organization":
            yield _entry(key, section, text), name
        elif name in SECTIONS and isinstance(section, Mapping):
            for inner, value in section.pairs:
                if isinstance(inner, Scalar):
                    yield _entry(inner, value, text), f"{SECTIONS[name]}:{inner.value}"
