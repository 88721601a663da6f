"""What the environment of each CI system asks for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiowners.adapters.ci import BaseKind, default_branch, detect, target, web_address
from aiowners.adapters.git import GitError

from .conftest import Repository


@pytest.mark.parametrize(
    ("environ", "name", "reports"),
    [
        ({"GITHUB_ACTIONS": "true"}, "GitHub Actions", [("github", None)]),
        (
            {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "/s.md"},
            "GitHub Actions",
            [("github", None), ("markdown", "/s.md")],
        ),
        ({"GITLAB_CI": "true"}, "GitLab CI", [("full", None), ("gitlab", "gl-code-quality-report.json")]),
        (
            {"BITBUCKET_BUILD_NUMBER": "7"},
            "Bitbucket Pipelines",
            [("full", None), ("junit", "test-results/aiowners.xml")],
        ),
        ({"TF_BUILD": "True"}, "Azure Pipelines", [("azure", None)]),
        (
            {"TF_BUILD": "True", "AGENT_TEMPDIRECTORY": "/t"},
            "Azure Pipelines",
            [("azure", None), ("markdown", "/t/aiowners.md")],
        ),
        ({"TEAMCITY_VERSION": "2026.1"}, "TeamCity", [("teamcity", None)]),
        ({"JENKINS_URL": "http://j/"}, "Jenkins", [("full", None), ("checkstyle", "aiowners-checkstyle.xml")]),
    ],
)
def test_systems(environ: dict[str, str], name: str, reports: list[tuple[str, str | None]]) -> None:
    system = detect({"CI": "true", **environ})
    assert system is not None
    assert system.name == name
    assert [(wanted.format, wanted.file) for wanted in system.reports] == reports
    assert system.by_default == (name == "GitHub Actions")
    assert all(wanted.why for wanted in system.reports)


@pytest.mark.parametrize("environ", [{}, {"CI": "true"}, {"GITHUB_ACTIONS": "false"}, {"GITHUB_ACTIONS": ""}])
def test_no_system(environ: dict[str, str]) -> None:
    assert detect(environ) is None


def test_where_the_web_shows_a_file() -> None:
    github = {"GITHUB_REPOSITORY": "acme/x", "GITHUB_SHA": "abc", "GITHUB_SERVER_URL": "https://ghe.test"}
    assert web_address(github) == "https://ghe.test/acme/x/blob/abc/"
    gitlab = {"CI_PROJECT_URL": "https://gl.test/acme/x", "CI_COMMIT_SHA": "abc"}
    assert web_address(gitlab) == "https://gl.test/acme/x/-/blob/abc/"
    assert web_address({}) == ""


def _event(tmp_path: Path, text: str) -> dict[str, str]:
    file = tmp_path / "event.json"
    file.write_text(text, encoding="utf-8")
    return {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(file)}


_BASE, _OTHER = "b" * 40, "c" * 40
_MAIN = ("refs/remotes/origin/main", BaseKind.BRANCH)


def _candidates(root: Path, environ: dict[str, str]) -> list[tuple[str, BaseKind]]:
    into = target(root, environ)
    return [] if into is None else [(candidate.revision, candidate.kind) for candidate in into.candidates]


def test_the_target_of_a_pull_request(repository: Repository, tmp_path: Path) -> None:
    repository.commit()
    repository.git("checkout", "-qb", "topic")
    repository.commit()
    head = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "-q", "main")
    repository.git("commit", "-qm", "later", "--allow-empty")
    later = repository.git("rev-parse", "HEAD")
    request = {"base": {"sha": _BASE, "ref": "main"}, "head": {"sha": head}}
    github = _event(tmp_path, json.dumps({"pull_request": request}))
    azure = {"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main", "SYSTEM_PULLREQUEST_SOURCECOMMITID": head}
    assert _candidates(repository.root, github) == [_MAIN, (_BASE, BaseKind.MERGE_BASE)]
    assert _candidates(repository.root, azure) == [_MAIN]
    repository.git("merge", "-q", "--no-ff", "-m", "m", "topic")
    assert _candidates(repository.root, github) == [(later, BaseKind.MERGED), _MAIN, (_BASE, BaseKind.MERGE_BASE)]
    assert _candidates(repository.root, azure) == [(later, BaseKind.MERGED), _MAIN]


@pytest.mark.parametrize(
    ("event", "candidates"),
    [
        (f'{{"merge_group": {{"base_sha": "{_BASE}"}}}}', [(_BASE, BaseKind.MERGED)]),
        (f'{{"merge_group": {{"base_sha": "{_BASE}", "base_ref": "refs/heads/main"}}}}', [(_BASE, BaseKind.MERGED), _MAIN]),
        ('{"before": "abc"}', []),
        ('{"pull_request": null}', []),
        ("[]", []),
        ("not json", []),
        ("", []),
    ],
)  # fmt: skip
def test_other_events(
    repository: Repository, tmp_path: Path, event: str, candidates: list[tuple[str, BaseKind]]
) -> None:
    assert _candidates(repository.root, _event(tmp_path, event)) == candidates


@pytest.mark.parametrize(
    "event", ['{"pull_request": {"base": 1}}', '{"pull_request": {"base": {"ref": "a b"}}}', '{"merge_group": {}}']
)
def test_a_pull_request_without_a_base_is_an_error(repository: Repository, tmp_path: Path, event: str) -> None:
    with pytest.raises(GitError, match="does not name"):
        target(repository.root, _event(tmp_path, event))


def test_an_event_that_is_not_there(repository: Repository) -> None:
    github = {"GITHUB_ACTIONS": "true"}
    assert _candidates(repository.root, github) == []
    assert _candidates(repository.root, {**github, "GITHUB_EVENT_PATH": "/no/such/file"}) == []
    assert _candidates(repository.root, {**github, "GITHUB_BASE_REF": "main"}) == [_MAIN]
    with pytest.raises(GitError, match="does not name a base"):
        target(repository.root, {**github, "GITHUB_EVENT_NAME": "pull_request"})


@pytest.mark.parametrize(
    ("environ", "candidates"),
    [
        (
            {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_MERGE_REQUEST_DIFF_BASE_SHA": _BASE},
            [_MAIN, (_BASE, BaseKind.MERGE_BASE)],
        ),
        (
            {
                "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
                "CI_MERGE_REQUEST_DIFF_BASE_SHA": _BASE,
                "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": _OTHER,
            },
            [(_OTHER, BaseKind.MERGED), _MAIN, (_BASE, BaseKind.MERGE_BASE)],
        ),
        (
            {"BITBUCKET_PR_DESTINATION_COMMIT": _BASE[:12], "BITBUCKET_PR_DESTINATION_BRANCH": "main"},
            [_MAIN, (_BASE[:12], BaseKind.RECORDED)],
        ),
        (
            {"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/release/1"},
            [("refs/remotes/origin/release/1", BaseKind.BRANCH)],
        ),
        ({"SYSTEM_PULLREQUEST_TARGETBRANCH": "release/1"}, [("refs/remotes/origin/release/1", BaseKind.BRANCH)]),
        ({"CHANGE_TARGET": "main"}, [_MAIN]),
        ({}, []),
    ],
)
def test_the_target_by_variables(
    repository: Repository, environ: dict[str, str], candidates: list[tuple[str, BaseKind]]
) -> None:
    assert _candidates(repository.root, environ) == candidates
    into = target(repository.root, environ)
    assert into is None or all(tip.kind is not BaseKind.MERGE_BASE for tip in into.tips)


@pytest.mark.parametrize(
    "environ",
    [
        {"CHANGE_TARGET": "main^{/x}"},
        {"CHANGE_TARGET": "../main"},
        {"CHANGE_TARGET": "main\n"},
        {"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/"},
        {"BITBUCKET_PR_DESTINATION_BRANCH": "a..b"},
        {"BITBUCKET_PR_DESTINATION_COMMIT": "v1.0"},
        {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "--all"},
        {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "main", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"},
    ],
)
def test_a_variable_that_names_no_branch_or_commit(repository: Repository, environ: dict[str, str]) -> None:
    with pytest.raises(GitError, match=r"does not name|not an object id"):
        target(repository.root, environ)


def test_the_default_branch_of_the_repository(tmp_path: Path) -> None:
    assert default_branch(_event(tmp_path, '{"repository": {"default_branch": "trunk"}}')) == "trunk"
    assert default_branch({"CI_DEFAULT_BRANCH": "trunk"}) == "trunk"
    assert default_branch({}) is None
