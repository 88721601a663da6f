"""A quick reader for the YAML that manifests are mostly written in: the nodes of `compose`, without places.

It knows block maps, block lists, scalars and flow collections of one line each, comments, `|` texts
and aliases of collections. What it is not sure of it leaves to the full parser, mistakes first of
all: it never accepts what `compose` refuses, and never makes something else of a text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from aiowners.manifest.yaml import MAX_EXPANSION, Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from aiowners.manifest.yaml import Node

_MAX_SIZE = 1 << 16
_MAX_DEPTH = 20  # of blocks; with flow collections and an alias still far from the full parser's limit
_MAX_DEPTH_OF_FLOW = 8
_MEMO = 4096  # values that are remembered
_MEMO_TEXT = 200  # none of them longer than this

# Whatever could be matched in more than one way is possessive: a text is gone through once, even
# one that is made to be slow.
_KEY = r"\w[\w./-]{0,99}+"
_QUOTED = r""""[^"\\\n]*+"|'[^'\n]*+(?:''[^'\n]*+)*+'"""
_FIRST = r"""(?:[^\s?:,\[\]{}\#&*!|>'"%@`-]|-(?=[\w.]))"""  # what a plain scalar can begin with
_PLAIN = rf"{_FIRST}[^:\# \n]*+(?:(?:[ ]++|[:\#])[^:\# \n]++)*+"
_PLAIN_IN_FLOW = rf"""{_FIRST}[^:\# \n,\[\]{{}}?"']*+(?:(?:[ ]++|:)[^:\# \n,\[\]{{}}?"']++)*+"""
_ITEM = rf"{_PLAIN_IN_FLOW}|{_QUOTED}"
_LIST = rf"\[(?:(?:{_ITEM})(?:,[ ](?:{_ITEM}))*+)?+\]"
_FLOW = rf"[\[{{](?:[^\"'\#\n]++|{_QUOTED})*+"
_LITERAL = r"\|\n\1[ ]++[^ \n][^\n]*+(?:\n++\1[ ]++[^ \n][^\n]*+)*+"
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
      (?:({_KEY}):(?=[ \n]|\Z)[ ]*+)?+
      (?:({_PLAIN}|{_QUOTED}|{_FLOW})|({_LITERAL}|[*]{_NAME}|&{_NAME}(?:[ ]++{_FLOW})?+))?+
      [ ]*+(?:(?<=[ ])\#[^\n]*+)?+(?:\n|\Z)
    | \Z
    | (.)(?s:.*)
    )""",
    re.VERBOSE,
)
# What a flow collection is made of: a key, a value or what opens a collection, what ends it, and
# what is none of these.
_TOKEN = re.compile(
    rf"""
    (?:({_KEY}):[ ]++)?+(?:({_LIST}|\{{\}}|{_ITEM})|([\[{{]))?+[ ]*+([,\]}}]?+)[ ]*+
    | (.)(?s:.*)""",
    re.VERBOSE,
)
_WHOLE_LIST = re.compile(_LIST, re.VERBOSE)
_ITEMS = re.compile(_ITEM, re.VERBOSE)


class Uncommon:
    """What `skim` gives for a text that the full parser has to look at."""


UNCOMMON: Final = Uncommon()


class Unplaced(Exception):  # noqa: N818 - no error: it takes the full parser to go on
    """Somebody asked for what a skimmed node does not know: where it, or its key, stands."""


class _Strange(Exception):  # noqa: N818 - likewise
    """Something that the full parser has to look at."""


class _Keys(dict[str, Scalar]):
    """The keys of every skimmed mapping: there is nothing to be known of them but their texts."""

    def __missing__(self, name: str) -> Scalar:
        raise Unplaced


class _Values(dict[str, "Node"]):
    """Nodes by what is written. They have no places and nobody changes them, so all texts share them."""

    def __missing__(self, written: str) -> Node:
        first = written[0]
        node: Node
        if first in "[{":
            node = _flow(written.rstrip(" "))
        elif first in "\"'":
            text = written[1:-1]
            node = _scalar(text if first == '"' else text.replace("''", "'"), first)
        else:
            node = Scalar(None, None, _PLAINLY, written, None, None, "")  # type: ignore[arg-type]
        if len(self) >= _MEMO:
            self.clear()
        if len(written) <= _MEMO_TEXT:
            self[written] = node
        return node


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
                raise _Strange
            return node
        name, _, flow = written[1:].partition(" ")
        if name in self.nodes or self.waiting:
            raise _Strange
        if flow:
            self.nodes[name] = _VALUES[flow.lstrip(" ")]
            return self.nodes[name]
        self.column = min(self.column, column)
        self.waiting = name
        return _ANCHORED

    def _literal(self, written: str) -> Scalar:
        lines = written.split("\n")[1:]
        indent = lines[0][: -len(lines[0].lstrip(" "))]
        if not self.text.endswith("\n") or not all(line.startswith(indent) for line in lines if line):
            raise _Strange
        return _scalar("".join(f"{line[len(indent) :]}\n" for line in lines), "|")

    def opened(self, node: Node) -> None:
        """The block for the anchor before."""
        self.nodes[self.waiting] = node
        self.waiting = ""


def _scalar(text: str, style: str) -> Scalar:
    return Scalar(None, None, (not style, bool(style)), text, None, None, style)  # type: ignore[arg-type]


_PLAINLY = (True, False)
_KEYS = _Keys()
_VALUES = _Values()
_EMPTY = _scalar("", "")
_ANCHORED = _scalar("", "")


def skim(text: str) -> Mapping | Uncommon:
    """The mapping in `text` as a node, or UNCOMMON where it takes the full parser to be sure.

    The `items` of its mappings are left out: only who looks for a place looks at keys.
    """
    if len(text) > _MAX_SIZE or not text.replace("\n", "").isprintable():
        return UNCOMMON
    try:
        root = _skim(text)
    except _Strange:
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
    values, empty = _VALUES, _EMPTY
    for indent, dash, key, value, other, odd in _LINE.findall(text):
        if not key and not dash:
            if value or other or odd:
                raise _Strange
            break
        column = len(indent)
        if column < level:
            while column < level:
                level, entries, items = stack.pop()
            pending = None
        if column > level or (dash and items is None):  # a list may stand at the column of its key
            if pending is None or len(stack) > _MAX_DEPTH:
                raise _Strange
            stack.append((level, entries, items))
            node = Sequence(0, False) if dash else Mapping(0, False)
            if entries[pending] is not empty:
                rare.opened(node)
            entries[pending] = node
            level, pending = column, None
            if type(node) is Mapping:
                node.keys = _KEYS
                entries, items = node.entries, None
            else:
                items = node.items
        elif items is not None and not dash:  # such a list ends
            level, entries, items = stack.pop()
            if level != column or items is not None:
                raise _Strange
        if dash:
            assert items is not None
            if not key:
                if not value:
                    raise _Strange
                items.append(values[value])
                continue
            node = Mapping(0, False)
            node.keys = _KEYS
            items.append(node)
            stack.append((level, entries, items))
            level, entries, items = column + len(dash), node.entries, None
        if key in entries:
            raise _Strange
        if value:
            entries[key] = values[value]
            pending = None
        elif other:
            if dash:
                raise _Strange
            entries[key] = found = rare.value(other, column)
            pending = key if found is _ANCHORED else None
        else:
            entries[key] = empty
            pending = key
    if rare.waiting:
        raise _Strange
    return root[""]


def _flow(written: str) -> Sequence | Mapping:
    """A whole flow collection."""
    if written[0] == "[" and _WHOLE_LIST.fullmatch(written):
        node = Sequence(0, True)
        quoted = '"' in written or "'" in written
        items = _ITEMS.findall(written) if quoted else written[1:-1].split(", ") if len(written) > 2 else ()
        node.items = [_VALUES[item] for item in items]
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
                raise _Strange
            node = _VALUES[value] if value else Sequence(0, True) if bracket == "[" else _mapping()
            if type(inside) is Mapping:
                if not key or key in inside.entries:
                    raise _Strange
                inside.entries[key] = node
            elif key:
                raise _Strange
            elif inside is not None:
                inside.items.append(node)
            else:
                root = node
            if bracket:
                stack.append(inside)
                inside = node
            else:
                ended = True
        elif key or odd or not ended:
            raise _Strange
        if end:
            if not ended or inside is None or len(stack) > _MAX_DEPTH_OF_FLOW:
                raise _Strange
            if end == ",":
                ended = False
            elif (type(inside) is Mapping) is (end == "}"):
                inside = stack.pop()
            else:
                raise _Strange
    if inside is not None:
        raise _Strange
    return root


def _mapping() -> Mapping:
    mapping = Mapping(0, True)
    mapping.keys = _KEYS
    return mapping
