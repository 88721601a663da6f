"""Decoders: a node -> a value of one type, or INVALID if it is of another type."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from aiowners.diagnostics.nearest import nearest
from aiowners.manifest.decoding import INVALID, Decoder, DecodeState, Fields, InvalidValue
from aiowners.yaml_text.scalars import is_string, value_of
from aiowners.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

PLACEHOLDERS: Final = frozenset(
    ("none", "nobody", "anyone", "everyone", "all", "tbd", "tbc", "todo", "unknown", "unassigned", "n/a", "")
)
NO_TEAM: Final = frozenset(("external", "downstream"))
# Separators of several teams in one string.
_SEVERAL = re.compile(r"[,;|]|[^ \t][ \t]+@")


def string(node: Node, state: DecodeState) -> str | InvalidValue:
    """Decode a string, which may be empty."""
    if type(node) is Scalar and is_string(node):
        return node.value
    return state.reject(node)


def nonempty(node: Node, state: DecodeState) -> str | InvalidValue:
    """Decode a string that is not empty."""
    if type(node) is Scalar and node.value and is_string(node):
        return node.value
    return state.reject(node)


def team(node: Node, state: DecodeState) -> str | InvalidValue:
    """Decode the name, handle, or address of a team."""
    if type(node) is Scalar and node.value and _can_name_team(node.value) and is_string(node):
        return node.value
    return state.reject(node)


def _can_name_team(value: str) -> bool:
    """Return whether a string can name a team: not several teams, nor a word of the format."""
    return value not in NO_TEAM and _SEVERAL.search(value) is None


def trainer(node: Node, state: DecodeState) -> str | InvalidValue:
    """Decode a team, or `external`."""
    if type(node) is Scalar and node.value == "external" and is_string(node):
        return "external"
    return team(node, state)


def owner(node: Node, state: DecodeState) -> str | InvalidValue:
    """Decode the owner as written; null is the empty string."""
    if type(node) is Scalar and _can_name_team(node.value):
        if is_string(node):
            return node.value
        if value_of(node) is None and not state.was_removed(node, by_indentation=True):
            return ""
    return state.reject(node)


# Characters of invalid paths. Without any of these, a string is a valid path.
_SUSPICIOUS = re.compile(r"[!\[{:]|(?:^|/)\.")
_SYNTAX_OF_PATHS = (
    re.compile(r"(?![A-Za-z][A-Za-z0-9+.-]*+:/|[^/@]++@[^/:]++:)(?!.*://)", re.DOTALL),  # not an address
    re.compile(r"(?!(?:.*/)?\.{1,2}(?:/|\Z))(?!!)", re.DOTALL),  # no `.` or `..` as a directory, no `!`
    re.compile(r"(?:[^\\\[]|\\(?:.|\Z))*+\Z", re.DOTALL),  # no `[ab]`
    re.compile(r"(?:[^\\{]|\\(?:.|\Z)|\{(?![^{},]*+,))*+\Z", re.DOTALL),  # no `{a,b}`
)


def path(node: Node, state: DecodeState) -> str | InvalidValue:
    """Decode a pattern in the syntax of paths."""
    if type(node) is Scalar and node.value and is_string(node):
        value: str = node.value
        if _SUSPICIOUS.search(value) is None or all(rule.match(value) for rule in _SYNTAX_OF_PATHS):
            return value
    return state.reject(node)


def path_or_address(node: Node, state: DecodeState) -> str | InvalidValue:
    """Decode a path, or an address with `://`."""
    if type(node) is Scalar and "://" in node.value and is_string(node):
        return node.value
    return path(node, state)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_day(text: str) -> bool:
    """Return whether `text` is a day of the calendar, written YYYY-MM-DD."""
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


def as_day(text: str) -> str | None:
    """Return a day that is written in another way with the year first (`2027-2-3`) as YYYY-MM-DD; None if it is not a day."""
    match = _LIKE_A_DAY.fullmatch(text.strip())
    if match is None:
        return None
    parts = match.group(1, 3, 4) if match[1] else match.group(5, 6, 7)
    try:
        return date(*map(int, parts)).isoformat()
    except ValueError:
        return None


def day(node: Node, state: DecodeState) -> str | InvalidValue:
    """Decode a day of the calendar, as written."""
    if type(node) is Scalar and is_string(node) and is_day(node.value):
        return node.value
    return state.reject(node)


def boolean(node: Node, state: DecodeState) -> bool | InvalidValue:
    """Decode `true` or `false`."""
    if type(node) is Scalar:
        value = value_of(node)
        if value is True or value is False:
            return value
    return state.reject(node)


def choice(*words: str) -> Decoder:
    """Return a decoder of an enumeration with these words."""
    allowed = frozenset(words)

    def decode(node: Node, state: DecodeState) -> str | InvalidValue:
        if type(node) is Scalar and node.value in allowed and is_string(node):
            return node.value
        return state.reject(node)

    return decode


# --- collections ---------------------------------------------------------------------------------


def list_of(item: Decoder, empty: object = "") -> Decoder:
    """Return a decoder of lists. An invalid item becomes `empty`, so that the other items keep their indexes."""

    def decode(node: Node, state: DecodeState) -> object:
        if type(node) is not Sequence:
            return state.reject(node)
        values = [item(child, state) for child in node.items]
        return tuple([empty if value is INVALID else value for value in values])

    return decode


def value_or_list(item: Decoder) -> Decoder:
    """Return a decoder of a value or a list of such values: a tuple in both cases."""
    values = list_of(item)

    def decode(node: Node, state: DecodeState) -> object:
        if type(node) is Sequence:
            return values(node, state)
        value = item(node, state)
        return value if value is INVALID else (value,)

    return decode


def fields_of(node: Mapping, state: DecodeState, fields: Fields) -> tuple[dict[str, Any], list[str]]:
    """Return the values of a mapping by attribute, and the keys whose values are invalid."""
    values: dict[str, Any] = {}
    lost: list[str] = []
    for key, child in node.entries.items():
        field = fields.get(key)
        if field is not None:
            value = field[1](child, state)
            if value is INVALID:
                lost.append(key)
            else:
                values[field[0]] = value
        elif not key.startswith("x-"):
            state.reject(node.key(key))
            state.reject(child)
            absent = [name for name in fields if name not in node.entries]
            lost += (
                [key.split()[0]] if key.split()[:1] in ([name] for name in absent) else nearest(key, absent, limit=1)
            )
    if node.repeated:
        state.rejected += [value for _, _, value in node.repeated]
    if node.unnamed:
        state.rejected += node.unnamed
    return values, lost


def record(make: Callable[..., object], fields: Fields, required: str | None = None) -> Decoder:
    """Return a decoder of mappings with known keys, passed to `make` by attribute.

    A `required` key that is absent or invalid becomes the empty string.
    """

    def decode(node: Node, state: DecodeState) -> object:
        if type(node) is not Mapping:
            return state.reject(node)
        values, _ = fields_of(node, state, fields)
        if required is not None and required not in values:
            if required not in node.entries:
                state.incomplete += 1
            values[required] = ""
        return make(**values)

    return decode


def same(**decoders: Decoder) -> Fields:
    """Return fields whose attribute is named like the key."""
    return {key: (key, decoder) for key, decoder in decoders.items()}


_MAX_NUMBER = 1_000_000  # as in the schema


def number(node: Node, state: DecodeState) -> float | InvalidValue:
    """Decode a number from 0 to a million, never infinite or not a number."""
    if type(node) is Scalar:
        value = value_of(node)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= _MAX_NUMBER:
            return value
    return state.reject(node)
