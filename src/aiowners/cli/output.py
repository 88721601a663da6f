"""Where reports go: what the terminal can show, and texts written to it or to a file."""

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

_NARROWEST = 20


def terminal(stream: TextIO, color: str, environ: Mapping[str, str]) -> Terminal:
    """What `stream` can show. `color` is auto, always or never; a flag beats the environment.

    NO_COLOR and FORCE_COLOR count when they are not empty (no-color.org, force-color.org). A
    terminal that says it is 0 wide, as the one that pre-commit gives its hooks, is 80 wide.
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


def write(text: str, stream: TextIO, *, raw: bool = False) -> None:
    """Write a text to a stream; what its encoding does not have is shown as an escape.

    With `raw` the text goes out as the bytes of the files that it was read from, for programs.
    A reader who has gone away is no error: what is said from then on goes nowhere. Raises
    click.ClickException where the text cannot be written for another reason.
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


def write_answer(text: str, what: str, things: int, *, raw: bool = False) -> None:
    """Write what a command answers to standard output, whole or not at all.

    `what` names the answer, `things` is how many it is about. Raises OutputBoundError when it is too large.
    """
    from aiowners.diagnostics.bounds import MAX_PRINTED, Allowance

    Allowance(what, things, limit=MAX_PRINTED).use(len(text))
    write(text, sys.stdout, raw=raw)


def drop(stream: TextIO) -> None:
    """Let whatever is written to a stream from now on, and whatever it still holds, go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_file(path: str, text: str) -> None:
    """Write a report to a file, in UTF-8. Raises OSError where that is not possible."""
    _write(path, os.O_TRUNC, text)


def append_file(path: str, text: str) -> None:
    """Write a report behind what is in a file. Raises OSError where that is not possible."""
    _write(path, os.O_APPEND, text)


def write_below(root: Path, path: str, text: str) -> None:
    """Write a report to a file that nobody named, below `root`; its directories are made.

    The tree that is linted may come from anybody: a link in it is not followed, and no reader of a
    pipe is waited for. Raises OSError, also for these.
    """
    at = str(root)
    *directories, name = path.split("/") if not os.path.isabs(path) else (path,)  # noqa: PTH117 - pathlib is slow to import
    for directory in directories:
        at = f"{at}{os.sep}{directory}"
        with suppress(FileExistsError):
            os.mkdir(at)  # noqa: PTH102 - likewise
        if os.path.islink(at):  # noqa: PTH114 - likewise
            raise OSError(errno.ELOOP, "a symbolic link leads elsewhere", at)
    careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    _write(os.path.join(at, name), os.O_TRUNC | careful, text)  # noqa: PTH118 - likewise


def file_size(path: str) -> int:
    """The bytes of a file, 0 where there is none."""
    try:
        return os.stat(path).st_size  # noqa: PTH116 - likewise
    except OSError:
        return 0


def _write(path: str, flags: int, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0) | flags, 0o666)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - likewise
        file.write(text.encode("utf-8", "backslashreplace"))
