"""Measure the highest cost of one manifest of 64 KB for every command: memory, processor time, and output.

    python benchmarks/bounds.py [--shape NAME] [--command WORD]

The exit code is 1 if a command exceeds a bound, or has an exit code that no command should have.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from aiowners.diagnostics.rule import CATEGORIES
from aiowners.reporters import BY_NAME
from hostile import SHAPES, manifest

MAX_MEMORY = 300  # MB, the peak of the process and its children
MAX_SECONDS = 5.0  # of the processor
MAX_OUTPUT = 20_000_000  # bytes of a report
_ALL = ",".join(CATEGORIES)


class Cost(NamedTuple):
    """The cost of a command: megabytes, seconds, bytes of its largest output; and its exit code."""

    memory: float
    seconds: float
    output: int
    code: int

    @property
    def exceeded(self) -> str:
        """The bounds that it exceeds, in words."""
        words = [
            "MEMORY" * (self.memory > MAX_MEMORY),
            "TIME" * (self.seconds > MAX_SECONDS),
            "OUTPUT" * (self.output > MAX_OUTPUT),
            f"EXIT {self.code}" * (self.code not in {0, 1, 2}),
        ]
        return " ".join(filter(None, words))


def commands(select: str) -> dict[str, tuple[str, ...]]:
    """Return every command that reads manifests, each with a name."""
    check = ("check", "--no-cache", "--select", select)
    several = [part for name in BY_NAME for part in ("--output-format", f"{name}:../out/{name}")]
    arguments = {f"check {name}": (*check, "--output-format", name) for name in BY_NAME}
    arguments |= {
        "check default": ("check", "--no-cache"),
        "check all": (*check, *several),
        "check --since": (*check, "--since", "HEAD~1", "--output-format", "json"),
        "check --diff": (*check, "--diff", "--unsafe-fixes"),
        "check --fix": (*check, "--fix", "--unsafe-fixes", "--output-format", "json"),
        "check --add-ignore": (*check, "--add-ignore", "agreed"),
        "check --statistics": (*check, "--statistics"),
        "baseline": ("baseline", "--no-cache", "--select", select),
        "explain": ("explain", "0"),
        "owners team": ("owners", "team:t1"),
        "owners path": ("owners", "ai-ownership.yaml", "--format", "json"),
        "owners model": ("owners", "model:m0", "model:m1", "--format", "json"),
        "owners provider": ("owners", "provider:p", "--format", "json"),
        "owners provider, text": ("owners", "provider:p"),
        "diff": ("diff", "HEAD~1..HEAD"),
        "diff json": ("diff", "HEAD~1..HEAD", "--format", "json"),
        "diff markdown": ("diff", "HEAD~1..HEAD", "--format", "markdown"),
        "diff back": ("diff", "HEAD..HEAD~1", "--format", "json"),
        "codeowners --check": ("codeowners", "--check"),
        "codeowners --print": ("codeowners", "--print"),
        "map": ("map", "-o", "-"),
        "init": ("init",),
    }
    for engine in ("ruleset", "policy-bot", "codeowners-plus"):
        arguments[f"enforce {engine}"] = ("enforce", engine, "--print")
    for form in ("text", "json", "markdown", "gh"):
        arguments[f"reviewers {form}"] = ("reviewers", "--base", "HEAD~1", "--format", form)
    for form in ("mermaid", "dot", "json"):
        arguments[f"graph {form}"] = ("graph", "--format", form)
    arguments["graph focus"] = ("graph", "--focus", "model:m0", "--format", "json")
    return arguments


def repository(root: Path, text: str) -> None:
    """Create a repository with a file for every claim: one commit with an empty manifest, and one with the text in it."""
    (root / "files").mkdir(parents=True)
    for number in range(60):
        (root / "files" / f"{number}").touch()
    (root / ".github").mkdir()
    (root / ".github" / "CODEOWNERS").write_text("* @o/else\n/a1 @o/x\n")
    (root / "aiowners.toml").write_text('forge = "github"\nenforcement = ["codeowners"]\n')
    file = root / "ai-ownership.yaml"
    file.write_text("version: 1\n")
    _git(root, "init", "--quiet")
    _commit(root)
    file.write_text(text)
    _commit(root)


def _commit(root: Path) -> None:
    _git(root, "add", "--all")
    _git(root, "-c", "user.name=b", "-c", "user.email=b@localhost", "commit", "--quiet", "--message", "All")


def _git(root: Path, *arguments: str) -> None:
    git = shutil.which("git")
    assert git is not None, "the benchmarks need git"
    subprocess.run([git, *arguments], cwd=root, check=True)


def cost(root: Path, arguments: tuple[str, ...]) -> Cost:
    """Run a command, and return its cost."""
    out = root.parent / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    program = Path(sys.executable).with_name("aiowners")
    with (out / "stdout").open("wb") as stdout, (out / "stderr").open("wb") as stderr:
        process = subprocess.Popen(
            [program, *arguments], cwd=root, stdout=stdout, stderr=stderr, stdin=subprocess.DEVNULL
        )
        _limit(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    largest = max(file.stat().st_size for file in out.iterdir())
    return Cost(used.ru_maxrss / 1000, used.ru_utime + used.ru_stime, largest, process.returncode)


def _limit(process: int) -> None:
    """Stop a process that exceeds the bounds by far, to protect other users of the machine."""
    for kind, limit in ((resource.RLIMIT_CPU, 40), (resource.RLIMIT_AS, 3_000_000_000)):
        resource.prlimit(process, kind, (limit, limit))


def measure(shape: str, words: list[str]) -> bool:
    """Print the cost of every command for this shape; return whether all are within the bounds."""
    fine = True
    text = manifest(shape)
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory) / "root"
        repository(root, text)
        for name, arguments in commands(_ALL).items():
            if words and not any(word in name for word in words):
                continue
            used = cost(root, arguments)
            (root / "ai-ownership.yaml").write_text(text)
            (root / ".aiowners-baseline.json").unlink(missing_ok=True)
            fine &= not used.exceeded
            figures = f"{used.memory:6.0f} MB {used.seconds:6.2f} s {used.output:12,} B  {used.code:3}  {used.exceeded}"
            print(f"{shape:20} {name:24} {figures}".rstrip(), flush=True)
    return fine


def main() -> int:
    """Measure the selected shapes and commands."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=SHAPES, action="append")
    parser.add_argument("--command", action="append", default=[], help="commands with this word in their name")
    options = parser.parse_args()
    fine = [measure(shape, options.command) for shape in options.shape or SHAPES]
    return int(not all(fine))


if __name__ == "__main__":
    sys.exit(main())
