"""rdjson: what reviewdog reads, and brings to any forge as comments with suggestions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiowners import HOMEPAGE
from aiowners.display.json_text import json_text
from aiowners.display.terminal import LOG, harmless
from aiowners.reporters.places import shown_path
from aiowners.reporters.sentence import sentence
from aiowners.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.diagnostics.rule import Rule
    from aiowners.display.terminal import Terminal

_LONGEST = 2_000  # characters of a suggestion, which holds all text between two edits


def render(report: Report, _terminal: Terminal) -> str:
    """A DiagnosticResult of the Reviewdog Diagnostic Format (`proto/rdf` in reviewdog's repository).

    Columns count bytes of UTF-8 from 1, the end is exclusive. Paths are from the top of the
    repository.
    """
    rules = {rule.name: rule for rule in report.rules}
    diagnostics = [_diagnostic(report, found, rules) for found in report.diagnostics]
    return json_text({"source": {"name": "aiowners", "url": HOMEPAGE}, "diagnostics": diagnostics})


def _diagnostic(report: Report, found: Diagnostic, rules: Mapping[str, Rule]) -> dict[str, Any]:
    rule = rules.get(found.rule)
    entry: dict[str, Any] = {
        "message": sentence(found),
        "location": _place(report, found.location),
        "severity": found.severity.value.upper(),
        "code": {"value": found.rule} | ({} if rule is None else {"url": rule.url}),
    }
    suggestion = _suggestion(found)
    if suggestion is not None:
        entry["suggestions"] = [suggestion]
    if found.related:
        entry["related_locations"] = [
            {"message": harmless(label.message, LOG), "location": _place(report, label.location)}
            for label in found.related
        ]
    return entry


def _suggestion(found: Diagnostic) -> dict[str, Any] | None:
    """The whole fix as one replacement; None if it is long, or cannot be shown as it is.

    reviewdog offers each suggestion on its own, so that two edits of one fix would be accepted one
    without the other. It shows them at the finding: an edit in another file has no place there.
    """
    if found.fix is None or not found.fix.edits:
        return None
    source = found.location.source
    edits = sorted(found.fix.edits, key=lambda edit: edit.location.span)
    start = at = edits[0].location.span.start
    pieces = []
    for edit in edits:
        span = edit.location.span
        if edit.location.source is not source or span.start < at:
            return None
        pieces += [source.text[at : span.start], edit.text]
        at = span.end
    text = "".join(pieces)
    if len(text) > _LONGEST or not _is_harmless(text):
        return None
    return {"range": _range(Location(source, Span(start, at))), "text": text}


def _is_harmless(text: str) -> bool:
    """Whether a text of several lines shows all that is in it. Text to put into a file cannot be escaped."""
    lines = text.replace("\r\n", "\n").split("\n")
    return all(harmless(line, LOG) == line for line in lines)


def _place(report: Report, location: Location) -> dict[str, Any]:
    return {"path": shown_path(report, location), "range": _range(location)}


def _range(location: Location) -> dict[str, Any]:
    start, end = (location.source.byte_position(offset) for offset in (location.span.start, location.span.end))
    return {
        "start": {"line": start.line, "column": start.column},
        "end": {"line": end.line, "column": end.column},
    }
