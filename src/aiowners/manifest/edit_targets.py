"""The nodes that an edit at a key path may change: those that the manifest itself writes there, once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from aiowners.manifest.read import parsed
from aiowners.source import Span, line_start
from aiowners.yaml_text.yaml_nodes import Mapping, Node, Sequence, alias_targets, span, walk

if TYPE_CHECKING:
    from aiowners.manifest.model import KeyPath
    from aiowners.source import Source

_NEXT_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")


class EditTarget(NamedTuple):
    """The node at the end of the longest part of a path that is written, and the rest of the path.

    `parent` is the mapping or list that contains the node.
    """

    node: Node
    parent: Node | None
    rest: KeyPath


def edit_target(source: Source, path: KeyPath, *, alone: bool = False) -> EditTarget | None:
    """Return the node at `path`, or the nearest node above it.

    Return None if an edit would change more than that: if the text cannot be parsed as a whole, or
    the path leads through an anchor, an alias, or a merge, which are written once and used in
    several locations. With `alone`, nothing inside the node may be used elsewhere either.
    """
    root = parsed(source)
    if root is None:
        return None
    shared = _shared(root) if "*" in source.text else frozenset()
    node, parent = root, None
    for number, step in enumerate(path):
        if id(node) in shared:
            return None
        if isinstance(node, Mapping) and isinstance(step, str):
            if step not in node.entries:
                return EditTarget(node, parent, path[number:])
            if not node.writes(step):
                return None
            node, parent = node.entries[step], node
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node, parent = node.items[step], node
        else:
            return None
    inside = walk(node) if alone and shared else [node]
    return None if any(id(child) in shared for child in inside) else EditTarget(node, parent, ())


@lru_cache(maxsize=8)
def _shared(root: Node) -> frozenset[int]:
    """Return the identities of the nodes that aliases refer to."""
    return frozenset(map(id, alias_targets(root)))


class EntrySpans(tuple[Span, ...]):
    """The spans of the entries of one collection. Equal by identity, like the collection."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


@lru_cache(maxsize=64)
def entry_spans(node: Sequence | Mapping, text: str) -> EntrySpans | None:
    """Return the span of each item of a list, or of each key with its value; None if one is an alias."""
    spans = []
    last = node.start
    for first, value in _entries(node):
        start = span(first).start
        end = max(span(first, text).end, span(value, text).end)
        if start < last or span(value).start < start or end > node.end:
            return None
        spans.append(Span(start, end))
        last = end
    return EntrySpans(spans)


def _entries(node: Sequence | Mapping) -> list[tuple[Node, Node]]:
    if isinstance(node, Sequence):
        return [(item, item) for item in node.items]
    return node.pairs


def indent(text: str, offset: int) -> str | None:
    """Return the spaces between the beginning of the line and `offset`; None if there is anything else."""
    before = text[line_start(text, offset) : offset]
    return None if before.strip(" ") else before


def line_break(text: str) -> str:
    """Return the line break of the first line of a text."""
    match = re.search(r"\r\n|\r|\n", text)
    return "\n" if match is None else match.group()


def after_line(text: str, offset: int) -> int | None:
    """Return the beginning of the next line if nothing but a comment follows `offset` on its own."""
    match = _NEXT_LINE.match(text, offset)
    return None if match is None else match.end()
