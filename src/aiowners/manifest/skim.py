"""A quick reader for the YAML that manifests are mostly written in: the nodes of `compose`, without places.

It knows block maps, block lists, scalars and flow collections of one line each, comments, `|` texts
and aliases of collections. What it is not sure of it leaves to the full parser, mistakes first of
all: it never accepts what `compose` refuses, and never makes something else of a text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from aiowners.manifest.skim_values import FLOW, KEY, NO_KEYS, PLAIN, QUOTED, VALUES, Strange, scalar
from aiowners.manifest.yaml import MAX_EXPANSION, MAX_SCALAR, Mapping, Sequence

if TYPE_CHECKING:
    from aiowners.manifest.yaml import Node, Scalar

_MAX_SIZE = 1 << 16
_MAX_DEPTH = 20  # of blocks; with flow collections and an alias still far from the full parser's limit

# The lines of a `|` text, all of them further in than the key; blank ones stand between them.
_LITERAL = r"\|-?\n\1[ ]++[^ \n][^\n]*+(?:\n++\1[ ]++[^ \n][^\n]*+)*+"
_NAME = r"[A-Za-z0-9_-]++"

# One line, with the blank lines and comments before it: indentation, dash, key, value, something
# rarer (a `|` text with its lines, an alias, an anchor), and, where it is none of these, what
# shows that it is not.
_LINE = re.compile(
    rf"""
    (?:[ ]*+\#[^\n]*+(?:\n|\Z)|\n)*+
    (?:
      ([ ]*+)(?=[^ \n])
      (-[ ]++)?+
      (?:({KEY}):(?=[ \n]|\Z)[ ]*+)?+
      (?:({PLAIN}|{QUOTED}|{FLOW})|({_LITERAL}|[*]{_NAME}|&{_NAME}(?:[ ]++{FLOW})?+))?+
      [ ]*+(?:(?<=[ ])\#[^\n]*+)?+(?:\n|\Z)
    | \Z
    | (.)(?s:.*)
    )""",
    re.VERBOSE,
)


class Uncommon:
    """What `skim` gives for a text that the full parser has to look at."""


UNCOMMON: Final = Uncommon()


class _Rare:
    """`|` texts, anchors and aliases of one text.

    No alias stands inside of what has an anchor: so none expands to more than the text's length.
    """

    __slots__ = ("column", "left", "nodes", "text", "waiting")

    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes: dict[str, Node] = {}
        self.waiting = ""
        self.column = _MAX_SIZE  # the outermost key whose block has an anchor
        self.left = MAX_EXPANSION

    def value(self, written: str, column: int) -> Node:
        """What is written behind a key at `column`; _ANCHORED for an anchor alone."""
        if written[0] == "|":
            return self._literal(written)
        if written[0] == "*":
            self.left -= len(self.text)
            node = self.nodes.get(written[1:])
            if node is None or column > self.column or self.left < 0:
                raise Strange
            return node
        name, _, flow = written[1:].partition(" ")
        if name in self.nodes or self.waiting:
            raise Strange
        if flow:
            self.nodes[name] = VALUES[flow.lstrip(" ")]
            return self.nodes[name]
        self.column = min(self.column, column)
        self.waiting = name
        return _ANCHORED

    def _literal(self, written: str) -> Scalar:
        lines = written.split("\n")[1:]
        indent = lines[0][: -len(lines[0].lstrip(" "))]
        if not self.text.endswith("\n") or not all(line.startswith(indent) for line in lines if line):
            raise Strange
        text = "\n".join(line[len(indent) :] for line in lines)
        if len(text) >= MAX_SCALAR:
            raise Strange
        return scalar(text if written[1] == "-" else f"{text}\n", "|")

    def opened(self, node: Node) -> None:
        """The block for the anchor before."""
        self.nodes[self.waiting] = node
        self.waiting = ""


_EMPTY = scalar("", "")
_ANCHORED = scalar("", "")


def skim(text: str) -> Mapping | Uncommon:
    """The mapping in `text` as a node, or UNCOMMON where it takes the full parser to be sure.

    The `items` of its mappings are left out: only who looks for a place looks at keys.
    """
    if len(text) > _MAX_SIZE or not text.replace("\n", "").isprintable():
        return UNCOMMON
    try:
        root = _skim(text.removeprefix("---\n"))
    except Strange:
        return UNCOMMON
    return root if type(root) is Mapping else UNCOMMON


def _skim(text: str) -> Node:  # noqa: C901, PLR0912, PLR0915
    # One flat loop, on purpose, as in `compose`: this is where reading spends its time.
    root: dict[str, Node] = {"": _EMPTY}
    rare = _Rare(text)
    node: Mapping | Sequence
    # Where we are: in a mapping with these `entries`, or else in a list of these `items`, at the
    # column `level`. `pending` is the key right before, where nothing stands behind it.
    level, entries, items = -1, root, None
    pending: str | None = ""
    stack: list[tuple[int, dict[str, Node], list[Node] | None]] = []
    values, empty = VALUES, _EMPTY
    for indent, dash, key, value, other, odd in _LINE.findall(text):
        if not key and not dash:
            if value or other or odd:
                raise Strange
            break
        column = len(indent)
        if column < level:
            while column < level:
                level, entries, items = stack.pop()
            pending = None
        if column > level or (dash and items is None):  # a list may stand at the column of its key
            if pending is None or len(stack) > _MAX_DEPTH:
                raise Strange
            stack.append((level, entries, items))
            node = Sequence(0, False) if dash else Mapping(0, False)
            if entries[pending] is not empty:
                rare.opened(node)
            entries[pending] = node
            level, pending = column, None
            if type(node) is Mapping:
                node.keys = NO_KEYS
                entries, items = node.entries, None
            else:
                items = node.items
        elif items is not None and not dash:  # such a list ends
            level, entries, items = stack.pop()
            if level != column or items is not None:
                raise Strange
        if dash:
            assert items is not None
            if not key:
                if not value:
                    raise Strange
                items.append(values[value])
                continue
            node = Mapping(0, False)
            node.keys = NO_KEYS
            items.append(node)
            stack.append((level, entries, items))
            level, entries, items = column + len(dash), node.entries, None
        if key in entries:
            raise Strange
        if value:
            entries[key] = values[value]
            pending = None
        elif other:
            if dash:
                raise Strange
            entries[key] = found = rare.value(other, column)
            pending = key if found is _ANCHORED else None
        else:
            entries[key] = empty
            pending = key
    if rare.waiting:
        raise Strange
    return root[""]
