"""Claims: which declarations claim a tracked entry, by its path and by what it represents."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.file_index import FileIndex, difference, intersects, union
from aiowners.codeowners.pattern import Pattern, literal
from aiowners.codeowners.pattern_containment import is_inside, literal_start
from aiowners.graph.references import paths
from aiowners.manifest.model import Model
from aiowners.tracked.git_settings import attributes, dvc_directory, is_attributes, is_settings
from aiowners.tracked.links import Links, LinkTargets
from aiowners.tracked.pointers import PointerIndex, pointers
from aiowners.tracked.tree import LFS, SUBMODULES, Tracked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aiowners.codeowners.file_index import Run
    from aiowners.codeowners.file_owners import FileOwners, UnownedFiles
    from aiowners.codeowners.pattern_containment import Segments
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.tracked.pointers import Pointer

_MAX_COMPARED = 256  # claims of one file that are compared; of more, all apply
# What lies below a directory, at any depth: names that no other pattern has.
_BELOW = ("/\0\0", "/\0\0/\0\0")


class Claim(NamedTuple):
    """A pattern, relative to the root, by which a declaration claims files: item `position` of its list `key`."""

    node: DeclaredNode
    key: str
    position: int
    pattern: Pattern

    def naming(self, path: str) -> Pattern:
        """Return the pattern that means an entry which the claim applies to: its own, if that matches the entry."""
        return self.pattern if self.pattern.matches(path) else literal(path)

    @property
    def text(self) -> str:
        """The pattern as written."""
        return paths(self.node.declaration)[1][self.position]


class Claims:
    """The claims of a workspace, and the entries that each applies to.

    Of two claims of different declarations on one path the more specific applies, or both if
    neither is. A claim also applies to what a link that it claims leads to, to the links that lead
    there, and to each pointer to what it claims: neither is taken away by a more specific claim on
    the entry itself.
    """

    def __init__(self, stated: Sequence[Claim], tracked: Tracked | None) -> None:
        self.stated = stated
        self.tracked = tracked or Tracked(())
        self._beyond: dict[tuple[int, int], LinkTargets] = {}
        self._taken: dict[tuple[int, int], tuple[Pattern, ...]] = {}
        self._starts: dict[tuple[int, int], _Starts] = {}

    @cached_property
    def links(self) -> Links:
        """The links of the tree."""
        return Links(self.tracked.texts([*self.tracked.links]))

    @cached_property
    def pointers(self) -> PointerIndex:
        """What submodules and the files of DVC represent."""
        return PointerIndex(pointers(self.tracked, self.links))

    def applying(self, index: FileIndex) -> dict[int, tuple[Claim, ...]]:
        """Return the claims that apply to each path of an index, by its place there; only paths that are claimed."""
        matched: dict[int, list[int]] = {}
        for number, claim in enumerate(self.stated):
            for start, end in index.runs(claim.pattern):
                for index_of_file in range(start, end):
                    matched.setdefault(index_of_file, []).append(number)
        known: dict[tuple[int, ...], tuple[Claim, ...]] = {}
        by_file = {}
        for index_of_file, numbers in matched.items():
            key = tuple(numbers)
            if key not in known:
                known[key] = most_specific([self.stated[number] for number in numbers])
            by_file[index_of_file] = known[key]
        return by_file

    def taken_from(self, claim: Claim) -> tuple[Pattern, ...]:
        """Return the more specific claims of other declarations: to what these match, the claim does not apply."""
        key = claim.node.number, claim.position
        if key not in self._taken:
            self._taken[key] = tuple(self._more_specific(claim))
        return self._taken[key]

    def _more_specific(self, claim: Claim) -> Iterator[Pattern]:
        starts, claims = self._by_start
        start = _start(claim.pattern.segments)
        directory = None  # all below it is taken already
        for index_of_start in range(bisect_left(starts, start), len(starts)):
            if not starts[index_of_start].startswith(start):
                return
            other = claims[index_of_start]
            if other.node is claim.node or (directory is not None and starts[index_of_start].startswith(directory)):
                continue
            segments = other.pattern.segments
            if is_inside(segments, claim.pattern.segments):
                yield other.pattern
                if segments[:-1] == literal_start(segments) and segments[-1] == "**":
                    directory = starts[index_of_start]

    @cached_property
    def _by_start(self) -> tuple[list[str], list[Claim]]:
        ordered = sorted((claim for claim in self.stated), key=lambda claim: _start(claim.pattern.segments))
        return [_start(claim.pattern.segments) for claim in ordered], ordered

    def beyond(self, claim: Claim) -> LinkTargets:
        """Return what a claim means through links, beyond what its pattern matches."""
        if not self.tracked.links:
            return LinkTargets((), frozenset())
        key = claim.node.number, claim.position
        if key not in self._beyond:
            on_links = self._on_links
            taken = self._starts_of(claim)
            segments = claim.pattern.segments

            def is_covered(pattern: Pattern) -> bool:
                inside = pattern.segments == segments or is_inside(pattern.segments, segments)
                return inside and not taken.may_meet(pattern)

            self._beyond[key] = self.links.beyond(claim.pattern, lambda path: key in on_links.get(path, ()), is_covered)
        return self._beyond[key]

    @cached_property
    def _on_links(self) -> dict[str, frozenset[tuple[int, int]]]:
        return self._applied(self.tracked.links)

    def _applied(self, probes: Iterable[str]) -> dict[str, frozenset[tuple[int, int]]]:
        index = FileIndex(probes)
        return {
            index.paths[index_of_file]: frozenset((claim.node.number, claim.position) for claim in claims)
            for index_of_file, claims in self.applying(index).items()
        }

    @cached_property
    def _on_pointers(self) -> dict[str, frozenset[tuple[int, int]]]:
        represented = {pointer.path for pointer in self.pointers.all if pointer.path}
        return self._applied(path + end for path in represented for end in ("", *_BELOW))

    def pointed(self, claim: Claim, among: PointerIndex | None = None) -> set[Pointer]:
        """Return the pointers to what a claim means, of all or `among` these; to part of it is enough.

        What a pattern such as `*.md` matches in a submodule is not known. It counts `among` the
        pointers that a change touches, and for models, which nothing may change unseen.
        """
        index = self.pointers if among is None else among
        named = among is None and not isinstance(claim.node.declaration, Model)
        if not index.all:
            return set()
        pointers = {pointer for pattern in self.beyond(claim).patterns for pointer in index.of(pattern, named=named)}
        for pointer in index.of(claim.pattern, named=named):
            ends = ("", *_BELOW) if pointer.is_directory else ("",)
            matched = [pointer.path + end for end in ends if claim.pattern.matches(pointer.path + end)]
            if not matched or any(self._applies_at(claim, probe) for probe in matched):
                pointers.add(pointer)
        return pointers

    def _applies_at(self, claim: Claim, probe: str) -> bool:
        if probe in self._on_pointers:
            return (claim.node.number, claim.position) in self._on_pointers[probe]
        return self.applies(claim, probe)

    def entries(self, claim: Claim) -> tuple[tuple[Pattern, ...], frozenset[str]]:
        """Return what a claim means beyond its own pattern: more patterns, and single entries."""
        through_links = self.beyond(claim)
        return through_links.patterns, through_links.entries.union(pointer.entry for pointer in self.pointed(claim))

    def runs(self, claim: Claim, index: FileIndex, *, pointed: bool = True) -> list[Run]:
        """Return the paths of an index that a claim applies to; without the pointers to them unless `pointed`."""
        runs = self.matched(claim, index)
        through_links = self.beyond(claim)
        patterns, entries = self.entries(claim) if pointed else (through_links.patterns, through_links.entries)
        if not patterns and not entries:
            return runs
        more = [run for pattern in patterns for run in index.runs(pattern)]
        singles = (index.position(path) for path in entries)
        return union([*runs, *more, *((single, single + 1) for single in singles if single is not None)])

    def applies(self, claim: Claim, path: str) -> bool:
        """Whether the claim's own pattern applies to a path."""
        if not claim.pattern.matches(path):
            return False
        is_near = self._starts_of(claim).may_meet(literal(path))
        return not (is_near and any(narrower.matches(path) for narrower in self.taken_from(claim)))

    def _starts_of(self, claim: Claim) -> _Starts:
        key = claim.node.number, claim.position
        if key not in self._starts:
            self._starts[key] = _Starts(self.taken_from(claim))
        return self._starts[key]

    def matched(self, claim: Claim, index: FileIndex) -> list[Run]:
        """Return the paths of an index that the claim's own pattern applies to."""
        runs = list(index.runs(claim.pattern))
        taken = self.taken_from(claim) if runs else ()
        return difference(runs, (run for pattern in taken for run in index.runs(pattern))) if taken else runs

    def stray(self, claim: Claim, index: FileIndex, winners: FileOwners, names: frozenset[str]) -> UnownedFiles | None:
        """Return the entries that a claim applies to for which CODEOWNERS assigns none of `names`; None if there are none."""
        patterns, entries = self.entries(claim)
        if not patterns and not entries:
            unowned = winners.files_not_owned_by(names, index.runs(claim.pattern))
            # Most patterns have no such file, and then it does not matter which claims are more specific.
            if unowned is None or not self.taken_from(claim):
                return unowned
        return winners.files_not_owned_by(names, self.runs(claim, index))

    def means_something(self, pattern: Pattern, index: FileIndex) -> bool:
        """Whether a pattern matches a tracked entry, or means one through a link or a pointer."""
        if index.any(pattern):
            return True
        return any(
            index.any(candidate) or next(self.pointers.of(candidate, known=True), None) is not None
            for candidate in (pattern, *self.links.beyond(pattern).patterns)
        )

    def settings(self, claim: Claim, index: FileIndex) -> set[str]:
        """Return the tracked settings files that say where the content of what a claim applies to comes from."""
        paths = set()
        for path in self.settings_files:
            if self.is_set_by(claim, index, path, self.filtered if path == LFS else self._filters.get(path, ())):
                paths.add(path)
        return paths

    def is_set_by(self, claim: Claim, index: FileIndex, path: str, patterns: Iterable[Pattern]) -> bool:
        """Whether a settings file applies to a claim; `patterns` are the files that it applies to, if that is known."""
        if path == SUBMODULES:
            return any(pointer.entry in self.tracked.submodules for pointer in self.pointed(claim))
        if path == LFS or is_attributes(path):
            return intersects(self.runs(claim, index), (run for pattern in patterns for run in index.runs(pattern)))
        directory = dvc_directory(path)
        return any(
            pointer.entry.startswith(directory) and pointer.entry not in self.tracked.submodules
            for pointer in self.pointed(claim)
        )

    @cached_property
    def settings_files(self) -> tuple[str, ...]:
        """The settings files of the tree."""
        return tuple(path for path in self.tracked.paths if path.endswith(_ENDINGS) and is_settings(path))

    @cached_property
    def _filters(self) -> dict[str, tuple[Pattern, ...]]:
        """By `.gitattributes`, what each filters."""
        files = [path for path in self.settings_files if is_attributes(path)]
        return {
            path: tuple(attribute.pattern for attribute in attributes(path, text) if attribute.is_filter)
            for path, text in self.tracked.texts(files).items()
        }

    @cached_property
    def filtered(self) -> tuple[Pattern, ...]:
        """What Git LFS, or any other filter, may keep elsewhere."""
        return tuple(pattern for patterns in self._filters.values() for pattern in patterns)


_ENDINGS = (".gitattributes", SUBMODULES, LFS, "config")


def most_specific(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Of claims on one path those that apply: those than which no other declaration's is more specific."""
    if len(claims) == 1 or len(claims) > _MAX_COMPARED:
        return tuple(claims)
    return tuple(
        claim
        for claim in claims
        if not any(
            other.node is not claim.node and is_inside(other.pattern.segments, claim.pattern.segments)
            for other in claims
        )
    )


@lru_cache(maxsize=1 << 16)
def _start(segments: Segments) -> str:
    """Return the directories and names with which a pattern begins, each with a slash."""
    return "".join(f"{name}/" for name in literal_start(segments))


class _Starts:
    """Patterns, asked whether one of them may match what another matches."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._starts = sorted({_start(pattern.segments) for pattern in patterns})
        self._known = {*self._starts}

    def may_meet(self, pattern: Pattern) -> bool:
        if not self._starts:
            return False
        start = _start(pattern.segments)
        start_index = bisect_left(self._starts, start)
        if start_index < len(self._starts) and self._starts[start_index].startswith(start):
            return True
        end = 0
        while True:
            if start[:end] in self._known:
                return True
            slash = start.find("/", end)
            if slash < 0:
                return False
            end = slash + 1
