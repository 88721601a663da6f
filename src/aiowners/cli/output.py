"""Where reports go: what the terminal can show, and texts written to it or to a file."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Literal, TextIO

import click

from aiowners.reporters.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

_NARROWEST = 20


def terminal(stream: TextIO, color: str, environ: Mapping[str, str]) -> Terminal:
    """What `stream` can show. `color` is auto, always or never; a flag beats the environment.

    NO_COLOR and FORCE_COLOR count when they are not empty (no-color.org, force-color.org). A
    terminal that says it is 0 wide, as the one that pre-commit gives its hooks, is 80 wide.
    """
    is_terminal = stream.isatty()
    if color == "auto":
        if environ.get("NO_COLOR"):
            shown = False
        elif environ.get("FORCE_COLOR") or environ.get("GITHUB_ACTIONS"):
            shown = True
        else:
            shown = is_terminal and environ.get("TERM") != "dumb"
    else:
        shown = color == "always"
    encoding = (stream.encoding or "ascii").lower().replace("-", "").replace("_", "")
    return Terminal(width=_width(environ), color=shown, unicode=encoding.startswith(("utf", "gb18030")))


def _width(environ: Mapping[str, str]) -> int:
    """COLUMNS, or what the terminal says, or 80."""
    wanted = environ.get("COLUMNS", "")
    if wanted.isascii() and wanted.isdigit() and int(wanted) > 0:
        return max(_NARROWEST, int(wanted))
    for stream in (sys.stdout, sys.stderr):
        try:
            columns = os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError, AttributeError):
            continue
        if columns > 0:
            return max(_NARROWEST, columns)
    return 80


def write(text: str, stream: TextIO) -> None:
    """Write a text to a stream; what its encoding does not have is shown as an escape."""
    encoding = stream.encoding or "utf-8"
    stream.flush()
    binary = getattr(stream, "buffer", None)
    if binary is None:
        stream.write(text)
        return
    binary.write(text.encode(encoding, "backslashreplace"))
    binary.flush()


def write_file(path: str, text: str) -> None:
    """Write a report to a file, in UTF-8. Raises click.FileError where that is not possible."""
    _write(path, text, "wb")


def append_file(path: str, text: str) -> None:
    """Write a report behind what is in a file. Raises click.FileError where that is not possible."""
    _write(path, text, "ab")


def _write(path: str, text: str, mode: Literal["wb", "ab"]) -> None:
    try:
        with open(path, mode) as file:  # noqa: PTH123 - pathlib is slow to import
            file.write(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise click.FileError(path, error.strerror or str(error)) from None
