"""Fixes that fit together -> texts: edits checked for overlap, and applied."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from aiowners.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Edit, Fix


class _Placed(NamedTuple):
    """An edit of one source, or all that insert at one place `beside` each other; `number` tells them apart."""

    start: int
    end: int
    number: int
    texts: dict[str, None]  # in the order of their findings
    beside: bool


class Edits:
    """Edits that do not overlap, by source."""

    def __init__(self) -> None:
        self._placed: dict[Source, list[_Placed]] = {}
        self._count = 0

    def fits(self, fix: Fix) -> bool:
        """Whether no edit of a fix overlaps what is there.

        Two edits overlap where they change the same character, where one inserts at an end of what
        the other changes, and where both insert at one place and are not `beside`. An edit that is
        there already, to the letter, does not.
        """
        return all(_same(place, other) for edit in fix.edits for place, other in self._overlapping(edit))

    def take(self, fix: Fix) -> None:
        """Add the edits of a fix that fits."""
        for edit in fix.edits:
            if self._overlapping(edit):
                continue
            placed = self._placed.setdefault(edit.location.source, [])
            place = self._place(edit)
            at = bisect_left(placed, place[:2])
            if at < len(placed) and placed[at][:2] == place[:2]:
                placed[at].texts.update(place.texts)
            else:
                placed.insert(at, place)

    def _place(self, edit: Edit) -> _Placed:
        self._count += 1
        span = edit.location.span
        return _Placed(span.start, span.end, self._count, {edit.text: None}, edit.beside)

    def _overlapping(self, edit: Edit) -> list[tuple[_Placed, _Placed]]:
        """The edit, and another that it overlaps: all such pairs."""
        place = self._place(edit)
        placed = self._placed.get(edit.location.source, [])
        at = bisect_left(placed, (place.start,))
        while at > 0 and placed[at - 1].end >= place.start:
            at -= 1
        found = []
        while at < len(placed) and placed[at].start <= place.end:
            if _overlap(place, placed[at]):
                found.append((place, placed[at]))
            at += 1
        return found

    def texts(self) -> dict[Source, Source]:
        """The sources that the edits change, and what they become."""
        return {source: _edited(source, placed) for source, placed in self._placed.items() if placed}


def edited(fixes: Iterable[Fix]) -> dict[Source, Source]:
    """The sources that fixes change, and what they become; a fix that overlaps an earlier one is left out."""
    edits = Edits()
    for fix in fixes:
        if edits.fits(fix):
            edits.take(fix)
    return edits.texts()


def _same(one: _Placed, other: _Placed) -> bool:
    if one.beside and other.beside and one[:2] == other[:2]:
        return one.texts.keys() <= other.texts.keys()
    return (*one[:2], one.texts) == (*other[:2], other.texts)


def _overlap(one: _Placed, other: _Placed) -> bool:
    if one.start == one.end and other.start == other.end:
        alike = not one.texts.keys().isdisjoint(other.texts)
        return one.start == other.start and (alike or not (one.beside and other.beside))
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def _edited(source: Source, placed: list[_Placed]) -> Source:
    pieces = ["\ufeff"] if source.byte_order_mark else []
    cursor = 0
    for start, end, _, texts, _ in placed:
        pieces += [source.text[cursor:start], *texts]
        cursor = end
    pieces.append(source.text[cursor:])
    return Source(source.path, "".join(pieces))
