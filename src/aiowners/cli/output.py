"""Output: what a terminal can show, and texts written to it or to a file."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from aiowners.display.terminal import Terminal

_MIN_WIDTH = 20


def terminal(stream: TextIO, color: str, environ: Mapping[str, str]) -> Terminal:
    """Return what `stream` can show. `color` is `auto`, `always`, or `never`; a flag overrides the environment.

    NO_COLOR and FORCE_COLOR count if they are not empty (no-color.org, force-color.org). A terminal with
    a width of 0, such as the one that pre-commit gives its hooks, is treated as 80 wide.
    """
    from aiowners.display.terminal import Terminal

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
    return Terminal(width=width(environ), color=shown, unicode=encoding.startswith(("utf", "gb18030")))


def width(environ: Mapping[str, str]) -> int:
    """Return the width in columns: COLUMNS, or that of the terminal, or 80."""
    stated = environ.get("COLUMNS", "")
    if stated.isascii() and stated.isdigit() and int(stated) > 0:
        return max(_MIN_WIDTH, int(stated))
    for stream in (sys.stdout, sys.stderr):
        try:
            columns = os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError, AttributeError):
            continue
        if columns > 0:
            return max(_MIN_WIDTH, columns)
    return 80


def write(text: str, stream: TextIO, *, raw: bool = False) -> None:
    """Write a text to a stream; characters that its encoding lacks are escaped.

    With `raw`, the bytes are those of the files that the text was read from, for programs. If the reader
    has closed the stream, further output is discarded. Raises click.ClickException for any other failure.
    """
    encoding = stream.encoding or "utf-8"
    try:
        stream.flush()
        binary = getattr(stream, "buffer", None)
        if binary is None:
            stream.write(text)
            return
        binary.write(text.encode("utf-8", "surrogateescape") if raw else text.encode(encoding, "backslashreplace"))
        binary.flush()
    except BrokenPipeError:
        drop(stream)
    except OSError as error:
        drop(stream)
        name = "standard error" if stream is sys.stderr else "standard output"
        raise click.ClickException(f"{name} could not be written: {error.strerror or error}") from None


def write_answer(text: str, name: str, size: int, *, raw: bool = False) -> None:
    """Write the answer of a command to standard output, completely or not at all.

    `name` is that of the answer for people, and `size` the number of entities that it is about. Raises
    OutputBoundError if the text is too large.
    """
    from aiowners.diagnostics.bounds import MAX_PRINTED, Allowance

    Allowance(name, size, limit=MAX_PRINTED).use(len(text))
    write(text, sys.stdout, raw=raw)


def drop(stream: TextIO) -> None:
    """Discard what a stream still buffers, and what is written to it from now on."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_file(path: str, text: str) -> None:
    """Write a report to a file, in UTF-8. Raises OSError."""
    _write(path, os.O_TRUNC, text)


def append_file(path: str, text: str) -> None:
    """Append a report to a file, in UTF-8. Raises OSError."""
    _write(path, os.O_APPEND, text)


def write_below(root: Path, path: str, text: str) -> None:
    """Write a report to a file below `root` that the user did not name, and create its directories.

    The repository is untrusted: no link in it is followed, and no reader of a pipe is waited for.
    Raises OSError, also for a link or a pipe.
    """
    parent = str(root)
    *directories, name = path.split("/") if not os.path.isabs(path) else (path,)  # noqa: PTH117 - pathlib is slow to import
    for directory in directories:
        parent = f"{parent}{os.sep}{directory}"
        with suppress(FileExistsError):
            os.mkdir(parent)  # noqa: PTH102 - likewise
        if os.path.islink(parent):  # noqa: PTH114 - likewise
            raise OSError(errno.ELOOP, "a symbolic link leads elsewhere", parent)
    careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    _write(os.path.join(parent, name), os.O_TRUNC | careful, text)  # noqa: PTH118 - likewise


def file_size(path: str) -> int:
    """Return the size of a file in bytes; 0 if it does not exist."""
    try:
        return os.stat(path).st_size  # noqa: PTH116 - likewise
    except OSError:
        return 0


def _write(path: str, flags: int, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0) | flags, 0o666)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - likewise
        file.write(text.encode("utf-8", "backslashreplace"))
