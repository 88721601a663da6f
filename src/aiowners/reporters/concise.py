"""One line for each finding, for grep, problem matchers, and other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.display.terminal import ACCENT, Terminal, as_line_start, harmless, paint

if TYPE_CHECKING:
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report


def render(report: Report, terminal: Terminal) -> str:
    """Return a line `path:line:col: severity[rule] message` for each finding."""
    return "".join(f"{line(diagnostic, terminal)}\n" for diagnostic in report.diagnostics)


def line(diagnostic: Diagnostic, terminal: Terminal, location: str | None = None) -> str:
    """Return the line of one finding, without a line break.

    `location` replaces `path:line:col`, whose path is relative to the root.
    """
    if location is None:
        start = diagnostic.location.start
        location = f"{harmless(diagnostic.location.path, terminal)}:{start.line}:{start.column}"
    location = as_line_start(f"{location}:")
    kind = paint(f"{diagnostic.severity.value}[{diagnostic.rule}]", ACCENT[diagnostic.severity], terminal)
    return f"{location} {kind} {harmless(diagnostic.message, terminal)}"
