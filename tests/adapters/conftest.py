"""Real repositories, away from the machine's own configuration of git."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "version: 1\n"


@dataclass(frozen=True)
class Repository:
    root: Path

    def git(self, *arguments: str, text: bytes | None = None) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.root, input=text, capture_output=True, check=False)
        assert not done.returncode, done.stderr
        return os.fsdecode(done.stdout).strip()

    def write(self, *paths: str, text: str = TEXT) -> None:
        for path in paths:
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")

    def track(self, *paths: str, text: str = TEXT) -> None:
        self.write(*paths, text=text)
        self.git("add", "-f", "--", *paths)

    def commit(self) -> None:
        self.git("commit", "-qm", "x", "--allow-empty")


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "a")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@b.test")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.root.mkdir()
    made.git("init", "-q", "-b", "main")
    return made
