"""Reading: one pass over one document, and what could not be taken of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from aiowners.source import line_start
from aiowners.yaml_text.nodes import Lost, Node, Scalar, span

if TYPE_CHECKING:
    from collections.abc import Callable

WORD: Final = re.compile(r"[A-Za-z0-9._-]+")
MARK: Final = "aiowners:"  # what every comment begins with that means this program

# A stretch that was cut out, start and end, and where the key of the declaration stands that it
# was cut from (None: the whole declaration, or more than one).
Cut: TypeAlias = tuple[int, int, int | None]


class InvalidValue:
    """What a decoder gives for a value that it cannot take."""


LOST: Final = InvalidValue()
Decoder: TypeAlias = "Callable[[Node, DecodeState], Any]"
Fields: TypeAlias = "dict[str, tuple[str, Decoder]]"


class DecodeState:
    """One pass over one document: the text, what could not be parsed of it, and the nodes not taken.

    `incomplete` counts the required keys that are absent; `invalid_declarations` are the declarations that are
    not in order, as (their section's node, name).
    """

    __slots__ = ("cuts", "incomplete", "invalid_declarations", "rejected", "text")

    def __init__(self, text: str, cuts: tuple[Cut, ...] = ()) -> None:
        self.text = text
        self.cuts = cuts
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
        return LOST

    def was_removed(self, node: Node, *, by_indentation: bool = False) -> bool:
        """Whether an empty value may be empty because what stood there was cut out.

        What was cut out may have lost its indentation; `by_indentation` goes by it nevertheless.
        """
        if not self.cuts or not isinstance(node, Scalar) or node.value or node.style:
            return False
        offset = span(node).start
        return isinstance(node, Lost) or any(
            start >= offset
            and _BLANK.fullmatch(self.text, offset, start)
            and not (by_indentation and not self._is_below(offset, start))
            for start, _, _ in self.cuts
        )

    def _is_below(self, offset: int, start: int) -> bool:
        """Whether the line at `start` belongs to the key whose value stands at `offset`: by its indentation."""
        line = line_start(self.text, offset)
        key, cut = (_INDENT.match(self.text, place) for place in (line, start))
        assert key is not None
        assert cut is not None
        if start == line or len(cut[0]) > len(key[0]):
            return True
        return len(cut[0]) == len(key[0]) and self.text[cut.end() : cut.end() + 1] == "-"

    def words(self, since: int = 0, key: int | None = None) -> frozenset[str]:
        """The words of the nodes rejected since, and of what was cut out of the declaration at `key`."""
        nodes = self.rejected[since:]
        everything = key is None or any(isinstance(node, Lost) for node in nodes)
        stretches = [self.text[slice(*_ends(node, self.text))] for node in nodes]
        stretches += [self.text[a:b] for a, b, at in self.cuts if everything or at == key]
        return frozenset(word for stretch in stretches for word in WORD.findall(stretch))

    def is_partial(self, node: Node, key: int) -> bool:
        """Whether something of `node` was cut out where it stands, elsewhere than at the declaration at `key`.

        That is so where it is an alias of something, or merges something, that was broken.
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
            if node.start < key and any(node.start <= start <= node.end for start, _, _ in self.cuts):
                return True
            todo += node.children
        return False


_INDENT = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*+)*+")


def _ends(node: Node, text: str) -> tuple[int, int]:
    place = span(node, text)
    return place.start, place.end
