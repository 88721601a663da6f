"""The findings that a change introduced: listed first, and shown at the changed lines."""

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


def introduced_first(report: Report, known: Collection[str], change: Mapping[str, Lines]) -> Report:
    """Return the report with the findings that a change introduced first, followed by all others.

    `known` are the fingerprints of the findings before the change, `change` the changed lines by path.
    An introduced finding is shown at a line that the change wrote, if one of its locations is on such
    a line; else at a line next to a removed line, if there is one.
    """
    pairs = list(zip(report.diagnostics, report.fingerprints, strict=True))
    introduced = [
        (_shown_in(change, diagnostic), fingerprint) for diagnostic, fingerprint in pairs if fingerprint not in known
    ]
    introduced.sort(key=lambda pair: pair[0].order)
    ordered = introduced + [pair for pair in pairs if pair[1] in known]
    return replace(
        report,
        diagnostics=tuple(diagnostic for diagnostic, _ in ordered),
        fingerprints=tuple(fingerprint for _, fingerprint in ordered),
        introduced=len(introduced),
    )


def known_findings(before: Report, renamed: Mapping[str, str]) -> frozenset[str]:
    """Return the fingerprints of the findings before a change, also those that they have under a new path.

    `renamed` are old paths by new ones. Only the fingerprint of a finding without a subject depends on its path.
    """
    new_paths = {old: path for path, old in renamed.items()}
    moved = [
        replace(diagnostic, location=Location(Source(new_paths[diagnostic.location.path], "")))
        for diagnostic in before.diagnostics
        if diagnostic.subject is None and diagnostic.location.path in new_paths
    ]
    return frozenset(before.fingerprints) | frozenset(fingerprints(moved))


def _shown_in(change: Mapping[str, Lines], diagnostic: Diagnostic) -> Diagnostic:
    """Return the finding at its first location that the change wrote, or else next to a removed line."""
    locations = (diagnostic.location, *(label.location for label in diagnostic.related))
    pairs = [(location, change.get(location.path, _UNCHANGED)) for location in locations]
    written = [location for location, lines in pairs if _is_on(location, lines.written)]
    beside = [location for location, lines in pairs if _is_on(location, lines.beside)]
    best = next(iter([*written, *beside]), diagnostic.location)
    return diagnostic if best is diagnostic.location else _relocated(diagnostic, best)


def _is_on(location: Location, ranges: Sequence[range]) -> bool:
    return any(location.start.line in lines for lines in ranges)


def _relocated(diagnostic: Diagnostic, location: Location) -> Diagnostic:
    """Return the finding at another of its locations; its previous location becomes a related label."""
    label = next(label for label in diagnostic.related if label.location is location)
    remaining = tuple(related for related in diagnostic.related if related is not label)
    previous = Label(diagnostic.location, diagnostic.label or diagnostic.message)
    return replace(diagnostic, location=location, label=label.message, related=(previous, *remaining))
