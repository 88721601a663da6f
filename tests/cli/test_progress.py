"""The progress line: shown on terminals alone, and no process is forked beside its thread."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import threading
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from aiowners.cli.progress import Progress

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Repository

_MANY = 700
# Prints the threads that are alive at each fork, and how many processes were started.
_SCRIPT = """
import os, sys, threading
forks = []
os.register_at_fork(before=lambda: forks.append([thread.name for thread in threading.enumerate()]))
from aiowners.cli import run
code = run(["check", "--jobs", "2", "--no-cache", *sys.argv[1:]])
print(code, forks, file=open(os.environ["FORKS"], "w"))
"""


def _in_terminal(root: Path, report: Path, *arguments: str) -> str:
    """Run `check` with a pseudo-terminal for its output, and return the exit code and the threads at each fork."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, *arguments],
        cwd=root, env=os.environ | {"FORKS": str(report)}, stdin=slave, stdout=slave, stderr=slave,
    )  # fmt: skip
    os.close(slave)
    try:
        while os.read(master, 1 << 16):
            pass
    except OSError:  # the other end is closed
        pass
    os.close(master)
    process.wait()
    return report.read_text()


@pytest.mark.parametrize("arguments", [(), ("--since", "HEAD"), ("--baseline-from", "HEAD"), ("--diff",)])
def test_no_process_is_forked_beside_another_thread(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory, arguments: tuple[str, ...]
) -> None:
    text = "version: 1\nowner: team-{0}\nfeatures:\n  f-{0}: {{status: pilot}}\n"
    root = repository({f"{number}/ai-ownership.yaml": text.format(number) for number in range(_MANY)})
    subprocess.run(["git", "commit", "-qm", "all"], cwd=root, check=True)
    code, _, forks = _in_terminal(root, tmp_path_factory.mktemp("aside") / "forks", *arguments).strip().partition(" ")
    assert code in {"0", "1"}
    threads = {name for fork in forks.strip("[]").split("], [") for name in fork.split(", ")}
    assert threads == {"'MainThread'"}


class _Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_paused_line_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aiowners.cli.progress._DELAY", 0.01)
    monkeypatch.setattr("aiowners.cli.progress._INTERVAL", 0.01)
    stream, done = _Terminal(), threading.Event()
    with Progress(stream, enabled=True) as progress:
        progress.say("reading")
        done.wait(0.1)
        with progress.paused():
            assert threading.active_count() == 1
            assert stream.getvalue().endswith("\r\x1b[2K")
            size = len(stream.getvalue())
            done.wait(0.05)
            assert len(stream.getvalue()) == size
        done.wait(0.1)
        assert "reading" in stream.getvalue()[size:]
    assert stream.getvalue().endswith("\r\x1b[2K")
    with progress.paused():
        assert threading.active_count() == 1


def test_nothing_is_written_elsewhere() -> None:
    stream = StringIO()
    with Progress(stream, enabled=True) as progress, progress.paused():
        progress.say("reading")
    assert stream.getvalue() == ""
