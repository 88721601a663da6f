"""Comments -> suppressions: the text that a manifest's `# aiowners: ignore[...]` comments cover."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from aiowners.manifest.decoding import MARK
from aiowners.manifest.model import SECTIONS
from aiowners.manifest.read import document
from aiowners.manifest.value_decoders import as_day, is_day
from aiowners.source import Location, Span
from aiowners.yaml_text.yaml_nodes import Mapping, Scalar, alias_targets, span, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiowners.source import Source
    from aiowners.yaml_text.yaml_nodes import Node

_COMMENT = re.compile(
    r"(?:(?<=[ \t\r\n])|(?<![\s\S]))#[ \t]*aiowners:[ \t]*([^\r\n]*?)(?=(?<![ \t])[ \t]++#[ \t]|[\r\n]|\Z)"
)
_IGNORE = re.compile(r"ignore\[([^\]]*)\](?:[ \t]++([^\r\n]*))?")
_UNTIL = re.compile(r"until=(\S*)[ \t]*")
EXAMPLE = "# aiowners: ignore[rule-name] reason"


class Cover(NamedTuple):
    """A span that a comment covers, and the declaration that contains it, as `kind:name`; None for none."""

    span: Span
    declaration: str | None


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment: the rules that it suppresses, the reason, the last day (YYYY-MM-DD), and what it covers.

    That includes the text of anchors whose aliases it covers.
    """

    location: Location
    rules: tuple[str, ...]
    reason: str
    until: str | None
    covers: tuple[Cover, ...]


@dataclass(frozen=True, slots=True)
class MalformedSuppression:
    """A comment that begins like a suppression but is not valid, and the reason."""

    location: Location
    problem: str


def suppressions(source: Source) -> list[Suppression | MalformedSuppression]:
    """Return the suppressions of a manifest, in the order of the text. Most manifests have none: one search."""
    if MARK not in source.text:
        return []
    entries = _KeyIndex(source)
    following = _lines_with_content(source)
    comments: list[Suppression | MalformedSuppression] = []
    for match in _COMMENT.finditer(source.text):
        # No scalar contains another: only the last that begins before the comment can contain it.
        before = bisect_right(entries.scalars, match.start(), key=_start) - 1
        if before < 0 or entries.scalars[before].end <= match.start():
            location = Location(source, Span(match.start(), match.start() + len(match.group().rstrip())))
            covers = entries.covers(_covered_line(location, following))
            comments.append(_read(location, match.group(1).strip(), covers))
    return comments


def shared(source: Source) -> list[Span]:
    """Return the text that aliases repeat: the values of anchors that are used, in order, without nested ones."""
    return _outermost(span(node, source.text) for node in alias_targets(document(source)))


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """Return the spans that no other contains, in order. Two spans are apart, or one contains the other."""
    outermost: list[Span] = []
    for candidate in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not outermost or outermost[-1].end < candidate.end:
            outermost.append(candidate)
    return outermost


def _start(span: Span) -> int:
    return span.start


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
                location, f"`{until}` is not a day: write until={as_day(until) or '2027-01-31'}"
            )
    if not reason:
        return MalformedSuppression(location, "a suppression needs a reason after the bracket")
    return Suppression(location, rules, reason, until, covers)


def _covered_line(location: Location, following: list[int]) -> int:
    """Return the line that a comment covers: its own, or the next that is more than a comment."""
    line = location.start.line
    if location.source.line(line)[: location.start.column - 1].strip():
        return line
    return following[line]


def _lines_with_content(source: Source) -> list[int]:
    """Return, for each line counted from 1, the next one below it that is more than a comment."""
    last = len(source.line_starts)
    following = [last] * (last + 1)
    for line in range(last - 1, -1, -1):
        text = source.line(line + 1).strip()
        following[line] = line + 1 if text and not text.startswith("#") else following[line + 1]
    return following


class _KeyIndex:
    """The spans of all scalars; and by line, the keys with their values and the list items that begin there."""

    def __init__(self, source: Source) -> None:
        self._text = source.text
        self._by_line: dict[int, list[tuple[Span, Node]]] = {}
        root = document(source)
        self._declarations = list(_declarations(root, source.text))
        self.scalars: list[Span] = []
        for node in walk(root):
            if isinstance(node, Scalar):
                self.scalars.append(span(node, self._text))
            for entry, value in _children(node, self._text):
                self._by_line.setdefault(source.position(entry.start).line, []).append((entry, value))
        self.scalars.sort()

    def covers(self, line: int) -> tuple[Cover, ...]:
        """Return what a comment for a line covers: the entries that begin there, and the targets of their aliases."""
        covers = []
        for entry, value in self._by_line.get(line, ()):
            declaration = self._declaration(entry)
            covers.append(Cover(entry, declaration))
            covers += [Cover(target, declaration) for target in self._outside(entry, value)]
        return tuple(covers)

    def _outside(self, entry: Span, value: Node) -> list[Span]:
        """Return the text outside of `entry` that aliases in its value refer to."""
        targets = (span(node, self._text) for node in walk(value))
        return _outermost(target for target in targets if target.start < entry.start or target.end > entry.end)

    def _declaration(self, entry: Span) -> str | None:
        """Return the declaration that contains an entry."""
        before = bisect_right(self._declarations, entry.start, key=lambda declaration: declaration[0].start) - 1
        if before >= 0 and entry.end <= self._declarations[before][0].end:
            return self._declarations[before][1]
        return None


def _children(node: Node, text: str) -> Iterator[tuple[Span, Node]]:
    """Yield each key with its value and each list item: the span, and the value."""
    if isinstance(node, Mapping):
        for key, value in node.pairs:
            yield _entry(key, value, text), value
    elif not isinstance(node, Scalar):
        for item in node.items:
            yield span(item, text), item


def _entry(key: Node, value: Node, text: str) -> Span:
    """Return the span from a key to the end of its value; of an alias, to the end of the key."""
    start, end = span(key, text), span(value, text)
    return Span(start.start, end.end if end.start >= start.end else start.end)


def _declarations(root: Node | None, text: str) -> Iterator[tuple[Span, str]]:
    """Yield the span and the `kind:name` of each declaration, in order."""
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
