"""Checkstyle XML, which most programs that collect findings can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.display.xml_text import document, element
from aiowners.reporters.grouping import grouped, message_with_advice
from aiowners.reporters.locations import shown_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal


def render(report: Report, _terminal: Terminal) -> str:
    """Return the findings by file, as Checkstyle's XMLLogger writes them; the severities have the same names.

    Paths are relative to the top of the repository. Columns count code points.
    """
    files = grouped(report.diagnostics, lambda diagnostic: diagnostic.location.path)
    content = [line for diagnostics in files for line in _file(report, diagnostics)]
    return document(element("checkstyle", {"version": "4.3"}, content))


def _file(report: Report, diagnostics: Sequence[Diagnostic]) -> list[str]:
    path = shown_path(report, diagnostics[0].location)
    return element("file", {"name": path}, [line for diagnostic in diagnostics for line in _error(diagnostic)])


def _error(diagnostic: Diagnostic) -> list[str]:
    start = diagnostic.location.start
    return element(
        "error",
        {
            "line": start.line,
            "column": start.column,
            "severity": diagnostic.severity.value,
            "message": message_with_advice(diagnostic),
            "source": f"aiowners.{diagnostic.rule}",
        },
    )
