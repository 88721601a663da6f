"""Diffs and texts of the repository on standard output: raw for programs, escaped and in color for people."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING, TextIO

from aiowners.cli.output import terminal, write
from aiowners.display.unified_diff import unified_diff

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aiowners.cli.session import Session


def write_diff(session: Session, changes: Iterable[tuple[str, str | None, str]]) -> None:
    """Write one unified diff of files, each (path from the root, text before or None, text after).

    Its paths start at the top of the repository, as `git apply` expects.
    """
    from aiowners.display.unified_diff import diff_lines

    checkout = session.run.checkout()
    text = "".join(unified_diff(checkout.path(path), before, after) for path, before, after in changes)
    shown = session.stdout
    if shown.color or not may_be_raw(sys.stdout, os.environ):
        write(diff_lines(text, shown), sys.stdout)
    else:
        write(text, sys.stdout, raw=True)


def write_text(text: str) -> None:
    """Write a text of the repository to standard output: unchanged for a program, escaped for people and logs."""
    from aiowners.display.unified_diff import diff_lines

    if may_be_raw(sys.stdout, os.environ):
        write(text, sys.stdout, raw=True)
    else:
        write(diff_lines(text, terminal(sys.stdout, "never", os.environ)), sys.stdout)


def may_be_raw(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Return whether a text of the repository may be written without escapes: to a file or a pipe, but never in a CI job.

    A CI system also reads the output of a job through a pipe or a file.
    """
    from aiowners.adapters.ci import is_ci

    try:
        mode = os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)) and not is_ci(environ)
