"""Locations relative to the top of the repository, even if only a part of it was linted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.display.terminal import LOG, harmless

if TYPE_CHECKING:
    from aiowners.diagnostics.report import Report
    from aiowners.source import Location


def shown_path(report: Report, location: Location) -> str:
    """Return the path from the top of the repository, harmless in a log."""
    return harmless(report.checkout.path(location.path), LOG)


def shown_location(report: Report, location: Location) -> str:
    """Return `path:line:column`, harmless in a log."""
    start = location.start
    return f"{shown_path(report, location)}:{start.line}:{start.column}"
