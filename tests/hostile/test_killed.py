"""Runs that are killed, interrupted, or terminated: each file is old or new, and the next run is correct."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.hostile.conftest import COMMAND, ML, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

TEAMS = 24
TEAM = """\
version: 1
owner: team-{n}
features:
  f-{n}:
    status: pilot
    uses: {{models: [m-{next}]}}
models:
  m-{n}:
    reviewers: [team-{n}]
"""
WRITING = {
    "check --fix": (["check", "--fix", "--unsafe-fixes"], "ai-ownership.yaml"),
    "baseline": (["baseline"], ".aiowners-baseline.json"),
    "codeowners --write": (["codeowners", "--write"], "CODEOWNERS"),
}


@pytest.fixture
def large(tree: Tree) -> Tree:
    """Return a company in which every writing command has something to write."""
    assert tree.run("baseline").code == 0
    teams = (TEAM.format(n=n, next=(n + 1) % TEAMS) + "# x\n" * 400 for n in range(TEAMS))
    tree.write({f"t{n}/ai-ownership.yaml": text for n, text in enumerate(teams)})
    names = ("ml-core", "search", *(f"team-{n}" for n in range(TEAMS)))
    handles = "".join(f"  {name}: {{handles: {{github: '@acme/{name}'}}}}\n" for name in names)
    tree.write({"ai-ownership.yaml": f"version: 1\nteams:\n{handles}"})
    tree.commit()
    return tree


def expected(tree: Tree, words: list[str]) -> dict[str, bytes]:
    """Return the files after an undisturbed run, and restore the tree."""
    assert tree.run(*words).code in {0, 1}
    after = tree.files()
    tree.git("checkout", "-qf", ".")
    tree.git("clean", "-qfd")
    assert tree.files() != after
    return after


def stopped(tree: Tree, words: list[str], number: int, moments: int) -> Iterator[tuple[int, bytes]]:
    """Run the command several times, send a signal at moments spread over its duration, and return the results."""
    begin = time.monotonic()
    tree.run(*words)
    whole = time.monotonic() - begin
    for moment in range(moments):
        tree.git("checkout", "-qf", ".")
        process = subprocess.Popen(
            [COMMAND, *words], cwd=tree.root, env=tree.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        # Most of a run is start-up; the moments are after it.
        time.sleep(whole * (0.5 + 0.5 * moment / moments))
        process.send_signal(number)
        _, err = process.communicate()
        yield process.returncode, err


def left_behind(tree: Tree) -> list[str]:
    return [path for path in tree.files() if path.endswith(".aiowners-tmp")]


@pytest.mark.parametrize("command", WRITING)
def test_killed(large: Tree, command: str) -> None:
    words, _ = WRITING[command]
    old, new = large.files(), expected(large, words)
    for _ in stopped(large, words, signal.SIGKILL, 5):
        for path, content in large.files().items():
            assert path.endswith(".aiowners-tmp") or content in {old.get(path), new.get(path)}, path
        debris = left_behind(large)
        for path in debris:
            os.utime(large.root / path, (0, 0))
        # Remaining files are not read, and the next run has the result of an undisturbed one.
        assert large.run(*words).code in {0, 1}
        assert large.files().keys() - set(debris) == new.keys()
        assert {path: large.files()[path] for path in new} == new
        for path in left_behind(large):
            (large.root / path).unlink()


def test_a_file_that_is_replaced_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "file"
    texts = ("a" * 300_000, "b" * 400_000)
    path.write_text(texts[0])
    loop = (
        "import sys; from pathlib import Path; from aiowners.adapters.replace import replace_file\n"
        "path = Path(sys.argv[1]); print(flush=True)\n"
        "texts = [path.read_text(), 'a' * 300_000, 'b' * 400_000]; known = texts[0]\n"
        "while True:\n    for text in texts[1:]:\n"
        "        replace_file(path.parent, path.name, known, text); known = text\n"
    )
    left = 0
    for moment in range(12):
        process = subprocess.Popen([sys.executable, "-c", loop, str(path)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.004 * moment)
        process.kill()
        process.communicate()
        assert path.read_text() in texts
        left = len(list(tmp_path.iterdir())) - 1
    assert left, "some were killed in the middle"


def test_temporary_files_of_a_killed_run_are_removed(tree: Tree) -> None:
    tree.write({ML.replace("ai-own", ".ai-own") + ".abcd.aiowners-tmp": "version: 9\n"})
    debris = Path(ML).with_name(".ai-ownership.yaml.abcd.aiowners-tmp")
    shown = tree.run("check", "--show-files")
    assert str(debris) not in shown.out
    assert tree.run("check", "--fix").code == 0
    assert (tree.root / debris).exists(), "it may be of a run that is still going on"
    tree.git("checkout", "-qf", ".")
    os.utime(tree.root / debris, (0, 0))
    assert tree.run("check", "--fix").code == 0
    assert not (tree.root / debris).exists()


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_terminated(large: Tree, command: str, number: int, code: int) -> None:
    words, _ = WRITING[command]
    old, new = large.files(), expected(large, words)
    ended = set()
    for ended_by, err in stopped(large, words, number, 5):
        # Before the program starts, Python ends by the signal, with a traceback.
        ended.add(ended_by)
        assert b"internal error" not in err
        # Python also prints a traceback for an interrupt during its own shutdown.
        if ended_by != -number and b"Exception ignored" not in err:
            assert b"Traceback" not in err, err
        for path, content in large.files().items():
            assert content in {old.get(path), new.get(path)}, path
        for path in large.files().keys() - old.keys():
            assert path in new
            (large.root / path).unlink()
    assert ended <= {0, 1, code, -number}


# --- while git is at work ---------------------------------------------------------------------


@pytest.fixture
def slow(tree: Tree, tmp_path: Path) -> Tree:
    """Return a tree whose git records its process id and then sleeps, if its operation is SLOW."""
    sleep = f'case " $* " in *" $SLOW "*) echo $$ >> "{tmp_path}/numbers"; exec sleep 60;; esac'
    return tree.with_git(tmp_path / "bin", f'{sleep}\nPATH={tree.environment["PATH"]} exec git "$@"')


@pytest.mark.parametrize(
    ("number", "code", "whole"),
    [(signal.SIGINT, 130, False), (signal.SIGINT, 130, True), (signal.SIGTERM, 143, False), (signal.SIGHUP, 129, True)],
)  # `whole`: as from a terminal, to git as well
@pytest.mark.parametrize(
    ("operation", "words"),
    [
        ("rev-parse", ["check"]),
        ("ls-files", ["check"]),
        ("cat-file", ["check", "--since", "HEAD"]),
        ("ls-files", ["check", "--fix"]),
        ("diff", ["reviewers"]),
        ("config", ["reviewers"]),
        ("grep", ["init", "--team", "growth", "--directory", "ml/embed"]),
    ],
)
def test_no_git_process_remains(
    slow: Tree, tmp_path: Path, number: int, code: int, whole: bool, operation: str, words: list[str]
) -> None:
    before = slow.files()
    process = subprocess.Popen(
        [COMMAND, *words], cwd=slow.root, env=slow.environment | {"SLOW": operation}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    numbers = tmp_path / "numbers"
    for _ in range(400):
        if numbers.exists() and numbers.read_text().endswith("\n"):
            break
        time.sleep(0.02)
    time.sleep(0.05)
    if whole:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    _, err = process.communicate(timeout=10)
    assert process.returncode == code
    assert b"Traceback" not in err
    assert b"rror" not in err
    for child in numbers.read_text().split():
        with pytest.raises(ProcessLookupError):
            os.kill(int(child), 0)
    assert slow.files() == before
