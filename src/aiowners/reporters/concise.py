"""One line a diagnostic: for grep, problem matchers and other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.display.terminal import ACCENT, Terminal, as_line_start, harmless, paint

if TYPE_CHECKING:
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report


def render(report: Report, terminal: Terminal) -> str:
    """`path:line:col: severity[rule] message`: the lines, each with its line break."""
    return "".join(f"{line(found, terminal)}\n" for found in report.diagnostics)


def line(found: Diagnostic, terminal: Terminal, place: str | None = None) -> str:
    """One finding, without a line break. `place` says where it is, if not its path from the root does."""
    if place is None:
        start = found.location.start
        place = f"{harmless(found.location.path, terminal)}:{start.line}:{start.column}"
    place = as_line_start(f"{place}:")
    kind = paint(f"{found.severity.value}[{found.rule}]", ACCENT[found.severity], terminal)
    return f"{place} {kind} {harmless(found.message, terminal)}"
