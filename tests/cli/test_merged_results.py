"""Merged results pipelines and merge trains of GitLab: what others merged is not part of the change."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Outcome

    Aiowners = Callable[..., Outcome]
    Repository = Callable[..., Path]

ROOT = "version: 1\nowner: core\nmodels:\n  m: {reviewers: []}\n"
FEATURE = "version: 1\nowner: {0}\nfeatures:\n  {0}: {{uses: {{models: [m]}}}}\n"


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def _feature(root: Path, owner: str) -> str:
    (root / owner).mkdir()
    (root / owner / "ai-ownership.yaml").write_text(FEATURE.format(owner), encoding="utf-8")
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", owner)
    return _git(root, "rev-parse", "HEAD")


@pytest.fixture(params=["merged_result", "merge_train", "merge train whose target moved on"])
def commits(request: pytest.FixtureRequest, repository: Repository) -> dict[str, str]:
    """The commits of a merge request whose target gained another one, and a job that checked out their merge."""
    root = repository({"ai-ownership.yaml": ROOT})
    _git(root, "checkout", "-q", "-b", "main")
    _git(root, "commit", "-qm", "base")
    fork = _git(root, "rev-parse", "HEAD")
    _git(root, "checkout", "-q", "-b", "topic")
    source = _feature(root, "mine")
    _git(root, "checkout", "-q", "main")
    if request.param != "merged_result":  # the merge request before this one in the train
        _git(root, "checkout", "-q", "--detach")
    target = _feature(root, "theirs")
    _git(root, "merge", "-q", "--no-ff", "-m", "merge result", "topic")
    merge = _git(root, "rev-parse", "HEAD")
    if request.param == "merged_result":
        _git(root, "branch", "-f", "keep", merge)
        _git(root, "reset", "-q", "--hard", target)
    if "moved" in request.param:
        _git(root, "checkout", "-q", "main")
        _feature(root, "later")
    _git(root, "update-ref", "refs/remotes/origin/main", "refs/heads/main")
    _git(root, "checkout", "-q", "--detach", merge)
    return {
        "GITLAB_CI": "true",
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_EVENT_TYPE": request.param.split(" whose")[0].replace(" ", "_"),
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": fork,
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": source,
        "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": target,
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    }


@pytest.mark.parametrize("missing", [(), ("TARGET_BRANCH_SHA",), ("TARGET_BRANCH_SHA", "TARGET_BRANCH_NAME")])
def test_only_the_merge_request_counts(
    commits: dict[str, str], aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...]
) -> None:
    for name, value in commits.items():
        if name.removeprefix("CI_MERGE_REQUEST_") not in missing:
            monkeypatch.setenv(name, value)
    target = commits["CI_MERGE_REQUEST_TARGET_BRANCH_SHA"]
    answer = json.loads(aiowners("reviewers", "--format", "json").out)
    assert {change["subject"] for change in answer["changed"]} == {"feature:mine"}
    assert answer["base"] == target
    assert "mine" in {team["team"] for team in answer["required"]}
    assert "theirs" not in {team["team"] for team in answer["required"]}
    outcome = aiowners("check", "--ci", "--verbose")
    assert outcome.code == 1
    assert f"compared with {target}" in outcome.err
    assert outcome.out.index("`mine` is downstream") < outcome.out.index("`theirs` is downstream")


def test_other_comparisons_begin_at_the_target_as_well(commits: dict[str, str], aiowners: Aiowners) -> None:
    target = commits["CI_MERGE_REQUEST_TARGET_BRANCH_SHA"]
    out = aiowners("check", "--since", target).out
    assert out.index("`mine` is downstream") < out.index("`theirs` is downstream")
    document = json.loads(aiowners("diff", f"{target}...HEAD", "--format", "json").out)
    assert document["base"] == target
    subjects = {change["subject"] for change in document["changes"]}
    assert "feature:mine" in subjects
    assert "feature:theirs" not in subjects
