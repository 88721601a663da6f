"""The baseline file of a repository, as the commands use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from aiowners.diagnostics.report import Report

BASELINE = ".aiowners-baseline.json"


def known_findings(root: Path) -> dict[str, str]:
    """The entries of the baseline at the root by fingerprint; none where there is no file.

    Raises click.ClickException where the file is there and cannot be used.
    """
    from aiowners.adapters.configuration import read_text

    try:
        text = read_text(root / BASELINE)
    except OSError as error:
        raise click.FileError(BASELINE, error.strerror or str(error)) from None
    if text is None:
        return {}
    from aiowners.check.baseline import BaselineError, load

    try:
        return load(text)
    except BaselineError as error:
        raise click.ClickException(str(error)) from None


def stale_entries(root: Path, report: Report) -> int:
    """How many entries of the baseline no finding answers to any more."""
    if not report.missed:
        return 0
    from aiowners.check.baseline import stale

    return len(stale(known_findings(root), report))
