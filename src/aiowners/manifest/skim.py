"""A quick reader for the YAML that manifests are mostly written in: the nodes of `compose`, without places.

It knows block maps, block lists, scalars and flow collections of one line each, comments, `|` texts
and aliases of flow collections. Whatever it is not sure of, it leaves to the full parser, mistakes
first of all: so it never accepts what `compose` refuses, and never makes something else of a text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from aiowners.manifest.yaml import MAX_EXPANSION, Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from aiowners.manifest.yaml import Node


class Uncommon:
    """What `skim` gives for a text that the full parser has to look at."""


UNCOMMON: Final = Uncommon()

_MAX_SIZE = 1 << 16
_MAX_DEPTH = 20  # far from the full parser's limit, even where an alias adds to it
_MEMO = 4096  # scalars and flow collections that are remembered
_MEMO_TEXT = 200  # none of them longer than this

# Every quantifier that could give something back is possessive, or what follows it starts with
# another character: a text is gone through once, however hostile it is.
_KEY = r"\w[\w./-]{0,99}+"
_QUOTED = r""""[^"\\\n]*+"|'[^'\n]*+(?:''[^'\n]*+)*+'"""
_FIRST = r"""(?:[^\s?:,\[\]{}\#&*!|>'"%@`-]|-(?=[\w.]))"""  # what a plain scalar can begin with
_PLAIN = rf"{_FIRST}[^:\# \n]*+(?:(?:[ ]+|[:\#])[^:\# \n]++)*+"
_PLAIN_IN_FLOW = rf"""{_FIRST}[^:\# \n,\[\]{{}}?"']*+(?:(?:[ ]+|:)[^:\# \n,\[\]{{}}?"']++)*+"""
_ITEMS = rf"\[(?:{_PLAIN_IN_FLOW}(?:,[ ]{_PLAIN_IN_FLOW})*+)?+\]"
_FLOW = rf"[\[{{](?:[^\"'\#\n]++|{_QUOTED})*+"

# One line, with the blank lines and comments before it: indentation, dash, key, value, something
# rarer (a `|` text with its lines, an alias, an anchor with a flow collection), and, where a line
# is none of these, its first character.
_LINE = re.compile(
    rf"""
    (?:[ ]*+\#[^\n]*+(?:\n|\Z)|\n)*+
    (?:
      ([ ]*+)(?=[^ \n])
      (-[ ]++)?+
      (?:({_KEY}):(?=[ \n]|\Z)[ ]*+)?+
      (?:({_PLAIN}|{_QUOTED}|{_FLOW})|(\|\n\1[ ]++[^ \n][^\n]*+(?:\n++\1[ ]++[^ \n][^\n]*+)*+|[*][\w-]++|&[\w-]++[ ]++{_FLOW}))?+
      [ ]*+(?:(?<=[ ])\#[^\n]*+)?+(?:\n|\Z)
    | \Z
    | (.)(?s:.*)
    )""",
    re.VERBOSE,
)
# What stands in a flow collection: key, value, opening bracket, what ends it, and what is none of these.
_TOKEN = re.compile(
    rf"""
    (?:({_KEY}):[ ]++)?+(?:({_ITEMS}|{_PLAIN_IN_FLOW}|{_QUOTED})|([\[{{]))?+[ ]*+([,\]}}]?+)[ ]*+
    | (.)(?s:.*)
    """,
    re.VERBOSE,
)
_SIMPLE = re.compile(_ITEMS, re.VERBOSE)


class _Strange(Exception):  # noqa: N818 - no error: somebody else's turn
    """Something that the full parser has to look at."""


class _Values(dict[str, "Node"]):
    """Nodes by what is written for them. They have no places, and nobody changes them: all texts share them."""

    def __missing__(self, written: str) -> Node:
        node: Node
        if written[0] in "[{":
            node = _flow(written)
        elif written[0] == '"':
            node = _scalar(written[1:-1], '"')
        elif written[0] == "'":
            node = _scalar(written[1:-1].replace("''", "'"), "'")
        else:
            node = _scalar(written, "")
        if len(self) >= _MEMO:
            self.clear()
        if len(written) <= _MEMO_TEXT:
            self[written] = node
        return node


def _scalar(text: str, style: str) -> Scalar:
    return Scalar(None, None, (not style, bool(style)), text, None, None, style)  # type: ignore[arg-type]


_VALUES = _Values()
_EMPTY = _scalar("", "")


def skim(text: str) -> Node | Uncommon:
    """The mapping in `text` as a node, or UNCOMMON where it takes the full parser to be sure."""
    if len(text) > _MAX_SIZE or not text.replace("\n", "").isprintable():
        return UNCOMMON
    try:
        return _skim(text)
    except _Strange:
        return UNCOMMON


def _skim(text: str) -> Node:  # noqa: C901, PLR0912, PLR0915
    # One flat loop, on purpose, as in `compose`: this is where reading spends its time.
    values = _VALUES
    top = Mapping(0, flow=False)
    anchors: dict[str, Node] = {}
    aliases = 0
    # Where we are: in a mapping with these `entries`, or else in a list of these `items`, at the
    # column `level`. `pending` is the key right before, where nothing stands behind it.
    level, entries, items, pending = -1, top.entries, None, ""
    stack: list[tuple[int, dict[str, Node], list[Node] | None]] = []
    for indent, dash, key, value, rare, odd in _LINE.findall(text):
        column = len(indent)
        if odd:
            raise _Strange
        if not key and not dash:
            break
        if column != level:
            if column > level:
                if pending is None:
                    raise _Strange
                stack.append((level, entries, items))
                level = column
                if dash:
                    node = entries[pending] = Sequence(0, flow=False)
                    items = node.items
                else:
                    node = entries[pending] = Mapping(0, flow=False)
                    entries, items = node.entries, None
            else:
                while column < level:
                    level, entries, items = stack.pop()
                if column != level:
                    raise _Strange
            pending = None
        if dash:
            if items is None:  # a list at the column of its own key
                if pending is None:
                    raise _Strange
                stack.append((level, entries, items))
                node = entries[pending] = Sequence(0, flow=False)
                items = node.items
            if not key:
                if not value:
                    raise _Strange
                items.append(values[value])
                continue
            if len(stack) > _MAX_DEPTH:
                raise _Strange
            node = Mapping(0, flow=False)
            items.append(node)
            stack.append((level, entries, items))
            level, entries, items = column + len(dash), node.entries, None
        elif items is not None:  # such a list is over
            level, entries, items = stack.pop()
            if level != column or items is not None:
                raise _Strange
        if key in entries:
            raise _Strange
        if value:
            entries[key] = values[value]
            pending = None
        elif rare:
            entries[key] = values["x"]
            pending = None
        else:
            entries[key] = _EMPTY
            pending = key
    return top.entries[""]


def _flow(written: str) -> Node:
    """A flow collection with nothing but blanks behind it."""
    written = written.rstrip(" ")
    if _SIMPLE.fullmatch(written):
        sequence = Sequence(0, flow=True)
        if len(written) > 2:
            sequence.items = [_VALUES[item] for item in written[1:-1].split(", ")]
        return sequence
    root: Node | None = None
    stack: list[Sequence | Mapping] = []
    ended = False  # whether a value stands before, rather than a bracket or a comma
    fresh = False
    for key, value, bracket, end, odd in _TOKEN.findall(written):
        if odd:
            raise _Strange
        if value or bracket:
            if ended:
                raise _Strange
            if value:
                node = _VALUES[value]
            else:
                node = Sequence(0, flow=True) if bracket == "[" else Mapping(0, flow=True)
            if not stack:
                if key or root is not None:
                    raise _Strange
                root = node
            elif type(stack[-1]) is Mapping:
                if not key or key in stack[-1].entries:
                    raise _Strange
                stack[-1].entries[key] = node
            else:
                if key:
                    raise _Strange
                stack[-1].items.append(node)
            ended = True
            if bracket:
                stack.append(node)
                ended = False
                fresh = True
        elif key:
            raise _Strange
        if end == ",":
            if not ended:
                raise _Strange
            ended = False
            fresh = False
        elif end:
            if not stack or not (ended or fresh):
                raise _Strange
            done = stack.pop()
            if (end == "}") is not (type(done) is Mapping):
                raise _Strange
            ended = True
        elif not (bracket or value):
            break
    if stack or root is None:
        raise _Strange
    return root
