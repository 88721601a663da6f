"""Manifests of texts: what an earlier run has made of the same contents, and the rest read on several processors."""

from __future__ import annotations

import io
import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from aiowners.manifest.read import read
from aiowners.manifest.serialized import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.adapters.tree_cache import TreeCache
    from aiowners.manifest.model import Manifest
    from aiowners.source import Source

Read: TypeAlias = "tuple[Manifest, bytes | None]"

# Below this many manifests for each process, starting it and handing over costs what it saves.
_LEAST_SHARE = 300


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def manifests(sources: Sequence[Source], memory: TreeCache | None, *, jobs: int) -> list[Manifest]:
    """Every source as a manifest, in the same order, read by at most `jobs` processes.

    What is in the memory is not read, and what is read is put there.
    """
    if memory is None:
        return [manifest for manifest, _ in _read_all(sources, jobs)]
    remembered = [_remembered(source, memory) for source in sources]
    missing = [source for source, one in zip(sources, remembered, strict=True) if one is None]
    read_now = iter(_read_all(missing, jobs))
    found = [one or next(read_now) for one in remembered]

    def keep() -> None:
        memory.keep_facts({manifest.source.content_id: packed or pack(manifest) for manifest, packed in found})

    if _processes(sum(packed is None for _, packed in found), jobs) > 1:
        memory.keep_aside(keep)
    else:
        keep()
    return [manifest for manifest, _ in found]


def _processes(count: int, jobs: int) -> int:
    """How many processes to use for so many manifests: one where the system cannot fork."""
    return max(1, min(jobs, count // _LEAST_SHARE)) if hasattr(os, "fork") else 1


def _remembered(source: Source, memory: TreeCache) -> Read | None:
    packed = memory.facts.get(source.content_id)
    if packed is None:
        return None
    try:
        return unpack(packed, source), packed
    except ValueError:
        return None


def _read_all(sources: Sequence[Source], jobs: int) -> list[Read]:
    """Every source read; with the packed manifest, where it came in that form.

    One process reads where more would not pay, and where the system cannot fork. The share of a
    process that dies is read by this one.
    """
    jobs = _processes(len(sources), jobs)
    if jobs == 1:
        return [(read(source), None) for source in sources]
    # Every n-th: large manifests often stand side by side.
    shares = [sources[number::jobs] for number in range(jobs)]
    with _started(shares[1:]) as outputs:
        done: list[list[Read]] = [[(read(source), None) for source in shares[0]]]
        done += [_received(output, share) for output, share in zip(outputs, shares[1:], strict=True)]
    result = [(manifest, packed) for share in done for manifest, packed in share]
    for number, share in enumerate(done):
        result[number::jobs] = share
    return result


@contextmanager
def _started(shares: Sequence[Sequence[Source]]) -> Iterator[list[io.FileIO]]:
    """A process for each share, and the end of a pipe from which its manifests can be read."""
    outputs: list[io.FileIO] = []
    children: list[int] = []
    try:
        for share in shares:
            output, entry = os.pipe()
            outputs.append(io.FileIO(output))
            try:
                child = os.fork()
            except OSError:  # no more processes: the pipe is empty, and the share is read here
                os.close(entry)
                continue
            if not child:
                for stream in outputs:  # or it would read what it writes, if this process is killed
                    stream.close()
                _serve(share, entry)
            children.append(child)
            os.close(entry)
        yield outputs
    finally:
        for stream in outputs:
            stream.close()
        for child in children:  # one that has not ended is no longer needed
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _serve(share: Sequence[Source], entry: int) -> None:
    """In the new process: read, hand over, and end without doing anything that this program does at its end."""
    try:
        lines = b"".join(pack(read(source)) + b"\n" for source in share)
        with io.FileIO(entry, "w") as stream:
            left = memoryview(lines)
            while left:
                left = left[stream.write(left) or 0 :]
    finally:
        os._exit(0)


def _received(stream: io.FileIO, share: Sequence[Source]) -> list[Read]:
    """What a process has handed over; where that is not all of it, the share is read here."""
    *lines, rest = stream.readall().split(b"\n")
    if rest or len(lines) != len(share):
        return [(read(source), None) for source in share]
    return [(unpack(line, source), line) for line, source in zip(lines, share, strict=True)]
