"""A fix as a small diff: the lines that its edits take away and those that they put there."""

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
# A fix that is longer than this is read better in `--diff`.
_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line of a diff: `-`, `+` or `|` (unchanged); `focus` is where, in code points, it differs."""

    sign: str
    number: int
    text: str
    focus: int


def patch(edits: Iterable[Edit]) -> list[tuple[Source, list[PreviewLine]]]:
    """The changed lines of each source, in the order of the edits' places.

    A removed line has its number from before, an added one its number from after the change.
    """
    ordered = sorted(edits, key=lambda edit: edit.location.order)
    patches = []
    for _, of_source in groupby(ordered, key=lambda edit: id(edit.location.source)):
        together = list(of_source)
        source = together[0].location.source
        lines: list[PreviewLine] = []
        shift = 0
        for hunk in _hunks(together):
            removed, added, first = _sides(source, hunk)
            lines.extend(_lines(source, removed, added, first, shift))
            shift += len(added) - len(removed)
        patches.append((source, lines))
    return patches


def start(source: Source, lines: list[PreviewLine], edits: Iterable[Edit]) -> Location:
    """The location of the first change: in the first removed line where it differs, else that of the first edit."""
    first = next((line for line in lines if line.sign != "|"), None)
    if first is not None and first.sign == "-":
        offset = source.line_starts[first.number - 1] + first.focus
        return Location(source, Span(offset, offset))
    here = [edit.location for edit in edits if edit.location.source is source]
    return min(here, key=lambda location: location.order)


def draw(lines: list[PreviewLine], margin: Gutter) -> Iterator[str]:
    """The lines of one source beside the margin, long ones cut around what differs."""
    for line in lines[:_MOST_LINES]:
        row = lay_out(line.text, margin.terminal)
        first, last = row.stretch(line.focus, line.focus + 1)
        text = cut(row.cells, first, last, margin.room, margin.terminal.dots)[0]
        painted = paint(text, _STYLE[line.sign], margin.terminal)
        yield margin.beside(painted, number=line.number, rule=line.sign)
    left = len(lines) - _MOST_LINES
    if left > 0:
        yield f"{' ' * margin.digits} ... and {left} more line{'s' if left > 1 else ''}"


def _hunks(edits: list[Edit]) -> Iterator[list[Edit]]:
    """Edits that share a line belong together."""
    hunk: list[Edit] = []
    last = 0
    for edit in edits:
        if hunk and edit.location.start.line > last:
            yield hunk
            hunk = []
        hunk.append(edit)
        last = max(last, edit.location.end.line)
    yield hunk


def _sides(source: Source, hunk: list[Edit]) -> tuple[list[str], list[str], int]:
    """The lines before and after, without those at both ends that stay; the number of the first."""
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
        # Lines that only come or only go are placed by the one above them.
        yield PreviewLine("|", first - 1, source.line(first - 1), 0)
    focuses = [_alike(before, after) for before, after in zip(removed, added, strict=False)]
    focuses.extend([0] * (max(len(removed), len(added)) - len(focuses)))
    for index, text in enumerate(removed):
        yield PreviewLine("-", first + index, text, focuses[index])
    for index, text in enumerate(added):
        yield PreviewLine("+", first + shift + index, text, focuses[index])


def _alike(one: str, other: str) -> int:
    """How many code points two texts begin with in common."""
    pairs = zip(one, other, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
