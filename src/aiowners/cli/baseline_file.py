"""The baseline file of a repository, as the commands use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from aiowners.diagnostics.report import Report

BASELINE = ".aiowners-baseline.json"


def baseline_text(root: Path) -> str | None:
    """The text of the baseline at the root; None if there is no file.

    Raises click.ClickException if the file cannot be read.
    """
    from aiowners.adapters.configuration_file import read_text

    try:
        return read_text(root / BASELINE)
    except OSError as error:
        raise click.FileError(BASELINE, error.strerror or str(error)) from None


def known_findings(text: str | None) -> dict[str, str]:
    """The entries of a baseline by fingerprint; none if there is no text.

    Raises click.ClickException if the text is no baseline.
    """
    if text is None:
        return {}
    from aiowners.check.baseline import BaselineError, load

    try:
        return load(text)
    except BaselineError as error:
        raise click.ClickException(str(error)) from None


def stale_entries(root: Path, report: Report) -> int:
    """How many entries of the baseline no finding answers to any more."""
    if not report.unmatched:
        return 0
    from aiowners.check.baseline import stale

    return len(stale(known_findings(baseline_text(root)), report))
