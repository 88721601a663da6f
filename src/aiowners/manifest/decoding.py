"""The state of decoding one document: what was removed from its text, and which nodes are invalid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from aiowners.source import line_start
from aiowners.yaml_text.yaml_nodes import Lost, Node, Scalar, is_empty, span

if TYPE_CHECKING:
    from collections.abc import Callable

WORD: Final = re.compile(r"[A-Za-z0-9._-]+")
MARK: Final = "aiowners:"  # how every comment for this program begins


class RemovedSpan(NamedTuple):
    """A span of text that could not be parsed and was removed.

    `declaration` is the offset of the key of the declaration that it was part of; None if it was
    a whole declaration, or parts of more than one.
    """

    start: int
    end: int
    declaration: int | None


class InvalidValue:
    """The result of a decoder for a value that it cannot read."""


INVALID: Final = InvalidValue()
Decoder: TypeAlias = "Callable[[Node, DecodeState], Any]"
Fields: TypeAlias = "dict[str, tuple[str, Decoder]]"


class DecodeState:
    """The state of decoding one document: its text, the spans removed from it, and the rejected nodes.

    `incomplete` counts the required keys that are absent. `invalid_declarations` are those with an
    error, as (identity of their section's node, name).
    """

    __slots__ = ("incomplete", "invalid_declarations", "rejected", "removed", "text")

    def __init__(self, text: str, removed: tuple[RemovedSpan, ...] = ()) -> None:
        self.text = text
        self.removed = removed
        self.rejected: list[Node] = []
        self.incomplete = 0
        self.invalid_declarations: set[tuple[int, str]] = set()

    @property
    def is_valid(self) -> bool:
        """Whether the document, as far as it was parsed, follows the format."""
        return not self.rejected and not self.incomplete

    def reject(self, node: Node) -> InvalidValue:
        """Count a node as unread."""
        self.rejected.append(node)
        return INVALID

    def was_removed(self, node: Node, *, by_indentation: bool = False) -> bool:
        """Return whether an empty value may be empty because its text was removed.

        Removed text may have lost its indentation. With `by_indentation`, the indentation decides
        nevertheless.
        """
        if not self.removed or not is_empty(node):
            return False
        offset = span(node).start
        return isinstance(node, Lost) or any(
            start >= offset
            and _EMPTY_LINES.fullmatch(self.text, offset, start)
            and not (by_indentation and not self._is_below(offset, start))
            for start, _, _ in self.removed
        )

    def _is_below(self, offset: int, start: int) -> bool:
        """Return whether the line at `start`, by its indentation, belongs to the key whose value is at `offset`."""
        line = line_start(self.text, offset)
        key, removed = (_INDENT.match(self.text, begin) for begin in (line, start))
        assert key is not None
        assert removed is not None
        if start == line or len(removed[0]) > len(key[0]):
            return True
        return len(removed[0]) == len(key[0]) and self.text[removed.end() : removed.end() + 1] == "-"

    def words(self, since: int = 0, key: int | None = None) -> frozenset[str]:
        """Return the words of the nodes rejected since, and of what was removed from the declaration at `key`."""
        nodes = self.rejected[since:]
        everything = key is None or any(isinstance(node, Lost) for node in nodes)
        spans = [span(node, self.text) for node in nodes]
        parts = [self.text[part.start : part.end] for part in spans]
        parts += [self.text[start:end] for start, end, at in self.removed if everything or at == key]
        return frozenset(word for part in parts for word in WORD.findall(part))

    def is_partial(self, node: Node, key: int) -> bool:
        """Return whether a part of `node` was removed, outside of the declaration at `key`.

        That is so if the node is an alias of something, or merges something, that was invalid.
        """
        todo = [node]
        seen: set[int] = set()
        while todo:
            node = todo.pop()
            if isinstance(node, Lost):
                return True
            if isinstance(node, Scalar) or id(node) in seen:
                continue
            seen.add(id(node))
            if node.start < key and any(node.start <= start <= node.end for start, _, _ in self.removed):
                return True
            todo += node.children
        return False


_INDENT = re.compile(r"[ \t]*")
_EMPTY_LINES = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*+)*+")
