"""A fix as a small diff of the lines that its edits remove and add."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from aiowners.display.cells import cut, lay_out
from aiowners.display.terminal import Style, paint
from aiowners.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiowners.diagnostics.diagnostic import Edit
    from aiowners.reporters.full.gutter import Gutter
    from aiowners.source import Source

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_STYLE = {"-": Style.REMOVED, "+": Style.ADDED, "|": None}
# A longer fix is easier to read with `--diff`.
_MAX_LINES = 12


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line of a diff: `-`, `+`, or `|` (unchanged). `focus` is the first code point that differs."""

    sign: str
    number: int
    text: str
    focus: int


def preview(edits: Iterable[Edit]) -> list[tuple[Source, list[PreviewLine]]]:
    """Return the changed lines of each source, in the order of the edits' locations.

    A removed line has its number before the change, an added line its number after the change.
    """
    ordered = sorted(edits, key=lambda edit: edit.location.order)
    changes = []
    for _, group in groupby(ordered, key=lambda edit: id(edit.location.source)):
        of_source = list(group)
        source = of_source[0].location.source
        lines: list[PreviewLine] = []
        shift = 0
        for hunk in _hunks(of_source):
            removed, added, first = _changed_lines(source, hunk)
            lines.extend(_lines(source, removed, added, first, shift))
            shift += len(added) - len(removed)
        changes.append((source, lines))
    return changes


def first_change(source: Source, lines: list[PreviewLine], edits: Iterable[Edit]) -> Location:
    """Return the location where the first removed line changes, or of the first edit if a line is added first."""
    first = next((line for line in lines if line.sign != "|"), None)
    if first is not None and first.sign == "-":
        offset = source.line_starts[first.number - 1] + first.focus
        return Location(source, Span(offset, offset))
    locations = [edit.location for edit in edits if edit.location.source is source]
    return min(locations, key=lambda location: location.order)


def draw(lines: list[PreviewLine], gutter: Gutter) -> Iterator[str]:
    """Yield the lines of one source beside the gutter; long lines are cut around the difference."""
    for line in lines[:_MAX_LINES]:
        row = lay_out(line.text, gutter.terminal)
        first, last = row.cell_range(line.focus, line.focus + 1)
        text = cut(row.cells, first, last, gutter.room, gutter.terminal.ellipsis)[0]
        painted = paint(text, _STYLE[line.sign], gutter.terminal)
        yield gutter.beside(painted, number=line.number, rule=line.sign)
    left = len(lines) - _MAX_LINES
    if left > 0:
        yield f"{' ' * gutter.digits} ... and {left} more line{'s' if left > 1 else ''}"


def _hunks(edits: list[Edit]) -> Iterator[list[Edit]]:
    """Group the edits that share a line."""
    hunk: list[Edit] = []
    last = 0
    for edit in edits:
        if hunk and edit.location.start.line > last:
            yield hunk
            hunk = []
        hunk.append(edit)
        last = max(last, edit.location.end.line)
    yield hunk


def _changed_lines(source: Source, hunk: list[Edit]) -> tuple[list[str], list[str], int]:
    """Return the removed lines, the added lines, and the number of the first line.

    Lines at both ends that stay the same are excluded.
    """
    first = hunk[0].location.start.line
    last = max(edit.location.end.line for edit in hunk)
    cursor = source.line_starts[first - 1]
    new = ""
    for edit in hunk:
        new += source.text[cursor : edit.location.span.start] + edit.text
        cursor = max(cursor, edit.location.span.end)
    end = source.line_starts[last - 1] + len(source.line(last))
    new += source.text[cursor:end]
    removed = [source.line(number) for number in range(first, last + 1)]
    added = _LINE_BREAK.split(new)
    while removed and added and removed[0] == added[0]:
        del removed[0], added[0]
        first += 1
    while removed and added and removed[-1] == added[-1]:
        del removed[-1], added[-1]
    return removed, added, first


def _lines(source: Source, removed: list[str], added: list[str], first: int, shift: int) -> Iterator[PreviewLine]:
    if bool(removed) != bool(added) and first > 1:
        # The line above shows where lines are only added or only removed.
        yield PreviewLine("|", first - 1, source.line(first - 1), 0)
    focuses = [_common_prefix(before, after) for before, after in zip(removed, added, strict=False)]
    focuses.extend([0] * (max(len(removed), len(added)) - len(focuses)))
    for index, text in enumerate(removed):
        yield PreviewLine("-", first + index, text, focuses[index])
    for index, text in enumerate(added):
        yield PreviewLine("+", first + shift + index, text, focuses[index])


def _common_prefix(before: str, after: str) -> int:
    """Return the number of code points with which both texts begin."""
    pairs = zip(before, after, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(before), len(after)))
