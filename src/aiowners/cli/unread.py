"""What an answer leaves out, because it could not be read, said on stderr."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from aiowners.cli.output import terminal, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic


def say_unread(defects: Iterable[Diagnostic], color: str) -> None:
    """A line each; --quiet does not silence them."""
    from aiowners.reporters.concise import line

    shown = terminal(sys.stderr, color, os.environ)
    write("".join(f"{line(defect, shown)}\n" for defect in defects), sys.stderr)
