"""A frame: lines of one source, with marks under the places that are meant."""

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

# A label that has to move to the left takes this many cells before it is wrapped.
_LABEL = 32


@dataclass(frozen=True, slots=True)
class FrameMark:
    """A span to be marked, with words for it; `primary` is what the diagnostic points at."""

    span: Span
    labels: tuple[str, ...]
    primary: bool


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A mark on its line, in cells; `open` where it goes on in the next line."""

    line: int
    start: int
    end: int
    labels: tuple[str, ...]
    primary: bool
    open: bool

    def style(self, margin: Gutter) -> Style:
        return margin.accent if self.primary else Style.RELATED


def last_line(source: Source, marks: Sequence[FrameMark]) -> int:
    """The highest number of a line that a frame of these marks shows; 1 for an empty source."""
    return max(source.position(mark.span.start).line for mark in marks)


def frame(source: Source, marks: Sequence[FrameMark], margin: Gutter) -> Iterator[str]:
    """The lines of `source` that have marks, each with its marks, without a heading.

    Lines in between are left out, one alone excepted. Of a mark over several lines, the first is
    shown. An empty source has no lines to show: its labels stand alone.
    """
    if not source.text:
        for mark in marks:
            for label in mark.labels:
                yield from map(margin.beside, _label(label, margin.room, margin))
        return
    strokes = sorted((_stroke(source, mark, margin) for mark in marks), key=_reading_order)
    lines = [list(of_line) for _, of_line in groupby(strokes, key=lambda stroke: stroke.line)]
    yield from _marked_line(source, lines[0], margin)
    for before, now in pairwise(lines):
        gap = now[0].line - before[0].line
        if gap == 2:  # noqa: PLR2004 - one line in between takes the place of the dots
            yield _plain_line(source, now[0].line - 1, margin)
        elif gap > 1:
            yield _elision(margin)
        yield from _marked_line(source, now, margin)
    if any(stroke.open for stroke in lines[-1]):
        yield _elision(margin)


def _stroke(source: Source, mark: FrameMark, margin: Gutter) -> _Stroke:
    start = source.position(mark.span.start)
    # The line break that ends a line belongs to that line.
    last = source.position(max(mark.span.start, mark.span.end - 1))
    begin = start.column - 1
    is_open = last.line > start.line
    text = source.line(start.line)
    end = len(text) if is_open else begin + mark.span.end - mark.span.start
    first, behind = lay_out(text, margin.terminal).stretch(begin, max(begin, end))
    return _Stroke(start.line, first, behind, mark.labels, mark.primary, is_open)


def _reading_order(stroke: _Stroke) -> tuple[int, int, int]:
    return stroke.line, stroke.start, -stroke.end


def _elision(margin: Gutter) -> str:
    return paint("...", Style.FRAME, margin.terminal)


def _plain_line(source: Source, number: int, margin: Gutter) -> str:
    cells = lay_out(source.line(number), margin.terminal).cells
    return margin.beside(cut(cells, 0, 1, margin.room, margin.terminal.dots)[0], number=number)


def _marked_line(source: Source, strokes: list[_Stroke], margin: Gutter) -> Iterator[str]:
    """A line once, or as often as it takes to show all its marks in the room there is."""
    number = strokes[0].line
    cells = lay_out(source.line(number), margin.terminal).cells
    for seen_together in _windows(strokes, margin):
        first = seen_together[0].start
        last = max(stroke.end for stroke in seen_together)
        text, begin = cut(cells, first, last, margin.room, margin.terminal.dots)
        yield margin.beside(text, number=number)
        moved = [_moved(stroke, begin, margin.room) for stroke in seen_together]
        yield from map(margin.beside, _marks(moved, margin))


def _windows(strokes: list[_Stroke], margin: Gutter) -> Iterator[list[_Stroke]]:
    room = margin.room - 2 * len(margin.terminal.dots)
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


def _marks(strokes: list[_Stroke], margin: Gutter) -> Iterator[str]:
    """The line of marks, the labels beside the last mark, and below it those of the others."""
    marks = _underline(strokes, margin)
    labelled = [stroke for stroke in strokes if stroke.labels]
    last = strokes[-1]
    end = max(stroke.end for stroke in strokes) + 1
    texts = [harmless(label, margin.terminal) for label in last.labels]
    if texts and last.end + 1 == end and end + max(map(width, texts)) <= margin.room:
        labelled.pop()
        first, *others = (paint(text, last.style(margin), margin.terminal) for text in texts)
        yield f"{marks} {first}"
        for text in others:
            yield _pointers(labelled, end, margin) + text
    else:
        yield marks
    while labelled:
        if len(strokes) > 1:
            yield _pointers(labelled, None, margin)
        yield from _hanging(labelled, margin)
        labelled.pop()


def _underline(strokes: list[_Stroke], margin: Gutter) -> str:
    """`---  ^^^^`: the primary mark is drawn over the others."""
    drawn: list[_Stroke | None] = [None] * max(stroke.end for stroke in strokes)
    for stroke in sorted(strokes, key=lambda stroke: stroke.primary):
        drawn[stroke.start : stroke.end] = [stroke] * (stroke.end - stroke.start)
    runs = []
    for here, run in groupby(drawn):
        length = len(list(run))
        if here is None:
            runs.append(" " * length)
        else:
            mark = "^" if here.primary else "-"
            runs.append(paint(mark * length, here.style(margin), margin.terminal))
    return "".join(runs)


def _hanging(labelled: list[_Stroke], margin: Gutter) -> Iterator[str]:
    """The labels of the last stroke below it, as far to the left as they have to be."""
    *others, stroke = labelled
    texts = [harmless(label, margin.terminal) for label in stroke.labels]
    needed = min(max(map(width, texts)), _LABEL, margin.room)
    column = min(stroke.start, margin.room - needed)
    for label in stroke.labels:
        for line in _label(label, margin.room - column, margin):
            text = paint(line, stroke.style(margin), margin.terminal)
            yield _pointers(others, column, margin) + text


def _pointers(strokes: list[_Stroke], until: int | None, margin: Gutter) -> str:
    """`|   |`: from the labels below up to their marks; blanks up to the cell `until`."""
    line, reached = "", 0
    for stroke in strokes:
        if stroke.start < reached or (until is not None and stroke.start >= until):
            continue
        pointer = paint("|", stroke.style(margin), margin.terminal)
        line += " " * (stroke.start - reached) + pointer
        reached = stroke.start + 1
    return line if until is None else line + " " * (until - reached)


def _label(label: str, room: int, margin: Gutter) -> list[str]:
    return wrap(harmless(label, margin.terminal), room, room)
