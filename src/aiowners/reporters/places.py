"""Places as the readers of a repository name them: from its top, whatever part of it was linted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.display.terminal import LOG, harmless

if TYPE_CHECKING:
    from aiowners.diagnostics.report import Report
    from aiowners.source import Location


def shown_path(report: Report, location: Location) -> str:
    """The path of a place from the top of the repository, harmless in a log."""
    return harmless(report.checkout.path(location.path), LOG)


def shown_place(report: Report, location: Location) -> str:
    """`path:line:column`."""
    start = location.start
    return f"{shown_path(report, location)}:{start.line}:{start.column}"
