"""A company in a git repository, with an insider who opens pull requests in it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest

from aiowners.cli import run

PROGRAM = str(Path(sys.executable).with_name("aiowners"))
TEAMS = "ai-ownership.yaml"
ML = "ml/ai-ownership.yaml"
DATA = "data/ai-ownership.yaml"
SUPPORT = "support/ai-ownership.yaml"
WEIGHTS = "ml/model/w.bin"
# `support` depends on the shared model `m` of `ml-core` in two steps: through the asset `idx` of `data`.
FILES = {
    TEAMS: (
        "version: 1\n"
        "teams:\n"
        '  ml-core: {handles: {github: "@acme/ml-core"}}\n'
        '  data: {handles: {github: "@acme/data"}}\n'
        '  support: {handles: {github: "@acme/support"}}\n'
    ),
    ML: "version: 1\nowner: ml-core\nmodels:\n  m:\n    artifacts: [model/]\n    reviewers: downstream\n",
    DATA: "version: 1\nowner: data\nassets:\n  idx: {uses: {models: [m]}}\n",
    SUPPORT: "version: 1\nowner: support\nfeatures:\n  bot: {uses: {assets: [idx]}}\n",
    WEIGHTS: "1\n",
}
# What this machine may set, and what a scenario sets for itself.
_FOREIGN = (
    "AGENT_", "AIOWNERS_OUTPUT", "BITBUCKET_", "BUILD_", "CHANGE_", "CI", "COLUMNS", "FORCE_COLOR", "GITHUB_", "GITLAB_",
    "GIT_", "JENKINS_", "LEFTHOOK", "NO_COLOR", "PRE_COMMIT", "SYSTEM_", "TEAMCITY_", "TF_BUILD", "XDG_CONFIG_HOME",
)  # fmt: skip
_IDENTITY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{role}_NAME": "a" for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_EMAIL": "a@b.test" for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_DATE": "2026-01-02T03:04:05Z" for role in ("AUTHOR", "COMMITTER")},
}


class Outcome(NamedTuple):
    """How a command ended: its exit code, standard output, and standard error."""

    code: int
    out: str
    err: str


@dataclass
class Company:
    """The repository at `root`, on branch `pr`; `main` is what pull requests are merged into."""

    root: Path
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch
    cache: Path
    variables: dict[str, str] = field(default_factory=dict)
    edited: bool = False
    answers: dict[tuple[str, ...], Outcome] = field(default_factory=dict)

    def path(self, path: str) -> Path:
        """Return the path of a file that a step edits; its directory exists afterwards."""
        self.edited = True
        self.answers.clear()
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        return file

    def git(self, *arguments: str, check: bool = True) -> str:
        """Return what git prints; fail the test if git fails, unless `check` is false."""
        self.answers.clear()
        command = ["git", "-c", "protocol.file.allow=always", *arguments]
        done = subprocess.run(command, cwd=self.root, env=self.environment(), capture_output=True, check=False)
        assert not (check and done.returncode), (arguments, done.stderr)
        return os.fsdecode(done.stdout).strip()

    def known(self, *revisions: str) -> str:
        """Return the commit of the first of these revisions that exists, or nothing."""
        commits = (
            self.git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", check=False) for name in revisions
        )
        return next(filter(None, commits), "")

    def commit(self) -> None:
        """Commit everything that differs from the last commit, if anything does."""
        if self.edited:
            self.git("add", "-A")
            self.git("commit", "-q", "-m", "change", check=False)
            self.edited = False

    def set(self, variables: dict[str, str]) -> None:
        """Set environment variables for what follows."""
        self.answers.clear()
        self.variables |= variables
        for name, value in variables.items():
            self.patch.setenv(name, value)

    def answer(self, *arguments: str, text: str = "") -> Outcome:
        """Run a command that changes nothing on what is committed; the same command runs once."""
        self.commit()
        key = (*arguments, text)
        if key not in self.answers:
            self.answers[key] = self.run(*arguments, text=text)
        return self.answers[key]

    def environment(self) -> dict[str, str]:
        """Return the environment of programs: what a developer or a CI job has."""
        return clean_environment() | self.variables

    def run(self, *arguments: str, text: str = "") -> Outcome:
        """Run a command in this process; `text` is its standard input."""
        self.patch.chdir(self.root)
        self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogateescape"))))
        self.capture.readouterr()
        code = run(list(arguments))
        out, err = self.capture.readouterr()
        assert "internal error" not in err, err
        return Outcome(code, out, err)

    def start(self, *command: str, **variables: str) -> Outcome:
        """Run a program in a process of its own."""
        environment = self.environment() | {"AIOWNERS_CACHE_DIR": str(self.cache), **variables}
        done = subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, check=False, timeout=120,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        out, err = (os.fsdecode(text) for text in (done.stdout, done.stderr))
        assert "internal error" not in err, err
        return Outcome(done.returncode, out, err)


def clean_environment() -> dict[str, str]:
    """Return the environment of this process without what CI systems, git, and hooks set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    return kept | _IDENTITY


def make_template(root: Path) -> None:
    """Create the company's repository with its first commit."""
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for command in (
        ["init", "-q", "-b", "main", "--template="],
        ["add", "-A"],
        ["commit", "-q", "-m", "base"],
        ["checkout", "-q", "-b", "pr"],
        ["repack", "-a", "-d", "-q"],  # few files to copy
    ):
        subprocess.run(["git", *command], cwd=root, env=clean_environment(), check=True)
