"""Since: of the findings of a run, those that a change brought, shown where the change is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aiowners.check.changed_lines import Lines
from aiowners.diagnostics.diagnostic import Diagnostic, Label
from aiowners.diagnostics.report import fingerprints
from aiowners.source import Location, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from aiowners.diagnostics.report import Report

_UNCHANGED = Lines()


def brought_first(report: Report, known: Collection[str], change: Mapping[str, Lines]) -> Report:
    """The report with the findings first that a change brought; the others follow, none is left out.

    `known` are the fingerprints of what was found before the change, `change` the lines that it is
    about, by path. A finding that the change brought points at a line that the change wrote, where
    one of its places lies on such a line; else at one beside something that it took away, if there
    is one.
    """
    pairs = list(zip(report.diagnostics, report.fingerprints, strict=True))
    brought = [(_shown_in(change, found), name) for found, name in pairs if name not in known]
    brought.sort(key=lambda pair: pair[0].order)
    ordered = brought + [(found, name) for found, name in pairs if name in known]
    return replace(
        report,
        diagnostics=tuple(found for found, _ in ordered),
        fingerprints=tuple(name for _, name in ordered),
        introduced=len(brought),
    )


def known_findings(before: Report, renamed: Mapping[str, str]) -> frozenset[str]:
    """The fingerprints of what was found before a change, and those that the findings have under a new path.

    `renamed` are old paths by new ones. Only a finding without a subject goes by its path.
    """
    new = {old: path for path, old in renamed.items()}
    moved = [
        replace(found, location=Location(Source(new[found.location.path], "")))
        for found in before.diagnostics
        if found.subject is None and found.location.path in new
    ]
    return frozenset(before.fingerprints) | frozenset(fingerprints(moved))


def _shown_in(change: Mapping[str, Lines], found: Diagnostic) -> Diagnostic:
    places = (found.location, *(label.location for label in found.related))
    about = [(place, change.get(place.path, _UNCHANGED)) for place in places]
    near = [(place, lines.written) for place, lines in about] + [(place, lines.beside) for place, lines in about]
    at = next((place for place, ranges in near if _lies_in(place, ranges)), found.location)
    return found if at is found.location else _pointed_at(found, at)


def _lies_in(place: Location, ranges: Sequence[range]) -> bool:
    return any(place.start.line in lines for lines in ranges)


def _pointed_at(found: Diagnostic, at: Location) -> Diagnostic:
    """The same finding from another of its places; the one that it pointed at stays among them."""
    here = next(label for label in found.related if label.location is at)
    others = tuple(label for label in found.related if label is not here)
    there = Label(found.location, found.label or found.message)
    return replace(found, location=at, label=here.message, related=(there, *others))
