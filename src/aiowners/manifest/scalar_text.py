"""A name -> the scalar that stands for it in a manifest, and the edit that puts it in another's place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Edit

if TYPE_CHECKING:
    from aiowners.source import Location

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
# What YAML 1.1 or 1.2 takes for something other than a text, whatever the case.
_NO_TEXT = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


def scalar_text(name: str, *, quote: str = "") -> str | None:
    """`name` as a scalar that every reader of YAML takes for that text, in a block and between brackets.

    `quote` is the quotation mark that its neighbours have; a name that needs one and has none is put
    in double ones. None for a name that no line can show.
    """
    if not name.isprintable():
        return None
    if quote == "'":
        return "'" + name.replace("'", "''") + "'"
    if not quote and _PLAIN.fullmatch(name) and name.lower() not in _NO_TEXT:
        return name
    import json

    return json.dumps(name, ensure_ascii=False)


def quote_of(scalar: str) -> str:
    """The quotation mark that a scalar begins with, as it is written; empty where it has none."""
    return scalar[:1] if scalar[:1] in {"'", '"'} else ""


def respelled(location: Location, name: str) -> tuple[Edit, ...]:
    """Edits that put `name` in the place of the scalar at `location`, in the quotes that it has.

    None where it is written as lines below a `|` or `>`, or where no line can show the name.
    """
    if location.text[:1] in {"|", ">"}:
        return ()
    text = scalar_text(name, quote=quote_of(location.text))
    return () if text is None else (Edit(location, text),)
