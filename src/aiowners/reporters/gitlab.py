"""GitLab Code Quality: the report that a merge request shows beside its changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.json_text import json_text
from aiowners.reporters.grouping import message_with_advice
from aiowners.reporters.locations import shown_path

if TYPE_CHECKING:
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal
    from aiowners.source import Location

_SEVERITY: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, _terminal: Terminal) -> str:
    """Return the array of findings that "Code Quality report format" in GitLab's documentation defines.

    GitLab drops findings whose fingerprint occurs twice, and shows only the description of a finding,
    so the description begins with the rule. Paths are relative to the top of the repository.
    """
    pairs = zip(report.diagnostics, report.fingerprints, strict=True)
    return json_text([_entry(report, diagnostic, fingerprint) for diagnostic, fingerprint in pairs])


def _entry(report: Report, diagnostic: Diagnostic, fingerprint: str) -> dict[str, Any]:
    return {
        "description": f"{diagnostic.rule}: {message_with_advice(diagnostic)}",
        "check_name": diagnostic.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITY[diagnostic.severity],
        "location": {
            "path": shown_path(report, diagnostic.location),
            "lines": _lines(diagnostic.location),
        },
    }


def _lines(location: Location) -> dict[str, int]:
    """Return the first and the last line that contain a part of the location, both inclusive."""
    begin, end = location.start, location.end
    last = end.line - 1 if end.column == 1 else end.line
    return {"begin": begin.line, "end": max(begin.line, last)}
