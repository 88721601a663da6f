"""Text that does not parse -> the same text with the broken stretch blanked, so that the rest is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from aiowners.manifest.yaml import YamlError, compose

if TYPE_CHECKING:
    from aiowners.manifest.yaml import Node

MAX_ROUNDS = 16
_DECLARING = frozenset(("teams", "features", "models", "platforms", "pipelines", "assets"))
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_NOT_BREAK = re.compile(r"[^\r\n]")
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


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    indent: int  # columns; a list item counts as deeper than a key at its place
    text: str


def recover(text: str, error: YamlError) -> Recovery:
    """Read what can be read of a text whose parsing failed with `error`.

    From each error on, the rest of the declaration in which it lies is cut out, beginning with the
    key that holds the error; then the text is parsed again, at most MAX_ROUNDS times.
    """
    errors: list[YamlError] = []
    cuts: list[Cut] = []
    if "\0" in text:
        return Recovery(None, (error,), ((0, len(text), None),))
    left = text
    while len(errors) < MAX_ROUNDS:
        errors.append(error)
        start, end, declaration = _broken(left, error.resume)
        if not left[start:end].strip():
            break
        cuts.append((start, end, declaration))
        left = left[:start] + _NOT_BREAK.sub(" ", left[start:end]) + left[end:]
        try:
            return Recovery(compose(left), tuple(errors), tuple(cuts))
        except YamlError as another:
            error = another
    return Recovery(None, tuple(errors), ((0, len(text), None),))


def _broken(text: str, offset: int) -> Cut:
    """The stretch that an error at `offset` spoils, and the key of the declaration that it is in."""
    lines = _content_lines(text)
    at = max((n for n, line in enumerate(lines) if line.start <= offset), default=0)
    if not lines:
        return 0, len(text), None
    if lines[at].text.startswith(("---", "...")):
        return lines[at].start, len(text), None
    section = next((n for n in range(at, -1, -1) if lines[n].indent == 0), 0)
    if section == at:
        return lines[at].start, _end(lines, at, 0, text), None
    children = lines[section + 1].indent
    declaration = next(n for n in range(at, section, -1) if lines[n].indent <= children or n == section + 1)
    if lines[section].text.split(":")[0].strip("\"'") not in _DECLARING:
        return lines[declaration].start, _end(lines, at, 0, text), lines[section].start
    if declaration == at:
        return lines[at].start, _end(lines, at, children, text), None
    fields = lines[declaration + 1].indent
    field = next(n for n in range(at, declaration, -1) if lines[n].indent <= fields or n == declaration + 1)
    key = lines[declaration].start + len(lines[declaration].text) - len(lines[declaration].text.lstrip())
    return lines[field].start, _end(lines, at, children, text), key


def _end(lines: list[_Line], at: int, indent: int, text: str) -> int:
    """Where the next line after `at` begins that is indented by at most `indent`."""
    for line in lines[at + 1 :]:
        if line.indent <= indent:
            return line.start
    return len(text)


def _content_lines(text: str) -> list[_Line]:
    found = []
    for match in _LINE.finditer(text):
        line = match.group()
        body = line.lstrip(" \t")
        if not body.strip() or body.startswith("#"):
            continue
        indent = len(line[: len(line) - len(body)].replace("\t", " " * _TAB))
        found.append(_Line(match.start(), indent + body.startswith(("- ", "-\n", "-\r")), line))
    return found
