"""Text in the cells of a terminal: width, the cell of a character, wrapping, and cutting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from aiowners.display.terminal import Terminal, as_line_start, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Latin, Greek, Cyrillic, punctuation, and arrows take a cell each, so the width tables need not be loaded.
_SINGLE_CELL = re.compile(r"[\t -~\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2190-\u21ff]*")
_TAB = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A line laid out in cells.

    A character two cells wide is in the first of them, and the second is empty. `starts` contains
    the first cell of each code point of the line, and of the end of the line.
    """

    cells: Sequence[str]
    starts: Sequence[int]

    def cell_range(self, start: int, end: int) -> tuple[int, int]:
        """Return the cells of the code points from `start` to `end`: whole characters, at least one cell."""
        last = len(self.starts) - 1
        start, end = min(start, last), min(end, last)
        while start < end < last and self.starts[end] == self.starts[end - 1]:
            end += 1
        first = self.starts[start]
        return first, max(self.starts[end], first + 1)


def width(text: str) -> int:
    """Return the number of cells that a harmless `text` takes."""
    if _SINGLE_CELL.fullmatch(text):
        return len(text)
    return sum(cells for _, cells in _characters(text))


@lru_cache(maxsize=256)
def lay_out(line: str, terminal: Terminal) -> Row:
    """Make a line of source text harmless, and lay it out; a tab ends at the next multiple of four."""
    if line.isascii() and line.isprintable() and "##" not in line:
        return Row(line, range(len(line) + 1))
    pieces = ["\t" if c == "\t" else shown for c, shown in zip(line, visible(line, terminal), strict=True)]
    cells: list[str] = []
    starts: list[int] = []
    base = 0
    for character, cell_count in _characters("".join(pieces)):
        if cell_count == 0 and cells:
            cells[base] += character
            starts.extend([base] * len(character))
            continue
        base = len(cells)
        starts.extend([base] * len(character))
        spaces = _TAB - base % _TAB
        cells.extend([" "] * spaces if character == "\t" else [character, *[""] * (cell_count - 1)])
    starts.append(len(cells))
    offsets = accumulate((len(piece) for piece in pieces), initial=0)
    return Row(cells, [starts[offset] for offset in offsets])


def cut(cells: Sequence[str], first: int, last: int, room: int, ellipsis: str) -> tuple[str, int]:
    """Cut a line to at most `room` cells around those from `first` to `last`.

    Return the text, with `ellipsis` at each end that was cut, and the index of its first cell.
    """
    total = max(len(cells), last)
    if total <= room:
        return "".join(cells), 0
    ellipsis = ellipsis if room > 4 * len(ellipsis) else ""
    begin = 0
    if last + len(ellipsis) > room:
        lead = max((room - (last - first)) // 3, len(ellipsis))
        begin = max(0, min(first - lead, total - room))
    end = begin + room
    before = ellipsis if begin else ""
    after = ellipsis if end < len(cells) else ""
    return before + _slice(cells, begin + len(before), end - len(after)) + after, begin


def wrap(text: str, first: int, rest: int) -> list[str]:
    """Wrap a harmless `text`: the first line has room for `first` cells, each later line for `rest`.

    A word that fits in no line is broken. There is at least one line.
    """
    lines: list[str] = []
    line, left = "", first
    for word in text.split(" "):
        size = width(word)
        if line and size + 1 <= left:
            line, left = f"{line} {word}", left - size - 1
            continue
        if line or (size > left and rest > left and not lines):
            lines.append(line)
            left = rest
        *full, line = _broken(as_line_start(word) if lines else word, max(left, 1), max(rest, 1))
        lines.extend(full)
        left = (rest if lines else first) - width(line)
    return [*lines, line]


def _broken(word: str, first: int, rest: int) -> Iterator[str]:
    """Break a word into pieces that fit."""
    if width(word) <= first:
        yield word
        return
    piece, left = "", first
    for character, cells in _characters(word):
        if piece and cells > left:
            yield piece
            piece, left = "", rest
        # If `a::b` is cut, the colons must not begin a line.
        if piece == ":" and character == ":":
            character, cells = r"\x3a", 4  # noqa: PLW2901 - the escape replaces the character
        piece, left = piece + character, left - cells
    yield piece


def _slice(cells: Sequence[str], begin: int, end: int) -> str:
    """Return the cells from `begin` to `end`, with a space for half of a wide character."""
    taken = list(cells[begin:end])
    for index, cell in enumerate(taken):
        if cell:
            break
        taken[index] = " "
    if end < len(cells) and not cells[end]:
        for index in range(len(taken) - 1, -1, -1):
            previous, taken[index] = taken[index], " "
            if previous:
                break
    return "".join(taken)


def _characters(text: str) -> Iterator[tuple[str, int]]:
    """Yield each grapheme, which a reader sees as one character, and its number of cells."""
    if _SINGLE_CELL.fullmatch(text):
        yield from ((character, 1) for character in text)
        return
    # The tables take about 40 ms to load, and most reports are ASCII.
    from wcwidth import iter_graphemes, wcswidth

    before = ""
    for character in iter_graphemes(text):
        # Some vowel signs are graphemes of their own that have a width only after a letter.
        cell_count = wcswidth(before + character) - wcswidth(before)
        before = character.strip("\t")
        yield character, 1 if character.isascii() else max(cell_count, 0)
