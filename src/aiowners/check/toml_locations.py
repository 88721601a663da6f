"""TOML as data, and the locations of its keys and values, which the standard library does not provide."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any, TypeAlias

from aiowners.source import Span

KeyPath: TypeAlias = tuple[str | int, ...]

# TOML 1.0, toml.io/en/v1.0.0: the tokens of a text that the standard library has accepted. No group of alternatives
# is possessive: before Python 3.11.5, such a group may match too little (github.com/python/cpython/issues/106052).
_TOKEN = re.compile(
    r"""
    (?P<blank>[ \t\r]+|\#[^\n]*)
    |(?P<newline>\n)
    |(?P<text>
        \"{3}(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}
        |'{3}(?:[^']|'(?!''))*'{3,5}
        |"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"
        |'[^'\n]*')
    |(?P<mark>[\[\]{}=,.])
    |(?P<bare>[^\s\[\]{}=,.\"'\#]+)
    """,
    re.VERBOSE,
)
_COORDINATES = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
# A key of so many parts that parsing it takes quadratic time.
_MANY_PARTS = re.compile(r"""(?:(?:"[^"\n]*+"|'[^'\n]*+'|(?<![\w-])[\w-]++)[ \t]*+\.[ \t]*+){99}""")
_SURROGATE = re.compile("[\ud800-\udfff]")


class TomlError(Exception):
    """A text that is not TOML: a message in lower case without a period, and the offset of the error."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class TomlLocation:
    """The spans of a key and of its value.

    A list item is its own key. If a header or a dotted key creates a table, that key is also its value.
    """

    key: Span
    value: Span


def load(text: str) -> dict[str, Any]:
    """Return the data of a TOML text. Raises TomlError."""
    if match := _SURROGATE.search(text):
        raise TomlError("the file is not UTF-8", match.start())
    if match := _MANY_PARTS.search(text):
        raise TomlError("a key has a hundred parts", match.start())
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _located(str(error), text) from error
    except RecursionError as error:
        raise TomlError("values are nested too deeply", 0) from error
    except ValueError as error:  # a number of thousands of digits
        raise TomlError("a value is out of range", 0) from error


def _located(message: str, text: str) -> TomlError:
    match = _COORDINATES.search(message)
    words = message if match is None else message[: match.start()]
    offset = len(text)
    if match is not None and match[1]:
        # For tomllib, only a line feed ends a line.
        lines = text.split("\n")
        line_start = sum(len(line) + 1 for line in lines[: int(match[1]) - 1])
        offset = min(line_start + int(match[2]) - 1, len(text))
    return TomlError(words[:1].lower() + words[1:], offset)


def locations(text: str) -> dict[KeyPath, TomlLocation]:
    """Return the locations of every key path of a TOML text that `load` accepts."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.locations


class _Scanner:
    """Records the locations of keys and values while it passes the tokens of a valid TOML text."""

    def __init__(self, text: str) -> None:
        self.tokens = [match for match in _TOKEN.finditer(text) if match.lastgroup != "blank"]
        self.index = 0
        self.locations: dict[KeyPath, TomlLocation] = {}
        self.counts: dict[KeyPath, int] = {}  # the number of tables in each array of tables

    def document(self) -> None:
        """Pass the whole text."""
        table: KeyPath = ()
        while self.skip_lines():
            if self.peek() == "[":
                table = self.header()
            else:
                self.pair(table)

    def peek(self) -> str:
        """Return the text of the next token; empty at the end."""
        return self.tokens[self.index][0] if self.index < len(self.tokens) else ""

    def span(self) -> Span:
        """Pass the next token, and return its span."""
        self.index += 1
        return Span(*self.tokens[self.index - 1].span())

    def skip_lines(self) -> bool:
        """Pass line feeds. Return whether a token follows."""
        while self.peek() == "\n":
            self.index += 1
        return self.index < len(self.tokens)

    def header(self) -> KeyPath:
        """Pass `[a.b]` or `[[a.b]]`, and return the path of the table."""
        self.index += 1
        repeated = self.peek() == "["
        self.index += repeated
        keys = self.keys()
        self.index += 1 + repeated
        path: KeyPath = ()
        for index, (name, span) in enumerate(keys):
            path = (*path, name)
            self.locations.setdefault(path, TomlLocation(span, span))
            if repeated and index == len(keys) - 1:
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
                self.locations.setdefault(path, TomlLocation(span, span))
        return path

    def keys(self) -> list[tuple[str, Span]]:
        """Pass a key, dotted or not, and return its names with their spans."""
        names = []
        while True:
            token = self.peek()
            name = tomllib.loads(f"k={token}")["k"] if token[0] in "\"'" else token
            names.append((name, self.span()))
            if self.peek() != ".":
                return names
            self.index += 1

    def pair(self, table: KeyPath) -> None:
        """Pass a key and its value in the table at a path."""
        path = table
        span = Span(0, 0)
        for name, span in self.keys():
            path = (*path, name)
            self.locations.setdefault(path, TomlLocation(span, span))
        self.index += 1
        self.locations[path] = TomlLocation(span, self.value(path))

    def value(self, path: KeyPath) -> Span:
        """Pass a value, record the locations in it, and return its span.

        It needs less recursion than tomllib's parser, so a text that tomllib accepts is not too deep.
        """
        opening = self.peek()
        if opening not in {"[", "{"}:
            return self.scalar()
        start = self.span().start
        index = 0
        while self.skip_lines() and self.peek() not in {"]", "}"}:
            if self.peek() == ",":
                self.index += 1
            elif opening == "{":
                self.pair(path)
            else:
                item = self.value((*path, index))
                self.locations[*path, index] = TomlLocation(item, item)
                index += 1
        return Span(start, self.span().end)

    def scalar(self) -> Span:
        """Pass a value of one or more tokens, such as `1.5` or `1979-05-27 07:32:00`, and return its span."""
        first = self.span()
        last = first
        while self.peek() not in {"", "\n", ",", "]", "}"}:
            last = self.span()
        return Span(first.start, last.end)
