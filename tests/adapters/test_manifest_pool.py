"""Manifests packed, remembered, and read by several processes: always those that one process reads."""

from __future__ import annotations

import multiprocessing
import multiprocessing.synchronize
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiowners.adapters import manifest_pool as adapter
from aiowners.adapters.cache_store import Cache
from aiowners.adapters.manifest_pool import manifests
from aiowners.adapters.tree_cache import TreeCache
from aiowners.manifest.model import Manifest
from aiowners.manifest.read import read
from aiowners.manifest.serialized import pack, unpack
from aiowners.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

ASIDE = {"defects", "may_suppress"}
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").rglob("ai-ownership.yaml"))
TEXTS = [file.read_text("utf-8") for file in EXAMPLES]
ODD = [
    "", "\ufeffversion: 1\n", "[", "version: 1\nmodels: {a: {owner: x\n", "- 1", "version: 2\n", "version: 1\nowner: \udcff\n",
    "version: 1\nmodels:\n  m: {reviewers: downstream, access: company}\n  n: {reviewers: [{team: a, reason: b}], access: [a]}\n",
    "version: 1\nteams:\n  t: {staffing: {ml-engineer: 2.5, director: 1}, handles: {github: [a, b]}}\n",
    "version: 1\nfeatures:\n  f: {evaluation: {signals_to: []}, domains: [], uses: {}}\n",
    "version: 1\nowner: 'a'b\nmodels:\n  m: {}\n  m: {}\n  n: &a {uses: {modls: [x]}}\n  o: *a\n",
]  # fmt: skip


def contents(manifest: Manifest) -> Any:
    """All of a manifest, with the types of what it is made of."""
    return [_typed(getattr(manifest, name)) for name in Manifest.__annotations__ if name not in ASIDE], manifest.defects


def _typed(value: Any) -> Any:
    return (type(value), *map(_typed, value)) if isinstance(value, tuple) else value


@pytest.mark.parametrize("text", [*TEXTS, *ODD])
def test_what_is_unpacked_is_what_was_packed(text: str) -> None:
    manifest = read(Source("ai-ownership.yaml", text))
    line = pack(manifest)
    assert b"\n" not in line
    assert contents(unpack(line, manifest.source)) == contents(manifest)


@given(st.sampled_from(TEXTS), st.integers(0, 3000), st.integers(0, 20), st.text(max_size=5))
def test_what_is_unpacked_is_what_was_packed_of_broken_texts(text: str, start: int, size: int, put: str) -> None:
    manifest = read(Source("ai-ownership.yaml", text[:start] + put + text[start + size :]))
    assert contents(unpack(pack(manifest), manifest.source)) == contents(manifest)


@given(st.recursive(st.none() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=12) | st.dictionaries(st.text(max_size=2), inner, max_size=2)))  # fmt: skip
def test_what_was_not_packed_is_refused(data: object) -> None:
    import json

    source = Source("ai-ownership.yaml", "version: 1\n")
    line = json.dumps(data).encode()
    try:
        manifest = unpack(line, source)
    except ValueError:
        return
    assert pack(manifest) == json.dumps(json.loads(line), separators=(",", ":")).encode()


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> list[Source]:
    monkeypatch.setattr(adapter, "_MIN_SHARE", 2)
    monkeypatch.setattr(adapter, "_BATCH_SIZE", 500)
    return [Source(f"{number}/ai-ownership.yaml", text) for number, text in enumerate([*TEXTS, *ODD])]


def _same(sources: Sequence[Source], jobs: int, cache: TreeCache | None = None) -> bool:
    result = manifests(sources, cache, jobs=jobs)
    assert [manifest.source for manifest in result] == list(sources)
    return [contents(manifest) for manifest in result] == [contents(read(source)) for source in sources]


@pytest.mark.parametrize("jobs", [1, 2, 3, 64])
def test_several_processes_read_what_one_reads(sources: list[Source], jobs: int) -> None:
    assert _same(sources, jobs)
    assert _same(sources[:3], jobs)
    assert _same([], jobs)


def test_what_a_process_leaves_undone_is_done_here(sources: list[Source], monkeypatch: pytest.MonkeyPatch) -> None:
    parent = os.getpid()

    def dying(manifest: Manifest) -> bytes:
        if os.getpid() != parent and manifest.source is sources[4]:
            os._exit(1)
        return pack(manifest)

    monkeypatch.setattr(adapter, "pack", dying)
    assert _same(sources, 3)


def test_no_process_is_forked_beside_another_thread(sources: list[Source], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise AssertionError(threading.enumerate())

    monkeypatch.setattr(os, "fork", refuse)
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert _same(sources, 3)
    finally:
        done.set()
        thread.join()


def test_no_process_is_left(sources: list[Source]) -> None:
    assert _same(sources, 3)
    assert multiprocessing.active_children() == []
    assert threading.active_count() == 1


def test_no_more_processes(sources: list[Source], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    def refuse_semaphores(*_: object, **__: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(os, "fork", refuse)
    assert _same(sources, 3)
    with monkeypatch.context() as patch:
        patch.setattr(multiprocessing.synchronize, "SemLock", refuse_semaphores)
        assert _same(sources, 3)
    monkeypatch.delattr(os, "fork")
    assert _same(sources, 3)


def test_what_was_read_before_is_not_read_again(
    sources: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = TreeCache(Cache(str(tmp_path)), "/somewhere")
    assert _same(sources, 2, cache)
    again = [Source(source.path, source.content) for source in sources]
    again.append(Source("new/ai-ownership.yaml", "version: 1\nowner: new\n"))
    seen: list[str] = []

    def looked_at(source: Source) -> Manifest:
        seen.append(source.path)
        return read(source)

    monkeypatch.setattr(adapter, "read", looked_at)
    assert _same(again, 1, TreeCache(Cache(str(tmp_path)), "/somewhere"))
    assert seen == ["new/ai-ownership.yaml"]
    assert _same(again, 1, TreeCache(Cache(str(tmp_path)), "/elsewhere"))
    assert len(seen) == 1 + len(again)


def test_another_branch_is_remembered_too(tmp_path: Path) -> None:
    texts = [f"version: 1\nowner: team-{number}\n" for number in range(60)]
    for share in (texts[:20], texts[20:40], texts[40:], texts[:20]):
        manifests(
            [Source("ai-ownership.yaml", text) for text in share],
            TreeCache(Cache(str(tmp_path)), "/r"),
            jobs=1,
        )
    assert len(TreeCache(Cache(str(tmp_path)), "/r").facts) == 40


# The processes that parse are slow.
SLOW = """
import os, time
from aiowners.adapters import manifest_pool as adapter
from aiowners.source import Source
read = adapter.read
def slow(source):
    os.write(1, b"begun\\n")  # one write: several processes share the pipe
    time.sleep(60)
    return read(source)
adapter.read = slow
text = "version: 1\\nfeatures: {f: {description: " + "x" * 5000 + "}}\\n"
adapter.manifests([Source("ai-ownership.yaml", text) for _ in range(2000)], None, jobs=2)
"""


def test_a_run_that_is_killed_leaves_no_process_behind() -> None:
    with subprocess.Popen([sys.executable, "-c", SLOW], stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        process.kill()
        process.wait()
        for _ in range(250):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, 0)
                time.sleep(0.02)
                continue
            return
        os.killpg(process.pid, signal.SIGKILL)
    raise AssertionError("a process of the killed run was still there")
