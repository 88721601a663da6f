"""Values of scalars by the core schema of YAML 1.2, and nodes as plain data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.yaml_text.yaml_nodes import Mapping, Sequence

if TYPE_CHECKING:
    from aiowners.yaml_text.yaml_nodes import Node, Scalar

_CORE_TAG = "tag:yaml.org,2002:"
_MAYBE_NOT_STRING = frozenset("0123456789+-.~nNtTfF")
# YAML 1.2.2, 10.3.2, the core schema.
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", re.ASCII
)
_MAX_DIGITS = 300  # a longer number is read as a string: no number of the format is that large


class Tagged:
    """A scalar with a tag that is not part of YAML's core schema: not a value that the format has."""

    __slots__ = ("tag",)

    def __init__(self, tag: str) -> None:
        self.tag = tag


def is_string(scalar: Scalar) -> bool:
    """Return whether a scalar is a string in YAML 1.2."""
    if scalar.tag is not None:
        return isinstance(value_of(scalar), str)
    if scalar.style:
        return True
    text = scalar.value
    if text and text[0] not in _MAYBE_NOT_STRING:
        return True
    return isinstance(_plain(text), str)


def value_of(scalar: Scalar) -> str | float | bool | Tagged | None:
    """Return the value of a scalar by YAML 1.2's core schema."""
    text: str = scalar.value
    if scalar.tag is None:
        return text if scalar.style else _plain(text)
    tag = str(scalar.tag)
    name = tag.removeprefix(_CORE_TAG)
    if tag == "!" or (name == "str" and name != tag):
        return text
    if name != tag and name in {"int", "float", "bool", "null"}:
        return _plain(text)
    return Tagged(tag)


def _plain(text: str) -> str | float | bool | None:  # noqa: PLR0911
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if len(text) > _MAX_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    if _FLOAT.fullmatch(text):
        return float(text.replace(".", "", 1)) if text[-1] in "fFnN" else float(text)
    return text


def plain_data(node: Node | None) -> object:
    """Return a node as dicts, lists, and scalars for a validator. Keys are strings; the first of equal keys counts."""
    match node:
        case None:
            return None
        case Sequence():
            return [plain_data(item) for item in node.items]
        case Mapping():
            return {name: plain_data(value) for name, value in node.entries.items()}
        case _:
            return value_of(node)
