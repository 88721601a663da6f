"""The number of findings of each rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from aiowners.display.terminal import ACCENT, paint

if TYPE_CHECKING:
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal


def statistics(report: Report, terminal: Terminal) -> str:
    """Return a line `count severity rule` for each rule with findings, the most findings first."""
    counts = Counter((diagnostic.severity, diagnostic.rule) for diagnostic in report.diagnostics)
    rows = sorted(counts.items(), key=lambda row: (-row[1], -row[0][0].rank, row[0][1]))
    digits = max((len(str(count)) for count in counts.values()), default=0)
    return "".join(
        f"{count:{digits}}  {paint(f'{severity.value:7}', ACCENT[severity], terminal)}  {rule}\n"
        for (severity, rule), count in rows
    )
