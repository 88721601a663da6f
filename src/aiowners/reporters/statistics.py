"""The findings counted by rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from aiowners.display.terminal import ACCENT, paint

if TYPE_CHECKING:
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal


def statistics(report: Report, terminal: Terminal) -> str:
    """A line for each rule that found something, the most findings first: count, severity, rule."""
    counts = Counter((found.severity, found.rule) for found in report.diagnostics)
    rows = sorted(counts.items(), key=lambda row: (-row[1], -row[0][0].rank, row[0][1]))
    wide = max((len(str(count)) for count in counts.values()), default=0)
    return "".join(
        f"{count:{wide}}  {paint(f'{severity.value:7}', ACCENT[severity], terminal)}  {rule}\n"
        for (severity, rule), count in rows
    )
