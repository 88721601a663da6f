"""New files: shown as one diff, or written. An existing file is never replaced."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from aiowners.cli.diff_output import write_diff

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from aiowners.cli.session import Session


def deliver(session: Session, files: Mapping[str, str], *, diff: bool) -> int:
    """Show or write texts by path from the root, and return the exit code. All paths are checked before one is written.

    Raises click.FileError if a file exists or cannot be written, or if a link leads out of the repository.
    """
    for path in files:
        _refuse(session.root, path)
    if diff:
        write_diff(session, ((path, None, text) for path, text in files.items()))
        return 1 if files else 0
    from aiowners.adapters.replace import replace_file

    for path, text in files.items():
        try:
            replace_file(session.root, path, None, text)
        except OSError as error:
            raise click.FileError(path, error.strerror or str(error)) from None
        session.say(f"{path}: created, {text.count(chr(10))} lines")
    return 0


def _refuse(root: Path, path: str) -> None:
    if os.path.lexists(root / path):
        raise click.FileError(path, "it is there already, and nothing is overwritten")
    parent = (root / path).parent
    while not os.path.lexists(parent):
        parent = parent.parent
    if parent.is_symlink() or parent.resolve() != parent or not parent.is_relative_to(root):
        raise click.FileError(path, "its directory is a link, which may lead elsewhere: nothing is written through it")
