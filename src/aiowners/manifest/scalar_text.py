"""A string -> the scalar for it in a manifest, and the edit that replaces a scalar by it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Edit

if TYPE_CHECKING:
    from aiowners.source import Location

# Plain scalars that every reader of YAML reads as this string, in a block and in brackets: no indicator at the start,
# and none inside that ends a scalar.
_PLAIN = re.compile(r"(?:[a-z_]|/(?=[\w/]))(?:[\w./+-]|:(?![\s/])(?=.)){0,200}", re.ASCII | re.IGNORECASE)
# Words that are not strings in YAML 1.1 or 1.2, in any case.
_NOT_STRINGS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n", "none", "nan", "inf"))


def scalar_text(text: str, *, quote: str = "") -> str:
    """Return a string as a scalar of one line, for YAML 1.1 and 1.2. It has no lone surrogate.

    `quote` is the quotation mark of the scalars around it. Without one, a string that needs quotes
    is put in double quotes. So is a string that needs an escape.
    """
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if not quote and _PLAIN.fullmatch(text) and text.lower() not in _NOT_STRINGS and not text.endswith(":"):
        return text
    return f'"{"".join(map(_inside_quotes, text))}"'


def _inside_quotes(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable() and character != "#":  # `##[` begins a command in some logs
        return character
    code = ord(character)
    digits = next(digits for digits in (2, 4, 8) if code < 1 << 4 * digits)
    return f"\\{'xuU'[digits // 4]}{code:0{digits}x}"


def quote_of(scalar: str) -> str:
    """Return the quotation mark that a scalar, as written, begins with; empty if it has none."""
    return scalar[:1] if scalar[:1] in {"'", '"'} else ""


def respelled(location: Location, name: str) -> tuple[Edit, ...]:
    """Return the edits that replace the scalar at `location` by `name`, in the same quotes.

    Return none if the scalar is written as lines below a `|` or `>`.
    """
    if location.text[:1] in {"|", ">"}:
        return ()
    return (Edit(location, scalar_text(name, quote=quote_of(location.text))),)
