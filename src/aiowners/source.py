"""Text, and locations in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

MAX_SIZE = 1 << 20  # code points of one manifest; what is longer is not read
MAX_BYTES = 4 * (MAX_SIZE + 1)  # so many hold either all of such a text, or too much of one

# YAML 1.2, production b-break: a line ends with LF, CR LF or CR, and with nothing else.
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


def line_start(text: str, offset: int) -> int:
    """Return the offset at which the line of `text` that holds `offset` begins."""
    feed = text.rfind("\n", 0, offset) + 1
    return max(feed, text.rfind("\r", feed, offset) + 1)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A position between two characters: `line` and `column` count from 1, columns in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a text: offsets in code points from 0, the end exclusive."""

    start: int
    end: int


def content_id(content: bytes) -> str:
    """Return the name that git gives to these bytes as a blob, 40 hexadecimal digits: gitglossary(7), "blob object"."""
    from hashlib import sha1

    return sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()


class Source:
    """A text and the name it goes by. Equal by identity: two readings are two sources.

    `path` is relative to the root, with `/`. `text` is without a byte order mark and may hold
    lone surrogates where the bytes were not UTF-8 (Python's `surrogateescape`).
    """

    __slots__ = ("_content_id", "_line_starts", "byte_order_mark", "path", "text")

    def __init__(self, path: str, text: str, *, content_id: str | None = None) -> None:
        """`text` is the whole content, and `content_id` its id if it is known already."""
        self.path = path
        self.byte_order_mark = text.startswith("\ufeff")
        self.text = text[1:] if self.byte_order_mark else text
        self._content_id = content_id
        self._line_starts: list[int] | None = None

    @property
    def content_id(self) -> str:
        """The id of the bytes that the text was read from: equal for equal contents."""
        if self._content_id is None:
            self._content_id = content_id(self.content.encode("utf-8", "surrogateescape"))
        return self._content_id

    def __repr__(self) -> str:
        return f"Source({self.path!r})"

    @property
    def content(self) -> str:
        """The whole text of the file, with its byte order mark."""
        return f"\ufeff{self.text}" if self.byte_order_mark else self.text

    @property
    def line_starts(self) -> list[int]:
        """The offset at which each line begins; the first is 0."""
        if self._line_starts is None:
            self._line_starts = [0, *(m.end() for m in _LINE_BREAK.finditer(self.text))]
        return self._line_starts

    def position(self, offset: int) -> Position:
        """Return the position of the code point at `offset`; the end of the text is a position too."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def byte_position(self, offset: int) -> Position:
        """Return the same with a column in bytes of UTF-8; a lone surrogate is the one byte that it stands for."""
        position = self.position(offset)
        before = self.text[offset - position.column + 1 : offset]
        if before.isascii():
            return position
        return Position(position.line, len(before.encode("utf-8", "surrogateescape")) + 1)

    def line_end(self, offset: int) -> int:
        """Return the offset at which the line that holds `offset` ends, its line break apart."""
        match = _LINE_BREAK.search(self.text, offset)
        return len(self.text) if match is None else match.start()

    def line(self, number: int) -> str:
        """Return the text of line `number` (from 1) without its line break; empty past the end."""
        starts = self.line_starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")


@dataclass(frozen=True, slots=True)
class Location:
    """A span and the source that it is in: everything that is needed to show it."""

    source: Source
    span: Span = field(default=Span(0, 0))

    @property
    def path(self) -> str:
        """The path of the source."""
        return self.source.path

    @property
    def start(self) -> Position:
        """The position of the start."""
        return self.source.position(self.span.start)

    @property
    def end(self) -> Position:
        """The position of the end, exclusive."""
        return self.source.position(self.span.end)

    @property
    def text(self) -> str:
        """The text of the span."""
        return self.source.text[self.span.start : self.span.end]

    @property
    def order(self) -> tuple[str, int, int]:
        """What locations are sorted by: the path, then where they begin, then where they end."""
        return (self.path, self.span.start, self.span.end)
