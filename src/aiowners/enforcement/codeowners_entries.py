"""Entry: one pattern and all who own what it matches; the entries of a workspace, broad ones first."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from aiowners.codeowners.pattern import literal
from aiowners.codeowners.pattern_containment import EVERY, as_pattern, contains, is_inside, literal_start, meet
from aiowners.enforcement.claimed_patterns import claimed, owners_of
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
    """`stated` are the parties of the declarations that claim the pattern, `parties` all who own what it matches.

    `added` own it too, whatever claims are more specific: what they claim leads here.
    """

    segments: Segments
    stated: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)
    above: list[Entry] = field(default_factory=list)

    @property
    def own(self) -> set[str]:
        """Both."""
        return self.stated | self.added

    @cached_property
    def pattern(self) -> Pattern:
        """The pattern, from the root."""
        return as_pattern(self.segments)


def entries(workspace: Workspace, reviewed: Iterable[RequiredReview] = ()) -> list[Entry]:
    """Every pattern of every declaration, and every manifest that states an owner, each once.

    Broader ones come first, since the last match wins; otherwise they are sorted. A claim takes
    what it matches from the broader ones, and one that is equal owns it too. Where two patterns
    overlap and neither contains the other, a third stands for what they have in common, if a tracked
    file is in it. What is `reviewed` is also owned by all who must review it.
    """
    found = _stated(workspace, reviewed)
    if not found:
        return []
    for segments in _overlaps(found, workspace.files):
        found.setdefault(segments, Entry(segments))
    shelf = _Shelf(found.values())
    for entry in found.values():
        entry.above = [other for other in shelf.near(entry) if _is_above(other.segments, entry.segments)]
    for entry in found.values():
        entry.parties = _parties(entry)
    return _broad_first(found.values())


def owning(workspace: Workspace, reviewed: Iterable[RequiredReview] = ()) -> dict[Node, set[str]]:
    """The parties that own what each declaration claims, with all who must review it if it is `reviewed`."""
    owners: dict[Node, set[str]] = {node: owners_of(workspace, node) for node in workspace.graph.declared}
    for demand in reviewed:
        owners[demand.node].update(demand.parties)
    return owners


def _is_above(one: Segments, other: Segments) -> bool:
    """Whether `one` contains `other`; of two spellings of the same the first by text."""
    return contains(one, other) and (one < other or not contains(other, one))


def _parties(entry: Entry) -> set[str]:
    """Who owns what an entry matches: of the claims that contain it the most specific, and all that is added."""
    above = [entry, *entry.above]
    stated = [one for one in above if one.stated]
    applied = [one for one in stated if not any(is_inside(other.segments, one.segments) for other in stated)]
    return set().union(*(one.stated for one in applied), *(one.added for one in above))


def _stated(workspace: Workspace, reviewed: Iterable[RequiredReview]) -> dict[Segments, Entry]:
    found: dict[Segments, Entry] = {}

    def entry(pattern: Pattern) -> Entry:
        segments = (EVERY,) if pattern.segments == (EVERY, "*") else pattern.segments
        return found.setdefault(segments, Entry(segments))

    owners = owning(workspace, reviewed)
    for claim, pattern, is_stated in claimed(workspace):
        one = entry(pattern)
        (one.stated if is_stated else one.added).update(owners[claim.node])
    for manifest in workspace.manifests:
        owner = workspace.graph.directory.resolve(manifest.owner)
        if owner.standing is OwnerStatus.RESOLVED and owner.party is not None:
            entry(literal(manifest.path)).added.add(owner.party)
    return {segments: one for segments, one in found.items() if one.own and segments and all(segments)}


class _Shelf:
    """Entries by the literal directories with which they begin."""

    def __init__(self, all_of_them: Iterable[Entry]) -> None:
        self._by_start: dict[Segments, list[Entry]] = {}
        for entry in all_of_them:
            self._by_start.setdefault(literal_start(entry.segments), []).append(entry)

    def near(self, entry: Entry) -> Iterator[Entry]:
        """The others that may contain it: what they begin with, it begins with."""
        start = literal_start(entry.segments)
        for end in range(len(start) + 1):
            yield from (other for other in self._by_start.get(start[:end], ()) if other is not entry)


def _overlaps(found: dict[Segments, Entry], files: FileIndex | None) -> set[Segments]:
    """What a pattern that floats has in common with the literal directories that it does not contain, by its files.

    Other overlaps, and all of them where nobody knows the files, have no pattern of their own.
    """
    directories = {"/".join(start): entry for entry in found.values() if (start := _directory(entry.segments))}
    met: set[Segments] = set()
    for one in found.values() if files is not None and directories else ():
        for place in _directories_of(one, files) if _floats(one.segments) else ():
            other = directories.get(place)
            if other is None or other.own <= one.own or contains(one.segments, other.segments):
                continue
            common = meet(other.segments, one.segments)
            if common is not None and not contains(other.segments, one.segments):
                met.add(common)
    return met


def _directory(segments: Segments) -> Segments:
    """The names of a pattern that is a plain directory, or a path that may be one; none of another."""
    start = literal_start(segments)
    return start if segments in {start, (*start, EVERY)} else ()


def _floats(segments: Segments) -> bool:
    """Whether a pattern matches at any depth below the directory with which it begins, and not all there."""
    start = literal_start(segments)
    return len(segments) > len(start) + 1 and segments[len(start)] == EVERY


def _directories_of(one: Entry, files: FileIndex | None) -> Iterator[str]:
    """Every directory that holds tracked files of a pattern, at any depth, below that with which it begins."""
    assert files is not None
    seen = {"/".join(literal_start(one.segments)), ""}
    for start, end in files.runs(one.pattern):
        for path in files.paths[start:end]:
            end_of_name = path.rfind("/")
            while end_of_name > 0 and (place := path[:end_of_name]) not in seen:
                seen.add(place)
                yield place
                end_of_name = path.rfind("/", 0, end_of_name)


def _broad_first(found: Iterable[Entry]) -> list[Entry]:
    """In the order of their text, but each behind all that contain it."""
    below: dict[Entry, list[Entry]] = {}
    waiting = {}
    for entry in found:
        waiting[entry] = len(entry.above)
        for other in entry.above:
            below.setdefault(other, []).append(entry)
    by_text = {entry.segments: entry for entry in waiting}
    ready = [entry.segments for entry, count in waiting.items() if not count]
    heapify(ready)
    ordered: dict[Entry, None] = {}
    while ready:
        entry = by_text[heappop(ready)]
        ordered[entry] = None
        for other in below.get(entry, ()):
            waiting[other] -= 1
            if not waiting[other]:
                heappush(ready, other.segments)
    # Several spellings of the same, each found in one other only, may have gone round in a circle.
    return [*ordered, *(by_text[left] for left in sorted(by_text) if by_text[left] not in ordered)]
