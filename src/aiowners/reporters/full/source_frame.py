"""A source frame: lines of a source, with marks under the locations of a finding."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from aiowners.display.cells import cut, lay_out, width, wrap
from aiowners.display.terminal import Style, harmless, paint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.reporters.full.gutter import Gutter
    from aiowners.source import Source, Span

# If a label moves to the left, it gets this many cells before it is wrapped.
_LABEL = 32


@dataclass(frozen=True, slots=True)
class FrameMark:
    """A span to mark, with its labels; the `primary` mark is the location of the diagnostic."""

    span: Span
    labels: tuple[str, ...]
    primary: bool


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A mark on its line, in cells; `open` if it continues on the next line."""

    line: int
    start: int
    end: int
    labels: tuple[str, ...]
    primary: bool
    open: bool

    def style(self, gutter: Gutter) -> Style:
        return gutter.accent if self.primary else Style.RELATED


def last_line(source: Source, marks: Sequence[FrameMark]) -> int:
    """Return the highest line number that a frame of these marks shows; 1 for an empty source."""
    return max(source.position(mark.span.start).line for mark in marks)


def frame(source: Source, marks: Sequence[FrameMark], gutter: Gutter) -> Iterator[str]:
    """Yield the marked lines of `source` with their marks, without a heading.

    A gap of more than one line is shown as dots. A mark over several lines is shown on its first
    line. For an empty source, only the labels are shown.
    """
    if not source.text:
        for mark in marks:
            for label in mark.labels:
                yield from map(gutter.beside, _label(label, gutter.room, gutter))
        return
    strokes = sorted((_stroke(source, mark, gutter) for mark in marks), key=_reading_order)
    lines = [list(of_line) for _, of_line in groupby(strokes, key=lambda stroke: stroke.line)]
    yield from _marked_line(source, lines[0], gutter)
    for previous, current in pairwise(lines):
        gap = current[0].line - previous[0].line
        if gap == 2:  # noqa: PLR2004 - a single line takes no more room than the dots
            yield _plain_line(source, current[0].line - 1, gutter)
        elif gap > 1:
            yield _elision(gutter)
        yield from _marked_line(source, current, gutter)
    if any(stroke.open for stroke in lines[-1]):
        yield _elision(gutter)


def _stroke(source: Source, mark: FrameMark, gutter: Gutter) -> _Stroke:
    start = source.position(mark.span.start)
    # A line break belongs to the line that it ends.
    last = source.position(max(mark.span.start, mark.span.end - 1))
    begin = start.column - 1
    is_open = last.line > start.line
    text = source.line(start.line)
    end = len(text) if is_open else begin + mark.span.end - mark.span.start
    first_cell, end_cell = lay_out(text, gutter.terminal).cell_range(begin, max(begin, end))
    return _Stroke(start.line, first_cell, end_cell, mark.labels, mark.primary, is_open)


def _reading_order(stroke: _Stroke) -> tuple[int, int, int]:
    return stroke.line, stroke.start, -stroke.end


def _elision(gutter: Gutter) -> str:
    return paint("...", Style.FRAME, gutter.terminal)


def _plain_line(source: Source, number: int, gutter: Gutter) -> str:
    cells = lay_out(source.line(number), gutter.terminal).cells
    return gutter.beside(cut(cells, 0, 1, gutter.room, gutter.terminal.ellipsis)[0], number=number)


def _marked_line(source: Source, strokes: list[_Stroke], gutter: Gutter) -> Iterator[str]:
    """Yield a line with its marks, repeated for marks that do not fit in the same part of the line."""
    number = strokes[0].line
    cells = lay_out(source.line(number), gutter.terminal).cells
    for window in _windows(strokes, gutter):
        first = window[0].start
        last = max(stroke.end for stroke in window)
        text, begin = cut(cells, first, last, gutter.room, gutter.terminal.ellipsis)
        yield gutter.beside(text, number=number)
        strokes_in_window = [_moved(stroke, begin, gutter.room) for stroke in window]
        yield from map(gutter.beside, _marks(strokes_in_window, gutter))


def _windows(strokes: list[_Stroke], gutter: Gutter) -> Iterator[list[_Stroke]]:
    room = gutter.room - 2 * len(gutter.terminal.ellipsis)
    window: list[_Stroke] = []
    for stroke in strokes:
        if window and stroke.end - window[0].start > room:
            yield window
            window = []
        window.append(stroke)
    yield window


def _moved(stroke: _Stroke, begin: int, room: int) -> _Stroke:
    start = stroke.start - begin
    end = max(min(stroke.end - begin, room), start + 1)
    return _Stroke(stroke.line, start, end, stroke.labels, stroke.primary, stroke.open)


def _marks(strokes: list[_Stroke], gutter: Gutter) -> Iterator[str]:
    """Yield the line of marks, with the labels of the last mark beside it, and the other labels below."""
    marks = _underline(strokes, gutter)
    labeled = [stroke for stroke in strokes if stroke.labels]
    last = strokes[-1]
    end = max(stroke.end for stroke in strokes) + 1
    texts = [harmless(label, gutter.terminal) for label in last.labels]
    if texts and last.end + 1 == end and end + max(map(width, texts)) <= gutter.room:
        labeled.pop()
        first, *rest = (paint(text, last.style(gutter), gutter.terminal) for text in texts)
        yield f"{marks} {first}"
        for text in rest:
            yield _pointers(labeled, end, gutter) + text
    else:
        yield marks
    while labeled:
        if len(strokes) > 1:
            yield _pointers(labeled, None, gutter)
        yield from _hanging(labeled, gutter)
        labeled.pop()


def _underline(strokes: list[_Stroke], gutter: Gutter) -> str:
    """Return `---  ^^^^`, with the primary mark drawn over the others."""
    drawn: list[_Stroke | None] = [None] * max(stroke.end for stroke in strokes)
    for stroke in sorted(strokes, key=lambda stroke: stroke.primary):
        drawn[stroke.start : stroke.end] = [stroke] * (stroke.end - stroke.start)
    runs = []
    for stroke_or_gap, run in groupby(drawn):
        length = len(list(run))
        if stroke_or_gap is None:
            runs.append(" " * length)
        else:
            mark = "^" if stroke_or_gap.primary else "-"
            runs.append(paint(mark * length, stroke_or_gap.style(gutter), gutter.terminal))
    return "".join(runs)


def _hanging(labeled: list[_Stroke], gutter: Gutter) -> Iterator[str]:
    """Yield the labels of the last stroke below it, moved to the left only as far as necessary."""
    *earlier, stroke = labeled
    texts = [harmless(label, gutter.terminal) for label in stroke.labels]
    needed = min(max(map(width, texts)), _LABEL, gutter.room)
    column = min(stroke.start, gutter.room - needed)
    for label in stroke.labels:
        for line in _label(label, gutter.room - column, gutter):
            text = paint(line, stroke.style(gutter), gutter.terminal)
            yield _pointers(earlier, column, gutter) + text


def _pointers(strokes: list[_Stroke], until: int | None, gutter: Gutter) -> str:
    """Return `|   |`, which connects labels with the marks above, padded with spaces up to the cell `until`."""
    line, reached = "", 0
    for stroke in strokes:
        if stroke.start < reached or (until is not None and stroke.start >= until):
            continue
        pointer = paint("|", stroke.style(gutter), gutter.terminal)
        line += " " * (stroke.start - reached) + pointer
        reached = stroke.start + 1
    return line if until is None else line + " " * (until - reached)


def _label(label: str, room: int, gutter: Gutter) -> list[str]:
    return wrap(harmless(label, gutter.terminal), room, room)
