"""Compare the whole command with its peers, with git, and with itself: cold, after a change, with many errors.

The peers only validate the same files with the schema, in one flat directory. `aiowners check` also
finds them in a repository of half a million files, builds the graph, and runs its rules. Programs that
are compared run in turn, on the same processors. The exit code is 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import Corpus, directory, paths
from run import Line, run

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
SCHEMA = HERE.parent / "schemas/ai-ownership.schema.json"
PEERS = HERE.parent / ".bench"  # where `make bench` installs them

# The program; each of its processes writes its peak memory, in KiB, when it ends.
_PROGRAM = """
import os, resource, sys
def leave(code):
    with open(os.environ["PEAKS"], "a") as peaks:
        peaks.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\\n")
    end(code)
end, os._exit = os._exit, leave
from aiowners.__main__ import main
main()
"""
_PROGRAM_AS_IT_IS = "from aiowners.__main__ import main; main()"
OURS = (sys.executable, "-c", _PROGRAM_AS_IT_IS, "check", "--no-untracked", "--exit-zero", "-q")
VERSION = (sys.executable, "-c", _PROGRAM_AS_IT_IS, "--version")
# Rules that need the list of all files are measured separately; `missing-evaluation` checks that a suite exists.
_OF_PATHS = (
    "dead-path", "overlapping-paths", "codeowners-syntax", "codeowners-missing-owner", "codeowners-missing-reviewer",
    "unguarded-manifest", "missing-evaluation",
)  # fmt: skip
WITHOUT_PATHS = ("--ignore", ",".join(_OF_PATHS))
_SAMPLE = 500  # files that slow peers read in a round; their time is scaled up


class Peer:
    """Another program that validates manifests: its command, its output if all are valid, and the highest ratio allowed."""

    def __init__(self, name: str, program: Path, command: Callable[[Path, Path], list[str]], output: str, limit: float | None) -> None:  # fmt: skip
        self.name = name
        self.program = program
        self.command = command
        self.output = output
        self.limit = limit
        self.is_slow = limit is not None and limit < 1

    def seconds(self, folder: Path, count: int) -> float:
        """Return the time for a directory of `count` manifests. Raise AssertionError if it rejects a manifest."""
        finished = run(tuple(self.command(self.program, folder)), folder, errors=True)
        assert self.output.replace("COUNT", str(count)) in finished.output, finished.output[-300:]
        return finished.seconds


def peers() -> list[Peer]:
    """Return the installed peers."""
    native = next(
        iter(PEERS.glob("env/lib/*/site-packages/sourcemeta_jsonschema/jsonschema-linux-x86_64")), PEERS / "no"
    )
    every = [
        Peer("check-jsonschema", PEERS / "env/bin/check-jsonschema",
             lambda program, folder: [str(program), "--schemafile", str(SCHEMA), *map(str, sorted(folder.iterdir()))],
             "ok -- validation done", 1 / 40),
        Peer("yamllint, which looks at style", PEERS / "env/bin/yamllint",
             lambda program, folder: [str(program), "-d", "{rules: {}}", str(folder)], "", 1 / 40),
        Peer("ajv-cli", PEERS / "node_modules/.bin/ajv",
             lambda program, folder: [str(program), "validate", "--spec=draft7", "--strict=false",
                                      "--validate-formats=false", "-s", str(SCHEMA), "-d", f"{folder}/*.yaml"],
             "valid", 1),
        Peer("sourcemeta jsonschema (C++)", native,
             lambda program, folder: [str(program), "validate", "--fast", str(SCHEMA), str(folder), "--extension", ".yaml"],
             "COUNT passed", 1),
    ]  # fmt: skip
    for peer in every:
        if not peer.program.exists():
            print(f"not installed: {peer.name}")
    return [peer for peer in every if peer.program.exists()]


def flat(tree: Path, count: int | None, target: Path) -> Path:
    """Copy the manifests of a repository, or `count` of them, into a new directory."""
    target.mkdir()
    for number, path in enumerate(paths(tree, count)):
        shutil.copy(path, target / f"{number}.yaml")
    return target


class Bench:
    """Runs of our program, and the seconds of each round by name."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.seconds: dict[str, list[float]] = {}
        os.environ["AIOWNERS_CACHE_DIR"] = str(scratch / "cache")

    def note(self, name: str, seconds: float) -> None:
        """Add the time of a round."""
        self.seconds.setdefault(name, []).append(seconds)

    def cold(self, name: str, tree: Path, *arguments: str) -> None:
        """Measure a run that has no cache, and writes one."""
        shutil.rmtree(self.scratch / "cache", ignore_errors=True)
        self.note(name, run((*OURS, *arguments), tree).seconds)

    def changed(self, name: str, tree: Path, *arguments: str) -> None:
        """Measure a run after one manifest has changed."""
        run((*OURS, *arguments), tree)
        [path] = paths(tree, 1)
        before = path.read_bytes()
        path.write_bytes(before + b"# changed\n")
        self.note(name, run((*OURS, *arguments), tree).seconds)
        path.write_bytes(before)

    def line(self, ours: str, theirs: str, limit: float | None) -> Line:
        """Return a line of the table."""
        return Line(f"{ours} : {theirs}", self.seconds[ours], self.seconds[theirs], limit)


def large(bench: Bench, manifests: int, files: int, rounds: int) -> list[Line]:
    """Measure many manifests in a very large repository."""
    tree = directory(Corpus(manifests=manifests, files=files))
    broken = directory(Corpus(manifests=manifests, broken=manifests * 3 // 10))
    clean = directory(Corpus(manifests=manifests))
    folder = flat(tree, None, bench.scratch / "all")
    sample = flat(tree, min(_SAMPLE, manifests), bench.scratch / "sample")
    others = peers()
    for number in range(rounds + 1):
        if number == 1:
            bench.seconds.clear()  # the first round was a warm-up
        bench.cold("cold", tree, *WITHOUT_PATHS)
        for peer in others:
            files_of_peer, count = (sample, min(_SAMPLE, manifests)) if peer.is_slow else (folder, manifests)
            bench.note(peer.name, peer.seconds(files_of_peer, count) * manifests / count)
        bench.note(
            "the floor", json.loads(run((sys.executable, str(HERE / "floor.py"), str(tree)), HERE).output)["seconds"]
        )
        bench.cold("cold, one process", tree, *WITHOUT_PATHS, "--jobs", "1")
        bench.cold("cold, with rules about paths", tree)
        bench.note("git status -uno", run(("git", "status", "-uno"), tree).seconds)
        bench.changed("one manifest changed", tree, *WITHOUT_PATHS)
        bench.cold("clean", clean, *WITHOUT_PATHS)
        bench.cold("3 of 10 broken", broken, *WITHOUT_PATHS)
    return [
        *(bench.line("cold", peer.name, peer.limit) for peer in others),
        bench.line("cold", "the floor", 5),
        bench.line("cold, one process", "the floor", None),
        bench.line("cold, one process", "cold", None),
        bench.line("cold, with rules about paths", "the floor", 10),
        bench.line("one manifest changed", "git status -uno", None),
        bench.line("3 of 10 broken", "clean", 3),
    ]


def small(bench: Bench, manifests: int, rounds: int) -> list[Line]:
    """Measure a repository of a common size."""
    tree = directory(Corpus(manifests=manifests))
    run((*OURS,), tree)
    for number in range(rounds + 1):
        if number == 1:
            bench.seconds.clear()
        bench.cold("cold", tree)
        bench.changed("one manifest changed", tree)
        bench.note("--version", run(VERSION, tree).seconds)
    return [
        bench.line("cold", "--version", None),
        bench.line("one manifest changed", "--version", None),
    ]


def peaks(bench: Bench, tree: Path) -> list[int]:
    """Return the peak memory of each of our processes in a cold run, in bytes, without those of git."""
    shutil.rmtree(bench.scratch / "cache", ignore_errors=True)
    file = bench.scratch / "peaks"
    command = (sys.executable, "-c", _PROGRAM, *OURS[3:], *WITHOUT_PATHS)
    subprocess.run(command, cwd=tree, env=os.environ | {"PEAKS": str(file)}, stdout=subprocess.DEVNULL, check=True)
    return [int(line) * 1024 for line in file.read_text().split()]


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--manifests", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{time.strftime('%Y-%m-%d')}, Python {sys.version.split()[0]}, {count} processors, {options.rounds} rounds. "
          "Ratios: median, lowest to highest.")  # fmt: skip
    missed = False
    with tempfile.TemporaryDirectory(prefix="aiowners-bench-") as scratch:
        bench = Bench(Path(scratch))
        for title, lines in (
            (f"{options.manifests:,} manifests, {options.files:,} other files",
             lambda: large(bench, options.manifests, options.files, options.rounds)),
            ("200 manifests", lambda: small(bench, 200, options.rounds * 4)),
            ("1 manifest", lambda: small(bench, 1, options.rounds * 4)),
        ):  # fmt: skip
            bench.seconds.clear()
            measured = lines()
            print(f"\n{title:46} {'ours':>9} {'other':>9} {'ratio':>8}")
            for line in measured:
                print(line)
                missed = missed or line.is_missed
        taken = peaks(bench, directory(Corpus(manifests=options.manifests, files=options.files)))
    peak = max(taken) / 2**20
    print(
        f"\npeak memory, cold: {', '.join(f'{size / 2**20:.0f} MiB' for size in taken)} (one for each process; at most 150)"
    )
    return int(missed or peak > 150)


if __name__ == "__main__":
    sys.exit(_main())
