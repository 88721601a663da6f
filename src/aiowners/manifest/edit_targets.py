"""What a manifest itself writes at a key path: the nodes that an edit there may change."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from aiowners.manifest.read import parsed
from aiowners.source import Span, line_start
from aiowners.yaml_text.nodes import Mapping, Node, Sequence, alias_targets, span, walk

if TYPE_CHECKING:
    from aiowners.manifest.model import KeyPath
    from aiowners.source import Source

_NEXT_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")


class EditTarget(NamedTuple):
    """The node at the end of the longest part of a path that is written, and the keys that are left.

    `above` is what holds it: a mapping or a list.
    """

    node: Node
    above: Node | None
    rest: KeyPath


def written(source: Source, path: KeyPath, *, alone: bool = False) -> EditTarget | None:
    """What stands at `path`, or the nearest thing above it.

    None where an edit would change more than what stands there: where the text could not be parsed
    as a whole, and where the way leads through an anchor, an alias or a merge, which are said once
    and hold in several places. With `alone`, nothing inside of it may hold elsewhere either.
    """
    root = parsed(source)
    if root is None:
        return None
    shared = _shared(root) if "*" in source.text else frozenset()
    node, above = root, None
    for number, step in enumerate(path):
        if id(node) in shared:
            return None
        if isinstance(node, Mapping) and isinstance(step, str):
            if step not in node.entries:
                return EditTarget(node, above, path[number:])
            if not node.writes(step):
                return None
            node, above = node.entries[step], node
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node, above = node.items[step], node
        else:
            return None
    inside = walk(node) if alone and shared else [node]
    return None if any(id(child) in shared for child in inside) else EditTarget(node, above, ())


@lru_cache(maxsize=8)
def _shared(root: Node) -> frozenset[int]:
    """Return the identities of the nodes that aliases refer to."""
    return frozenset(map(id, alias_targets(root)))


class TargetIndex(list[Span]):
    """Where the entries of one collection stand. Equal by identity, as the collection is."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__  # type: ignore[assignment]


@lru_cache(maxsize=64)
def places(node: Sequence | Mapping, text: str) -> TargetIndex | None:
    """Where each item of a list, or each key with its value, stands; None where one stands elsewhere: an alias."""
    found = TargetIndex()
    last = node.start
    for first, value in _entries(node):
        start = span(first).start
        end = max(span(first, text).end, span(value, text).end)
        if start < last or span(value).start < start or end > node.end:
            return None
        found.append(Span(start, end))
        last = end
    return found


def _entries(node: Sequence | Mapping) -> list[tuple[Node, Node]]:
    if isinstance(node, Sequence):
        return [(item, item) for item in node.items]
    return node.pairs


def indent(text: str, offset: int) -> str | None:
    """The blanks between the beginning of the line and `offset`; None where something else stands there too."""
    before = text[line_start(text, offset) : offset]
    return None if before.strip(" ") else before


def line_break(text: str) -> str:
    """How the lines of a text end: as its first does."""
    match = re.search(r"\r\n|\r|\n", text)
    return "\n" if match is None else match.group()


def after_line(text: str, offset: int) -> int | None:
    """Where the next line begins, if nothing but a comment follows `offset` on its own."""
    match = _NEXT_LINE.match(text, offset)
    return None if match is None else match.end()
