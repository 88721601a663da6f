"""Ruleset: which line of a CODEOWNERS file wins for a path."""

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

# The ranks of the lines that win, in the order of their sections.
_Ranks: TypeAlias = tuple[int, ...]


class _Directory(NamedTuple):
    nodes: tuple[TrieNode, ...]  # those that a name in this directory may lead on from
    ranks: _Ranks  # what wins for everything in it, if nothing else is said
    lines: tuple[Line, ...]


class Ruleset:
    """The lines of one file, laid over each other for looking up many paths.

    A directory is worked out once, from the one above it; a file then costs its own name only.
    """

    def __init__(self, code_owners: CodeOwners) -> None:
        entries = _entries(code_owners)
        # An exclusion holds against every line of its section, wherever it stands.
        self._lines = sorted(entries, key=lambda line: line.is_exclusion)
        sections: dict[str, int] = {}
        for line in entries:
            sections.setdefault(_section(line), len(sections))
        self._sections = [sections[_section(line)] for line in self._lines]
        self._is_single = len(sections) < 2  # noqa: PLR2004 - one section, or none
        self._known: dict[tuple[_Ranks, _Ranks], tuple[Line, ...]] = {}
        root = TrieNode()
        for rank, line in enumerate(self._lines):
            walk = (Glob if code_owners.forge is Forge.GITLAB else Pattern)(line.pattern).walk
            if walk is not None:
                root.add(walk, rank)
        self._directories = {"": self._directory([root], ())}

    def owning(self, path: str) -> tuple[Line, ...]:
        """The lines that win for the file at `path` (relative, `/` between segments), one a section.

        GitHub and Bitbucket have one section: the last line that matches wins. (Bitbucket's page for
        Data Center says so; the one for Cloud leaves it open.) GitLab's sections come in the order
        of the file, and a pattern that a section repeats has the place of the first time and the
        owners of the last. A line that wins may have no owners, and a GitLab exclusion wins over
        all of its section: that is not the same as no line.
        """
        directory, _, name = path.rpartition("/")
        place = self._directories.get(directory) or self._enter(directory)
        return self._winning(place, name) if place.nodes else place.lines

    def each(self, paths: Iterable[str]) -> Iterator[tuple[str, tuple[Line, ...]]]:
        """Each path with what `owning` says of it. Lines that win together are one and the same tuple."""
        owning = self.owning
        return ((path, owning(path)) for path in paths)

    def _winning(self, place: _Directory, name: str) -> tuple[Line, ...]:
        hits: list[int] = []
        for node in place.nodes:
            for child in node.after(name):
                hits += child.files
        if not hits:
            return place.lines
        key = (place.ranks, (max(hits),) if self._is_single else tuple(hits))
        lines = self._known.get(key)
        if lines is None:
            lines = self._known[key] = self._lines_of(self._merge(*key))
        return lines

    def _enter(self, directory: str) -> _Directory:
        known, end = self._directories, len(directory)
        ends = []
        while end > 0 and directory[:end] not in known:
            ends.append(end)
            end = directory.rfind("/", 0, end)
        place = known[directory[: max(end, 0)]]
        for end in reversed(ends):
            path = directory[:end]
            place = known[path] = self._below(place, path.rpartition("/")[2])
        return place

    def _below(self, place: _Directory, name: str) -> _Directory:
        if not place.nodes:
            return place
        nodes: list[TrieNode] = []
        for node in place.nodes:
            if node.repeats:
                nodes.append(node)
            nodes += node.after(name)
        return self._directory(nodes, place.ranks)

    def _directory(self, reached: Iterable[TrieNode], ranks: _Ranks) -> _Directory:
        nodes = with_floating(reached)
        hits = [rank for node in nodes for rank in node.below]
        ranks = self._merge(ranks, hits) if hits else ranks
        beaten = ranks[0] if ranks and self._is_single else -1
        alive = tuple(node for node in nodes if node.goes_on and node.best > beaten)
        return _Directory(alive, ranks, self._lines_of(ranks))

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
    """Whether a file is meant by a pattern as it is written in a CODEOWNERS file."""
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
