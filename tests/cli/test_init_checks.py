"""`aiowners init --hook` and `--workflow`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Outcome

    Aiowners = Callable[..., Outcome]
    Repository = Callable[..., Path]

DOCS = Path(__file__).parents[2] / "docs/workflows"
CONFIG = ".pre-commit-config.yaml"
WORKFLOW = ".github/workflows/aiowners.yml"


def test_a_new_configuration(repository: Repository, aiowners: Aiowners) -> None:
    root = repository({"a": ""})
    shown = aiowners("init", "--hook", "--diff")
    assert (shown.code, (root / CONFIG).exists()) == (1, False)
    subprocess.run(["git", "apply", "-"], cwd=root, input=shown.out.encode(), check=True)
    applied = (root / CONFIG).read_bytes()
    (root / CONFIG).unlink()
    assert aiowners("init", "--hook").code == 0
    assert (root / CONFIG).read_bytes() == applied
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-config", CONFIG], cwd=root, check=True)
    again = aiowners("init", "--hook")
    assert (again.code, "there already" in again.err) == (0, True)
    assert (root / CONFIG).read_bytes() == applied


def test_an_edit_is_shown_as_git_takes_it(repository: Repository, aiowners: Aiowners) -> None:
    before = "repos:\r\n  - repo: local # mine\r\n    hooks: [{id: x, name: x, entry: x, language: system}]"
    root = repository({"a": ""})
    (root / CONFIG).write_bytes(before.encode())
    shown = aiowners("init", "--hook", "--diff")
    assert shown.code == 1
    subprocess.run(["git", "apply", "-"], cwd=root, input=shown.out.encode(), check=True)
    applied = (root / CONFIG).read_bytes()
    (root / CONFIG).write_bytes(before.encode())
    (root / CONFIG).chmod(0o640)
    assert aiowners("init", "--hook").code == 0
    assert (root / CONFIG).read_bytes() == applied
    assert applied.startswith(before.encode())
    assert (root / CONFIG).stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "text", ["{repos: []}\n", "repos: [{repo: local, hooks: []}]\n", "a: [\n", "- x\n", "repos: x\n"]
)
def test_what_cannot_be_edited_is_left_alone(repository: Repository, aiowners: Aiowners, text: str) -> None:
    root = repository({CONFIG: text})
    outcome = aiowners("init", "--hook")
    assert (outcome.code, (root / CONFIG).read_text("utf-8")) == (2, text)
    assert "is left alone" in outcome.err


def test_no_link_is_followed(repository: Repository, aiowners: Aiowners, tmp_path: Path) -> None:
    root = repository({"a": ""})
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (outside / "config").write_text("repos: []\n")
    (root / CONFIG).symlink_to(outside / "config")
    (root / ".github").symlink_to(outside)
    assert aiowners("init", "--hook").code == 2
    assert aiowners("init", "--workflow").code == 2
    assert ([path.name for path in outside.iterdir()], (outside / "config").read_text()) == (["config"], "repos: []\n")


def test_the_workflow_is_that_of_the_documentation(repository: Repository, aiowners: Aiowners) -> None:
    root = repository({"a": ""})
    subprocess.run(["git", "checkout", "-q", "-b", "master"], cwd=root, check=False)
    subprocess.run(["git", "commit", "-qm", "x"], cwd=root, check=True)
    assert aiowners("init", "--workflow", "--diff").code == 1
    assert aiowners("init", "--workflow").code == 0
    text = (root / WORKFLOW).read_text("utf-8")
    documented = (DOCS / "github.yml").read_text("utf-8").splitlines()[1:]
    left_out = ("security-events", "actions: read", "sarif", "with:")
    kept = [line for line in documented if not any(word in line for word in left_out)]
    assert text.replace("[master]", "[main]").splitlines() == [*kept[:-4], *kept[-4:-3], "        with:", *kept[-3:]]
    assert "branches: [master]" in text
    assert "is there already" in aiowners("init", "--workflow").err
    (root / WORKFLOW).rename(root / ".github/workflows/other.yaml")
    assert ".github/workflows/other.yaml: the workflow is there already" in aiowners("init", "--workflow").err
    (root / WORKFLOW).write_text("on: push\n")
    (root / ".github/workflows/other.yaml").unlink()
    outcome = aiowners("init", "--workflow")
    assert (outcome.code, (root / WORKFLOW).read_text("utf-8")) == (2, "on: push\n")


@pytest.mark.parametrize(
    ("forge", "file", "path"),
    [
        ("gitlab", "gitlab-ci.yml", ".gitlab-ci.yml"),
        ("bitbucket", "bitbucket-pipelines.yml", "bitbucket-pipelines.yml"),
    ],
)
def test_other_forges_are_told_what_to_add(
    repository: Repository, aiowners: Aiowners, forge: str, file: str, path: str
) -> None:
    root = repository({"aiowners.toml": f'forge = "{forge}"\n', path: "x: 1\n"})
    outcome = aiowners("init", "--workflow")
    assert (outcome.code, (root / path).read_text("utf-8")) == (0, "x: 1\n")
    assert f"{path} holds all pipelines" in outcome.err
    assert outcome.out == "".join((DOCS / file).read_text("utf-8").splitlines(keepends=True)[1:])


def test_both_at_once(repository: Repository, aiowners: Aiowners) -> None:
    root = repository({"ai-ownership.yaml": "version: 1\n"})
    assert aiowners("init", "--hook", "--workflow").code == 0
    assert yaml.safe_load((root / CONFIG).read_text("utf-8"))["repos"][0]["hooks"] == [{"id": "aiowners"}]
    assert (root / WORKFLOW).exists()
