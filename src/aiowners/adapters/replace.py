"""Atomic replacement of files that still have the text that was read: a reader sees the old text or the new text."""

from __future__ import annotations

import errno
import os
import stat
import time
from contextlib import suppress
from secrets import token_hex
from typing import TYPE_CHECKING

from aiowners.adapters.file_access import OpenDirectory, open_root, steps

if TYPE_CHECKING:
    from pathlib import Path

# The end of the name of a temporary file, which identifies it as ours.
_ENDING = ".aiowners-tmp"
_MAX_AGE = 60  # seconds: far longer than it takes to write a file
_NO_LINKS = frozenset((errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK))


class FileChangedError(OSError):
    """A file no longer has the text that was read; `filename` is its path, relative to the root."""


def check_unchanged(root: Path, path: str, before: str | None) -> None:
    """Raise FileChangedError if `path` (relative to `root`) does not contain `before`, or if it exists and that is None.

    Raises OSError for a link at any step below `root`, or for a file that cannot be read.
    """
    *directories, name = steps(path)
    try:
        directory = _open(root, directories, make=False)
    except FileNotFoundError:
        if before is None:
            return
        raise _gone(path) from None
    try:
        _verified_status(directory, name, path, before)
    finally:
        directory.close()


def replace_file(root: Path, path: str, before: str | None, after: str) -> None:
    """Replace the text `before` of the file at `path` (relative to `root`) by `after`, atomically.

    `before` is None for a file that does not exist; its directories are created. The file is compared
    with `before` twice, the last time when everything else is done. A file keeps its mode, and its
    owner if the process may change owners.

    Raises FileChangedError if the file has another text, was created, or was removed. Raises OSError
    for a link at any step below `root`, or if the file cannot be written. `filename` is then `path`,
    and no temporary file remains. A run that is killed may leave a temporary file, which is no
    manifest; the next run that writes there removes it.
    """
    *directories, name = steps(path)
    try:
        directory = _open(root, directories, make=before is None)
    except FileNotFoundError:
        raise _gone(path) from None
    try:
        _sweep(directory, name)
        _replace(directory, name, path, before, after)
    except OSError as error:
        error.filename = path
        raise
    finally:
        directory.close()


def _open(root: Path, names: list[str], *, make: bool) -> OpenDirectory:
    """Open the directory at the end of `names`. Raises OSError, ELOOP if one of them is a link."""
    directory = open_root(str(root))
    for name in names:
        try:
            below = directory.below(name, make=make)
        except OSError as error:
            if error.errno == errno.ELOOP:
                reason = "its directory is a link, which may lead elsewhere: nothing is written through it"
                raise OSError(errno.ELOOP, reason, "/".join(names)) from None
            raise
        finally:
            directory.close()
        directory = below
    return directory


def _replace(directory: OpenDirectory, name: str, path: str, before: str | None, after: str) -> None:
    status = _verified_status(directory, name, path, before)
    # The name is set before the file exists, so that it can be removed after an interrupt at any moment.
    temporary = f".{name}.{token_hex(8)}{_ENDING}"
    target, options = directory.at(temporary)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(target, flags, 0o600, **options)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
            file.write(after.encode("utf-8", "surrogateescape"))
            if hasattr(os, "fchmod"):
                _copy_owner_and_mode(descriptor, status)
            file.flush()
            os.fsync(descriptor)
        if _verified_status(directory, name, path, before, earlier=status) is None:
            _create(directory, temporary, name, path)
        else:
            _rename(directory, temporary, name)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(target, **options)
        raise


def _verified_status(
    directory: OpenDirectory, name: str, path: str, before: str | None, *, earlier: os.stat_result | None = None
) -> os.stat_result | None:
    """Return the status of a file whose text is `before`; None if it does not exist and `before` is None.

    Raises FileChangedError otherwise, also if it is another file than that of the status `earlier`,
    and OSError for a file that cannot be read.
    """
    expected = None if before is None else before.encode("utf-8", "surrogateescape")
    try:
        content, status = directory.read(name, most=1 if expected is None else len(expected) + 1)
    except FileNotFoundError:
        if expected is None:
            return None
        raise _gone(path) from None
    except OSError as error:
        if expected is None or error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
            raise _changed(path) from None
        raise
    if content != expected or (earlier is not None and not os.path.samestat(status, earlier)):
        raise _changed(path)
    return status


def _changed(path: str) -> FileChangedError:
    return FileChangedError(
        errno.EBUSY, "it has changed since it was read, so nothing is written; run this again", path
    )


def _gone(path: str) -> FileChangedError:
    return FileChangedError(errno.ENOENT, "it is not in the working tree, so nothing is written", path)


def _copy_owner_and_mode(descriptor: int, status: os.stat_result | None) -> None:
    """Give a new file the owner and the mode of the file that it replaces, or the defaults if there is none."""
    if status is not None and hasattr(os, "fchown"):
        with suppress(PermissionError):
            os.fchown(descriptor, status.st_uid, status.st_gid)
    os.fchmod(descriptor, (0o666 & ~_umask() if status is None else stat.S_IMODE(status.st_mode)) & 0o7777)


def _create(directory: OpenDirectory, temporary: str, name: str, path: str) -> None:
    """Rename a temporary file to a file that does not exist. Raises FileChangedError if it has been created since."""
    old, options = directory.at(temporary)
    new, _ = directory.at(name)
    source = {"src_dir_fd": directory.descriptor, "dst_dir_fd": directory.descriptor} if options else {}
    try:
        os.link(old, new, **source, follow_symlinks=False) if options else os.link(old, new)
    except FileExistsError:
        raise _changed(path) from None
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _reserve(directory, name, path)
        _rename(directory, temporary, name)
    else:
        os.unlink(old, **options)


def _reserve(directory: OpenDirectory, name: str, path: str) -> None:
    """Create an empty file, on a file system without hard links. Raises FileChangedError if it exists."""
    new, options = directory.at(name)
    try:
        os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, **options))
    except FileExistsError:
        raise _changed(path) from None


def _rename(directory: OpenDirectory, temporary: str, name: str) -> None:
    old, options = directory.at(temporary)
    new, _ = directory.at(name)
    if options:
        os.replace(old, new, src_dir_fd=directory.descriptor, dst_dir_fd=directory.descriptor)
    else:
        os.replace(old, new)  # noqa: PTH105 - strings


def _sweep(directory: OpenDirectory, name: str) -> None:
    """Remove the temporary files for `name` that are too old to belong to a run that is still active."""
    for entry in os.listdir(directory.path if directory.descriptor is None else directory.descriptor):  # noqa: PTH208 - names
        if entry.startswith(f".{name}.") and entry.endswith(_ENDING):
            target, options = directory.at(entry)
            with suppress(OSError):
                if time.time() - os.lstat(target, **options).st_mtime > _MAX_AGE:
                    os.unlink(target, **options)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
