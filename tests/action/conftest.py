"""Jobs on temporary repositories: a push, and a pull request as GitHub checks it out."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .runner import PYTHON, Result, Runner

Act = Callable[..., Result]

MODEL = """\
version: 1
owner: ml-core
models:
  text-embed-v3:
    reviewers: [{reviewers}]
    metrics: {{}}
"""
FEATURE = """\
version: 1
owner: {team}
features:
  {team}-feature:
    uses: {{models: [text-embed-v3]}}
"""
ONLY = "--select review --today 2026-11-22"


def git(root: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.test", "-c", "protocol.file.allow=always")
    plain = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=root, env=plain, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def commit(root: Path, files: dict[str, str]) -> str:
    if not (root / ".git").exists():
        root.mkdir(exist_ok=True)
        git(root, "init", "-q", "-b", "main")
    write(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "a commit")
    return git(root, "rev-parse", "HEAD")


CLEAN = {
    "aiowners.toml": "[rules]\nunenforced-review = 'off'\n",
    "ml/ai-ownership.yaml": MODEL.format(reviewers="search"),
    "search/ai-ownership.yaml": FEATURE.format(team="search"),
}
BAD = {**CLEAN, "ml/ai-ownership.yaml": MODEL.format(reviewers="")}


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Run the steps that install, once for all test processes."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    known = shared / "installed.json"
    with (shared / "installed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not known.exists():
            workspace, temp = shared / "hostile-tree", shared / "runner temp"
            temp.mkdir()
            # Modules that Python must not import from the tree.
            trap = "import pathlib; pathlib.Path(__file__).with_suffix('.ran').touch()\n"
            names = ("aiowners", "click", "encodings", "pip", "site", "sitecustomize", "venv", "yaml")
            commit(workspace, {f"{name}.py": trap for name in names})
            job = Runner(workspace, temp, variables={"PYTHONPATH": str(workspace)}, given={"python": PYTHON})
            result = job.run({"args": ONLY})
            result.imported = sorted(path.name for path in workspace.glob("*.ran"))
            known.write_text(json.dumps(vars(result)), encoding="utf-8")
    return Result(**json.loads(known.read_text("utf-8")))


@pytest.fixture
def push(tmp_path: Path, installed: Result) -> Act:
    """Run the action on a commit of these files."""

    def call(files: dict[str, str], **inputs: str) -> Result:
        workspace, temp = tmp_path / "workspace", tmp_path / "temp"
        sha = commit(workspace, files)
        temp.mkdir(exist_ok=True)
        (temp / "event.json").write_text(json.dumps({"after": sha}), encoding="utf-8")
        inputs.setdefault("args", ONLY)
        variables = {"GITHUB_SHA": sha, "GITHUB_REF": "refs/heads/main"}
        given = {"python": PYTHON, "install": installed.steps["install"]}
        return Runner(workspace, temp, "push", variables, given).run(inputs)

    return call


@pytest.fixture
def pull_request(tmp_path: Path, installed: Result) -> Act:
    """Run the action on a pull request: `base` and `ahead` are files before and after; `depth` is the depth of the checkout."""

    def call(base: dict[str, str], ahead: dict[str, str], *, depth: int = 0, **inputs: str) -> Result:
        origin, workspace, temp = tmp_path / "origin", tmp_path / "workspace", tmp_path / "temp"
        commit(origin, base)
        git(origin, "checkout", "-q", "-b", "topic")
        head = commit(origin, ahead)
        git(origin, "checkout", "-q", "main")
        tip = commit(origin, {"README.md": "meanwhile\n"})
        git(origin, "checkout", "-q", "--detach")
        git(origin, "merge", "-q", "--no-ff", "-m", "a merge", "topic")
        sha = git(origin, "rev-parse", "HEAD")
        git(origin, "update-ref", "refs/pull/7/merge", sha)
        # Like actions/checkout: one commit, or also all branches.
        workspace.mkdir()
        git(workspace, "init", "-q", "-b", "main")
        git(workspace, "remote", "add", "origin", origin.as_uri())
        branches = ["+refs/heads/*:refs/remotes/origin/*"] if depth == 0 else [f"--depth={depth}"]
        git(workspace, "fetch", "-q", "origin", *branches, f"+{sha}:refs/remotes/pull/7/merge")
        git(workspace, "checkout", "-q", "--force", "refs/remotes/pull/7/merge")
        temp.mkdir()
        event = {
            "number": 7,
            "pull_request": {"number": 7, "base": {"ref": "main", "sha": tip}, "head": {"ref": "topic", "sha": head}},
        }
        (temp / "event.json").write_text(json.dumps(event), encoding="utf-8")
        inputs.setdefault("args", ONLY)
        variables = {
            "GITHUB_SHA": sha, "GITHUB_REF": "refs/pull/7/merge", "GITHUB_BASE_REF": "main", "GITHUB_HEAD_REF": "topic",
        }  # fmt: skip
        given = {"python": PYTHON, "install": installed.steps["install"]}
        return Runner(workspace, temp, "pull_request", variables, given).run(inputs)

    return call
