"""A command line to call, and repositories to call it on."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from aiowners.adapters.ci import SIGNS
from aiowners.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Repository = Callable[..., Path]

GIT_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.test",
    "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.test",
}  # fmt: skip
NOISE = (
    *SIGNS,
    "GITHUB_STEP_SUMMARY",
    "GITHUB_EVENT_PATH",
    "GITHUB_REPOSITORY",
    "GITHUB_SHA",
    "CI_PROJECT_URL",
    "NO_COLOR",
    "FORCE_COLOR",
    "COLUMNS",
    "AIOWNERS_OUTPUT_FORMAT",
    "PRE_COMMIT",
    "GIT_INDEX_FILE",
    "GIT_DIR",
)


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NOISE:
        monkeypatch.delenv(name, raising=False)
    for name, value in GIT_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Make a git repository of these texts, all tracked, and go there."""

    def make(files: dict[str, str]) -> Path:
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
        subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return make


@dataclass
class Outcome:
    code: int
    out: str
    err: str


@pytest.fixture
def aiowners(capfd: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run a command line."""

    def call(*arguments: str) -> Outcome:
        capfd.readouterr()
        code = run(list(arguments))
        out, err = capfd.readouterr()
        return Outcome(code, out, err)

    return call
