"""A small company in real trees, and the real command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).with_name("aiowners"))
MANIFEST = "ai-ownership.yaml"
ML = "ml/ai-ownership.yaml"
COMPANY = {
    ML: "version: 1\nowner: ml-core\nmodels:\n  embed:\n    artifacts: [embed/]\n    reviewers: [ml-core]\n",
    "ml/embed/weights.bin": "0\n",
    "search/ai-ownership.yaml": (
        "version: 1\nowner: search\nfeatures:\n  find:\n    status: pilot\n    uses: {models: [embed]}\n"
    ),
    "search/find.py": "import openai\n",
    ".github/CODEOWNERS": "* @acme/all\n/ml/ @acme/ml-core\n",
}
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "COVERAGE_PROCESS_START", "SYSTEMROOT")


@dataclass(frozen=True)
class Done:
    """The result of a process."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Tree:
    """A linted directory; `environment` is the whole environment of its processes."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def write(self, files: dict[str, str]) -> None:
        for path, text in files.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8", "surrogateescape"))

    def git(self, *arguments: str, text: bytes | None = None) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env=self.environment, input=text, capture_output=True, check=False
        )
        assert not done.returncode, done.stderr
        return os.fsdecode(done.stdout).strip()

    def commit(self) -> str:
        self.git("add", "-A")
        self.git("commit", "-qm", "x", "--allow-empty")
        return self.git("rev-parse", "HEAD")

    def run(self, *arguments: str, prefix: tuple[str, ...] = (), **environment: str) -> Done:
        """Run the command, after `prefix` if there is one, and fail if it crashes."""
        return self.run_program([*prefix, COMMAND, *arguments], **environment)

    def run_program(self, words: list[str], **environment: str) -> Done:
        done = subprocess.run(
            words, cwd=self.root, env=self.environment | environment, capture_output=True, check=False, timeout=60,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        out, err = (os.fsdecode(text) for text in (done.stdout, done.stderr))
        assert "internal error" not in err, err
        assert "Traceback" not in err, err
        return Done(done.returncode, out, err)

    def with_git(self, path: Path, script: str) -> Tree:
        """Return the tree with this shell script as git, written to a new directory."""
        path.mkdir()
        (path / "git").write_text(f"#!/bin/sh\n{script}\n")
        (path / "git").chmod(0o755)
        return Tree(self.root, self.environment | {"PATH": f"{path}:{self.environment['PATH']}"})

    def files(self) -> dict[str, bytes]:
        """Return all regular files, except those of git, by path."""
        paths = (path for path in self.root.rglob("*") if ".git" not in path.relative_to(self.root).parts)
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in paths
            if path.is_file() and not path.is_symlink()
        }


@pytest.fixture
def plain(tmp_path: Path) -> Tree:
    """Return a company without git, whose processes use no settings of this machine."""
    home = tmp_path / "home"
    home.mkdir()
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {
        "PYTHONDONTWRITEBYTECODE": "1",  # on a disk that is full, Python would leave torn modules behind for all tests
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(tmp_path),
        **{f"GIT_{role}_{what}": "a@b.test" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    tree = Tree(tmp_path / "tree", environment)
    tree.root.mkdir()
    tree.write(COMPANY)
    return tree


@pytest.fixture
def tree(plain: Tree) -> Tree:
    """Return the company, committed in a git repository."""
    plain.git("init", "-q", "-b", "main")
    plain.commit()
    return plain


def without_powers() -> tuple[str, ...]:
    """Return a prefix for commands with which permissions apply, because root ignores them."""
    if not hasattr(os, "geteuid") or os.geteuid():
        return ()
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search")
