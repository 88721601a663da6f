"""Values that stand on one line, scalars and flow collections: from what is written to nodes without places.

What is not known here for certain raises Strange, and the full parser reads the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.manifest.yaml import MAX_SCALAR, Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from aiowners.manifest.yaml import Node

_MAX_DEPTH = 8
_MEMO = 4096  # values that are remembered
_MEMO_TEXT = 200  # none of them longer than this

# Parts of patterns, to be compiled with VERBOSE. Whatever could be matched in more than one way is
# possessive: a text is gone through once, even one that is made to be slow.
KEY = r"\w[\w./@-]{0,99}+"
QUOTED = r""""[^"\\\n]*+"|'[^'\n]*+(?:''[^'\n]*+)*+'"""
_FIRST = r"""(?:[^\s?:,\[\]{}\#&*!|>'"%@`-]|-(?=[\w.]))"""  # what a plain scalar can begin with
PLAIN = rf"{_FIRST}[^:\# \n]*+(?:(?:[ ]++|[:\#])[^:\# \n]++)*+"
_ITEM = rf"{_FIRST}[^:\# \n,\[\]{{}}?]*+(?:(?:[ ]++|:(?![\"']))[^:\# \n,\[\]{{}}?]++)*+|{QUOTED}"
_LIST = rf"\[(?:(?:{_ITEM})(?:,[ ](?!\])|(?=\])))*+\]"
# How far a flow collection can go, with the blanks behind it. A quote inside of a word is an apostrophe.
FLOW = rf"[\[{{](?:[^\"'\#\n]++|(?<=\w)'|{QUOTED})*+"

# What a flow collection is made of: a key, a value or what opens a collection, what ends it, and
# what is none of these.
_TOKEN = re.compile(
    rf"""
    (?:({KEY}):[ ]++)?+(?:({_LIST}|\{{\}}|{_ITEM})|([\[{{]))?+[ ]*+([,\]}}]?+)[ ]*+
    | (.)(?s:.*)""",
    re.VERBOSE,
)
_WHOLE_LIST = re.compile(_LIST, re.VERBOSE)
_ITEMS = re.compile(_ITEM, re.VERBOSE)


class Unplaced(Exception):  # noqa: N818 - no error: it takes the full parser to go on
    """Somebody asked for what a skimmed node does not know: where it, or its key, stands."""


class Strange(Exception):  # noqa: N818 - likewise
    """Something that the full parser has to look at."""


class _NoKeys(dict[str, Scalar]):
    """The keys of every skimmed mapping: there is nothing to be known of them but their texts."""

    def __missing__(self, name: str) -> Scalar:
        raise Unplaced


class _Values(dict[str, "Node"]):
    """Nodes by what is written. They have no places and nobody changes them, so all texts share them."""

    def __missing__(self, written: str) -> Node:
        if len(written) > MAX_SCALAR:
            raise Strange
        first = written[0]
        node: Node
        if first in "[{":
            node = _flow(written.rstrip(" "))
        elif first in "\"'":
            text = written[1:-1]
            node = scalar(text if first == '"' else text.replace("''", "'"), first)
        else:
            node = Scalar(None, None, _PLAINLY, written, None, None, "")
        if len(self) >= _MEMO:
            self.clear()
        if len(written) <= _MEMO_TEXT:
            self[written] = node
        return node


def scalar(text: str, style: str) -> Scalar:
    """A scalar as the parser would report it, but for its place."""
    return Scalar(None, None, _IN_QUOTES if style else _PLAINLY, text, None, None, style)


def _flow(written: str) -> Sequence | Mapping:
    """A whole flow collection."""
    if written[0] == "[" and _WHOLE_LIST.fullmatch(written):
        node = Sequence(0, True)
        quoted = '"' in written or "'" in written
        items = _ITEMS.findall(written) if quoted else written[1:-1].split(", ") if written != "[]" else ()
        node.items = [VALUES[item] for item in items]
        return node
    if written == "{}":
        return _mapping()
    return _nested(written)


def _nested(written: str) -> Sequence | Mapping:  # noqa: C901, PLR0912
    """A flow collection by its tokens."""
    root: Sequence | Mapping | None = None
    inside: Sequence | Mapping | None = None
    stack: list[Sequence | Mapping | None] = []
    ended = False  # whether a value has ended, so that a comma or a bracket has to follow
    node: Node
    for key, value, bracket, end, odd in _TOKEN.findall(written):
        if value or bracket:
            if ended:
                raise Strange
            node = VALUES[value] if value else Sequence(0, True) if bracket == "[" else _mapping()
            if type(inside) is Mapping:
                if not key or key in inside.entries:
                    raise Strange
                inside.entries[key] = node
            elif key:
                raise Strange
            elif inside is not None:
                inside.items.append(node)
            else:
                root = node  # type: ignore[assignment]
            if bracket:
                stack.append(inside)
                inside = node  # type: ignore[assignment]
            else:
                ended = True
        elif key or odd:
            raise Strange
        if len(stack) > _MAX_DEPTH:
            raise Strange
        if not end:
            continue
        if inside is None or (end == "," and not ended):
            raise Strange
        if end != ",":
            if (type(inside) is Mapping) is not (end == "}"):
                raise Strange
            inside = stack.pop()
        ended = end != ","
    if root is None or inside is not None:
        raise Strange
    return root


def _mapping() -> Mapping:
    mapping = Mapping(0, True)
    mapping.keys = NO_KEYS
    return mapping


_PLAINLY, _IN_QUOTES = (True, False), (False, True)
NO_KEYS = _NoKeys()
VALUES = _Values()
