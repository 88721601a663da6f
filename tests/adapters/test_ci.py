"""What the environment of each CI system asks for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiowners.adapters.ci import bases, detect, web_address

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


def test_the_base_of_a_pull_request(repository: Repository, tmp_path: Path) -> None:
    repository.commit()
    repository.git("checkout", "-qb", "topic")
    repository.commit()
    head = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "-q", "main")
    repository.git("commit", "-qm", "later", "--allow-empty")
    request = {"base": {"sha": "b" * 40, "ref": "main"}, "head": {"sha": head}}
    environ = _event(tmp_path, json.dumps({"pull_request": request}))
    assert bases(repository.root, environ) == ["b" * 40, "origin/main"]
    repository.git("merge", "-q", "--no-ff", "-m", "m", "topic")
    assert bases(repository.root, environ) == ["HEAD^1", "b" * 40, "origin/main"]


@pytest.mark.parametrize(
    ("event", "names"),
    [
        ('{"merge_group": {"base_sha": "abc"}}', ["abc"]),
        ('{"before": "abc"}', []),
        ('{"pull_request": null}', []),
        ('{"pull_request": {"base": 1}}', []),
        ("[]", []),
        ("not json", []),
        ("", []),
    ],
)
def test_other_events(repository: Repository, tmp_path: Path, event: str, names: list[str]) -> None:
    assert bases(repository.root, _event(tmp_path, event)) == names


def test_an_event_that_is_not_there(repository: Repository) -> None:
    assert bases(repository.root, {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": "/no/such/file"}) == []
    assert bases(repository.root, {"GITHUB_ACTIONS": "true"}) == []


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({"CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc"}, ["abc"]),
        (
            {"BITBUCKET_PR_DESTINATION_COMMIT": "abc", "BITBUCKET_PR_DESTINATION_BRANCH": "main"},
            ["abc", "origin/main"],
        ),
        ({"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/release/1"}, ["origin/release/1"]),
        ({"CHANGE_TARGET": "main"}, ["origin/main"]),
        ({}, []),
    ],
)
def test_the_base_by_variables(repository: Repository, environ: dict[str, str], names: list[str]) -> None:
    assert bases(repository.root, environ) == names
