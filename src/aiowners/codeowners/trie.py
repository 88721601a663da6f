"""Node: walks laid over each other, so that a name in a path is looked up once for all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from aiowners.codeowners.glob_steps import MatchExtent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aiowners.codeowners.glob_steps import GlobSteps, Segment

# The text at one end of a name, the test where that text does not tell all, and where it leads.
_Wild: TypeAlias = "tuple[str, Callable[[str], object] | None, TrieNode]"

_LETTERS = 4  # of how many first letters a bucket is made, at most


class TrieNode:
    """Where a walk stands after some steps.

    `files` are the ranks of the walks that mean the file here, `below` of those that mean what is
    below the directory here, `best` the highest rank at this node or after it. `repeats` is set
    where any number of directories may be passed without leaving.
    """

    __slots__ = (
        "_any",
        "_by_head",
        "_by_tail",
        "_lengths",
        "_names",
        "_wild",
        "below",
        "best",
        "files",
        "floating",
        "repeats",
    )

    def __init__(self, *, repeats: bool = False) -> None:
        self.files: list[int] = []
        self.below: list[int] = []
        self.best = -1
        self.repeats = repeats
        self.floating: TrieNode | None = None
        self._any: TrieNode | None = None
        self._names: dict[str, TrieNode] = {}
        self._wild: dict[str, TrieNode] = {}
        self._by_tail: dict[str, list[_Wild]] = {}
        self._by_head: dict[str, list[_Wild]] = {}
        self._lengths: tuple[int, ...] = ()

    def add(self, walk: GlobSteps, rank: int) -> None:
        """Lay a walk that begins here."""
        node = self
        node.best = max(node.best, rank)
        for step in walk.steps:
            node = node._floating() if step is None else node._child(step)
            node.best = max(node.best, rank)
        if walk.reach is not MatchExtent.BELOW:
            node.files.append(rank)
        if walk.reach is not MatchExtent.FILE:
            node.below.append(rank)

    def after(self, name: str) -> list[TrieNode]:
        """The nodes that a name leads to from here."""
        child = self._names.get(name)
        found = [] if child is None else [child]
        if self._any is not None:
            found.append(self._any)
        if self._by_tail:
            for tail, match, node in self._by_tail.get(name.rpartition(".")[2], ()):
                if name.endswith(tail) and (match is None or match(name)):
                    found.append(node)
        for length in self._lengths:
            for head, match, node in self._by_head.get(name[:length], ()):
                if name.startswith(head) and (match is None or match(name)):
                    found.append(node)
        return found

    def ranks(self, path: str) -> set[int]:
        """The walks from here that mean the file at `path`, all of them."""
        *directories, last = path.split("/")
        found = set(self.below)
        nodes = with_floating([self])
        for name in directories:
            reached = [after for node in nodes for after in (*node.after(name), *([node] if node.repeats else []))]
            nodes = with_floating(reached)
            found.update(rank for node in nodes for rank in node.below)
        found.update(rank for node in nodes for child in node.after(last) for rank in child.files)
        return found

    @property
    def goes_on(self) -> bool:
        """Whether any name leads anywhere from here."""
        return bool(self._names or self._wild or self._any or self.repeats)

    def _floating(self) -> TrieNode:
        if self.floating is None:
            self.floating = TrieNode(repeats=True)
        return self.floating

    def _child(self, step: Segment) -> TrieNode:
        if step.literal is not None:
            return self._names.setdefault(step.literal, TrieNode())
        if step.is_any:
            self._any = self._any or TrieNode()
            return self._any
        node = self._wild.get(step.regex)
        if node is None:
            node = self._wild[step.regex] = TrieNode()
            self._file(step, node)
        return node

    def _file(self, step: Segment, node: TrieNode) -> None:
        """Put a node with wildcards where few names will find it: by what follows its last dot, or by its first letters."""
        head, tail = step.head, step.tail
        match = re.compile(rf"{step.regex}\Z").match
        ending = tail.rpartition(".")
        if ending[1]:
            told = step.regex == f"[^/]*{re.escape(tail)}"
            self._by_tail.setdefault(ending[2], []).append((tail, None if told else match, node))
            return
        told = step.regex == f"{re.escape(head)}[^/]*"
        self._by_head.setdefault(head[:_LETTERS], []).append((head, None if told else match, node))
        self._lengths = tuple(sorted({*self._lengths, len(head[:_LETTERS])}))


def with_floating(nodes: Iterable[TrieNode]) -> list[TrieNode]:
    """The nodes, each once, and those that no directory at all leads on to."""
    found: dict[TrieNode, None] = {}
    for node in nodes:
        found[node] = None
        if node.floating is not None:
            found[node.floating] = None
    return list(found)
