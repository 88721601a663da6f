"""Memory: what earlier runs have learnt of one tree, so that what has not changed need not be looked at again."""

from __future__ import annotations

import os
import stat
import time
from typing import TYPE_CHECKING, Any

from aiowners.adapters.cache import name_of, release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from aiowners.adapters.cache import Cache

_SHAPE = {"stamp": str, "listing": str, "files": str, "stats": dict}
_TICK, _COARSE_TICK = 100_000_000, 2_000_000_000  # nanoseconds
_FACTS = 3  # blanks between what git says of an entry before its path
_FEW = 100  # where fewer manifests in so many are new, reading them again costs less than keeping all
_STATUS = 5  # what is kept of a file: four numbers of its status, and the id of what it holds


class Memory:
    """What is known of the tree at `root`, in git's tree at `top`; `index_file` is where git lists what it tracks.

    It is loaded when it is made, and kept for the next run by `save`.
    """

    def __init__(self, cache: Cache, root: str, top: str, index_file: str | None) -> None:
        self.cache = cache
        self.index_file = index_file
        self.began = time.time_ns()
        self._name = name_of("tree", root, top, release())
        self._stamp = _stamp(index_file)
        loaded = cache.load(self._name)
        known = {key: kind() for key, kind in _SHAPE.items()}
        self._known: dict[str, Any] = loaded[0] if loaded is not None and _is_sound(loaded[0]) else known
        self._changed = False
        self._stats: dict[str, list[int | str]] = {}
        self._facts: dict[str, bytes] | None = None
        self._used: dict[str, bytes] = {}
        self._aside: int | None = None  # a process that keeps facts

    # --- what git lists -------------------------------------------------------------------------

    @property
    def listing(self) -> str | None:
        """What git said that it tracks, if it would say the same now: its index has not been written since."""
        is_same = self._stamp and self._known["stamp"] == self._stamp
        return self._known["listing"] if is_same else None

    def keep_listing(self, listing: str) -> None:
        """Remember what git has just said that it tracks."""
        if self._stamp and self._stamp == _stamp(self.index_file):
            self._put(stamp=self._stamp, listing=listing, files="")

    @property
    def files(self) -> str | None:
        """The name of the list of all tracked files; None where the list has to be looked at."""
        return (self._known["files"] or None) if self.listing is not None else None

    def keep_files(self, files: Iterable[str]) -> str:
        """Remember the list of all tracked files, and give its name."""
        name = name_of(*files)
        if self.listing is not None and self._known["files"] != name:
            self._put(files=name)
        return name

    # --- what a file holds ----------------------------------------------------------------------

    def content_id(self, path: str, full: str) -> str | None:
        """The id of what the file at `full` holds, without opening it; None where it has to be looked at.

        `path` is relative to the root.
        """
        known = self._known["stats"].get(path)
        if known is None:
            return None
        try:
            status = os.lstat(full)
        except OSError:
            return None
        if known[:4] != status_of(status):
            return None
        self._stats[path] = known
        content: str = known[4]
        return content

    def keep_file(self, path: str, status: os.stat_result, content_id: str) -> None:
        """Remember what a regular file held that had this status."""
        if is_settled(status, self.began):
            self._stats[path] = [*status_of(status), content_id]

    @property
    def settled(self) -> dict[str, str]:
        """The ids of what this run has read, by path, as far as their status tells whether they change."""
        return {path: str(known[4]) for path, known in self._stats.items()}

    def contents(self, root: str) -> dict[str, str] | None:
        """The ids of what the files hold now that the last run has read, by path; None where one cannot be read."""
        found = {}
        for path in self._known["stats"]:
            full = f"{root}{os.sep}{path}"
            name = self.content_id(path, full)
            if name is None:
                from aiowners.adapters.file import read_file
                from aiowners.source import MOST_BYTES, content_id

                try:
                    content, status = read_file(full, most=MOST_BYTES)
                except OSError:
                    return None
                name = content_id(content)
                self.keep_file(path, status, name)
            found[path] = name
        return found

    # --- what was made of it --------------------------------------------------------------------

    @property
    def facts(self) -> Mapping[str, bytes]:
        """What manifests declare, in a packed form, by the id of their content."""
        if self._facts is None:
            loaded = self.cache.load(f"{self._name}-facts")
            names = loaded[0] if loaded is not None and isinstance(loaded[0], list) else []
            lines = loaded[1] if loaded is not None else []
            self._facts = {name: line for name, line in zip(names, lines, strict=False) if isinstance(name, str)}
        return self._facts

    def keep_facts(self, used: Mapping[str, bytes]) -> None:
        """Remember these, and as many of the others at most: another branch may hold them."""
        self._join()
        before = self.facts
        self._used |= used
        fresh = len(self._used.keys() - before.keys())
        if fresh <= len(before) // _FEW and len(before) <= 2 * len(self._used):
            return
        others = [name for name in before if name not in self._used][: len(self._used)]
        self._facts = self._used | {name: before[name] for name in others}
        self.cache.save(f"{self._name}-facts", list(self._facts), self._facts.values())

    def keep_aside(self, keep: Callable[[], None]) -> None:
        """Let another process keep facts, by calling `keep`, while this one goes on; `save` waits for it."""
        self._join()
        try:
            child = os.fork()
        except OSError:  # no more processes
            keep()
            return
        if not child:
            try:
                keep()
            finally:
                os._exit(0)
        self._aside = child

    def _join(self) -> None:
        if self._aside is not None:
            os.waitpid(self._aside, 0)
            self._aside = None
            self._facts = None  # there are more now

    def save(self) -> None:
        """Keep for the next run what this one has learnt; never raises."""
        self._join()
        if self._stats and self._stats != self._known["stats"]:
            self._put(stats=self._stats)
        if self._changed:
            self._changed = False
            self.cache.save(self._name, self._known)

    def _put(self, **values: object) -> None:
        self._known |= values
        self._changed = True


def _is_sound(known: object) -> bool:
    """Whether data have the shape of what `save` keeps."""
    return (
        isinstance(known, dict)
        and all(type(known.get(key)) is kind for key, kind in _SHAPE.items())
        and all(type(one) is list and len(one) == _STATUS and type(one[-1]) is str for one in known["stats"].values())
        and all(entry.partition("\t")[0].count(" ") == _FACTS for entry in known["listing"].split("\0") if entry)
    )


def status_of(status: os.stat_result) -> list[int]:
    """What changes in the status of a file when its content does, as git has it: see racy-git in its documentation."""
    return [status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino]


def is_settled(status: os.stat_result, now: int) -> bool:
    """Whether a file that is written after `now` (nanoseconds since 1970) will have another status than this.

    What was written a moment ago may be written again within one tick of the file system's clock: git
    calls such an entry racy. Some clocks count in seconds, or in steps of two.
    """
    tick = _TICK if status.st_mtime_ns % 1_000_000_000 else _COARSE_TICK
    return max(status.st_mtime_ns, status.st_ctime_ns) + tick < now


def _stamp(index_file: str | None) -> str:
    """The checksum that ends git's index, as far as it has one (gitformat-index(5)); else nothing.

    It is of 20 or of 32 bytes, and all zeros under `index.skipHash`.
    """
    if index_file is None:
        return ""
    try:
        descriptor = os.open(index_file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return ""
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or os.read(descriptor, 4) != b"DIRC":
            return ""
        os.lseek(descriptor, max(status.st_size - 32, 0), os.SEEK_SET)
        end = os.read(descriptor, 32)
    except OSError:
        return ""
    finally:
        os.close(descriptor)
    return f"{status.st_size}-{end.hex()}" if any(end[-20:]) else ""
