"""TOML as data, and where each key and value of it stands, which the standard library forgets."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any, TypeAlias

from aiowners.source import Span

KeyPath: TypeAlias = tuple[str | int, ...]

# TOML 1.0, toml.io/en/v1.0.0: what a text that the standard library has accepted is made of.
_TOKEN = re.compile(
    r"""
    (?P<blank>[ \t\r]+|\#[^\n]*)
    |(?P<newline>\n)
    |(?P<text>
        \"{3}(?:[^"\\]|\\[\s\S]|"(?!""))*+"{3,5}
        |'{3}(?:[^']|'(?!''))*+'{3,5}
        |"(?:[^"\\\n]|\\.)*+"
        |'[^'\n]*')
    |(?P<mark>[\[\]{}=,.])
    |(?P<bare>[^\s\[\]{}=,.\"'\#]+)
    """,
    re.VERBOSE,
)
_COORDINATES = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
# A key of so many parts that reading it takes time with their square.
_ENDLESS = re.compile(r"""(?:(?:"[^"\n]*+"|'[^'\n]*+'|(?<![\w-])[\w-]++)[ \t]*+\.[ \t]*+){99}""")
_FOREIGN = re.compile("[\ud800-\udfff]")


class TomlError(Exception):
    """A text that is no TOML: what is wrong, in lower case and without a full stop, and its offset."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class TomlLocation:
    """Where a key stands and where its value does.

    A list's item is its own key. The value of a table that a header or a dotted key makes is that
    key.
    """

    key: Span
    value: Span


def load(text: str) -> dict[str, Any]:
    """The data of a TOML text. Raises TomlError."""
    if foreign := _FOREIGN.search(text):
        raise TomlError("the file is not UTF-8", foreign.start())
    if endless := _ENDLESS.search(text):
        raise TomlError("a key has a hundred parts", endless.start())
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _located(str(error), text) from error
    except RecursionError as error:
        raise TomlError("values are nested too deeply", 0) from error
    except ValueError as error:  # a number of thousands of digits
        raise TomlError("a value is out of range", 0) from error


def _located(message: str, text: str) -> TomlError:
    found = _COORDINATES.search(message)
    words = message if found is None else message[: found.start()]
    offset = len(text)
    if found is not None and found[1]:
        # tomllib's lines end with a line feed and nothing else.
        lines = text.split("\n")
        before = sum(len(line) + 1 for line in lines[: int(found[1]) - 1])
        offset = min(before + int(found[2]) - 1, len(text))
    return TomlError(words[:1].lower() + words[1:], offset)


def places(text: str) -> dict[KeyPath, TomlLocation]:
    """Where every key path of a TOML text stands; the text has to be one that `load` accepts."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.found


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [match for match in _TOKEN.finditer(text) if match.lastgroup != "blank"]
        self.at = 0
        self.found: dict[KeyPath, TomlLocation] = {}
        self.counts: dict[KeyPath, int] = {}  # how often an array of tables has been opened

    def document(self) -> None:
        above: KeyPath = ()
        while self.skip_lines():
            if self.peek() == "[":
                above = self.header()
            else:
                self.pair(above)

    def peek(self) -> str:
        """The next token's text; empty at the end."""
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def span(self) -> Span:
        """Where the next token stands, which is passed by that."""
        self.at += 1
        return Span(*self.tokens[self.at - 1].span())

    def skip_lines(self) -> bool:
        while self.peek() == "\n":
            self.at += 1
        return self.at < len(self.tokens)

    def header(self) -> KeyPath:
        """Pass `[a.b]` or `[[a.b]]`; give the path below which the next pairs lie."""
        self.at += 1
        repeated = self.peek() == "["
        self.at += repeated
        keys = self.keys()
        self.at += 1 + repeated
        path: KeyPath = ()
        for index, (name, span) in enumerate(keys):
            path = (*path, name)
            self.found.setdefault(path, TomlLocation(span, span))
            if repeated and index == len(keys) - 1:
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
                self.found.setdefault(path, TomlLocation(span, span))
        return path

    def keys(self) -> list[tuple[str, Span]]:
        """Pass a key, dotted or not; give its names and where they stand."""
        names = []
        while True:
            token = self.peek()
            name = tomllib.loads(f"k={token}")["k"] if token[0] in "\"'" else token
            names.append((name, self.span()))
            if self.peek() != ".":
                return names
            self.at += 1

    def pair(self, above: KeyPath) -> None:
        path = above
        span = Span(0, 0)
        for name, span in self.keys():
            path = (*path, name)
            self.found.setdefault(path, TomlLocation(span, span))
        self.at += 1
        self.found[path] = TomlLocation(span, self.value(path))

    def value(self, path: KeyPath) -> Span:
        """Pass a value, and record what lies in it. It takes fewer frames than tomllib's parser."""
        opening = self.peek()
        if opening not in {"[", "{"}:
            return self.scalar()
        start = self.span().start
        index = 0
        while self.skip_lines() and self.peek() not in {"]", "}"}:
            if self.peek() == ",":
                self.at += 1
            elif opening == "{":
                self.pair(path)
            else:
                item = self.value((*path, index))
                self.found[*path, index] = TomlLocation(item, item)
                index += 1
        return Span(start, self.span().end)

    def scalar(self) -> Span:
        """Pass a value of one or more tokens, such as `1.5` or `1979-05-27 07:32:00`."""
        first = self.span()
        last = first
        while self.peek() not in {"", "\n", ",", "]", "}"}:
            last = self.span()
        return Span(first.start, last.end)
