"""Text that does not parse -> the same text with the broken stretch blanked, so that the rest is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from aiowners.manifest.format import FIELDS
from aiowners.yaml_text.compose import compose
from aiowners.yaml_text.quotes import open_quote
from aiowners.yaml_text.syntax_messages import YamlError

if TYPE_CHECKING:
    from aiowners.manifest.decoding import Cut
    from aiowners.yaml_text.nodes import Node

MAX_ERRORS = 16
MAX_ROUNDS = 32
_DECLARING = frozenset(("teams", "features", "models", "platforms", "pipelines", "assets"))
_TOP = _DECLARING | {"version", "owner", "organization", "imports"}
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LINE_OF_TEXT = re.compile(r"[^\r\n]+")
_ANCHOR = re.compile(r"&([^ \t\r\n,\[\]{}]+)")
_KEY = re.compile(r"[ \t]*+(\"[^\"]*+\"[ \t]*+|'[^']*+'[ \t]*+|[^\"'# \t][^#]*?):(?=[ \t\r\n]|\Z)[ \t]*+([^\r\n]*)")
_FULL = re.compile(r"(?![|>&!*\[{#])\S|[\[{].*[\]}]\s*(?:#.*)?\Z", re.DOTALL)
_TAB = 8  # columns: only to call a line that is indented by a tab deeper than its neighbours


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
        return match.group(1).rstrip(" \t").strip("\"'") if match else None

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
        error = open_quote(left, error.offset) or error
        start, end, declaration = _broken(lines, len(left), error.resume)
        if not any(declaration == at is not None or _touch(lines, start, end, a, b) for a, b, at in cuts):
            errors.append(error)
        if not left[start:end].strip() or len(errors) > MAX_ERRORS:
            break
        cuts.append((start, end, declaration))
        for anchor in _ANCHOR.finditer(left, start, end):
            lost.setdefault(anchor.group(1), []).append(anchor.start())
        lines = [line for line in lines if not start <= line.start < end]
        left = left[:start] + _LINE_OF_TEXT.sub(_comment, left[start:end]) + left[end:]
        try:
            return Recovery(compose(left, lost), tuple(errors), tuple(cuts))
        except YamlError as another:
            error = another
    return Recovery(None, tuple(errors), ((0, len(text), None),))


def _comment(line: re.Match[str]) -> str:
    """What a line is replaced by: blanks alone would belong to a block of text above it."""
    return "#" + " " * (len(line.group()) - 1)


def _touch(lines: list[_Line], start: int, end: int, a: int, b: int) -> bool:
    """Whether the stretches start:end and a:b lie against each other, with nothing but comments between."""
    gap = range(min(end, b), max(start, a))
    return not any(line.start in gap for line in lines)


def _broken(lines: list[_Line], length: int, offset: int) -> Cut:  # noqa: PLR0911
    """The stretch that an error at `offset` spoils, and the key of the declaration that it is in.

    `lines` are those of a text of this length.
    """
    at = max((n for n, line in enumerate(lines) if line.start <= offset), default=0)
    if not lines:
        return 0, length, None
    if lines[at].text.startswith(("---", "...")):
        return lines[at].start, length, None
    top = min((line.indent for line in lines if not line.text.startswith(("---", "%"))), default=0)
    last = at
    section = _above(lines, at, 0, top)
    if at > 0 and lines[0].indent > top and not lines[0].text.startswith(("---", "%")):
        return lines[0].start, next(line.start for line in lines if line.indent == top), None
    if 0 < section < at and _has_slipped_out(lines, section, at):
        at, section = section, _above(lines, section - 1, 0, top)
    if section == at or lines[section].key is None:
        section = _first_half(lines, section, 0, top)
        return lines[section].start, _end(lines, last, top, length), None
    if _is_section(lines[at]) and lines[at].indent < lines[section + 1].indent:
        return lines[at].start, _end(lines, last, top, length), None
    if lines[section].key not in _DECLARING:
        children = lines[section + 1].indent
        child = _first_half(lines, _above(lines, at, section + 1, children), section + 1, children)
        return lines[child].start, _end(lines, last, top, length), lines[section].content
    return _broken_in(lines, length, section, at, last)


def _broken_in(lines: list[_Line], length: int, section: int, at: int, last: int) -> Cut:
    """The same for an error in the line `last`, below the line `section`; the line `at` is to blame."""
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
            return lines[at].start, _end(lines, at, children, length), None
        if top < lines[at].indent and lines[at].key not in FIELDS and at > section + 1:
            # The first name is further in than the others.
            return lines[section + 1].start, lines[at].start, None
    if at == section + 2 and lines[at].key in FIELDS and lines[at].indent <= children:
        # A name that is indented like its own keys, or further.
        return lines[section + 1].start, _end(lines, last, lines[at].indent - 1, length), None
    declaration = _above(lines, at, section + 1, children)
    if section + 1 < declaration < at and _is_field_further_out(lines, declaration, at):
        at, declaration = declaration, _above(lines, declaration - 1, section + 1, children)
    elif declaration == at and lines[at].indent < children and at > section + 1:
        # Further out than its neighbours: this line has slipped out of the declaration above.
        declaration = _above(lines, at - 1, section + 1, children)
    if declaration == at or lines[declaration].key is None or lines[declaration].is_full:
        declaration = _first_half(lines, declaration, section + 1, children)
        return lines[declaration].start, _end(lines, last, children, length), None
    fields = lines[declaration + 1].indent
    if _is_section(lines[at]) and lines[at].indent < fields:
        return lines[at].start, _end(lines, last, top, length), None
    field = _first_half(lines, _above(lines, at, declaration + 1, fields), declaration + 1, fields)
    if lines[at].indent < fields and lines[declaration + 2].indent <= fields and not lines[declaration + 1].is_full:
        field = declaration + 1  # the first key is indented like those below it
    return lines[field].start, _end(lines, last, children, length), lines[declaration].content


def _up_to(lines: list[_Line], at: int, indent: int) -> list[_Line]:
    """The lines after `at`, up to the next that is indented by at most `indent`."""
    end = next((n for n in range(at + 1, len(lines)) if lines[n].indent <= indent), len(lines))
    return lines[at + 1 : end]


def _first_half(lines: list[_Line], at: int, first: int, indent: int) -> int:
    """The line `at`, or the one above that has no key, and so takes it for the second half of a text."""
    while at > first:
        above = _above(lines, at - 1, first, indent)
        if lines[above].key is not None or lines[above].indent > indent:
            break
        at = above
    return at


def _has_slipped_out(lines: list[_Line], section: int, at: int) -> bool:
    """Whether the outermost line `section` above the error `at` is no section, but a field out of its place."""
    line, below = lines[section], lines[section + 1]
    if line.is_full:
        return line.key != "version"
    if below.text.lstrip(" \t").startswith("-"):
        return True
    return line.key is not None and not _is_top(line.key) and lines[at].indent < below.indent


def _is_field_further_out(lines: list[_Line], name: int, at: int) -> bool:
    """Whether the line `name` above the error `at`, at the place of a declaration's name, is a field of the one above."""
    line = lines[name]
    return line.key in FIELDS and (line.is_full or lines[at].indent < lines[name + 1].indent)


def _is_section(line: _Line) -> bool:
    """Whether a line, wherever it stands, opens a section."""
    key = line.key
    return _is_top(key) and (key == "version" or not line.is_full)


def _is_top(key: str | None) -> bool:
    return key is not None and (key in _TOP or key.startswith("x-"))


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
