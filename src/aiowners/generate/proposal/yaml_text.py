"""Values -> the lines of a YAML text, quoted where YAML would read them otherwise, with comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.generate.proposal.thing import Empty
from aiowners.reporters.terminal import LOG, harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.generate.proposal.thing import Body, Said

# What every reader of YAML takes for a text: no sign at the start, none that ends a scalar inside.
_PLAIN = re.compile(r"(?:[a-z_]|/(?=[\w/]))(?:[\w./+-]|:(?![\s/])(?=.)){0,200}", re.ASCII | re.IGNORECASE)
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n", "none", "nan", "inf"))
_LONGEST_COMMENT = 160
_WIDTH = 100


def scalar(text: str) -> str:
    """`text` as a scalar that YAML 1.1 and 1.2 read as this very text; without line breaks. It holds no lone surrogate."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and not text.endswith(":"):
        return text
    pieces = []
    for character in text:
        if character in '"\\':
            pieces.append(f"\\{character}")
        elif character.isprintable() and character != "#":  # `##[` begins a command in some logs
            pieces.append(character)
        else:
            pieces.append(_escape(ord(character)))
    return f'"{"".join(pieces)}"'


def _escape(code: int) -> str:
    digits = next(digits for digits in (2, 4, 8) if code < 1 << 4 * digits)
    return f"\\{'xuU'[digits // 4]}{code:0{digits}x}"


def comment(words: str) -> str:
    """The comment at the end of a line; empty for no words. Nothing in it begins another comment or ends the line."""
    if not words:
        return ""
    shown = harmless(words, LOG).replace("#", "\\x23")
    return f"  # {shown if len(shown) <= _LONGEST_COMMENT else shown[: _LONGEST_COMMENT - 3] + '...'}"


def mapping(body: Body, indent: str) -> Iterator[str]:
    """The lines of a mapping, each value with its reason."""
    for key, value in body.items():
        if isinstance(value, dict):
            if value:
                yield f"{indent}{scalar(key)}:"
                yield from mapping(value, f"{indent}  ")
        elif isinstance(value, list):
            yield from _list(key, value, indent)
        elif isinstance(value, Empty):
            yield f"{indent}{key}: []{comment(value.why)}"
        else:
            yield f"{indent}{key}: {scalar(value.text)}{comment(value.why)}"


def _list(key: str, values: list[Said], indent: str) -> Iterator[str]:
    """On one line where one reason, or none, goes for all."""
    whys = {value.why for value in values}
    flow = f"{indent}{key}: [{', '.join(scalar(value.text) for value in values)}]"
    if len(whys) == 1 and (len(flow) <= _WIDTH or len(values) == 1):
        yield flow + comment(values[0].why)
        return
    yield f"{indent}{key}:"
    yield from (f"{indent}  - {scalar(value.text)}{comment(value.why)}" for value in values)
