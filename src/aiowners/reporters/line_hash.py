"""`primaryLocationLineHash`, by which code scanning recognizes a line that has moved."""

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
_LEAVING_WEIGHT: Final = pow(_FACTOR, _WINDOW, _MASK + 1)  # of a code unit that leaves the window
_END_OF_FILE: Final = 65535
_WHITESPACE = {ord(" "): None, ord("\t"): None}


def line_hashes(source: Source, last: int) -> list[str]:
    """Return the hash of each line from 1 to `last`, or to the last line of the source.

    GitHub's upload computes the same hash, and compares it: a polynomial, modulo 2**64, of the 100
    UTF-16 code units from the beginning of the line, without spaces and tabs, and with each line
    break as a line feed. A number follows: how many lines up to this one have the same hash.
    """
    # A window that begins in a line ends at most 100 characters into any later line.
    lines = _as_read_by_upload(source).split("\n", last)
    text = "\n".join([line[:_WINDOW] for line in lines]).encode("utf-16-le")
    units = (*struct.unpack(f"<{len(text) // 2}H", text), _END_OF_FILE, *(0,) * _WINDOW)
    starts = [0, *(index for index, unit in enumerate(units, 1) if unit == ord("\n"))][:last]
    sums = list(accumulate(units, lambda total, unit: (total * _FACTOR + unit) & _MASK, initial=0))
    seen: Counter[int] = Counter()
    hashes = []
    for start in starts:
        value = (sums[start + _WINDOW] - sums[start] * _LEAVING_WEIGHT) & _MASK
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes


def _as_read_by_upload(source: Source) -> str:
    """Return the text without whitespace, as a program that keeps a byte order mark and replaces invalid bytes reads it."""
    text = f"\ufeff{source.text}" if source.byte_order_mark else source.text
    if not text.isascii():
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_WHITESPACE)
