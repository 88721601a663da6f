"""The baseline file of a repository, as the commands use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path


def known_findings(root: Path) -> dict[str, str]:
    """The entries of the baseline at the root by fingerprint; none where there is no file.

    Raises click.ClickException where the file is there and cannot be used.
    """
    from aiowners.adapters.configuration import read_text  # noqa: PLC0415
    from aiowners.check.baseline import FILE, BaselineError, load  # noqa: PLC0415

    try:
        text = read_text(root / FILE)
        return {} if text is None else load(text)
    except OSError as error:
        raise click.FileError(FILE, error.strerror or str(error)) from None
    except BaselineError as error:
        raise click.ClickException(str(error)) from None
