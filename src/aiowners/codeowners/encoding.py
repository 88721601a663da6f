"""Whether the bytes of a text, read as UTF-8, were in one of the encodings whose units are wider than a byte."""

from __future__ import annotations

import re

# Byte order marks, whose bytes are not UTF-8: each is one surrogate, as Python reads them.
_MARKS = (
    ("\udcff\udcfe\0\0", "UTF-32"),
    ("\0\0\udcfe\udcff", "UTF-32"),
    ("\udcff\udcfe", "UTF-16"),
    ("\udcfe\udcff", "UTF-16"),
)
_BREAK = re.compile(r"\0?[\r\n]\0?")
_SAMPLE = 4096


def wide_encoding(text: str) -> str | None:
    """UTF-16 or UTF-32 if that is what a text was written in, None for everything else.

    Without a byte order mark the NULs tell: a third of all bytes, or one beside each line break.
    """
    for mark, name in _MARKS:
        if text.startswith(mark):
            return name
    if "\0" not in text:
        return None
    sample = text[:_SAMPLE]
    breaks = _BREAK.findall(sample)
    if sample.count("\0") * 3 >= len(sample) or (breaks and all("\0" in each for each in breaks)):
        return "UTF-32" if "\0\0\0" in sample else "UTF-16"
    return None
