"""Nodes of a YAML document, and the span of each in its text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

import yaml.nodes

from aiowners.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml import Mark

    class Scalar:
        """A scalar: its value as a string, its tag if it is written, and its quotes or `|` or `>` as `style`."""

        tag: str | None
        value: str
        start_mark: Mark
        end_mark: Mark
        style: str | None

        def __init__(
            self, tag: str | None, value: str, start_mark: Mark, end_mark: Mark, style: str | None = None
        ) -> None: ...

else:  # the parser's own node: a copy of each would cost a tenth of the time that reading takes
    Scalar = yaml.nodes.ScalarNode


class Lost(Scalar):
    """An alias whose anchor was cut out of the text: an empty value, of which nothing is known."""


class Sequence:
    """A list: its items in order. `start` and `end` are the offsets that the parser reported."""

    items: list[Node]

    def __init__(self, start: int, flow: bool) -> None:  # noqa: FBT001
        self.start = self.end = start
        self.flow = flow

    @property
    def children(self) -> list[Node]:
        """The items."""
        return self.items


class Mapping:
    """A mapping: `entries` by the value of the key, merge keys resolved, the first of equal keys.

    `pairs` are the keys and values as written. `repeated` has what a second, equal key would add:
    (first key, later key, its value). For a merge key, the value is the later key itself, because
    what every merge key names is merged. `unnamed` are keys that are not scalars. `partial` is true
    if the mapping merges a lost node.
    """

    # Most mappings never set these: as attributes of the class, they cost nothing.
    keys: dict[str, Scalar] | None = None
    repeated: tuple[tuple[Scalar, Scalar, Node], ...] = ()
    unnamed: tuple[Node, ...] = ()
    partial = False
    _own: frozenset[str] | None = None
    pairs: list[tuple[Node, Node]]
    entries: dict[str, Node]

    def __init__(self, start: int, flow: bool) -> None:  # noqa: FBT001
        self.start = self.end = start
        self.flow = flow

    def key(self, name: str) -> Scalar:
        """Return the node of the key `name`. Raises KeyError if the mapping does not have it."""
        if self.keys is None:
            self.keys = {}
            for key, _ in self.pairs:
                if isinstance(key, Scalar):
                    self.keys.setdefault(key.value, key)
        return self.keys[name]

    def writes(self, name: str) -> bool:
        """Return whether the key `name` is written in the mapping itself, not merged into it."""
        if self._own is None:
            self._own = frozenset(key.value for key, _ in self.pairs if isinstance(key, Scalar))
        return name in self._own

    @property
    def children(self) -> list[Node]:
        """The keys and values as written, in turn."""
        return [node for pair in self.pairs for node in pair]

    def __len__(self) -> int:
        return len(self.entries)


Node: TypeAlias = Scalar | Sequence | Mapping
Steps: TypeAlias = tuple[str | int, ...]  # keys and indexes that lead to a node


def walk(root: Node | None) -> Iterator[Node]:
    """Yield `root` and each node below it once, however many aliases lead to it."""
    seen: set[int] = set()
    todo: list[Node] = [] if root is None else [root]
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if not isinstance(node, Scalar):
            todo += node.children


def mappings(root: Node | None) -> Iterator[tuple[Steps, Mapping]]:
    """Yield every mapping of a document once, with the first key path that leads to it."""
    todo: list[tuple[Steps, Node]] = [] if root is None else [((), root)]
    seen: set[int] = set()
    while todo:
        path, node = todo.pop()
        if id(node) in seen or isinstance(node, Scalar):
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            yield path, node
            todo += [((*path, key), value) for key, value in node.entries.items()]
        else:
            todo += [((*path, index), item) for index, item in enumerate(node.items)]


def alias_targets(root: Node | None) -> list[Node]:
    """Return the nodes that aliases refer to, each as often as aliases do."""
    seen: set[int] = set()
    targets = []
    for node in walk(root):
        for child in () if isinstance(node, Scalar) else node.children:
            if id(child) in seen:
                targets.append(child)
            seen.add(id(child))
    return targets


def is_empty(node: Node) -> bool:
    """Return whether a value is expected but nothing is written."""
    return isinstance(node, Scalar) and not node.value and not node.style


def is_merge(key: Node) -> bool:
    """Return whether a key merges its value into the mapping. A quoted `<<` is a name."""
    return isinstance(key, Scalar) and key.value == "<<" and not key.style and key.tag is None


_MERGED = re.compile(r"[ \t]*:[ \t]*(\*[0-9A-Za-z_-]+|\[[^\[\]{}\"'#\r\n]*\])")


def merge_of(mapping: Mapping, text: str) -> str:
    """Return one merge key for all merge keys of a mapping, as a person would write it: `<<: [*one, *two]`."""
    ends = [span(key).end for key, _ in mapping.pairs if is_merge(key)]
    values = [match.group(1).strip("[] \t,") for end in ends if (match := _MERGED.match(text, end)) is not None]
    return f"<<: [{', '.join(filter(None, values))}]" if len(values) == len(ends) else "<<: [*ONE, *TWO]"


# The anchor and tag before a value, with the spaces and comments behind each.
PROPERTIES = re.compile(r"(?:(?:!<[^>\r\n]*>|[&!][^ \t\r\n,\[\]{}]*)(?:[ \t\r\n]|(?<=[ \t\r\n])#[^\r\n]*)*)*")
_SPACES = " \t\r\n"


def span(node: Node, text: str | None = None) -> Span:
    """Return the span of a node, without its anchor and tag and without the spaces after it.

    `text` is the text that was composed. Without it, the span may include what surrounds the node.
    """
    if isinstance(node, Scalar):
        start, end = node.start_mark.index, node.end_mark.index
    else:
        start, end = node.start, node.end
    if text is not None:
        if start < end and text[start] in "&!":
            properties = PROPERTIES.match(text, start, end)
            start = properties.end() if properties is not None else start
        end = _end(text, start, max(start, end), node)
    return Span(start, end)


def _end(text: str, start: int, end: int, node: Node) -> int:
    """Return the end of a node. The parser ends a block at the next token, behind empty lines and comments."""
    block = not isinstance(node, Scalar) and not node.flow
    while True:
        while end > start and text[end - 1] in _SPACES:
            end -= 1
        line = max(text.rfind("\n", start, end), text.rfind("\r", start, end)) + 1
        if not block or line == 0 or not text[line:end].lstrip(" \t").startswith("#"):
            return end
        end = line
