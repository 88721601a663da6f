"""Safe access to files and directories of a tree: no link is followed, and no pipe is waited for."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from pathlib import Path

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FLAGS = os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_DIRECTORY = os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NONBLOCK", 0)
# Passing through a directory does not require the right to list it.
_DIRECTORY_TO_PASS = _DIRECTORY | getattr(os, "O_PATH", 0)
# Windows has neither; each step is checked before it is taken.
_OPENS_RELATIVE = bool(_NO_FOLLOW) and {os.open, os.stat, os.mkdir} <= os.supports_dir_fd


class OpenDirectory(NamedTuple):
    """An open directory: its path, and its descriptor if the system opens names relative to one."""

    path: str
    descriptor: int | None

    def at(self, name: str) -> tuple[str, dict[str, Any]]:
        """Return the first argument and the `dir_fd` for a function of `os` that takes a name in this directory."""
        if self.descriptor is None:
            return f"{self.path}{os.sep}{name}", {}
        return name, {"dir_fd": self.descriptor}

    def below(self, name: str, *, make: bool = False, listing: bool = True) -> OpenDirectory:
        """Open the directory `name` in this directory; with `make`, create it if it is missing.

        `listing` opens it so that its names can be listed. Raises OSError, ELOOP for a symbolic link.
        """
        path = f"{self.path}{os.sep}{name}"
        target, options = self.at(name)
        if make:
            with suppress(FileExistsError):
                os.mkdir(target, **options)  # noqa: PTH102 - relative to a descriptor
        if self.descriptor is None:
            if os.path.islink(path):  # noqa: PTH114 - thousands of them, without pathlib
                raise OSError(errno.ELOOP, "a symbolic link")
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                raise NotADirectoryError(errno.ENOTDIR, "not a directory")
            return OpenDirectory(path, None)
        try:
            return OpenDirectory(path, os.open(target, _DIRECTORY if listing else _DIRECTORY_TO_PASS, **options))
        except OSError as error:
            if error.errno == errno.ENOTDIR and stat.S_ISLNK(os.lstat(target, **options).st_mode):
                raise OSError(errno.ELOOP, "a symbolic link") from error
            raise

    def read(self, name: str, *, most: int) -> tuple[bytes, os.stat_result]:
        """Return the first `most` bytes of the regular file `name`, and its status. Raises OSError like `read_file`."""
        target, options = self.at(name)
        return _read(target, most, **options)

    def close(self) -> None:
        """Close the descriptor. The directory cannot be used afterward."""
        if self.descriptor is not None:
            os.close(self.descriptor)


def open_root(root: str) -> OpenDirectory:
    """Open the directory at the root of a tree. Links to the root are followed, because the user named it."""
    if not _OPENS_RELATIVE:
        return OpenDirectory(root, None)
    return OpenDirectory(root, os.open(root, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)))


def steps(path: str) -> list[str]:
    """Split a path that is relative to a root, with `/`. Raises OSError if it is absolute or leads out of the root."""
    within = f"/{path}/"
    if "//" in within or "/./" in within or "/../" in within or (os.sep != "/" and os.sep in path):
        raise OSError(errno.EINVAL, "not a path below the root", path)
    return path.split("/")


@dataclass(slots=True)
class Tree:
    """Reads the files below `root`, without following a link below it at any step.

    The directories of the last file stay open: in a sorted list, the next file shares most of them.
    Use it in a `with` block.
    """

    root: str
    _open: list[tuple[str, OpenDirectory]] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._keep(0)

    def read(self, path: str, *, most: int) -> bytes:
        """Return the first `most` bytes of the regular file at `path`, relative to the root.

        Raises OSError like `read_file`, with ELOOP for a symbolic link at any step.
        """
        *directories, name = steps(path)
        return self._directory(directories).read(name, most=most)[0]

    def open(self, path: str) -> int:
        """Return a descriptor of the regular file at `path`, which the caller closes. Raises OSError likewise."""
        *directories, name = steps(path)
        target, options = self._directory(directories).at(name)
        descriptor = _opened(target, **options)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor
        os.close(descriptor)
        raise OSError(errno.ENXIO, "not a regular file")

    def _directory(self, names: list[str]) -> OpenDirectory:
        if not self._open:
            self._open.append(("", open_root(self.root)))
        shared = 1
        while shared <= len(names) and shared < len(self._open) and self._open[shared][0] == names[shared - 1]:
            shared += 1
        self._keep(shared)
        for name in names[shared - 1 :]:
            self._open.append((name, self._open[-1][1].below(name, listing=False)))
        return self._open[-1][1]

    def _keep(self, count: int) -> None:
        while len(self._open) > count:
            self._open.pop()[1].close()


def read_below(root: Path, path: str, *, most: int) -> bytes:
    """Return the first `most` bytes of a file below `root`, read as by `Tree`. Raises OSError likewise."""
    with Tree(str(root)) as tree:
        return tree.read(path, most=most)


def read_bytes(path: str, *, most: int) -> bytes:
    """Return the first `most` bytes of the regular file at `path`. Raises OSError like `read_file`."""
    return read_file(path, most=most)[0]


def read_file(path: str, *, most: int) -> tuple[bytes, os.stat_result]:
    """Return the first `most` bytes of the regular file at `path`, and its status before it was read.

    Raises OSError: FileNotFoundError, NotADirectoryError, IsADirectoryError, and PermissionError as
    usual, ELOOP for a symbolic link, and ENXIO for other files that are not regular.
    """
    return _read(path, most)


def _read(path: str, most: int, **options: Any) -> tuple[bytes, os.stat_result]:  # noqa: ANN401 - `dir_fd`, if anything
    descriptor = _opened(path, **options)
    try:
        return _content(descriptor, most)
    finally:
        os.close(descriptor)


def _opened(path: str, **options: Any) -> int:  # noqa: ANN401 - likewise
    if not _NO_FOLLOW and os.path.islink(path):  # noqa: PTH114 - thousands of them, without pathlib
        raise OSError(errno.ELOOP, "a symbolic link")
    try:
        return os.open(path, _FLAGS, **options)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):  # FreeBSD reports a link as EMLINK
            raise OSError(errno.ELOOP, "a symbolic link, which is not followed") from error
        raise


def real(path: Path) -> Path:
    """Return a path with its links resolved. Unlike Path.resolve, it accepts circular links."""
    from pathlib import Path

    return Path(os.path.realpath(path))


def refuse_to_leave(root: Path, path: Path) -> None:
    """Raise OSError if a path begins in `root` but a link, which any contributor can add, leads out of it."""
    from pathlib import Path

    written = Path(os.path.abspath(path))  # noqa: PTH100 - `..` is removed, as people read it
    is_below = any(real(parent) == real(root) for parent in written.parents)
    if is_below and not real(path).is_relative_to(real(root)):
        raise OSError(errno.ELOOP, "a symbolic link that leads out of the tree", str(path))


def _content(descriptor: int, most: int) -> tuple[bytes, os.stat_result]:
    status = os.fstat(descriptor)
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "a directory")
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.ENXIO, "not a regular file")
    content = os.read(descriptor, min(status.st_size + 1, most))
    # One read is enough, unless the file has grown or the system returned less than requested.
    while len(content) != status.st_size and len(content) < most:
        more = os.read(descriptor, most - len(content))
        if not more:
            break
        content += more
    return content, status


def reason(error: OSError) -> str:
    """Return the reason why a file could not be read, as a sentence."""
    if isinstance(error, PermissionError):
        return "Permission to read it is denied."
    if error.errno == errno.ENXIO:
        return "It is not a regular file."
    return f"It cannot be read: {error.strerror or error}."
