"""YAML text -> nodes with spans: one document, with bounds on its size, its depth, and what its aliases expand to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.nodes import MappingNode, SequenceNode

from aiowners.yaml_text.names import require_anchor, require_name
from aiowners.yaml_text.parser import HIDDEN_BREAKS, MAX_DEPTH, MAX_SCALAR, events, tree, yaml_errors
from aiowners.yaml_text.syntax_messages import TOO_LONG_HELP, YamlError, character_error
from aiowners.yaml_text.yaml_nodes import Lost, Mapping, Scalar, Sequence, is_merge, span, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aiowners.yaml_text.yaml_nodes import Node

_RECURSIVE = "an alias cannot stand inside what it stands for"
MAX_EXPANSION = 50_000  # nodes that aliases may add to one document

# YAML 1.2, production c-printable, without what only a wrong encoding yields (lone surrogates) and
# without byte order marks: the one that may begin a file is removed before.
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_BREAKS_OF_1_1 = re.compile("[\x85\u2028\u2029]")
_SHOWN_BREAKS = {ord(hidden): chr(code) for code, hidden in HIDDEN_BREAKS.items()}


def compose(text: str, lost: dict[str, list[int]] | None = None) -> Node | None:
    """Return the one document in `text` as a node, or None if there are only spaces and comments.

    `lost` are the anchors that were cut out of the text, each with the offsets of the cuts: an alias
    of one is a Lost.

    Raises YamlError at the first error: a character that YAML does not allow, a syntax error, an
    alias without its anchor, a second document, more than MAX_DEPTH levels, a scalar of more than
    MAX_SCALAR characters, or aliases that expand to more than MAX_EXPANSION nodes.
    """
    if lost is None and (root := _compose_by_tree(text)) is not None:
        return root
    if (match := _NOT_ALLOWED.search(text)) is not None:
        raise character_error(match.group(), match.start())
    if _BREAKS_OF_1_1.search(text) is None:
        return _compose_by_events(text, lost)
    root = _compose_by_events(text.translate(HIDDEN_BREAKS), lost)
    _restore_breaks(root)
    return root


def _compose_by_tree(text: str) -> Node | None:
    """Return the document of a valid and plain text; None for any other, and for one without a document."""
    # The parser itself refuses the ASCII characters that YAML does not allow.
    if not (text.isascii() or text.replace("\n", "").isprintable()) or (tree_root := tree(text)) is None:
        return None
    try:
        root = _from_tree(tree_root, MAX_DEPTH, {} if "*" in text else None)
    except YamlError:
        return None
    return None if _is_nothing(root) or ("*" in text and not _is_within_bounds(root)) else root


def _compose_by_events(text: str, lost: dict[str, list[int]] | None) -> Node | None:
    with yaml_errors(text):
        return _from_events(text, events(text), lost)


def _is_nothing(root: object) -> bool:
    """Return whether the root is that of an empty document."""
    return isinstance(root, Scalar) and not root.value and not root.style and root.tag is None


def _from_tree(node: Any, depth: int, collections: dict[int, Node | None] | None) -> Node:  # noqa: ANN401 - PyYAML's node
    """Return PyYAML's node as ours.

    `collections` are those that aliases may refer to, by identity: None while one is not complete.
    Leave them out if there are no aliases.
    Raises YamlError if the node has more than `depth` levels, contains itself, or has invalid merge keys.
    """
    if type(node) is Scalar:
        return node
    if collections is not None:
        if id(node) in collections:
            if (complete := collections[id(node)]) is not None:
                return complete
            raise YamlError("recursive-alias", _RECURSIVE, node.start_mark.index)
        collections[id(node)] = None
    if depth == 0:
        raise _too_deep(node.start_mark.index)
    depth -= 1
    result: Mapping | Sequence
    if type(node) is MappingNode:
        result = Mapping(node.start_mark.index, node.flow_style)
        result.pairs = [
            (
                key if type(key) is Scalar else _from_tree(key, depth, collections),
                value if type(value) is Scalar else _from_tree(value, depth, collections),
            )
            for key, value in node.value
        ]
        _fill_entries(result)
    else:
        assert type(node) is SequenceNode
        result = Sequence(node.start_mark.index, node.flow_style)
        result.items = [item if type(item) is Scalar else _from_tree(item, depth, collections) for item in node.value]
    result.end = node.end_mark.index
    if collections is not None:
        collections[id(node)] = result
    return result


def _is_within_bounds(root: Node) -> bool:
    """Return whether a document is certainly within the bounds on depth and expansion."""
    count, levels = _size(root, MAX_EXPANSION)
    return count <= MAX_EXPANSION and levels <= MAX_DEPTH


def _too_deep(offset: int) -> YamlError:
    return YamlError("too-deep", f"more than {MAX_DEPTH} levels of nesting", offset)


def _from_events(text: str, next_event: Callable[[], Any], lost: dict[str, list[int]] | None) -> Node | None:
    builder = _TreeBuilder(text, lost)
    seen_document = False
    while True:
        event = next_event()
        kind = type(event)
        if kind is ScalarEvent:
            builder.scalar(event)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            builder.start(event)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            builder.end(event)
        elif kind is AliasEvent:
            builder.alias(event)
        elif kind is DocumentStartEvent:
            if seen_document:
                problem = "a second document begins here: a manifest is one document"
                raise YamlError("second-document", problem, event.start_mark.index)
            seen_document = True
        elif kind is StreamEndEvent:
            break
    root = builder.root[0] if builder.root else None
    return None if _is_nothing(root) else root


class _TreeBuilder:
    """Nodes built from events, in the order of the text.

    `items` are the nodes of the open collection: of a mapping, keys and values in turn.
    """

    def __init__(self, text: str, lost: dict[str, list[int]] | None) -> None:
        self.text = text
        self.lost = lost
        self.root: list[Node] = []
        self.items = self.root
        self.open: list[tuple[Sequence | Mapping, list[Node]]] = []
        self.anchors: dict[str, Node] = {}
        self.expansion = 0

    def scalar(self, event: Any) -> None:  # noqa: ANN401 - PyYAML's event, as below
        if len(event.value) > MAX_SCALAR:
            problem = f"a text of more than {MAX_SCALAR:,} characters"
            raise YamlError("too-long", problem, event.start_mark.index, help=TOO_LONG_HELP)
        node = Scalar(event.tag, event.value, event.start_mark, event.end_mark, event.style)
        self.items.append(node)
        self._name(event, node)

    def start(self, event: Any) -> None:  # noqa: ANN401
        make = Mapping if type(event) is MappingStartEvent else Sequence
        node: Sequence | Mapping = make(event.start_mark.index, bool(event.flow_style))
        self.items.append(node)
        self._name(event, node)
        self.open.append((node, self.items))
        self.items = []
        if len(self.open) > MAX_DEPTH:
            raise _too_deep(node.start)

    def end(self, event: Any) -> None:  # noqa: ANN401
        items = self.items
        node, self.items = self.open.pop()
        node.end = event.end_mark.index
        if isinstance(node, Mapping):
            node.pairs = list(zip(items[0::2], items[1::2], strict=True))
            _fill_entries(node)
        else:
            node.items = items

    def alias(self, event: Any) -> None:  # noqa: ANN401
        start = event.start_mark.index
        target = self.anchors.get(event.anchor)
        require_name(self.text, start)
        if self.lost is not None and _is_lost(self.lost.get(event.anchor, ()), target, start):
            self.items.append(Lost(None, "", event.start_mark, event.end_mark))
            return
        if target is None:
            raise YamlError("unknown-alias", f"no anchor `&{event.anchor}` stands before this alias", start)
        if any(target is node for node, _ in self.open):
            raise YamlError("recursive-alias", _RECURSIVE, start)
        size, depth = _size(target, MAX_EXPANSION)
        self.expansion += size
        if self.expansion > MAX_EXPANSION:
            raise YamlError("expansion", f"the aliases expand to more than {MAX_EXPANSION} values", start)
        if len(self.open) + depth > MAX_DEPTH:
            raise YamlError("too-deep", f"with this alias, more than {MAX_DEPTH} levels of nesting", start)
        self.items.append(target)

    def _name(self, event: Any, node: Node) -> None:  # noqa: ANN401
        """Remember a node by its anchor."""
        if event.anchor is not None:
            require_anchor(self.text, event.start_mark.index, event.anchor)
            self.anchors[event.anchor] = node


def _is_lost(cuts: Iterable[int], target: Node | None, alias: int) -> bool:
    """Return whether an alias refers to an anchor that was cut out at one of the offsets, not to `target`."""
    since = -1 if target is None else span(target).start
    return any(since < offset < alias for offset in cuts)


def _size(node: Node, limit: int) -> tuple[int, int]:
    """Return the number of nodes that `node` expands to, counted just past `limit` at most, and its levels."""
    count = levels = 0
    level: list[Node] = [node]
    while level and count <= limit:
        count += len(level)
        collections = [node for node in level if not isinstance(node, Scalar)]
        levels += bool(collections)
        level = [child for node in collections for child in node.children]
    return count, levels


def _fill_entries(mapping: Mapping) -> None:
    """Fill `entries` from `pairs`. Raises YamlError if a merge key does not merge mappings."""
    pairs: Any = mapping.pairs  # nearly all keys are scalars
    try:
        mapping.entries = {key.value: value for key, value in pairs}
    except AttributeError:
        mapping.entries = {}
    if len(mapping.entries) == len(pairs) and "<<" not in mapping.entries:
        return
    mapping.entries = entries = {}
    first: dict[str, Scalar] = {}
    mapping.keys = first
    repeated: list[tuple[Scalar, Scalar, Node]] = []
    merges: list[tuple[Scalar, Node]] = []
    for key, value in mapping.pairs:
        if not isinstance(key, Scalar):
            mapping.unnamed += (key,)
        elif is_merge(key):
            merges.append((key, value))
        elif key.value in entries:
            repeated.append((first[key.value], key, value))
        else:
            entries[key.value] = value
            first[key.value] = key
    repeated += [(merges[0][0], key, key) for key, _ in merges[1:]]
    mapping.repeated = tuple(repeated)
    for key, value in merges:
        for source in value.items if isinstance(value, Sequence) else [value]:
            _merge(mapping, source, key)


def _merge(mapping: Mapping, source: Node, key: Scalar) -> None:
    """Add the entries of `source` that `mapping` does not have. `key` is the merge key."""
    if isinstance(source, Lost):
        mapping.partial = True
        return
    if not isinstance(source, Mapping):
        raise YamlError("merge", "`<<` takes a mapping, or a list of mappings, to merge", span(key).start)
    assert mapping.keys is not None
    mapping.partial |= source.partial
    for name, value in source.entries.items():
        if name not in mapping.entries:
            mapping.entries[name] = value
            mapping.keys[name] = source.key(name)


def _restore_breaks(root: Node | None) -> None:
    for node in walk(root):
        if isinstance(node, Scalar):
            node.value = node.value.translate(_SHOWN_BREAKS)
        elif isinstance(node, Mapping):
            node.entries = {name.translate(_SHOWN_BREAKS): value for name, value in node.entries.items()}
            if node.keys is not None:
                node.keys = {name.translate(_SHOWN_BREAKS): key for name, key in node.keys.items()}
