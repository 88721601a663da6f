"""Ruleset: the last matching line of a CODEOWNERS file for each path."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aiowners.codeowners.gitlab_glob import Glob
from aiowners.codeowners.heading import UNNAMED
from aiowners.codeowners.pattern import Pattern
from aiowners.codeowners.trie import TrieNode, with_floating
from aiowners.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from aiowners.codeowners.line import CodeOwners, Line

# The ranks of the last matching lines, in the order of their sections.
_Ranks: TypeAlias = tuple[int, ...]


class _Directory(NamedTuple):
    nodes: tuple[TrieNode, ...]  # the nodes from which a name in this directory may lead on
    ranks: _Ranks  # the last matching lines of a file in it that no more specific line matches
    lines: tuple[Line, ...]


class Ruleset:
    """The lines of a file, for looking up many paths.

    A directory is computed once, from its parent. After that, a file costs a lookup of its own name.
    """

    def __init__(self, code_owners: CodeOwners) -> None:
        entries = _entries(code_owners)
        # An exclusion overrides every line of its section, before and after it.
        self._lines = sorted(entries, key=lambda line: line.is_exclusion)
        sections: dict[str, int] = {}
        for line in entries:
            sections.setdefault(_section(line), len(sections))
        self._sections = [sections[_section(line)] for line in self._lines]
        self._has_single_section = len(sections) <= 1
        self._lines_by_ranks: dict[tuple[_Ranks, _Ranks], tuple[Line, ...]] = {}
        root = TrieNode()
        for rank, line in enumerate(self._lines):
            glob_steps = (Glob if code_owners.forge is Forge.GITLAB else Pattern)(line.pattern).glob_steps
            if glob_steps is not None:
                root.add(glob_steps, rank)
        self._directories = {"": self._directory([root], ())}

    def lines_for(self, path: str) -> tuple[Line, ...]:
        """Return the last matching line of each section for the file at `path`.

        `path` is relative, with `/` between segments. GitHub and Bitbucket have one section.
        (Bitbucket's page for Data Center says that the last match is used; the one for Cloud does
        not say.) GitLab's sections come in the order of the file. A pattern that a section repeats
        has the position of its first line and the owners of its last. A line may have no owners,
        and a GitLab exclusion overrides its whole section; both differ from an empty result.
        """
        parent, _, name = path.rpartition("/")
        directory = self._directories.get(parent) or self._enter(parent)
        return self._file_lines(directory, name) if directory.nodes else directory.lines

    def lines_for_each(self, paths: Iterable[str]) -> Iterator[tuple[str, tuple[Line, ...]]]:
        """Yield each path with its `lines_for`. Equal results are the same tuple."""
        lines_for = self.lines_for
        return ((path, lines_for(path)) for path in paths)

    def _file_lines(self, directory: _Directory, name: str) -> tuple[Line, ...]:
        hits: list[int] = []
        for node in directory.nodes:
            for child in node.after(name):
                hits += child.files
        if not hits:
            return directory.lines
        key = (directory.ranks, (max(hits),) if self._has_single_section else tuple(hits))
        lines = self._lines_by_ranks.get(key)
        if lines is None:
            lines = self._lines_by_ranks[key] = self._lines_of(self._merge(*key))
        return lines

    def _enter(self, path: str) -> _Directory:
        """Return the directory at `path`, and keep it and its parents."""
        directories, end = self._directories, len(path)
        ends = []
        while end > 0 and path[:end] not in directories:
            ends.append(end)
            end = path.rfind("/", 0, end)
        directory = directories[path[: max(end, 0)]]
        for end in reversed(ends):
            child = path[:end]
            directory = directories[child] = self._child(directory, child.rpartition("/")[2])
        return directory

    def _child(self, parent: _Directory, name: str) -> _Directory:
        if not parent.nodes:
            return parent
        nodes: list[TrieNode] = []
        for node in parent.nodes:
            if node.repeats:
                nodes.append(node)
            nodes += node.after(name)
        return self._directory(nodes, parent.ranks)

    def _directory(self, reached: Iterable[TrieNode], ranks: _Ranks) -> _Directory:
        nodes = with_floating(reached)
        hits = [rank for node in nodes for rank in node.below]
        ranks = self._merge(ranks, hits) if hits else ranks
        overridden = ranks[0] if ranks and self._has_single_section else -1
        relevant = tuple(node for node in nodes if node.goes_on and node.best > overridden)
        return _Directory(relevant, ranks, self._lines_of(ranks))

    def _merge(self, ranks: _Ranks, hits: Iterable[int]) -> _Ranks:
        sections = self._sections
        best = {sections[rank]: rank for rank in ranks}
        for rank in hits:
            section = sections[rank]
            if best.get(section, -1) < rank:
                best[section] = rank
        return tuple(best[section] for section in sorted(best))

    def _lines_of(self, ranks: _Ranks) -> tuple[Line, ...]:
        return tuple(self._lines[rank] for rank in ranks)


def matcher(pattern: str, forge: Forge) -> Callable[[str], bool]:
    """Return a test of whether a pattern, as written in a CODEOWNERS file, matches a path."""
    return Glob(pattern).matches if forge is Forge.GITLAB else Pattern(pattern).matches


def _entries(code_owners: CodeOwners) -> list[Line]:
    if code_owners.forge is not Forge.GITLAB:
        return list(code_owners.lines)
    entries: dict[tuple[str, str], Line] = {}
    for line in code_owners.lines:
        entries[_section(line), Glob(line.pattern).normal] = line
    return list(entries.values())


def _section(line: Line) -> str:
    return UNNAMED if line.section is None else line.section
