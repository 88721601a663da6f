"""Pins and inputs of the action, the workflows, and the documentation of CI."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from aiowners.adapters.ci import detect

from .expressions import embedded
from .runner import ACTION, ROOT

EXAMPLES = sorted((ROOT / "docs/workflows").iterdir())
WORKFLOWS = [*sorted((ROOT / ".github/workflows").iterdir()), ROOT / "docs/workflows/github.yml"]
PAGE = ROOT / "docs/ci.md"

_USES = re.compile(r"^\s*(?:- )?uses: *(\S+)(.*)$", re.MULTILINE)
_OWN = "aiowners/aiowners"


def _uses(path: Path) -> list[tuple[str, str, str]]:
    references = (match.groups() for match in _USES.finditer(path.read_text("utf-8")))
    return [(*uses.partition("@")[::2], rest.strip()) for uses, rest in references]


@pytest.mark.parametrize("path", [ROOT / "action.yml", *WORKFLOWS], ids=lambda path: path.name)
def test_third_party_actions_are_pinned_by_hash(path: Path) -> None:
    for name, pin, rest in _uses(path):
        if name not in {"./", _OWN}:
            assert re.fullmatch(r"[0-9a-f]{40}", pin), name
            assert re.fullmatch(r"# v\d+\.\d+\.\d+", rest), name


def test_one_action_has_one_pin() -> None:
    pins: dict[str, set[tuple[str, str]]] = {}
    for path in (ROOT / "action.yml", *WORKFLOWS):
        for name, pin, rest in _uses(path):
            if name not in {"./", _OWN}:
                pins.setdefault(name, set()).add((pin, rest))
    assert {name: len(references) for name, references in pins.items() if len(references) > 1} == {}


def test_inputs_reach_scripts_through_the_environment_only() -> None:
    for step in ACTION["runs"]["steps"]:
        assert embedded(step.get("run", "")) == []
        if "run" in step:
            assert step["shell"] == "bash"


def test_every_input_is_used_and_explained() -> None:
    text = yaml.safe_dump(ACTION["runs"])
    used = set(re.findall(r"inputs\.([\w-]+)", text))
    assert used == ACTION["inputs"].keys()
    page = PAGE.read_text("utf-8")
    for name in (*ACTION["inputs"], *ACTION["outputs"]):
        assert f"`{name}`" in page, name


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_page_shows_the_example_files(path: Path) -> None:
    assert f"\n{path.read_text('utf-8')}```\n" in PAGE.read_text("utf-8")


def test_the_page_shows_no_other_workflows() -> None:
    blocks = re.findall(r"^```(?:yaml|groovy|sh)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(blocks) == len(EXAMPLES)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_have_few_permissions(path: Path) -> None:
    workflow: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {}
    assert "pull_request_target" not in workflow[True]  # `on` is a truth to YAML 1.1
    for job in workflow["jobs"].values():
        checkout = job["steps"][0]
        assert checkout["uses"].startswith("actions/checkout@")
        assert checkout["with"]["persist-credentials"] is False


@pytest.mark.parametrize(
    ("name", "variables"),
    [("gitlab-ci.yml", {"GITLAB_CI": "true"}), ("Jenkinsfile", {"JENKINS_URL": "https://ci.test/"})],
)
def test_an_example_collects_the_reports_that_are_written(name: str, variables: dict[str, str]) -> None:
    system = detect(variables)
    assert system is not None
    (file,) = [report.file for report in system.reports if report.file is not None]
    assert file in (ROOT / "docs/workflows" / name).read_text("utf-8")
