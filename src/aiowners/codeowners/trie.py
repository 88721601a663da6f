"""TrieNode: the steps of many patterns in one trie, so that a path is looked up once for all patterns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from aiowners.codeowners.glob_steps import MatchExtent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aiowners.codeowners.glob_steps import GlobSteps, Segment

# The literal head or tail of a name, the full test if that literal is not enough, and the next node.
_Wildcard: TypeAlias = "tuple[str, Callable[[str], object] | None, TrieNode]"

_MAX_HEAD_KEY = 4  # characters of a head that are the key of a bucket


class TrieNode:
    """The node that a pattern reaches after some steps.

    `files` are the ranks of the patterns that match the file at this node, and `below` those of the
    patterns that match all files below the directory at this node. `best` is the highest rank at
    or after this node. If `repeats` is true, any directory leads from this node to itself.
    """

    __slots__ = (
        "_any",
        "_by_head",
        "_by_tail",
        "_head_lengths",
        "_literals",
        "_wildcards",
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
        self._literals: dict[str, TrieNode] = {}
        self._wildcards: dict[str, TrieNode] = {}
        self._by_tail: dict[str, list[_Wildcard]] = {}
        self._by_head: dict[str, list[_Wildcard]] = {}
        self._head_lengths: tuple[int, ...] = ()

    def add(self, glob: GlobSteps, rank: int) -> None:
        """Add a pattern that begins at this node."""
        node = self
        node.best = max(node.best, rank)
        for step in glob.steps:
            node = node._floating() if step is None else node._child(step)
            node.best = max(node.best, rank)
        if glob.extent is not MatchExtent.BELOW:
            node.files.append(rank)
        if glob.extent is not MatchExtent.FILE:
            node.below.append(rank)

    def after(self, name: str) -> list[TrieNode]:
        """Return the nodes that `name` leads to from this node."""
        child = self._literals.get(name)
        nodes = [] if child is None else [child]
        if self._any is not None:
            nodes.append(self._any)
        if self._by_tail:
            for tail, match, node in self._by_tail.get(name.rpartition(".")[2], ()):
                if name.endswith(tail) and (match is None or match(name)):
                    nodes.append(node)
        for length in self._head_lengths:
            for head, match, node in self._by_head.get(name[:length], ()):
                if name.startswith(head) and (match is None or match(name)):
                    nodes.append(node)
        return nodes

    def ranks(self, path: str) -> set[int]:
        """Return the ranks of all patterns that match the file at `path`, relative to this node."""
        *directories, last = path.split("/")
        ranks = set(self.below)
        nodes = with_floating([self])
        for name in directories:
            reached = [after for node in nodes for after in (*node.after(name), *([node] if node.repeats else []))]
            nodes = with_floating(reached)
            ranks.update(rank for node in nodes for rank in node.below)
        ranks.update(rank for node in nodes for child in node.after(last) for rank in child.files)
        return ranks

    @property
    def goes_on(self) -> bool:
        """Whether any name leads to another node."""
        return bool(self._literals or self._wildcards or self._any or self.repeats)

    def _floating(self) -> TrieNode:
        if self.floating is None:
            self.floating = TrieNode(repeats=True)
        return self.floating

    def _child(self, step: Segment) -> TrieNode:
        if step.literal is not None:
            return self._literals.setdefault(step.literal, TrieNode())
        if step.is_any:
            self._any = self._any or TrieNode()
            return self._any
        node = self._wildcards.get(step.regex)
        if node is None:
            node = self._wildcards[step.regex] = TrieNode()
            self._add_wildcard(step, node)
        return node

    def _add_wildcard(self, step: Segment, node: TrieNode) -> None:
        """Add a wildcard to a bucket that few names search: by the suffix after the last dot, or by the first characters."""
        head, tail = step.head, step.tail
        match = re.compile(rf"{step.regex}\Z").match
        ending = tail.rpartition(".")
        if ending[1]:
            is_sufficient = step.regex == f"[^/]*{re.escape(tail)}"
            self._by_tail.setdefault(ending[2], []).append((tail, None if is_sufficient else match, node))
            return
        is_sufficient = step.regex == f"{re.escape(head)}[^/]*"
        self._by_head.setdefault(head[:_MAX_HEAD_KEY], []).append((head, None if is_sufficient else match, node))
        self._head_lengths = tuple(sorted({*self._head_lengths, len(head[:_MAX_HEAD_KEY])}))


def with_floating(nodes: Iterable[TrieNode]) -> list[TrieNode]:
    """Return the nodes and their floating nodes, each once."""
    unique: dict[TrieNode, None] = {}
    for node in nodes:
        unique[node] = None
        if node.floating is not None:
            unique[node.floating] = None
    return list(unique)
