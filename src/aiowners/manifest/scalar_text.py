"""A name -> the scalar that stands for it in a manifest, and the edit that puts it in another's place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Edit

if TYPE_CHECKING:
    from aiowners.source import Location

# What every reader of YAML takes for a text, in a block and between brackets: no sign at the start, none that ends a
# scalar inside.
_PLAIN = re.compile(r"(?:[a-z_]|/(?=[\w/]))(?:[\w./+-]|:(?![\s/])(?=.)){0,200}", re.ASCII | re.IGNORECASE)
# What YAML 1.1 or 1.2 takes for something other than a text, whatever the case.
_NO_TEXT = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n", "none", "nan", "inf"))


def scalar_text(text: str, *, quote: str = "") -> str:
    """`text` as a scalar of one line that YAML 1.1 and 1.2 read as this very text. It holds no lone surrogate.

    `quote` is the quotation mark that its neighbours have; what needs one and has none is put in
    double ones, and so is what only an escape can show.
    """
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if not quote and _PLAIN.fullmatch(text) and text.lower() not in _NO_TEXT and not text.endswith(":"):
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
    """The quotation mark that a scalar begins with, as it is written; empty where it has none."""
    return scalar[:1] if scalar[:1] in {"'", '"'} else ""


def respelled(location: Location, name: str) -> tuple[Edit, ...]:
    """Edits that put `name` in the place of the scalar at `location`, in the quotes that it has.

    None where it is written as lines below a `|` or `>`.
    """
    if location.text[:1] in {"|", ">"}:
        return ()
    return (Edit(location, scalar_text(name, quote=quote_of(location.text))),)
