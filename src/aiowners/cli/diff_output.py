"""Diffs on standard output: to the letter for programs, harmless and in colours for people."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

from aiowners.cli.output import terminal, write
from aiowners.reporters.unified_diff import unified_diff

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.cli.session import Session


def write_diff(session: Session, changes: Iterable[tuple[str, str | None, str]]) -> None:
    """Write one unified diff of files, each (path from the root, text before or None, text after).

    The paths in it are those from the top of the repository, where `git apply` takes them from.
    """
    from aiowners.reporters.diff_lines import diff_lines

    checkout = session.checkout()
    text = "".join(unified_diff(checkout.path(path), before, after) for path, before, after in changes)
    shown = terminal(sys.stdout, session.flags["color"], os.environ)
    if shown.color or sys.stdout.isatty() or (os.environ.get("CI") and not _is_file(sys.stdout.fileno())):
        write(diff_lines(text, shown), sys.stdout)
    else:
        write(text, sys.stdout, raw=True)


def _is_file(descriptor: int) -> bool:
    return stat.S_ISREG(os.fstat(descriptor).st_mode)
