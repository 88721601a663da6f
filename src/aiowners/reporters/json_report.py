"""JSON, version 1: the contract for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.json_text import json_text

if TYPE_CHECKING:
    from aiowners.diagnostics.diagnostic import Diagnostic, Fix, SkippedCheck
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal
    from aiowners.source import Location


def render(report: Report, _terminal: Terminal) -> str:
    """The report as JSON in ASCII, with a line break at the end; the terminal changes nothing."""
    return json_text(as_data(report))


def as_data(report: Report) -> dict[str, Any]:
    """The report as what its JSON holds: `aiowners-report/1`."""
    diagnostics = [
        as_document(found, fingerprint)
        for found, fingerprint in zip(report.diagnostics, report.fingerprints, strict=True)
    ]
    return {
        "schema": "aiowners-report/1",
        "root": ".",
        "summary": _summary(report),
        "diagnostics": diagnostics,
        "skipped_checks": [_skipped(check) for check in report.skipped_checks],
    }


def _summary(report: Report) -> dict[str, int]:
    return {
        "error": report.count(Severity.ERROR),
        "warning": report.count(Severity.WARNING),
        "info": report.count(Severity.INFO),
        "suppressed": report.suppressed,
        "baselined": report.baselined,
        "skipped": report.skipped,
        "manifests": report.manifests,
        "fixable": report.fixable,
    }


def as_document(found: Diagnostic, fingerprint: str) -> dict[str, Any]:
    """One finding as the contract has it."""
    return {
        "rule": found.rule,
        "category": found.category,
        "severity": found.severity.value,
        "message": found.message,
        "subject": found.subject,
        "about": found.about,
        **_place(found.location),
        "related": [{**_place(label.location), "message": label.message} for label in found.related],
        "help": found.help,
        "fix": None if found.fix is None else _fix(found.fix),
        "fingerprint": fingerprint,
    }


def _skipped(check: SkippedCheck) -> dict[str, Any]:
    """A skipped check, with its first cause."""
    cause = check.causes[0]
    return {
        "rule": check.rule,
        "subject": check.subject,
        "about": check.about,
        "reason": cause.reason,
        **_place(cause.location),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "safe": fix.safe,
        "edits": [{**_place(edit.location), "text": edit.text} for edit in fix.edits],
    }


def _place(location: Location) -> dict[str, Any]:
    start, end = location.start, location.end
    return {
        "path": location.path,
        "range": {
            "start": {"line": start.line, "column": start.column},
            "end": {"line": end.line, "column": end.column},
        },
    }
