"""Invalid YAML -> the same text without the invalid spans, so that the rest is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from aiowners.manifest.decoding import RemovedSpan
from aiowners.manifest.format import FIELDS
from aiowners.manifest.model import SECTIONS
from aiowners.yaml_text.compose import compose
from aiowners.yaml_text.quotes import open_quote
from aiowners.yaml_text.syntax_messages import YamlError

if TYPE_CHECKING:
    from aiowners.yaml_text.yaml_nodes import Node

MAX_ERRORS = 16
MAX_ROUNDS = 32
_TOP_KEYS = frozenset((*SECTIONS, "version", "owner", "organization", "imports"))
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LINE_CONTENT = re.compile(r"[^\r\n]+")
_ANCHOR = re.compile(r"&([^ \t\r\n,\[\]{}]+)")
_KEY = re.compile(r"[ \t]*+(\"[^\"]*+\"[ \t]*+|'[^']*+'[ \t]*+|[^\"'# \t][^#]*?):(?=[ \t\r\n]|\Z)[ \t]*+([^\r\n]*)")
_FULL = re.compile(r"(?![|>&!*\[{#])\S|[\[{].*[\]}]\s*(?:#.*)?\Z", re.DOTALL)
_TAB_WIDTH = 8  # columns: only so that a line indented by a tab counts as deeper than its neighbors


@dataclass(frozen=True, slots=True)
class Recovery:
    """The part of a text that was parsed, the errors, and the spans that were removed."""

    root: Node | None
    errors: tuple[YamlError, ...]
    removed: tuple[RemovedSpan, ...]


class _Line(NamedTuple):
    start: int
    indent: int  # columns; a list item counts as deeper than a key in the same column
    text: str

    @property
    def key(self) -> str | None:
        """The key at the beginning of the line; None if there is none."""
        match = _KEY.match(self.text)
        return match.group(1).rstrip(" \t").strip("\"'") if match else None

    @property
    def is_full(self) -> bool:
        """Whether the line is a key and a value that cannot continue below."""
        match = _KEY.match(self.text)
        return match is not None and _FULL.match(match.group(2)) is not None

    @property
    def content(self) -> int:
        """The offset of the first character that is not indentation."""
        return self.start + len(self.text) - len(self.text.lstrip(" \t"))


def recover(text: str, error: YamlError) -> Recovery:
    """Read as much as possible of a text whose parsing failed with `error`.

    Each error removes the rest of its declaration, from the key that contains the error. Then the
    text is parsed again, at most MAX_ROUNDS times. An error in a declaration that already has one,
    or next to a removed span, follows from the first one and is not reported.
    """
    errors: list[YamlError] = []
    removed: list[RemovedSpan] = []
    lost: dict[str, list[int]] = {}
    if "\0" in text:
        return Recovery(None, (error,), (RemovedSpan(0, len(text), None),))
    rest = text
    lines = _content_lines(text)
    for _ in range(MAX_ROUNDS):
        error = open_quote(rest, error.offset) or error
        invalid = _invalid_span(lines, len(rest), error.resume)
        start, end, declaration = invalid
        if not any(declaration == span.declaration is not None or _touch(lines, invalid, span) for span in removed):
            errors.append(error)
        if not rest[start:end].strip() or len(errors) > MAX_ERRORS:
            break
        removed.append(invalid)
        for anchor in _ANCHOR.finditer(rest, start, end):
            lost.setdefault(anchor.group(1), []).append(anchor.start())
        lines = [line for line in lines if not start <= line.start < end]
        rest = rest[:start] + _LINE_CONTENT.sub(_comment, rest[start:end]) + rest[end:]
        try:
            return Recovery(compose(rest, lost), tuple(errors), tuple(removed))
        except YamlError as next_error:
            error = next_error
    return Recovery(None, tuple(errors), (RemovedSpan(0, len(text), None),))


def _comment(line: re.Match[str]) -> str:
    """Return what replaces a line. Spaces alone would belong to a block scalar above it."""
    return "#" + " " * (len(line.group()) - 1)


def _touch(lines: list[_Line], first: RemovedSpan, second: RemovedSpan) -> bool:
    """Return whether only comments are between two spans."""
    gap = range(min(first.end, second.end), max(first.start, second.start))
    return not any(line.start in gap for line in lines)


def _invalid_span(lines: list[_Line], length: int, offset: int) -> RemovedSpan:  # noqa: PLR0911
    """Return the span that an error at `offset` makes invalid, with the key of its declaration.

    `lines` are those of a text of this length.
    """
    at = max((n for n, line in enumerate(lines) if line.start <= offset), default=0)
    if not lines:
        return RemovedSpan(0, length, None)
    if lines[at].text.startswith(("---", "...")):
        return RemovedSpan(lines[at].start, length, None)
    top = min((line.indent for line in lines if not line.text.startswith(("---", "%"))), default=0)
    last = at
    section = _above(lines, at, 0, top)
    if at > 0 and lines[0].indent > top and not lines[0].text.startswith(("---", "%")):
        return RemovedSpan(lines[0].start, next(line.start for line in lines if line.indent == top), None)
    if 0 < section < at and _is_misplaced_field(lines, section, at):
        at, section = section, _above(lines, section - 1, 0, top)
    if section == at or lines[section].key is None:
        section = _first_line_of_value(lines, section, 0, top)
        return RemovedSpan(lines[section].start, _end(lines, last, top, length), None)
    if _is_section(lines[at]) and lines[at].indent < lines[section + 1].indent:
        return RemovedSpan(lines[at].start, _end(lines, last, top, length), None)
    if lines[section].key not in SECTIONS:
        children = lines[section + 1].indent
        child = _first_line_of_value(lines, _above(lines, at, section + 1, children), section + 1, children)
        return RemovedSpan(lines[child].start, _end(lines, last, top, length), lines[section].content)
    return _invalid_in_section(lines, length, section, at, last)


def _invalid_in_section(lines: list[_Line], length: int, section: int, at: int, last: int) -> RemovedSpan:
    """Return the same for an error in the line `last`, below the line `section`, caused by the line `at`."""
    top = lines[section].indent
    children = lines[last if at == section + 1 else section + 1].indent
    if at < last and not _is_top(lines[last].key):
        last = at
    if lines[at].indent < children:
        if (
            last == at
            and lines[at].key not in FIELDS
            and any(line.indent == children for line in _up_to(lines, at, top))
        ):
            # A name further out than the others.
            return RemovedSpan(lines[at].start, _end(lines, at, children, length), None)
        if top < lines[at].indent and lines[at].key not in FIELDS and at > section + 1:
            # The first name is further in than the others.
            return RemovedSpan(lines[section + 1].start, lines[at].start, None)
    if at == section + 2 and lines[at].key in FIELDS and lines[at].indent <= children:
        # A name that is indented like its own keys, or further.
        return RemovedSpan(lines[section + 1].start, _end(lines, last, lines[at].indent - 1, length), None)
    declaration = _above(lines, at, section + 1, children)
    if section + 1 < declaration < at and _is_field_further_out(lines, declaration, at):
        at, declaration = declaration, _above(lines, declaration - 1, section + 1, children)
    elif declaration == at and lines[at].indent < children and at > section + 1:
        # Indented less than its neighbors: this line belongs to the declaration above.
        declaration = _above(lines, at - 1, section + 1, children)
    if declaration == at or lines[declaration].key is None or lines[declaration].is_full:
        declaration = _first_line_of_value(lines, declaration, section + 1, children)
        return RemovedSpan(lines[declaration].start, _end(lines, last, children, length), None)
    fields = lines[declaration + 1].indent
    if _is_section(lines[at]) and lines[at].indent < fields:
        return RemovedSpan(lines[at].start, _end(lines, last, top, length), None)
    field = _first_line_of_value(lines, _above(lines, at, declaration + 1, fields), declaration + 1, fields)
    if lines[at].indent < fields and lines[declaration + 2].indent <= fields and not lines[declaration + 1].is_full:
        field = declaration + 1  # the first key is indented like those below it
    return RemovedSpan(lines[field].start, _end(lines, last, children, length), lines[declaration].content)


def _up_to(lines: list[_Line], at: int, indent: int) -> list[_Line]:
    """Return the lines after `at`, up to the next that is indented by at most `indent`."""
    end = next((n for n in range(at + 1, len(lines)) if lines[n].indent <= indent), len(lines))
    return lines[at + 1 : end]


def _first_line_of_value(lines: list[_Line], at: int, first: int, indent: int) -> int:
    """Return the line `at`, or a line above that has no key and so is continued by it."""
    while at > first:
        above = _above(lines, at - 1, first, indent)
        if lines[above].key is not None or lines[above].indent > indent:
            break
        at = above
    return at


def _is_misplaced_field(lines: list[_Line], section: int, at: int) -> bool:
    """Return whether the outermost line `section` above the error `at` is not a section but a misplaced field."""
    line, below = lines[section], lines[section + 1]
    if line.is_full:
        return line.key != "version"
    if below.text.lstrip(" \t").startswith("-"):
        return True
    return line.key is not None and not _is_top(line.key) and lines[at].indent < below.indent


def _is_field_further_out(lines: list[_Line], name: int, at: int) -> bool:
    """Return whether the line `name` above the error `at`, in the column of names, is a field of the declaration above."""
    line = lines[name]
    return line.key in FIELDS and (line.is_full or lines[at].indent < lines[name + 1].indent)


def _is_section(line: _Line) -> bool:
    """Return whether a line, in any column, begins a section."""
    key = line.key
    return _is_top(key) and (key == "version" or not line.is_full)


def _is_top(key: str | None) -> bool:
    return key is not None and (key in _TOP_KEYS or key.startswith("x-"))


def _above(lines: list[_Line], at: int, first: int, indent: int) -> int:
    """Return the nearest line from `at` up to `first` that is indented by at most `indent`, or else `first`."""
    return next((n for n in range(at, first, -1) if lines[n].indent <= indent), first)


def _end(lines: list[_Line], at: int, indent: int, length: int) -> int:
    """Return the beginning of the next line after `at` indented by at most `indent`, except for closing brackets."""
    for line in lines[at + 1 :]:
        if line.indent <= indent and not line.text.lstrip(" \t").startswith(("}", "]")):
            return line.start
    return length


def _content_lines(text: str) -> list[_Line]:
    lines = []
    for match in _LINE.finditer(text):
        line = match.group()
        body = line.lstrip(" \t")
        if not body.strip() or body.startswith("#"):
            continue
        indent = len(line[: len(line) - len(body)].replace("\t", " " * _TAB_WIDTH))
        lines.append(_Line(match.start(), indent + (body.rstrip() == "-" or body.startswith(("- ", "-\t"))), line))
    return lines
