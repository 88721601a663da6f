"""The baseline file of a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.project.errors import ProjectError

if TYPE_CHECKING:
    from aiowners.diagnostics.report import Report
    from aiowners.project.runs import Run


def baseline_entries(text: str | None) -> dict[str, str]:
    """Return the entries of a baseline by fingerprint; none without a text. Raises ProjectError for an invalid text."""
    if text is None:
        return {}
    from aiowners.check.baseline import BaselineError, load

    try:
        return load(text)
    except BaselineError as error:
        raise ProjectError(str(error)) from None


def stale_entries(run: Run, report: Report) -> int:
    """Return how many entries of the baseline no finding matches any more. Raises ProjectError."""
    if not report.unmatched:
        return 0
    from aiowners.check.baseline import stale

    return len(stale(baseline_entries(run.baseline_text), report))
