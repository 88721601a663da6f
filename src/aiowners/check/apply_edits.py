"""Fixes that fit together -> texts: edits checked for overlap, and applied."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from aiowners.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Edit, Fix


class _Replacement(NamedTuple):
    """An edit of a source, or all insertions at one offset that may be `beside` each other.

    `number` distinguishes replacements of the same span.
    """

    start: int
    end: int
    number: int
    texts: dict[str, None]  # in the order of their findings
    beside: bool


class Edits:
    """Edits that do not overlap, by source."""

    def __init__(self) -> None:
        self._replacements: dict[Source, list[_Replacement]] = {}
        self._count = 0

    def fits(self, fix: Fix) -> bool:
        """Return whether no edit of a fix overlaps an edit that was added before.

        Two edits overlap if they change the same character, if one inserts at an end of the span that
        the other changes, or if both insert at the same offset and are not `beside`. An edit that is
        equal to an earlier edit does not overlap it.
        """
        return all(_equal(new, old) for edit in fix.edits for new, old in self._overlapping(edit))

    def take(self, fix: Fix) -> None:
        """Add the edits of a fix that fits."""
        for edit in fix.edits:
            if self._overlapping(edit):
                continue
            replacements = self._replacements.setdefault(edit.location.source, [])
            new = self._replacement(edit)
            index = bisect_left(replacements, new[:2])
            if index < len(replacements) and replacements[index][:2] == new[:2]:
                replacements[index].texts.update(new.texts)
            else:
                replacements.insert(index, new)

    def _replacement(self, edit: Edit) -> _Replacement:
        self._count += 1
        span = edit.location.span
        return _Replacement(span.start, span.end, self._count, {edit.text: None}, edit.beside)

    def _overlapping(self, edit: Edit) -> list[tuple[_Replacement, _Replacement]]:
        """Return all pairs of the new edit and an earlier edit that it overlaps."""
        new = self._replacement(edit)
        replacements = self._replacements.get(edit.location.source, [])
        index = bisect_left(replacements, (new.start,))
        while index > 0 and replacements[index - 1].end >= new.start:
            index -= 1
        pairs = []
        while index < len(replacements) and replacements[index].start <= new.end:
            if _overlap(new, replacements[index]):
                pairs.append((new, replacements[index]))
            index += 1
        return pairs

    def texts(self) -> dict[Source, Source]:
        """Return the sources that the edits change, each with its new version."""
        return {source: _edited(source, edits) for source, edits in self._replacements.items() if edits}


def edited(fixes: Iterable[Fix]) -> dict[Source, Source]:
    """Return the sources that fixes change, each with its new version; skip fixes that overlap earlier ones."""
    edits = Edits()
    for fix in fixes:
        if edits.fits(fix):
            edits.take(fix)
    return edits.texts()


def _equal(new: _Replacement, old: _Replacement) -> bool:
    if new.beside and old.beside and new[:2] == old[:2]:
        return new.texts.keys() <= old.texts.keys()
    return (*new[:2], new.texts) == (*old[:2], old.texts)


def _overlap(new: _Replacement, old: _Replacement) -> bool:
    if new.start == new.end and old.start == old.end:
        share_text = not new.texts.keys().isdisjoint(old.texts)
        return new.start == old.start and (share_text or not (new.beside and old.beside))
    if new.start == new.end or old.start == old.end:
        return new.start <= old.end and old.start <= new.end
    return new.start < old.end and old.start < new.end


def _edited(source: Source, replacements: list[_Replacement]) -> Source:
    parts = ["\ufeff"] if source.byte_order_mark else []
    cursor = 0
    for start, end, _, texts, _ in replacements:
        parts += [source.text[cursor:start], *texts]
        cursor = end
    parts.append(source.text[cursor:])
    return Source(source.path, "".join(parts))
