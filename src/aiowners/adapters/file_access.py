"""Files read and directories opened without being led elsewhere: no link is followed, no pipe is waited for."""

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
_OF_DIRECTORY = os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NONBLOCK", 0)
# To go through a directory takes no right to list it.
_ON_THE_WAY = _OF_DIRECTORY | getattr(os, "O_PATH", 0)
# Windows has neither; there, each step is looked at before it is taken.
_BY_STEPS = bool(_NO_FOLLOW) and {os.open, os.stat, os.mkdir} <= os.supports_dir_fd


class OpenDirectory(NamedTuple):
    """An open directory: its path, and its descriptor if the system opens names relative to one."""

    path: str
    descriptor: int | None

    def at(self, name: str) -> tuple[str, dict[str, Any]]:
        """The first argument and the `dir_fd` for a function of `os` that takes a name in this directory."""
        if self.descriptor is None:
            return f"{self.path}{os.sep}{name}", {}
        return name, {"dir_fd": self.descriptor}

    def below(self, name: str, *, make: bool = False, listing: bool = True) -> OpenDirectory:
        """The directory `name` in this one; with `make` it is created if it is missing.

        `listing` opens it so that its names can be listed. Raises OSError, ELOOP for a symbolic link.
        """
        path = f"{self.path}{os.sep}{name}"
        where, options = self.at(name)
        if make:
            with suppress(FileExistsError):
                os.mkdir(where, **options)  # noqa: PTH102 - relative to a descriptor
        if self.descriptor is None:
            if os.path.islink(path):  # noqa: PTH114 - thousands of them, without pathlib
                raise OSError(errno.ELOOP, "a symbolic link")
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                raise NotADirectoryError(errno.ENOTDIR, "not a directory")
            return OpenDirectory(path, None)
        try:
            return OpenDirectory(path, os.open(where, _OF_DIRECTORY if listing else _ON_THE_WAY, **options))
        except OSError as error:
            if error.errno == errno.ENOTDIR and stat.S_ISLNK(os.lstat(where, **options).st_mode):
                raise OSError(errno.ELOOP, "a symbolic link") from error
            raise

    def read(self, name: str, *, most: int) -> tuple[bytes, os.stat_result]:
        """The first `most` bytes of the regular file `name`, and its status. Raises OSError, as `read_file` does."""
        where, options = self.at(name)
        return _read(where, most, **options)

    def close(self) -> None:
        """Close the descriptor; the directory cannot be used any more."""
        if self.descriptor is not None:
            os.close(self.descriptor)


def open_root(root: str) -> OpenDirectory:
    """The directory at the root of a tree. Links that lead to the root are followed: the user named it."""
    if not _BY_STEPS:
        return OpenDirectory(root, None)
    return OpenDirectory(root, os.open(root, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)))


def steps(path: str) -> list[str]:
    """The names on a path relative to a root, with `/`. Raises OSError for one that leads out of it or is absolute."""
    within = f"/{path}/"
    if "//" in within or "/./" in within or "/../" in within or (os.sep != "/" and os.sep in path):
        raise OSError(errno.EINVAL, "not a path below the root", path)
    return path.split("/")


@dataclass(slots=True)
class Tree:
    """The files below `root`, read so that no link below it is followed at any step.

    The directories of the last file stay open: in a sorted list, most are the next one's too. Use it
    in a `with` block.
    """

    root: str
    _open: list[tuple[str, OpenDirectory]] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._keep(0)

    def read(self, path: str, *, most: int) -> bytes:
        """The first `most` bytes of the regular file at `path`, relative to the root. Raises OSError, as `read_file` does.

        ELOOP is raised for a symbolic link at any step.
        """
        *directories, name = steps(path)
        return self._directory(directories).read(name, most=most)[0]

    def open(self, path: str) -> int:
        """A descriptor of the regular file at `path`, to be closed by the caller. Raises OSError likewise."""
        *directories, name = steps(path)
        where, options = self._directory(directories).at(name)
        descriptor = _opened(where, **options)
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
    """The first `most` bytes of one file below `root`, read as by `Tree`. Raises OSError likewise."""
    with Tree(str(root)) as tree:
        return tree.read(path, most=most)


def read_bytes(path: str, *, most: int) -> bytes:
    """The first `most` bytes of the regular file at `path`. Raises OSError, as `read_file` does."""
    return read_file(path, most=most)[0]


def read_file(path: str, *, most: int) -> tuple[bytes, os.stat_result]:
    """The first `most` bytes of the regular file at `path`, and its status before it was read.

    Raises OSError: FileNotFoundError, NotADirectoryError, IsADirectoryError and PermissionError as
    usual, ELOOP for a symbolic link, ENXIO for anything else that is no regular file.
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
        if error.errno in (errno.ELOOP, errno.EMLINK):  # FreeBSD says the latter of a link
            raise OSError(errno.ELOOP, "a symbolic link, which is not followed") from error
        raise


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
