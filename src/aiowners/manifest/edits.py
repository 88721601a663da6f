"""Edits of a manifest's text that keep its style: an item or a key added, an item or a comment removed."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Edit
from aiowners.manifest import block_edits, flow_edits
from aiowners.manifest.edit_targets import edit_target, entry_spans
from aiowners.manifest.model import KINDS
from aiowners.manifest.scalar_text import quote_of, scalar_text
from aiowners.source import Location, Span
from aiowners.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence, span

if TYPE_CHECKING:
    from aiowners.manifest.model import KeyPath
    from aiowners.source import Source

# All functions here return no edits if the text cannot be changed without changing something else.


def item_added(source: Source, path: KeyPath, name: str, text: str | None = None) -> tuple[Edit, ...]:
    """Return the edits that add `name` to the list at `path`. If there is no list, they add one.

    A list in alphabetical order stays in order; otherwise, the name comes last. `text` is the YAML
    of the item, such as `{team: name, reason: ...}`; by default, it is the name.
    """
    target = edit_target(source, path)
    if target is None:
        return ()
    if target.rest:
        return key_added(source, path, f"[{text or scalar_text(name)}]")
    node = target.node
    if not isinstance(node, Sequence) or (items := entry_spans(node, source.text)) is None:
        return ()
    item = text or scalar_text(name, quote=quote_of(source.text[items[-1].start] if items else ""))
    index = _index_of_new(node, name)
    if node.flow:
        return flow_edits.insert(source, span(node, source.text), items, index, item)
    return block_edits.insert(source, span(node, source.text).start, items, index, item) if items else ()


def key_added(source: Source, path: KeyPath, value: str) -> tuple[Edit, ...]:
    """Return the edits that add `value`, YAML that is valid in brackets, at `path`, which has no value yet.

    The key comes after those that the format has before it.
    """
    target = edit_target(source, path)
    if target is None or not target.rest or not isinstance(target.node, Mapping):
        return ()
    key, *inner = (str(step) for step in target.rest)
    for step in reversed(inner):
        value = f"{{{step}: {value}}}"
    entries = entry_spans(target.node, source.text)
    if entries is None:
        return ()
    previous = _index_before(target.node, key, path[: len(path) - len(target.rest)])
    if target.node.flow:
        brackets = span(target.node, source.text)
        edits = flow_edits.insert(source, brackets, entries, previous + 1, f"{key}: {value}")
        return tuple(replace(edit, beside=False) for edit in edits)  # a key is written once
    return block_edits.add_key(source, entries, previous, f"{key}: {value}")


def value_replaced(source: Source, path: KeyPath, value: str) -> tuple[Edit, ...]:
    """Return the edits that make `value`, YAML on one line, the value at `path`, whether or not there is one."""
    target = edit_target(source, path, alone=True)
    if target is None or target.rest:
        return key_added(source, path, value)
    if not isinstance(target.node, Scalar) and not target.node.flow:
        return ()  # a block below its key, with its comments
    return (Edit(Location(source, span(target.node, source.text)), value),)


def item_removed(source: Source, path: KeyPath) -> tuple[Edit, ...]:
    """Return the edits that remove the item at `path`, which ends with an index of a list."""
    *list_path, index = path
    if edit_target(source, path, alone=True) is None:
        return ()
    target = edit_target(source, tuple(list_path))
    if target is None or target.rest or not isinstance(index, int) or not isinstance(target.node, Sequence):
        return ()
    node = target.node
    items = entry_spans(node, source.text)
    if items is None or index >= len(items):
        return ()
    if node.flow:
        return flow_edits.remove(source, span(node, source.text), items, index)
    parent = target.parent
    key = span(parent.key(str(list_path[-1])), source.text) if isinstance(parent, Mapping) else None
    return block_edits.remove(source, span(node, source.text).start, items, index, key)


def comment_removed(location: Location) -> tuple[Edit, ...]:
    """Return the edits that remove a comment and the spaces before it, and its line if nothing else is on it."""
    source, comment = location.source, location.span
    text = source.text
    end = source.line_end(comment.end)
    start = source.line_starts[location.start.line - 1]
    before, after = text[start : comment.start], text[comment.end : end]
    if after.strip():  # another comment follows
        return (Edit(Location(source, Span(comment.start, end - len(after.lstrip()))), ""),)
    if before.strip():
        return (Edit(Location(source, Span(start + len(before.rstrip()), end)), ""),)
    below = location.start.line
    last = source.line_starts[below] if below < len(source.line_starts) else len(text)
    return (Edit(Location(source, Span(start, last)), ""),)


def _index_of_new(node: Sequence, name: str) -> int:
    names = _alphabetical(node)
    return len(node.items) if names is None else bisect_right(names, name.casefold())


@lru_cache(maxsize=64)
def _alphabetical(node: Sequence) -> list[str] | None:
    """Return the names of the items of a list, case-folded; None if they are not in alphabetical order."""
    names = [_name(item).casefold() for item in node.items]
    return names if names == sorted(names) else None


def _name(item: Node) -> str:
    """Return the name of a list item: its value, or the team of a reviewer with a reason."""
    if isinstance(item, Mapping):
        item = item.entries.get("team", item)
    return item.value if isinstance(item, Scalar) else ""


def _index_before(mapping: Mapping, key: str, path: KeyPath) -> int:
    """Return the index of the entry after which `key` belongs: the last that the format has before it."""
    order = list(_FIELDS.get(str(path[0]), ())) if len(path) == _DECLARATION else []
    names = [name.value if isinstance(name, Scalar) else "" for name, _ in mapping.pairs]
    before = set(order[: order.index(key)]) if key in order else set()
    return max((index for index, name in enumerate(names) if name in before), default=len(names) - 1)


_DECLARATION = 2  # steps of the path of a declaration: its section and its name
_FIELDS = {kind.section: kind.fields for kind in KINDS}
