"""Text in the cells of a terminal: how wide it is, where a character stands, wrapping, cutting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from aiowners.display.terminal import Terminal, as_line_start, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Latin, Greek, Cyrillic, punctuation and arrows take a cell each: no reason to load the tables.
_ONE_CELL_EACH = re.compile(r"[\t -~\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2190-\u21ff]*")
_TAB = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A line laid out in cells.

    A character two cells wide is in the first of them, the second is empty. `starts` tells for
    each code point of the line, and for its end, in which cell it begins.
    """

    cells: Sequence[str]
    starts: Sequence[int]

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """The cells of the code points from `start` to `end`, of whole characters, one at least."""
        last = len(self.starts) - 1
        start, end = min(start, last), min(end, last)
        while start < end < last and self.starts[end] == self.starts[end - 1]:
            end += 1
        first = self.starts[start]
        return first, max(self.starts[end], first + 1)


def width(text: str) -> int:
    """How many cells a harmless `text` takes."""
    if _ONE_CELL_EACH.fullmatch(text):
        return len(text)
    return sum(cells for _, cells in _characters(text))


@lru_cache(maxsize=256)
def lay_out(line: str, terminal: Terminal) -> Row:
    """A line of source text made harmless, in cells; a tab reaches to the next multiple of four."""
    if line.isascii() and line.isprintable() and "##" not in line:
        return Row(line, range(len(line) + 1))
    pieces = ["\t" if c == "\t" else shown for c, shown in zip(line, visible(line, terminal), strict=True)]
    cells: list[str] = []
    stands: list[int] = []
    base = 0
    for character, wide in _characters("".join(pieces)):
        if wide == 0 and cells:
            cells[base] += character
            stands.extend([base] * len(character))
            continue
        base = len(cells)
        stands.extend([base] * len(character))
        blanks = _TAB - base % _TAB
        cells.extend([" "] * blanks if character == "\t" else [character, *[""] * (wide - 1)])
    stands.append(len(cells))
    offsets = accumulate((len(piece) for piece in pieces), initial=0)
    return Row(cells, [stands[offset] for offset in offsets])


def cut(cells: Sequence[str], first: int, last: int, room: int, dots: str) -> tuple[str, int]:
    """At most `room` cells of a line around those from `first` to `last`.

    Gives the text, with `dots` where something was cut off, and the cell that it begins with.
    """
    total = max(len(cells), last)
    if total <= room:
        return "".join(cells), 0
    dots = dots if room > 4 * len(dots) else ""
    begin = 0
    if last + len(dots) > room:
        lead = max((room - (last - first)) // 3, len(dots))
        begin = max(0, min(first - lead, total - room))
    end = begin + room
    before = dots if begin else ""
    after = dots if end < len(cells) else ""
    return before + _slice(cells, begin + len(before), end - len(after)) + after, begin


def wrap(text: str, first: int, rest: int) -> list[str]:
    """A harmless `text` in lines: `first` cells are left in the first line, `rest` in the others.

    A word that fits no line is broken. There is one line at least.
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
    """A word in pieces that fit."""
    if width(word) <= first:
        yield word
        return
    piece, left = "", first
    for character, cells in _characters(word):
        if piece and cells > left:
            yield piece
            piece, left = "", rest
        # Cutting `a::b` must not bring the colons to the start of a line.
        if piece == ":" and character == ":":
            character, cells = r"\x3a", 4  # noqa: PLW2901 - said above
        piece, left = piece + character, left - cells
    yield piece


def _slice(cells: Sequence[str], begin: int, end: int) -> str:
    """The cells from `begin` to `end`, with blanks for the halves of a wide character."""
    taken = list(cells[begin:end])
    for index, cell in enumerate(taken):
        if cell:
            break
        taken[index] = " "
    if end < len(cells) and not cells[end]:
        for index in range(len(taken) - 1, -1, -1):
            was, taken[index] = taken[index], " "
            if was:
                break
    return "".join(taken)


def _characters(text: str) -> Iterator[tuple[str, int]]:
    """What a reader takes for one character (a grapheme), and its cells."""
    if _ONE_CELL_EACH.fullmatch(text):
        yield from ((character, 1) for character in text)
        return
    # Its tables take some 40 ms to load, and most reports are ASCII.
    from wcwidth import iter_graphemes, wcswidth

    before = ""
    for character in iter_graphemes(text):
        # Some vowel signs are characters of their own that have a width only behind a letter.
        wide = wcswidth(before + character) - wcswidth(before)
        before = character.strip("\t")
        yield character, 1 if character.isascii() else max(wide, 0)
