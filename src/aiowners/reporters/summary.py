"""The last lines of a report for people: how much was found, and what was not looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.cells import wrap
from aiowners.display.terminal import harmless

if TYPE_CHECKING:
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal

_LEAST_WIDTH = 12
_MOST_REASONS = 3


def closing(report: Report, terminal: Terminal) -> str:
    """The counts of a report in sentences, wrapped, without a line break at the end."""
    room = max(terminal.width, _LEAST_WIDTH)
    told = [*sentences(report), *_remedies(report)]
    return "\n".join(line for sentence in told for line in wrap(harmless(sentence, terminal), room, room))


def counted(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def sentences(report: Report) -> list[str]:
    """The counts of a report, a sentence each."""
    told = [_verdict(report)]
    if not report.diagnostics and not report.manifests:
        told.append("`aiowners init` writes the first ones from what is there.")
    if report.brought is not None and report.diagnostics:
        told.append(_brought(report, report.brought))
    if unknown := report.skipped - len(report.stopped):
        told.append(f"Skipped {counted(unknown, 'check')} ({reasons(report)}).")
    if report.stopped:
        names = ", ".join(f"`{name}`" for name in report.stopped)
        told.append(f"There is more than can be told: {names} stopped after so many findings.")
    return told


def reasons(report: Report) -> str:
    """Why checks were skipped: the first reasons, and how many more there are."""
    causes = dict.fromkeys(cause.reason for check in report.skipped_checks for cause in check.causes if cause.rule)
    if not causes:
        return "unreadable manifest or unknown team"
    more = f"; {len(causes) - _MOST_REASONS} more" if len(causes) > _MOST_REASONS else ""
    return "; ".join(list(causes)[:_MOST_REASONS]) + more


def _remedies(report: Report) -> list[str]:
    """What can be mended by whom."""
    safe = report.fixable
    unsafe = sum(found.fix is not None for found in report.diagnostics) - safe
    told = []
    if safe:
        told.append(f"{safe} can be mended with `aiowners check --fix`.")
    if unsafe:
        more = "more " if safe else ""
        told.append(
            f"{unsafe} {more}with `--fix --unsafe-fixes`, which guesses what was meant: look at `--diff` first."
        )
    return told


def _verdict(report: Report) -> str:
    aside = _aside(report)
    if report.diagnostics:
        severities = sorted(Severity, key=lambda severity: -severity.rank)
        counts = [(report.count(severity), severity.value) for severity in severities]
        found = ", ".join(counted(number, noun) for number, noun in counts if number)
        return f"Found {found} in {counted(report.manifests, 'manifest')}{aside}."
    if report.manifests:
        return f"All checks passed: {counted(report.manifests, 'manifest')}{aside}."
    return f"No ai-ownership.yaml found{aside}."


def _brought(report: Report, number: int) -> str:
    if number == len(report.diagnostics):
        return "This change brought all of it."
    return f"This change brought {number or 'none'} of it{', shown first' if number else ''}."


def _aside(report: Report) -> str:
    parts = []
    if report.suppressed:
        parts.append(f"{report.suppressed} suppressed")
    if report.baselined:
        parts.append(f"{report.baselined} in the baseline")
    return f" ({', '.join(parts)})" if parts else ""
