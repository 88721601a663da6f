"""The baseline file of a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.project.errors import FileError, ProjectError

if TYPE_CHECKING:
    from aiowners.diagnostics.report import Report
    from aiowners.project.runs import Run

BASELINE = ".aiowners-baseline.json"


def baseline_text(run: Run) -> str | None:
    """Return the text of the baseline at the root; None if there is no file. Raises FileError if it cannot be read."""
    from aiowners.adapters.configuration_file import read_text

    if BASELINE in run.overlay:
        return run.overlay[BASELINE]
    try:
        return read_text(run.root / BASELINE)
    except OSError as error:
        raise FileError(BASELINE, error.strerror or str(error)) from None


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

    return len(stale(baseline_entries(baseline_text(run)), report))
