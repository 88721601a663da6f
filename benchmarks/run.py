"""Measure the figures about speed in the README; the exit code is 1 if a target is missed.

Absolute times depend on the machine and its other users. So programs that are compared run in turn
(A B A B ...) on one processor, and the result is the median of the ratios of the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
_SAMPLE = 500  # manifests that the obvious implementation reads in a round
_STARTS = 8  # rounds of the short commands for each round of the long ones

CHECK = (sys.executable, "-c", "from aiowners.__main__ import main; main()", "check", "--no-cache", "--jobs", "1")
VERSION = (sys.executable, "-c", "from aiowners.__main__ import main; main()", "--version")
PASS = (sys.executable, "-c", "pass")


@dataclass(frozen=True, slots=True)
class Run:
    """A finished program: its wall time in seconds, its peak memory in bytes, and its output."""

    seconds: float
    peak: int
    output: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: two columns of seconds with a value for each round, and the highest ratio allowed."""

    name: str
    ours: list[float]
    theirs: list[float]
    target: float | None = None

    @property
    def ratios(self) -> list[float]:
        """Our time divided by theirs, for each round."""
        return [ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True)]

    @property
    def is_missed(self) -> bool:
        """Whether the median ratio is higher than the target."""
        return self.target is not None and median(self.ratios) > self.target

    def __str__(self) -> str:
        lowest, middle, highest = (_ratio(f(self.ratios)) for f in (min, median, max))
        times = f"{_seconds(median(self.ours)):>9} {_seconds(median(self.theirs)):>9}"
        target = "" if self.target is None else f"at most {_ratio(self.target)}"
        return f"{self.name:46} {times} {middle:>8}  {lowest + ' to ' + highest:18} {target}{_mark(self.is_missed)}"


def run(command: tuple[str, ...], directory: Path, *, errors: bool = False) -> Run:
    """Run a program in a directory, and wait for it. Raise CalledProcessError if it fails.

    With `errors`, the output includes standard error.
    """
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=directory, env=_environment(), stdout=output, stderr=output if errors else None
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, text)
    return Run(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024), text)


def _environment() -> dict[str, str]:
    """Return an environment in which programs import the package from this checkout."""
    before = os.environ.get("PYTHONPATH", "")
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(HERE.parent / "src"), before)))}


def _ours(name: str, *arguments: str) -> Any:  # noqa: ANN401 - JSON of a program
    return json.loads(run((sys.executable, str(HERE / name), *arguments), HERE).output)


def _corpus(manifests: int) -> Path:
    # This runs in a separate program, because the peak memory of a child is never less than its parent's.
    command = (sys.executable, str(HERE / "corpus.py"), "--manifests", str(manifests))
    return Path(run(command, HERE).output.strip())


def _pin() -> str:
    """Restrict this process and its children to one processor, if the system supports it."""
    if not hasattr(os, "sched_setaffinity"):
        return "not pinned to one processor: this system cannot"
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return "pinned to one processor"


# --- measurements --------------------------------------------------------------------------------


def against_others(tree: Path, manifests: int, rounds: int) -> tuple[list[Line], int]:
    """Compare the whole command with the obvious implementation and with the floor; also return its peak memory in bytes."""
    sample = min(_SAMPLE, manifests)
    ours, searching, obvious, floor, peaks = [], [], [], [], []
    for number in range(rounds + 1):
        check = run((*CHECK, "--no-untracked"), tree)
        search = run((*CHECK, "--untracked"), tree)
        slow = run((sys.executable, str(HERE / "obvious.py"), str(tree), str(sample)), HERE)
        result = json.loads(slow.output)
        assert result["wrong"] == 0, "the corpus has invalid manifests"
        lowest = _ours("floor.py", str(tree))["seconds"]
        if number:  # the first round is a warm-up
            ours.append(check.seconds)
            searching.append(search.seconds)
            peaks.append(check.peak)
            obvious.append(slow.seconds + result["seconds"] * (manifests / sample - 1))
            floor.append(lowest)
    lines = [
        Line(f"check {manifests:,} manifests : the obvious way", ours, obvious, 1 / 30),
        Line("  with git's search for untracked ones", searching, obvious),
        Line(f"check {manifests:,} manifests : the floor", ours, floor),
    ]
    return lines, max(peaks)


def against_python(tree: Path, rounds: int) -> list[Line]:
    """Compare the short commands with a Python that does nothing."""
    commands = {"version": VERSION, "check": CHECK, "pass": PASS}
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds * _STARTS + 1):
        for name, command in commands.items():
            finished = run(command, tree)
            if number:
                seconds[name].append(finished.seconds)
    return [
        Line("--version : python -c pass", seconds["version"], seconds["pass"], 5),
        Line("check one manifest, no cache : python -c pass", seconds["check"], seconds["pass"], 9),
    ]


def stages(tree: Path, rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return the median seconds by step and by rule, in one process."""
    runs = [_ours("stages.py", str(tree)) for _ in range(rounds)]
    assert not any(result["findings"] for result in runs), "the corpus has findings"
    steps, rules = (
        {name: median(result[part][name] for result in runs) for name in runs[0][part]} for part in ("steps", "rules")
    )
    return steps, rules


# --- output --------------------------------------------------------------------------------------


def _seconds(value: float) -> str:
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def _ratio(value: float) -> str:
    return f"1/{1 / value:.1f}" if value < 1 else f"{value:.1f}"


def _mark(missed: bool) -> str:  # noqa: FBT001
    return "   <-- MISSED" if missed else ""


def _print_stages(steps: dict[str, float], rules: dict[str, float]) -> bool:
    """Print both tables; return whether a rule takes more than a tenth of the whole."""
    whole = sum(seconds for name, seconds in steps.items() if "second time" not in name)
    for name, seconds in steps.items():
        print(f"  {name:44} {_seconds(seconds):>9} {seconds / whole:8.1%}")
    print(f"\n{'by rule, none more than 10%':46} {'time':>9} {'of all':>8}")
    for name, seconds in sorted(rules.items(), key=lambda item: -item[1]):
        print(f"  {name:44} {_seconds(seconds):>9} {seconds / whole:8.1%}{_mark(seconds > whole / 10)}")
    return max(rules.values()) > whole / 10


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--manifests", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="only 1,000 manifests and 3 rounds")
    options = parser.parse_args()
    manifests, rounds = (1_000, 3) if options.quick else (options.manifests, options.rounds)
    tree, single = _corpus(manifests), _corpus(1)
    print(f"Python {sys.version.split()[0]}, {rounds} rounds, {_pin()}. Ratios: median, lowest to highest.")
    print(
        f"The obvious implementation reads {min(_SAMPLE, manifests)} manifests in a round; its time is scaled up to {manifests:,}.\n"
    )
    print(f"{'':46} {'ours':>9} {'other':>9} {'ratio':>8}")
    lines, peak = against_others(tree, manifests, rounds)
    lines += against_python(single, rounds)
    for line in lines:
        print(line)
    print(f"\npeak memory of check {peak / 2**20:.0f} MiB\n")
    print(f"{'step by step, in one process':46} {'time':>9} {'of all':>8}")
    slow_rule = _print_stages(*stages(tree, min(rounds, 3)))
    return int(slow_rule or any(line.is_missed for line in lines))


if __name__ == "__main__":
    sys.exit(_main())
