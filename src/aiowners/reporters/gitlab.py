"""Code Quality of GitLab: what a merge request shows beside its changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.json_text import json_text
from aiowners.reporters.places import shown_path
from aiowners.reporters.sentence import sentence

if TYPE_CHECKING:
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal
    from aiowners.source import Location

_SEVERITY: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, _terminal: Terminal) -> str:
    """An array of findings as "Code Quality report format" in GitLab's documentation has it.

    GitLab drops all but one of those that share a fingerprint, and shows of a finding its
    description alone: the rule stands in it. Paths are from the top of the repository.
    """
    return json_text(
        [
            _entry(report, found, fingerprint)
            for found, fingerprint in zip(report.diagnostics, report.fingerprints, strict=True)
        ]
    )


def _entry(report: Report, found: Diagnostic, fingerprint: str) -> dict[str, Any]:
    return {
        "description": f"{found.rule}: {sentence(found)}",
        "check_name": found.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITY[found.severity],
        "location": {
            "path": shown_path(report, found.location),
            "lines": _lines(found.location),
        },
    }


def _lines(location: Location) -> dict[str, int]:
    """The first and the last line with something of the place in it; both count."""
    begin, end = location.start, location.end
    last = end.line - 1 if end.column == 1 else end.line
    return {"begin": begin.line, "end": max(begin.line, last)}
