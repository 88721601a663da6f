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
    """Return the report as JSON in ASCII that ends with a line break."""
    return json_text(as_data(report))


def as_data(report: Report) -> dict[str, Any]:
    """Return the report as the data of its JSON, `aiowners-report/1`."""
    pairs = zip(report.diagnostics, report.fingerprints, strict=True)
    return {
        "schema": "aiowners-report/1",
        "root": ".",
        "summary": _summary(report),
        "diagnostics": [as_document(diagnostic, fingerprint) for diagnostic, fingerprint in pairs],
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


def as_document(diagnostic: Diagnostic, fingerprint: str) -> dict[str, Any]:
    """Return one finding in the form of the contract."""
    return {
        "rule": diagnostic.rule,
        "category": diagnostic.category,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "subject": diagnostic.subject,
        "about": diagnostic.about,
        **_location(diagnostic.location),
        "related": [{**_location(label.location), "message": label.message} for label in diagnostic.related],
        "help": diagnostic.help,
        "fix": None if diagnostic.fix is None else _fix(diagnostic.fix),
        "fingerprint": fingerprint,
    }


def _skipped(check: SkippedCheck) -> dict[str, Any]:
    """Return a skipped check with its first cause."""
    cause = check.causes[0]
    return {
        "rule": check.rule,
        "subject": check.subject,
        "about": check.about,
        "reason": cause.reason,
        **_location(cause.location),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "safe": fix.safe,
        "edits": [{**_location(edit.location), "text": edit.text} for edit in fix.edits],
    }


def _location(location: Location) -> dict[str, Any]:
    start, end = location.start, location.end
    return {
        "path": location.path,
        "range": {
            "start": {"line": start.line, "column": start.column},
            "end": {"line": end.line, "column": end.column},
        },
    }
