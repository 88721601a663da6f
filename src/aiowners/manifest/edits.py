"""Edits of a manifest's text that keep its style: an item or a key added, an item or a comment removed."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Edit
from aiowners.manifest import block_edits, flow_edits
from aiowners.manifest.edit_targets import places, written
from aiowners.manifest.format import FIELDS_OF
from aiowners.manifest.scalar_text import quote_of, scalar_text
from aiowners.source import Location, Span
from aiowners.yaml_text.nodes import Mapping, Node, Scalar, Sequence, span

if TYPE_CHECKING:
    from aiowners.manifest.model import KeyPath
    from aiowners.source import Source


def item_added(source: Source, path: KeyPath, name: str, text: str | None = None) -> tuple[Edit, ...]:
    """Edits that add `name` to the list at `path`; a list that is not stated is stated.

    A list in alphabetical order stays so; in any other the name comes last. `text` is the YAML that
    stands for it, such as `{team: name, reason: ...}`; left out, it is the name. Like all functions here
    it gives no edits where the text cannot be changed without changing something else.
    """
    found = written(source, path)
    if found is None:
        return ()
    if found.rest:
        return key_added(source, path, f"[{text or scalar_text(name)}]")
    node = found.node
    if not isinstance(node, Sequence) or (items := places(node, source.text)) is None:
        return ()
    item = text or scalar_text(name, quote=quote_of(source.text[items[-1].start] if items else ""))
    at = _position(node, name)
    if node.flow:
        return flow_edits.put_in(source, span(node, source.text), items, at, item)
    return block_edits.put_in(source, span(node, source.text).start, items, at, item) if items else ()


def key_added(source: Source, path: KeyPath, value: str) -> tuple[Edit, ...]:
    """Edits that state `value`, YAML that fits between brackets, at `path`, where nothing is stated.

    The key comes behind those that the format has before it.
    """
    found = written(source, path)
    if found is None or not found.rest or not isinstance(found.node, Mapping):
        return ()
    key, *inner = (str(step) for step in found.rest)
    for step in reversed(inner):
        value = f"{{{step}: {value}}}"
    entries = places(found.node, source.text)
    if entries is None:
        return ()
    after = _behind(found.node, key, path[: len(path) - len(found.rest)])
    if found.node.flow:
        brackets = span(found.node, source.text)
        edits = flow_edits.put_in(source, brackets, entries, after + 1, f"{key}: {value}")
        return tuple(replace(edit, beside=False) for edit in edits)  # a key stands there once
    return block_edits.add_key(source, entries, after, f"{key}: {value}")


def value_replaced(source: Source, path: KeyPath, value: str) -> tuple[Edit, ...]:
    """Edits that make `value`, YAML that fits on a line, what is stated at `path`, whether or not something is."""
    found = written(source, path, alone=True)
    if found is None or found.rest:
        return key_added(source, path, value)
    if not isinstance(found.node, Scalar) and not found.node.flow:
        return ()  # a block below its key, with its comments
    return (Edit(Location(source, span(found.node, source.text)), value),)


def item_removed(source: Source, path: KeyPath) -> tuple[Edit, ...]:
    """Edits that remove the item at `path`, which ends with its position in a list."""
    *list_path, at = path
    if written(source, path, alone=True) is None:
        return ()
    found = written(source, tuple(list_path))
    if found is None or found.rest or not isinstance(at, int) or not isinstance(found.node, Sequence):
        return ()
    node = found.node
    items = places(node, source.text)
    if items is None or at >= len(items):
        return ()
    if node.flow:
        return flow_edits.take_out(source, span(node, source.text), items, at)
    key = span(found.above.key(str(list_path[-1])), source.text) if isinstance(found.above, Mapping) else None
    return block_edits.take_out(source, span(node, source.text).start, items, at, key)


def comment_removed(location: Location) -> tuple[Edit, ...]:
    """Edits that remove a comment, with the blanks before it, and with its line where nothing else is on it."""
    source, place = location.source, location.span
    text = source.text
    end = source.line_end(place.end)
    start = source.line_starts[location.start.line - 1]
    before, after = text[start : place.start], text[place.end : end]
    if after.strip():  # another comment follows
        return (Edit(Location(source, Span(place.start, end - len(after.lstrip()))), ""),)
    if before.strip():
        return (Edit(Location(source, Span(start + len(before.rstrip()), end)), ""),)
    below = location.start.line
    last = source.line_starts[below] if below < len(source.line_starts) else len(text)
    return (Edit(Location(source, Span(start, last)), ""),)


def _position(node: Sequence, name: str) -> int:
    names = _alphabetical(node)
    return len(node.items) if names is None else bisect_right(names, name.casefold())


@lru_cache(maxsize=64)
def _alphabetical(node: Sequence) -> list[str] | None:
    """What the items of a list are about, in small letters; None where that is in no order."""
    names = [_name(item).casefold() for item in node.items]
    return names if names == sorted(names) else None


def _name(item: Node) -> str:
    """What an item of a list is about: itself, or the team of a reviewer with a reason."""
    if isinstance(item, Mapping):
        item = item.entries.get("team", item)
    return str(item.value) if isinstance(item, Scalar) else ""


def _behind(mapping: Mapping, key: str, path: KeyPath) -> int:
    """The position of the entry behind which `key` belongs: the last that the format has before it."""
    order = list(FIELDS_OF.get(str(path[0]), ())) if len(path) == _OF_A_DECLARATION else []
    names = [key.value if isinstance(key, Scalar) else "" for key, _ in mapping.pairs]
    before = set(order[: order.index(key)]) if key in order else set()
    return max((at for at, name in enumerate(names) if name in before), default=len(names) - 1)


_OF_A_DECLARATION = 2  # steps from the top: its section and its name
