"""rdjson: the format of reviewdog, which adds comments with suggestions on any code host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiowners import HOMEPAGE
from aiowners.display.json_text import json_text
from aiowners.display.terminal import LOG, harmless
from aiowners.reporters.grouping import message_with_advice
from aiowners.reporters.locations import shown_path
from aiowners.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.diagnostics.rule import Rule
    from aiowners.display.terminal import Terminal

_MAX_SUGGESTION = 2_000  # characters, including all text between two edits


def render(report: Report, _terminal: Terminal) -> str:
    """Return a DiagnosticResult of the Reviewdog Diagnostic Format (`proto/rdf` in reviewdog's repository).

    Columns count bytes of UTF-8 from 1, and the end is exclusive. Paths are relative to the top of
    the repository.
    """
    rules = {rule.name: rule for rule in report.rules}
    diagnostics = [_diagnostic(report, diagnostic, rules) for diagnostic in report.diagnostics]
    return json_text({"source": {"name": "aiowners", "url": HOMEPAGE}, "diagnostics": diagnostics})


def _diagnostic(report: Report, diagnostic: Diagnostic, rules: Mapping[str, Rule]) -> dict[str, Any]:
    rule = rules.get(diagnostic.rule)
    entry: dict[str, Any] = {
        "message": message_with_advice(diagnostic),
        "location": _location(report, diagnostic.location),
        "severity": diagnostic.severity.value.upper(),
        "code": {"value": diagnostic.rule} | ({} if rule is None else {"url": rule.url}),
    }
    suggestion = _suggestion(diagnostic)
    if suggestion is not None:
        entry["suggestions"] = [suggestion]
    if diagnostic.related:
        entry["related_locations"] = [
            {"message": harmless(label.message, LOG), "location": _location(report, label.location)}
            for label in diagnostic.related
        ]
    return entry


def _suggestion(diagnostic: Diagnostic) -> dict[str, Any] | None:
    """Return the whole fix as one replacement; None if it is long, or cannot be shown as it is.

    A user accepts each suggestion of reviewdog separately, so two edits of a fix must not become two
    suggestions. reviewdog shows a suggestion at the finding, so an edit in another file cannot be shown.
    """
    if diagnostic.fix is None or not diagnostic.fix.edits:
        return None
    source = diagnostic.location.source
    edits = sorted(diagnostic.fix.edits, key=lambda edit: edit.location.span)
    start = end = edits[0].location.span.start
    pieces = []
    for edit in edits:
        span = edit.location.span
        if edit.location.source is not source or span.start < end:
            return None
        pieces += [source.text[end : span.start], edit.text]
        end = span.end
    text = "".join(pieces)
    if len(text) > _MAX_SUGGESTION or not _is_harmless(text):
        return None
    return {"range": _range(Location(source, Span(start, end))), "text": text}


def _is_harmless(text: str) -> bool:
    """Check that a text of several lines hides nothing, because text for a file cannot be escaped."""
    lines = text.replace("\r\n", "\n").split("\n")
    return all(harmless(line, LOG) == line for line in lines)


def _location(report: Report, location: Location) -> dict[str, Any]:
    return {"path": shown_path(report, location), "range": _range(location)}


def _range(location: Location) -> dict[str, Any]:
    start, end = (location.source.byte_position(offset) for offset in (location.span.start, location.span.end))
    return {
        "start": {"line": start.line, "column": start.column},
        "end": {"line": end.line, "column": end.column},
    }
