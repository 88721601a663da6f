"""One file, read without being led elsewhere: no link is followed, no pipe is waited for."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FLAGS = os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_bytes(path: str, *, most: int) -> bytes:
    """The first `most` bytes of the regular file at `path`. Raises OSError, as `read_file` does."""
    return read_file(path, most=most)[0]


def read_file(path: str, *, most: int) -> tuple[bytes, os.stat_result]:
    """The first `most` bytes of the regular file at `path`, and its status before it was read.

    Raises OSError: FileNotFoundError, NotADirectoryError, IsADirectoryError and PermissionError as
    usual, ELOOP for a symbolic link, ENXIO for anything else that is no regular file.
    """
    if not _NO_FOLLOW and os.path.islink(path):  # noqa: PTH114 - thousands of them, without pathlib
        raise OSError(errno.ELOOP, "a symbolic link")
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        if error.errno == errno.EMLINK:  # what FreeBSD says of a link
            raise OSError(errno.ELOOP, "a symbolic link") from error
        raise
    try:
        return _content(descriptor, most)
    finally:
        os.close(descriptor)


def real(path: Path) -> Path:
    """Where a path leads when its links are followed; unlike Path.resolve it takes links that lead in a circle."""
    from pathlib import Path

    return Path(os.path.realpath(path))


def refuse_to_leave(root: Path, path: Path) -> None:
    """Raises OSError for a path that goes by `root` and is led out of it by a link, which anybody may have put there."""
    from pathlib import Path

    written = Path(os.path.abspath(path))  # noqa: PTH100 - with `..` taken away, as people read it
    goes_by = any(real(place) == real(root) for place in written.parents)
    if goes_by and not real(path).is_relative_to(real(root)):
        raise OSError(errno.ELOOP, "a symbolic link that leads out of the tree", str(path))


def _content(descriptor: int, most: int) -> tuple[bytes, os.stat_result]:
    status = os.fstat(descriptor)
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "a directory")
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.ENXIO, "not a regular file")
    content = os.read(descriptor, min(status.st_size + 1, most))
    # One reading is enough, unless the file has grown or less came than was asked for.
    while len(content) != status.st_size and len(content) < most:
        more = os.read(descriptor, most - len(content))
        if not more:
            break
        content += more
    return content, status


def reason(error: OSError) -> str:
    """Why a file could not be read, as a sentence."""
    if isinstance(error, PermissionError):
        return "Permission to read it is denied."
    if error.errno == errno.ENXIO:
        return "It is not a regular file."
    return f"It cannot be read: {error.strerror or error}."
