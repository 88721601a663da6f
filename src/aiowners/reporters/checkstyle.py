"""Checkstyle XML: what most programs that collect findings can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.display.xml_text import document, element
from aiowners.reporters.grouping import gathered
from aiowners.reporters.places import shown_path
from aiowners.reporters.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal


def render(report: Report, _terminal: Terminal) -> str:
    """The findings by file, as Checkstyle's own XMLLogger writes them; our severities are its own.

    Paths are from the top of the repository, columns count code points.
    """
    files = gathered(report.diagnostics, lambda found: found.location.path)
    content = [line for diagnostics in files for line in _file(report, diagnostics)]
    return document(element("checkstyle", {"version": "4.3"}, content))


def _file(report: Report, diagnostics: Sequence[Diagnostic]) -> list[str]:
    path = shown_path(report, diagnostics[0].location)
    return element("file", {"name": path}, [line for found in diagnostics for line in _error(found)])


def _error(found: Diagnostic) -> list[str]:
    start = found.location.start
    return element(
        "error",
        {
            "line": start.line,
            "column": start.column,
            "severity": found.severity.value,
            "message": sentence(found),
            "source": f"aiowners.{found.rule}",
        },
    )
