"""The cache: files in the user's cache directory, in which runs keep results for later runs.

A cache file that is torn, foreign, unreadable, or from another release counts as missing. If a file
cannot be written, nothing is kept. Neither changes the output of a run.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import aiowners
from aiowners.adapters.file_access import read_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_MAGIC = b"aiowners-cache 1 "
_SUFFIX = ".aiowners"
_MAX_BYTES = 256 << 20  # of one file, and of all of them together
_MAX_FILES = 256
_TAG = "CACHEDIR.TAG"
# https://bford.info/cachedir/: backup programs skip a directory with such a file.
_TAG_TEXT = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n# What aiowners has worked out; `aiowners clean` removes it.\n"
)


def default_directory(environ: Mapping[str, str]) -> str | None:
    """Return the system's directory for the user's caches; None if the environment does not determine it.

    Sources: the XDG Base Directory Specification; Apple's File System Programming Guide; KNOWNFOLDERID.
    """
    if sys.platform == "win32":
        parent = environ.get("LOCALAPPDATA")
        return os.path.join(parent, "aiowners", "Cache") if parent else None  # noqa: PTH118 - a string; pathlib is not needed
    home = environ.get("HOME", "")
    if sys.platform == "darwin":
        return f"{home}/Library/Caches/aiowners" if home.startswith("/") else None
    parent = environ.get("XDG_CACHE_HOME", "")
    if parent.startswith("/"):  # "relative paths are invalid, and are to be ignored"
        return f"{parent}/aiowners"
    return f"{home}/.cache/aiowners" if home.startswith("/") else None


def tree_above(directory: str) -> str | None:
    """Return `directory` or the nearest parent in which git would look for a repository; None if there is none."""
    while not os.path.lexists(f"{directory}{os.sep}.git"):
        directory, previous = os.path.dirname(directory), directory  # noqa: PTH120 - a string; pathlib is not needed
        if directory == previous:
            return None
    return directory


def lies_in_a_tree(directory: str) -> bool:
    """Return whether a directory is in a working tree of git, which any commit may change; `.git` itself is not."""
    resolved = os.path.realpath(directory)
    top = tree_above(resolved)
    return top is not None and not f"{resolved}{os.sep}".startswith(f"{top}{os.sep}.git{os.sep}")


class Cache:
    """The cache files in one directory, which may not exist yet."""

    def __init__(self, directory: str) -> None:
        self.directory = directory

    def load(self, name: str) -> tuple[Any, list[bytes]] | None:
        """Return the JSON data and the lines that were last saved under this name; None if there are none."""
        try:
            content, status = read_file(self._file(name), most=_MAX_BYTES)
        except OSError:
            return None
        if not _is_ours(status):
            return None
        head, *lines = content.split(b"\n")
        if not lines or head != _MAGIC + _digest(lines):
            return None
        with suppress(OSError):  # files in use are pruned last
            os.utime(self._file(name))
        try:
            return json.loads(lines[0]), lines[1:]
        except (ValueError, RecursionError):
            return None

    def save(self, name: str, data: Any, lines: Iterable[bytes] = ()) -> None:  # noqa: ANN401 - anything that JSON can hold
        """Replace the data and lines under this name. A reader sees the old file or the new one, never a mixture."""
        with suppress(OSError):
            self._make()
            self._write(name, [json.dumps(data, separators=(",", ":")).encode(), *lines])
            self._prune()

    def clear(self) -> int:
        """Remove all cache files, and nothing else. Return how many there were. Raises OSError."""
        count = 0
        for entry in self._entries():
            os.unlink(entry.path)  # noqa: PTH108 - an entry's path is a string
            count += 1
        with suppress(OSError):
            os.unlink(f"{self.directory}{os.sep}{_TAG}")  # noqa: PTH108 - likewise
            os.rmdir(self.directory)  # noqa: PTH106 - likewise
        return count

    def _file(self, name: str) -> str:
        return f"{self.directory}{os.sep}{name}{_SUFFIX}"

    def _make(self) -> None:
        if os.path.isdir(self.directory):  # noqa: PTH112 - likewise
            return
        os.makedirs(self.directory, mode=0o700, exist_ok=True)  # noqa: PTH103 - likewise
        with open(f"{self.directory}{os.sep}{_TAG}", "wb") as tag:  # noqa: PTH123 - likewise
            tag.write(_TAG_TEXT)

    def _write(self, name: str, lines: Sequence[bytes]) -> None:
        import tempfile

        descriptor, temporary = tempfile.mkstemp(suffix=f".tmp{_SUFFIX}", dir=self.directory)
        try:
            with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
                file.write(_MAGIC + _digest(lines))
                file.writelines(b"\n" + line for line in lines)
            os.replace(temporary, self._file(name))  # noqa: PTH105 - strings
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108 - likewise
            raise

    def _prune(self) -> None:
        """Remove the least recently used files beyond the limits, also temporary files of runs that were killed."""
        statuses = [(entry.stat(follow_symlinks=False), entry.path) for entry in self._entries()]
        size = 0
        for index, (status, path) in enumerate(sorted(statuses, key=lambda pair: -pair[0].st_mtime)):
            size += status.st_size
            if index >= _MAX_FILES or size > _MAX_BYTES:
                os.unlink(path)  # noqa: PTH108 - a string

    def _entries(self) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(self.directory) as entries:
                yield from (entry for entry in entries if entry.name.endswith(_SUFFIX))
        except FileNotFoundError:
            return


def _is_ours(status: os.stat_result) -> bool:
    """Return whether only this user can have written a file, as far as its status shows."""
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def name_of(*parts: str) -> str:
    """Return a name of 32 hexadecimal digits for these strings; different strings have different names."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _digest(lines: Iterable[bytes]) -> bytes:
    digest = blake2b(digest_size=16)
    for line in lines:
        digest.update(b"\n")
        digest.update(line)
    return digest.hexdigest().encode()


def release() -> str:
    """Return a key for everything that a cached result depends on: this exact build of aiowners, and its Python.

    The stamp of one file is enough for an installed package; a working copy may change in any file.
    """
    package = os.path.dirname(aiowners.__file__)  # noqa: PTH120 - a string
    is_installed = os.path.basename(os.path.dirname(package)) in {"site-packages", "dist-packages"}  # noqa: PTH119, PTH120 - likewise
    files = [aiowners.__file__] if is_installed else sorted(_modules(package))
    stamps = ((status.st_mtime_ns, status.st_size) for status in map(os.stat, files))
    python = (str(sys.implementation.cache_tag), sys.getfilesystemencoding())
    return name_of(aiowners.__version__, *python, package, *map(str, stamps))


def _modules(directory: str) -> Iterator[str]:
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _modules(entry.path)
            elif entry.name.endswith((".py", ".json")):
                yield entry.path
