"""Manifests of texts: known contents are loaded from the cache, and the others are parsed, by several processes if needed."""

from __future__ import annotations

import os
import threading
from contextlib import nullcontext
from typing import TYPE_CHECKING, TypeAlias

from aiowners.manifest.read import read
from aiowners.manifest.serialized import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future, ProcessPoolExecutor
    from contextlib import AbstractContextManager

    from aiowners.adapters.tree_cache import TreeCache
    from aiowners.manifest.model import Manifest
    from aiowners.source import Source

# A manifest, and its serialized form if it is at hand.
_ReadManifest: TypeAlias = "tuple[Manifest, bytes | None]"
PausedThreads: TypeAlias = "Callable[[], AbstractContextManager[object]]"

# For fewer manifests per process, starting a process costs more than it saves.
_MIN_SHARE = 300
# Characters of a batch, which one process parses without interruption: about 80 ms.
_BATCH_SIZE = 1 << 18


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def manifests(
    sources: Sequence[Source], cache: TreeCache | None, *, jobs: int, paused_threads: PausedThreads = nullcontext
) -> list[Manifest]:
    """Return every source as a manifest, in the same order, read by at most `jobs` processes.

    A manifest in the cache is not parsed again, and what is parsed is put there. In the context of
    `paused_threads` the caller runs no other thread, so that processes can be started safely.
    """
    if cache is None:
        return [manifest for manifest, _ in _parse_all(sources, jobs, paused_threads)]
    cached = [_load(source, cache) for source in sources]
    missing = [source for source, manifest in zip(sources, cached, strict=True) if manifest is None]
    parsed = iter(_parse_all(missing, jobs, paused_threads))
    result = [manifest or next(parsed) for manifest in cached]
    cache.keep_facts({manifest.source.content_id: packed or pack(manifest) for manifest, packed in result})
    return [manifest for manifest, _ in result]


def _load(source: Source, cache: TreeCache) -> _ReadManifest | None:
    packed = cache.facts.get(source.content_id)
    if packed is None:
        return None
    try:
        return unpack(packed, source), packed
    except ValueError:
        return None


def _parse_all(sources: Sequence[Source], jobs: int, paused_threads: PausedThreads) -> list[_ReadManifest]:
    """Parse every source, in several processes if that pays and is possible."""
    executor = _executor(min(jobs, len(sources) // _MIN_SHARE))
    if executor is not None:
        try:
            batches = _batches(sources)
            futures = _start(executor, batches, paused_threads)
            if futures:
                return _collect(futures, batches)
        finally:
            executor.shutdown(cancel_futures=True)  # it waits for the batches that have begun
    return [(read(source), None) for source in sources]


def _executor(workers: int) -> ProcessPoolExecutor | None:
    """Return an executor with so many processes; None if one process is enough, or if the system cannot fork."""
    if workers <= 1 or not hasattr(os, "fork"):
        return None
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Other start methods run `python -c`, which would import modules of the working directory: the linted tree.
    context = get_context("fork")
    try:
        return ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare_worker)
    except (OSError, ImportError, NotImplementedError):  # a system without semaphores, or without free descriptors
        return None


def _batches(sources: Sequence[Source]) -> list[Sequence[Source]]:
    batches: list[Sequence[Source]] = []
    start = size = 0
    for end, source in enumerate(sources, 1):
        size += len(source.text)
        if size >= _BATCH_SIZE:
            batches.append(sources[start:end])
            start, size = end, 0
    return [*batches, sources[start:]] if start < len(sources) else batches


def _start(
    executor: ProcessPoolExecutor, batches: Sequence[Sequence[Source]], paused_threads: PausedThreads
) -> list[Future[list[bytes]]]:
    """Hand the batches to processes; the list is empty if none can be started.

    All processes are forked at the first batch, and only while no other thread is alive: the copy of a
    lock that a thread holds would never be released in the new process.
    """
    from multiprocessing import active_children

    futures: list[Future[list[bytes]]] = []
    with paused_threads():
        if threading.active_count() > 1:
            return futures
        before = active_children()
        try:
            futures.append(executor.submit(_parse_batch, batches[0]))
        except OSError:  # the system does not allow another process
            for process in active_children():
                if process not in before:
                    process.kill()
            return futures
    futures += [executor.submit(_parse_batch, batch) for batch in batches[1:]]
    return futures


def _collect(futures: Sequence[Future[list[bytes]]], batches: Sequence[Sequence[Source]]) -> list[_ReadManifest]:
    """Return the manifests of all batches; those of a process that was killed are parsed here."""
    from concurrent.futures.process import BrokenProcessPool

    result: list[_ReadManifest] = []
    for future, batch in zip(futures, batches, strict=True):
        try:
            result += [(unpack(packed, source), packed) for packed, source in zip(future.result(), batch, strict=True)]
        except BrokenProcessPool:
            result += [(read(source), None) for source in batch]
    return result


def _parse_batch(sources: Sequence[Source]) -> list[bytes]:
    return [pack(read(source)) for source in sources]


def _prepare_worker() -> None:
    """Let the new process end with its parent, and not by signals that the parent handles."""
    import signal
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    parent = parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    from multiprocessing.connection import wait

    wait([sentinel])
    os._exit(1)
