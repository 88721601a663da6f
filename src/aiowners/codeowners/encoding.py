"""Detect files in UTF-16 and UTF-32, which are read as UTF-8 here."""

from __future__ import annotations

import re

# Byte order marks, whose bytes are not UTF-8: Python decodes each byte to one surrogate.
_BYTE_ORDER_MARKS = (
    ("\udcff\udcfe\0\0", "UTF-32"),
    ("\0\0\udcfe\udcff", "UTF-32"),
    ("\udcff\udcfe", "UTF-16"),
    ("\udcfe\udcff", "UTF-16"),
)
_LINE_BREAK = re.compile(r"\0?[\r\n]\0?")
_SAMPLE_LENGTH = 4096


def wide_encoding(text: str) -> str | None:
    """Return the wide encoding of a string that was decoded as UTF-8: `UTF-16`, `UTF-32`, or None.

    Without a byte order mark, NUL characters decide: they are a third of the string, or each line
    break has one beside it.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if text.startswith(mark):
            return encoding
    if "\0" not in text:
        return None
    sample = text[:_SAMPLE_LENGTH]
    breaks = _LINE_BREAK.findall(sample)
    if sample.count("\0") * 3 >= len(sample) or (breaks and all("\0" in line_break for line_break in breaks)):
        return "UTF-32" if "\0\0\0" in sample else "UTF-16"
    return None
