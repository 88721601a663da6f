"""Entry: a pattern with the owners of its files; the entries of a workspace, broad patterns first."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from aiowners.codeowners.pattern import GLOBSTAR, literal
from aiowners.codeowners.pattern_containment import as_pattern, contains, intersection, is_inside, literal_start
from aiowners.enforcement.claimed_patterns import claimed_patterns, owners_of
from aiowners.graph.team_directory import OwnerStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiowners.codeowners.file_index import FileIndex
    from aiowners.codeowners.pattern import Pattern
    from aiowners.codeowners.pattern_containment import Segments
    from aiowners.enforcement.required_reviews import RequiredReview
    from aiowners.graph.nodes import Node
    from aiowners.workspace import Workspace


@dataclass(eq=False)
class Entry:
    """A pattern, and the teams that own its files.

    `claimants` own the declarations that claim this pattern. `unconditional_owners` own its files
    even if another claim is more specific, because their claim leads to these files through a link
    or a pointer. `owners` are all teams that own its files, and `containing` the entries whose
    patterns contain this one.
    """

    segments: Segments
    claimants: set[str] = field(default_factory=set)
    unconditional_owners: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    containing: list[Entry] = field(default_factory=list)

    @property
    def own_teams(self) -> set[str]:
        """The teams that own the files because of this pattern, not of one that contains it."""
        return self.claimants | self.unconditional_owners

    @cached_property
    def pattern(self) -> Pattern:
        """The pattern, relative to the root."""
        return as_pattern(self.segments)


def entries(workspace: Workspace, reviews: Iterable[RequiredReview] = ()) -> list[Entry]:
    """Return an entry for each pattern of a declaration, and for each manifest with an owner, once.

    Broader patterns come first, because the last matching line is used; otherwise, entries are
    sorted. A claim overrides broader claims on its files, and an equal claim adds owners. If two
    patterns overlap and neither contains the other, their intersection gets an entry, if it matches
    a tracked file. The teams of `reviews` also own the files of their models.
    """
    by_segments = _declared_entries(workspace, reviews)
    if not by_segments:
        return []
    for segments in _overlaps(by_segments, workspace.files):
        by_segments.setdefault(segments, Entry(segments))
    index = _EntryIndex(by_segments.values())
    for entry in by_segments.values():
        candidates = index.may_contain(entry)
        entry.containing = [candidate for candidate in candidates if _precedes(candidate.segments, entry.segments)]
    for entry in by_segments.values():
        entry.owners = _owners(entry)
    return _broad_first(by_segments.values())


def owners_by_node(workspace: Workspace, reviews: Iterable[RequiredReview] = ()) -> dict[Node, set[str]]:
    """Return the teams that own each declared entity, including the teams of its required review."""
    owners: dict[Node, set[str]] = {node: owners_of(workspace, node) for node in workspace.graph.declared}
    for review in reviews:
        owners[review.node].update(review.teams)
    return owners


def _precedes(wide: Segments, narrow: Segments) -> bool:
    """Return whether `wide` contains `narrow`; of two equivalent patterns, the first in text order precedes."""
    return contains(wide, narrow) and (wide < narrow or not contains(narrow, wide))


def _owners(entry: Entry) -> set[str]:
    """Return the claimants of the most specific containing patterns, and all unconditional owners."""
    containing = [entry, *entry.containing]
    claimed = [candidate for candidate in containing if candidate.claimants]
    most_specific = [
        candidate
        for candidate in claimed
        if not any(is_inside(narrower.segments, candidate.segments) for narrower in claimed)
    ]
    return set().union(
        *(candidate.claimants for candidate in most_specific),
        *(candidate.unconditional_owners for candidate in containing),
    )


def _declared_entries(workspace: Workspace, reviews: Iterable[RequiredReview]) -> dict[Segments, Entry]:
    by_segments: dict[Segments, Entry] = {}

    def entry_of(pattern: Pattern) -> Entry:
        segments = (GLOBSTAR,) if pattern.segments == (GLOBSTAR, "*") else pattern.segments
        return by_segments.setdefault(segments, Entry(segments))

    owners = owners_by_node(workspace, reviews)
    for claim, pattern, is_declared in claimed_patterns(workspace):
        entry = entry_of(pattern)
        (entry.claimants if is_declared else entry.unconditional_owners).update(owners[claim.node])
    for manifest in workspace.manifests:
        owner = workspace.graph.directory.resolve(manifest.owner)
        if owner.standing is OwnerStatus.RESOLVED and owner.party is not None:
            entry_of(literal(manifest.path)).unconditional_owners.add(owner.party)
    return {
        segments: entry for segments, entry in by_segments.items() if entry.own_teams and segments and all(segments)
    }


class _EntryIndex:
    """Entries by the literal directories with which they begin."""

    def __init__(self, all_entries: Iterable[Entry]) -> None:
        self._by_start: dict[Segments, list[Entry]] = {}
        for entry in all_entries:
            self._by_start.setdefault(literal_start(entry.segments), []).append(entry)

    def may_contain(self, entry: Entry) -> Iterator[Entry]:
        """Yield the other entries that may contain `entry`: those whose start is a prefix of its start."""
        start = literal_start(entry.segments)
        for end in range(len(start) + 1):
            yield from (candidate for candidate in self._by_start.get(start[:end], ()) if candidate is not entry)


def _overlaps(by_segments: dict[Segments, Entry], files: FileIndex | None) -> set[Segments]:
    """Return the intersections of floating patterns with literal directories that have files of both.

    Other overlaps have no pattern of their own. If the files are unknown, the result is empty.
    """
    directories = {"/".join(start): entry for entry in by_segments.values() if (start := _directory(entry.segments))}
    intersections: set[Segments] = set()
    for entry in by_segments.values() if files is not None and directories else ():
        for path in _directories_of(entry, files) if _floats(entry.segments) else ():
            directory = directories.get(path)
            if directory is None or directory.own_teams <= entry.own_teams:
                continue
            if contains(entry.segments, directory.segments):
                continue
            common = intersection(directory.segments, entry.segments)
            if common is not None and not contains(directory.segments, entry.segments):
                intersections.add(common)
    return intersections


def _directory(segments: Segments) -> Segments:
    """Return the names of a literal path that is or may be a directory; empty for other patterns."""
    start = literal_start(segments)
    return start if segments in {start, (*start, GLOBSTAR)} else ()


def _floats(segments: Segments) -> bool:
    """Return whether a pattern matches at any depth below its literal start, but not all files there."""
    start = literal_start(segments)
    return len(segments) > len(start) + 1 and segments[len(start)] == GLOBSTAR


def _directories_of(entry: Entry, files: FileIndex | None) -> Iterator[str]:
    """Yield each directory, below the literal start, that has tracked files of the entry at any depth."""
    assert files is not None
    seen = {"/".join(literal_start(entry.segments)), ""}
    for start, end in files.runs(entry.pattern):
        for path in files.paths[start:end]:
            slash = path.rfind("/")
            while slash > 0 and (directory := path[:slash]) not in seen:
                seen.add(directory)
                yield directory
                slash = path.rfind("/", 0, slash)


def _broad_first(all_entries: Iterable[Entry]) -> list[Entry]:
    """Return entries in text order, but each after all entries that contain it."""
    contained: dict[Entry, list[Entry]] = {}
    remaining = {}  # by entry, the number of containing entries that are not yet ordered
    for entry in all_entries:
        remaining[entry] = len(entry.containing)
        for container in entry.containing:
            contained.setdefault(container, []).append(entry)
    by_segments = {entry.segments: entry for entry in remaining}
    ready = [entry.segments for entry, count in remaining.items() if not count]
    heapify(ready)
    ordered: dict[Entry, None] = {}
    while ready:
        entry = by_segments[heappop(ready)]
        ordered[entry] = None
        for narrower in contained.get(entry, ()):
            remaining[narrower] -= 1
            if not remaining[narrower]:
                heappush(ready, narrower.segments)
    # Equivalent patterns, each recognized in only one direction, may form a cycle.
    return [
        *ordered,
        *(by_segments[segments] for segments in sorted(by_segments) if by_segments[segments] not in ordered),
    ]
