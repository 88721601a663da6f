"""The report for people: what is wrong, the places that make it so, and what mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.reporters.closing import closing
from aiowners.reporters.joined import by_place

if TYPE_CHECKING:
    from aiowners.diagnostics.report import Report
    from aiowners.reporters.terminal import Terminal


def render(report: Report, terminal: Terminal) -> str:
    r"""The report in blocks, a blank line between them, and its counts at the end.

    Findings of one rule, subject and place are one block. Lines fit the
    terminal's width, except for paths, which people click and copy, and below some 30 cells.
    Text in a diagnostic is one paragraph: a line break in it is shown as `\n`.
    """
    found = blocks(report, terminal)
    counts = closing(report, terminal)
    return f"{found}\n{counts}\n" if found else f"{counts}\n"


def blocks(report: Report, terminal: Terminal) -> str:
    """The findings alone, without the counts; nothing where nothing was found."""
    if not report.diagnostics:
        return ""
    from aiowners.reporters.block import block

    found = ["\n".join(block(together, terminal)) for together in by_place(report.diagnostics)]
    return "\n\n".join(found) + "\n"
