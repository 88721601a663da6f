"""Text that does not parse -> the same text with the broken stretch blanked, so that the rest is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aiowners.manifest.yaml import YamlError, compose, open_quote

if TYPE_CHECKING:
    from aiowners.manifest.yaml import Node

MAX_ERRORS = 16
MAX_ROUNDS = 32
_DECLARING = frozenset(("teams", "features", "models", "platforms", "pipelines", "assets"))
_TOP = _DECLARING | {"version", "owner", "organization", "imports"}
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_NOT_BREAK = re.compile(r"[^\r\n]")
_ANCHOR = re.compile(r"&([^ \t\r\n,\[\]{}]+)")
_KEY = re.compile(r"[ \t]*(\"[^\"]*\"|'[^']*'|[^\"'#][^#]*?)[ \t]*:(?=[ \t\r\n]|\Z)[ \t]*([^\r\n]*)")
_FULL = re.compile(r"(?![|>&!*\[{#])\S|[\[{].*[\]}]\s*(?:#.*)?\Z")
_TAB = 8  # columns: only to call a line that is indented by a tab deeper than its neighbours


# A stretch that was cut out, start and end, and where the key of the declaration stands that it
# was cut from (None: the whole declaration, or more than one).
Cut: TypeAlias = tuple[int, int, int | None]


@dataclass(frozen=True, slots=True)
class Recovery:
    """What could be parsed of a text, why not all, and what was cut out for it."""

    root: Node | None
    errors: tuple[YamlError, ...]
    cuts: tuple[Cut, ...]


class _Line(NamedTuple):
    start: int
    indent: int  # columns; a list item counts as deeper than a key at its place
    text: str

    @property
    def key(self) -> str | None:
        """The key that the line begins with; None where it begins with none."""
        match = _KEY.match(self.text)
        return match.group(1).strip("\"'") if match else None

    @property
    def is_full(self) -> bool:
        """Whether the line is a key and a value that nothing can stand below of."""
        match = _KEY.match(self.text)
        return match is not None and _FULL.match(match.group(2)) is not None

    @property
    def content(self) -> int:
        """Where the text of the line begins."""
        return self.start + len(self.text) - len(self.text.lstrip(" \t"))


def recover(text: str, error: YamlError) -> Recovery:
    """Read what can be read of a text whose parsing failed with `error`.

    From each error on, the rest of the declaration in which it lies is cut out, beginning with the
    key that holds the error; then the text is parsed again, at most MAX_ROUNDS times. An error in a
    declaration, or next to a stretch, that was cut already follows from the first one.
    """
    errors: list[YamlError] = []
    cuts: list[Cut] = []
    lost: dict[str, list[int]] = {}
    if "\0" in text:
        return Recovery(None, (error,), ((0, len(text), None),))
    left = text
    lines = _content_lines(text)
    for _ in range(MAX_ROUNDS):
        error = open_quote(left, error)
        start, end, declaration = _broken(lines, len(left), error.resume)
        if not any(declaration == at is not None or _touch(lines, start, end, a, b) for a, b, at in cuts):
            errors.append(error)
        if not left[start:end].strip() or len(errors) > MAX_ERRORS:
            break
        cuts.append((start, end, declaration))
        for anchor in _ANCHOR.finditer(left, start, end):
            lost.setdefault(anchor.group(1), []).append(anchor.start())
        lines = [line for line in lines if not start <= line.start < end]
        left = left[:start] + _NOT_BREAK.sub(" ", left[start:end]) + left[end:]
        try:
            return Recovery(compose(left, lost), tuple(errors), tuple(cuts))
        except YamlError as another:
            error = another
    return Recovery(None, tuple(errors), ((0, len(text), None),))


def _touch(lines: list[_Line], start: int, end: int, a: int, b: int) -> bool:
    """Whether the stretches start:end and a:b lie against each other, with nothing but comments between."""
    gap = range(min(end, b), max(start, a))
    return not any(line.start in gap for line in lines)


def _broken(lines: list[_Line], length: int, offset: int) -> Cut:
    """The stretch that an error at `offset` spoils, and the key of the declaration that it is in.

    `lines` are those of a text of this length.
    """
    at = max((n for n, line in enumerate(lines) if line.start <= offset), default=0)
    if not lines:
        return 0, length, None
    if lines[at].text.startswith(("---", "...")):
        return lines[at].start, length, None
    top = next((line.indent for line in lines if not line.text.startswith(("---", "%"))), 0)
    section = _above(lines, at, 0, top)
    if 0 < section < at and _has_slipped_out(lines, section, at):
        at, section = section, _above(lines, section - 1, 0, top)
    if section == at or lines[section].key is None:
        section = _first_half(lines, section, 0, top)
        return lines[section].start, _end(lines, at, top, length), None
    children = lines[section + 1].indent
    if lines[at].indent < children and _is_section(lines[at]):
        return lines[at].start, _end(lines, at, top, length), None
    if lines[section].key not in _DECLARING:
        child = _first_half(lines, _above(lines, at, section + 1, children), section + 1, children)
        return lines[child].start, _end(lines, at, top, length), lines[section].content
    declaration = _above(lines, at, section + 1, children)
    if declaration == at and lines[at].indent < children and at > section + 1:
        # Further out than its neighbours: this line has slipped out of the declaration above.
        declaration = _above(lines, at - 1, section + 1, children)
    if declaration == at or lines[declaration].key is None:
        declaration = _first_half(lines, declaration, section + 1, children)
        return lines[declaration].start, _end(lines, at, children, length), None
    fields = lines[declaration + 1].indent
    field = _first_half(lines, _above(lines, at, declaration + 1, fields), declaration + 1, fields)
    return lines[field].start, _end(lines, at, children, length), lines[declaration].content


def _first_half(lines: list[_Line], at: int, first: int, indent: int) -> int:
    """The line `at`, or the one above that has no key, and so takes it for the second half of a text."""
    while at > first and lines[at - 1].key is None and lines[at - 1].indent <= indent:
        at -= 1
    return at


def _has_slipped_out(lines: list[_Line], section: int, at: int) -> bool:
    """Whether the outermost line `section` above the error `at` is no section, but a field out of its place."""
    line, below = lines[section], lines[section + 1]
    if line.is_full:
        return line.key != "version"
    if below.text.lstrip(" \t").startswith("-"):
        return True
    return line.key is not None and not _is_top(line.key) and lines[at].indent < below.indent


def _is_section(line: _Line) -> bool:
    """Whether a line, wherever it stands, opens a section."""
    key = line.key
    return key is not None and _is_top(key) and not line.is_full


def _is_top(key: str) -> bool:
    return key in _TOP or key.startswith("x-")


def _above(lines: list[_Line], at: int, first: int, indent: int) -> int:
    """The nearest line from `at` up to `first` that is indented by at most `indent`, or else `first`."""
    return next((n for n in range(at, first, -1) if lines[n].indent <= indent), first)


def _end(lines: list[_Line], at: int, indent: int, length: int) -> int:
    """Where the next line after `at` begins that is indented by at most `indent`, closing brackets apart."""
    for line in lines[at + 1 :]:
        if line.indent <= indent and not line.text.lstrip(" \t").startswith(("}", "]")):
            return line.start
    return length


def _content_lines(text: str) -> list[_Line]:
    found = []
    for match in _LINE.finditer(text):
        line = match.group()
        body = line.lstrip(" \t")
        if not body.strip() or body.startswith("#"):
            continue
        indent = len(line[: len(line) - len(body)].replace("\t", " " * _TAB))
        found.append(_Line(match.start(), indent + (body.rstrip() == "-" or body.startswith(("- ", "-\t"))), line))
    return found
