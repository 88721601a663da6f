"""What code scanning knows a line by when lines have moved: `primaryLocationLineHash`."""

from __future__ import annotations

import struct
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from aiowners.source import Source

_WINDOW: Final = 100
_FACTOR: Final = 37
_MASK: Final = (1 << 64) - 1
_BEYOND: Final = pow(_FACTOR, _WINDOW, _MASK + 1)  # what a code unit weighs when it leaves the window
_END_OF_FILE: Final = 65535
_BLANKS = {ord(" "): None, ord("\t"): None}


def line_hashes(source: Source, last: int) -> list[str]:
    """The hash of each line from 1 to `last`, or to the last one that there is.

    It is the one that GitHub's upload computes, and which it compares: a polynomial, modulo 2**64,
    of the 100 UTF-16 code units from the beginning of the line on, blanks left out and every line
    break a line feed; then how many lines so far had the same one.
    """
    # No window reaches beyond the hundredth character of a line, whichever line it begins at.
    lines = _read_by_upload(source).split("\n", last)
    text = "\n".join([line[:_WINDOW] for line in lines]).encode("utf-16-le")
    units = (*struct.unpack(f"<{len(text) // 2}H", text), _END_OF_FILE, *(0,) * _WINDOW)
    starts = [0, *(index for index, unit in enumerate(units, 1) if unit == ord("\n"))][:last]
    sums = list(accumulate(units, lambda total, unit: (total * _FACTOR + unit) & _MASK, initial=0))
    seen: Counter[int] = Counter()
    hashes = []
    for start in starts:
        value = (sums[start + _WINDOW] - sums[start] * _BEYOND) & _MASK
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes


def _read_by_upload(source: Source) -> str:
    """The text without blanks, as a program reads it that keeps a byte order mark and replaces bad bytes."""
    text = f"\ufeff{source.text}" if source.byte_order_mark else source.text
    if not text.isascii():
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_BLANKS)
