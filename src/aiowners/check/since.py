"""Since: of the findings of a run, those that a change brought, shown where the change is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Diagnostic, Label

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from aiowners.diagnostics.report import Report
    from aiowners.source import Location


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one file that a change is about, as ranges of numbers from 1.

    `written` were added or altered; something was taken away `beside` the others.
    """

    written: tuple[range, ...] = ()
    beside: tuple[range, ...] = ()


_WHOLE = Lines(written=(range(1, 1 << 62),))
_NONE = Lines()


@dataclass(frozen=True, slots=True)
class Change:
    """What happened between a commit and the tree: lines by path, and the paths that were there before."""

    lines: Mapping[str, Lines]
    before: Collection[str] = field(default=frozenset())

    def of(self, path: str) -> Lines:
        """The lines of one file that the change is about: all of a file that is new."""
        return self.lines.get(path, _NONE if path in self.before else _WHOLE)


def brought_first(report: Report, known: Collection[str], change: Change) -> Report:
    """The report with the findings first that the change brought; the others follow, none is left out.

    `known` are the fingerprints of what was found before the change. A finding that the change
    brought points at a line that the change wrote, where one of its places lies on such a line;
    else at one beside something that it took away, if there is one.
    """
    pairs = list(zip(report.diagnostics, report.fingerprints, strict=True))
    brought = [(_shown_in(change, found), name) for found, name in pairs if name not in known]
    brought.sort(key=lambda pair: pair[0].order)
    ordered = brought + [(found, name) for found, name in pairs if name in known]
    return replace(
        report,
        diagnostics=tuple(found for found, _ in ordered),
        fingerprints=tuple(name for _, name in ordered),
        brought=len(brought),
    )


def _shown_in(change: Change, found: Diagnostic) -> Diagnostic:
    places = (found.location, *(label.location for label in found.related))
    at = next((place for place in places if _lies_in(place, change.of(place.path).written)), None)
    if at is None:
        at = next((place for place in places if _lies_in(place, change.of(place.path).beside)), None)
    return found if at is None or at is found.location else _pointed_at(found, at)


def _lies_in(place: Location, ranges: Sequence[range]) -> bool:
    return bool(ranges) and any(place.start.line in lines for lines in ranges)


def _pointed_at(found: Diagnostic, at: Location) -> Diagnostic:
    """The same finding from another of its places; the one that it pointed at stays among them."""
    here = next(label for label in found.related if label.location is at)
    others = tuple(label for label in found.related if label is not here)
    there = Label(found.location, found.label or found.message)
    return replace(found, location=at, label=here.message, related=(there, *others))
