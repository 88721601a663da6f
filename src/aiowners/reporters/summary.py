"""The summary of a report for people: the number of findings, and of skipped checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.cells import wrap
from aiowners.display.plural import counted
from aiowners.display.terminal import harmless

if TYPE_CHECKING:
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal

_MIN_WIDTH = 12
_MAX_REASONS = 3


def summary(report: Report, terminal: Terminal) -> str:
    """Return the summary as wrapped lines, without a line break at the end."""
    room = max(terminal.width, _MIN_WIDTH)
    lines = [*summary_sentences(report), *_fixable(report)]
    return "\n".join(line for sentence in lines for line in wrap(harmless(sentence, terminal), room, room))


def summary_sentences(report: Report) -> list[str]:
    """Return the summary as sentences, without those about fixes."""
    sentences = [_verdict(report)]
    if not report.diagnostics and not report.manifests:
        sentences.append("`aiowners init` writes the first ones from what is there.")
    if report.introduced is not None and report.diagnostics:
        sentences.append(_introduced(report, report.introduced))
    if unknown := report.skipped - len(report.stopped):
        sentences.append(f"Skipped {counted(unknown, 'check')} ({reasons(report)}).")
    if report.stopped:
        names = ", ".join(f"`{name}`" for name in report.stopped)
        sentences.append(f"There is more than can be told: {names} stopped after so many findings.")
    return sentences


def reasons(report: Report) -> str:
    """Return the first reasons why checks were skipped, and the number of the others."""
    causes = dict.fromkeys(cause.reason for check in report.skipped_checks for cause in check.causes if cause.rule)
    if not causes:
        return "unreadable manifest or unknown team"
    more = f"; {len(causes) - _MAX_REASONS} more" if len(causes) > _MAX_REASONS else ""
    return "; ".join(list(causes)[:_MAX_REASONS]) + more


def _fixable(report: Report) -> list[str]:
    """Return sentences with the number of safe and of unsafe fixes."""
    safe = report.fixable
    unsafe = sum(diagnostic.fix is not None for diagnostic in report.diagnostics) - safe
    sentences = []
    if safe:
        sentences.append(f"{safe} can be mended with `aiowners check --fix`.")
    if unsafe:
        more = "more " if safe else ""
        sentences.append(
            f"{unsafe} {more}with `--fix --unsafe-fixes`, which guesses what was meant: look at `--diff` first."
        )
    return sentences


def _verdict(report: Report) -> str:
    aside = _aside(report)
    if report.diagnostics:
        severities = sorted(Severity, key=lambda severity: -severity.rank)
        counts = [(report.count(severity), severity.value) for severity in severities]
        findings = ", ".join(counted(number, noun) for number, noun in counts if number)
        return f"Found {findings} in {counted(report.manifests, 'manifest')}{aside}."
    if report.manifests:
        return f"All checks passed: {counted(report.manifests, 'manifest')}{aside}."
    return f"No ai-ownership.yaml found{aside}."


def _introduced(report: Report, number: int) -> str:
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
