"""The cache: files of the user's in which runs keep what they have worked out.

Whatever is wrong with such a file (torn, foreign, of another release, not to be read), it is as if it
were not there; and one that cannot be written is not written. Neither changes what a run says.
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
_MOST_BYTES = 256 << 20  # of one file, and of all of them together
_MOST_FILES = 256
_TAG = "CACHEDIR.TAG"
# https://bford.info/cachedir/: programs that make backups leave out a directory with such a file.
_TAG_TEXT = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n# What aiowners has worked out; `aiowners clean` removes it.\n"
)


def default_directory(environ: Mapping[str, str]) -> str | None:
    """Where the system wants caches of the user's programs; None where it cannot be told.

    Sources: the XDG Base Directory Specification; Apple's File System Programming Guide; KNOWNFOLDERID.
    """
    if sys.platform == "win32":
        above = environ.get("LOCALAPPDATA")
        return os.path.join(above, "aiowners", "Cache") if above else None  # noqa: PTH118 - a text; pathlib is not needed
    home = environ.get("HOME", "")
    if sys.platform == "darwin":
        return f"{home}/Library/Caches/aiowners" if home.startswith("/") else None
    above = environ.get("XDG_CACHE_HOME", "")
    if above.startswith("/"):  # "relative paths are invalid, and are to be ignored"
        return f"{above}/aiowners"
    return f"{home}/.cache/aiowners" if home.startswith("/") else None


def tree_above(place: str) -> str | None:
    """The nearest directory, from `place` on upwards, in which git would look for a repository; None without one."""
    while not os.path.lexists(f"{place}{os.sep}.git"):
        place, before = os.path.dirname(place), place  # noqa: PTH120 - a text; pathlib is not needed
        if place == before:
            return None
    return place


def lies_in_a_tree(directory: str) -> bool:
    """Whether a directory lies in a working tree of git, where whoever commits may put files; `.git` is not meant."""
    place = os.path.realpath(directory)
    top = tree_above(place)
    return top is not None and not f"{place}{os.sep}".startswith(f"{top}{os.sep}.git{os.sep}")


class Cache:
    """The files below one directory, which need not be there yet."""

    def __init__(self, directory: str) -> None:
        self.directory = directory

    def load(self, name: str) -> tuple[Any, list[bytes]] | None:
        """What was last kept under this name by this very release: data as JSON has it, and lines. None without."""
        try:
            content, status = read_file(self._file(name), most=_MOST_BYTES)
        except OSError:
            return None
        if not _is_ours(status):
            return None
        head, *lines = content.split(b"\n")
        if not lines or head != _MAGIC + _digest(lines):
            return None
        with suppress(OSError):  # what is used is not what goes first
            os.utime(self._file(name))
        try:
            return json.loads(lines[0]), lines[1:]
        except (ValueError, RecursionError):
            return None

    def save(self, name: str, data: Any, lines: Iterable[bytes] = ()) -> None:  # noqa: ANN401 - whatever JSON takes
        """Keep data and lines under this name, in place of what was there; a reader sees either, never a mixture."""
        with suppress(OSError):
            self._make()
            self._write(name, [json.dumps(data, separators=(",", ":")).encode(), *lines])
            self._prune()

    def clear(self) -> int:
        """Remove what is kept, and nothing else; gives how many files there were. Raises OSError."""
        count = 0
        for entry in self._entries():
            os.unlink(entry.path)  # noqa: PTH108 - an entry's path is a text
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
            os.replace(temporary, self._file(name))  # noqa: PTH105 - texts
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108 - likewise
            raise

    def _prune(self) -> None:
        """Remove what was used longest ago, beyond so many and so much: also what a run left behind that was killed."""
        statuses = [(entry.stat(follow_symlinks=False), entry.path) for entry in self._entries()]
        size = 0
        for number, (status, path) in enumerate(sorted(statuses, key=lambda one: -one[0].st_mtime)):
            size += status.st_size
            if number >= _MOST_FILES or size > _MOST_BYTES:
                os.unlink(path)  # noqa: PTH108 - a text

    def _entries(self) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(self.directory) as entries:
                yield from (entry for entry in entries if entry.name.endswith(_SUFFIX))
        except FileNotFoundError:
            return


def _is_ours(status: os.stat_result) -> bool:
    """Whether nobody else could have written a file, as far as the system tells."""
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def name_of(*parts: str) -> str:
    """A name of 32 hexadecimal digits for some texts; others have another one."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _digest(lines: Iterable[bytes]) -> bytes:
    digest = blake2b(digest_size=16)
    for line in lines:
        digest.update(b"\n")
        digest.update(line)
    return digest.hexdigest().encode()


def release() -> str:
    """What has to be the same for what was worked out to hold: this program, to the letter, and its Python.

    Of an installed package it is enough to look at one file; one that is worked on may change anywhere.
    """
    place = os.path.dirname(aiowners.__file__)  # noqa: PTH120 - a text
    is_installed = os.path.basename(os.path.dirname(place)) in {"site-packages", "dist-packages"}  # noqa: PTH119, PTH120 - likewise
    files = [aiowners.__file__] if is_installed else sorted(_modules(place))
    stamps = ((status.st_mtime_ns, status.st_size) for status in map(os.stat, files))
    python = (str(sys.implementation.cache_tag), sys.getfilesystemencoding())
    return name_of(aiowners.__version__, *python, place, *map(str, stamps))


def _modules(directory: str) -> Iterator[str]:
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _modules(entry.path)
            elif entry.name.endswith((".py", ".json")):
                yield entry.path
