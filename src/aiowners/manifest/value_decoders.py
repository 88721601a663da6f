"""Decoders: a node -> a value of one type, or LOST where it is of another."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from aiowners.diagnostics.nearest import nearest
from aiowners.manifest.decoding import LOST, Decoder, DecodeState, Fields, InvalidValue
from aiowners.manifest.yaml import Mapping, Node, Scalar, Sequence, is_text, value_of

if TYPE_CHECKING:
    from collections.abc import Callable

PLACEHOLDERS: Final = frozenset(
    ("none", "nobody", "anyone", "everyone", "all", "tbd", "tbc", "todo", "unknown", "unassigned", "n/a", "")
)
NO_TEAM: Final = frozenset(("external", "downstream"))
# What separates the names of several teams in one string.
_SEVERAL = re.compile(r"[,;|]|[^ \t][ \t]+@")


def text(node: Node, reading: DecodeState) -> str | InvalidValue:
    """A text, which may be empty."""
    if type(node) is Scalar and is_text(node):
        return node.value
    return reading.reject(node)


def filled(node: Node, reading: DecodeState) -> str | InvalidValue:
    """A text that is not empty."""
    if type(node) is Scalar and node.value and is_text(node):
        return node.value
    return reading.reject(node)


def team(node: Node, reading: DecodeState) -> str | InvalidValue:
    """The name, handle or address of a team."""
    if type(node) is Scalar and node.value and _is_one_team(node.value) and is_text(node):
        return node.value
    return reading.reject(node)


def _is_one_team(value: str) -> bool:
    """Whether a string can name a team: not several of them, nor a word of the format."""
    return value not in NO_TEAM and _SEVERAL.search(value) is None


def trainer(node: Node, reading: DecodeState) -> str | InvalidValue:
    """A team, or `external`."""
    if type(node) is Scalar and node.value == "external" and is_text(node):
        return "external"
    return team(node, reading)


def owner(node: Node, reading: DecodeState) -> str | InvalidValue:
    """The owner as written; null is the empty text."""
    if type(node) is Scalar and _is_one_team(node.value):
        if is_text(node):
            return node.value
        if value_of(node) is None and not reading.is_cut(node, by_indentation=True):
            return ""
    return reading.reject(node)


# What may not be in the syntax of paths; without any of these signs, a string is a path.
_SUSPICIOUS = re.compile(r"[!\[{:]|(?:^|/)\.")
_SYNTAX_OF_PATHS = (
    re.compile(r"(?![A-Za-z][A-Za-z0-9+.-]*+:/|[^/@]++@[^/:]++:)(?!.*://)", re.DOTALL),  # no address
    re.compile(r"(?!(?:.*/)?\.{1,2}(?:/|\Z))(?!!)", re.DOTALL),  # no `.` or `..` as a directory, no `!`
    re.compile(r"(?:[^\\\[]|\\(?:.|\Z))*+\Z", re.DOTALL),  # no `[ab]`
    re.compile(r"(?:[^\\{]|\\(?:.|\Z)|\{(?![^{},]*+,))*+\Z", re.DOTALL),  # no `{a,b}`
)


def path(node: Node, reading: DecodeState) -> str | InvalidValue:
    """A pattern in the syntax of paths."""
    if type(node) is Scalar and node.value and is_text(node):
        value: str = node.value
        if _SUSPICIOUS.search(value) is None or all(rule.match(value) for rule in _SYNTAX_OF_PATHS):
            return value
    return reading.reject(node)


def place(node: Node, reading: DecodeState) -> str | InvalidValue:
    """A path, or an address with `://`."""
    if type(node) is Scalar and "://" in node.value and is_text(node):
        return node.value
    return path(node, reading)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_day(text: str) -> bool:
    """Whether `text` is a day of the calendar, written YYYY-MM-DD."""
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


_LIKE_A_DAY = re.compile(
    r"(\d{4}) ?([-/.\u2010-\u2015\u2212]) ?(\d{1,2}) ?\2 ?(\d{1,2})(?:[Tt ][\dTZtz:.+ -]++)?|(\d{4})(\d\d)(\d\d)"
)


def day_meant(text: str) -> str | None:
    """The day that `text` means, as YYYY-MM-DD, if it is written in another way with the year first: `2027-2-3`."""
    match = _LIKE_A_DAY.fullmatch(text.strip())
    if match is None:
        return None
    parts = match.group(1, 3, 4) if match[1] else match.group(5, 6, 7)
    try:
        return date(*map(int, parts)).isoformat()
    except ValueError:
        return None


def day(node: Node, reading: DecodeState) -> str | InvalidValue:
    """A day of the calendar, as written."""
    if type(node) is Scalar and is_text(node) and is_day(node.value):
        return node.value
    return reading.reject(node)


def truth(node: Node, reading: DecodeState) -> bool | InvalidValue:
    """`true` or `false`."""
    if type(node) is Scalar:
        value = value_of(node)
        if value is True or value is False:
            return value
    return reading.reject(node)


def one_of(*words: str) -> Decoder:
    """One of the words of an enumeration."""
    allowed = frozenset(words)

    def decode(node: Node, reading: DecodeState) -> str | InvalidValue:
        if type(node) is Scalar and node.value in allowed and is_text(node):
            return node.value
        return reading.reject(node)

    return decode


# --- collections ---------------------------------------------------------------------------------


def list_of(item: Decoder, empty: object = "") -> Decoder:
    """A list; an item that cannot be taken leaves `empty`, so that the others keep their places."""

    def decode(node: Node, reading: DecodeState) -> object:
        if type(node) is not Sequence:
            return reading.reject(node)
        found = [item(one, reading) for one in node.items]
        return tuple([empty if one is LOST else one for one in found])

    return decode


def one_or_list(item: Decoder) -> Decoder:
    """One value, or a list of such: a tuple either way."""
    many = list_of(item)

    def decode(node: Node, reading: DecodeState) -> object:
        if type(node) is Sequence:
            return many(node, reading)
        one = item(node, reading)
        return one if one is LOST else (one,)

    return decode


def fields_of(node: Mapping, reading: DecodeState, fields: Fields) -> tuple[dict[str, Any], list[str]]:
    """The values of a mapping by attribute, and the keys that were lost."""
    values: dict[str, Any] = {}
    lost: list[str] = []
    for key, child in node.entries.items():
        field = fields.get(key)
        if field is not None:
            value = field[1](child, reading)
            if value is LOST:
                lost.append(key)
            else:
                values[field[0]] = value
        elif not key.startswith("x-"):
            reading.reject(node.key(key))
            reading.reject(child)
            absent = [name for name in fields if name not in node.entries]
            lost += (
                [key.split()[0]] if key.split()[:1] in ([name] for name in absent) else nearest(key, absent, limit=1)
            )
    if node.repeated:
        reading.bad += [value for _, _, value in node.repeated]
    if node.strange:
        reading.bad += node.strange
    return values, lost


def record(make: Callable[..., object], fields: Fields, required: str | None = None) -> Decoder:
    """A mapping with known keys, given to `make` by attribute; a `required` key that is absent or lost is empty."""

    def decode(node: Node, reading: DecodeState) -> object:
        if type(node) is not Mapping:
            return reading.reject(node)
        values, _ = fields_of(node, reading, fields)
        if required is not None and required not in values:
            if required not in node.entries:
                reading.incomplete += 1
            values[required] = ""
        return make(**values)

    return decode


def same(**decoders: Decoder) -> Fields:
    """Fields whose attribute is called like the key."""
    return {key: (key, decoder) for key, decoder in decoders.items()}


_MOST = 1_000_000  # as the schema has it


def number(node: Node, reading: DecodeState) -> float | InvalidValue:
    """A number from 0 to a million, never infinite or not a number."""
    if type(node) is Scalar:
        value = value_of(node)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= _MOST:
            return value
    return reading.reject(node)
