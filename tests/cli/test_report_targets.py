"""Several reports from one run: where they go, what a CI system gets unasked, and what --ci adds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .test_check import BAD, ON

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Outcome

    Aiowners = Callable[..., Outcome]
    Repository = Callable[..., Path]


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout.strip()


def test_github_is_the_default_there(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repository(BAD)
    summary = tmp_path / "summary.md"
    summary.write_text("# before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    outcome = aiowners("check", *ON)
    assert outcome.code == 1
    assert outcome.out.startswith("::error title=aiowners%3A missing-downstream-reviewer,file=ml/ai-ownership.yaml,")
    assert summary.read_text("utf-8").startswith("# before\n## aiowners: 1 error\n")
    assert aiowners("check", *ON, "--color", "never", "--output-format", "concise").out.startswith(
        "ml/ai-ownership.yaml:5:5: error["
    )
    assert summary.read_text("utf-8").count("## aiowners") == 1
    monkeypatch.setenv("AIOWNERS_OUTPUT_FORMAT", "concise")
    assert aiowners("check", *ON, "--color", "never").out.startswith("ml/ai-ownership.yaml:5:5: error[")
    assert aiowners("check", *ON, "--output-format", "github").out.startswith("::error ")
    assert summary.read_text("utf-8").count("## aiowners") == 2


def test_a_stated_summary_is_written_once_and_appended(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repository(BAD)
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    arguments = ("check", *ON, "--ci", "--output-format", "github", "--output-format", f"markdown:{summary}")
    for times in (1, 2):
        assert aiowners(*arguments).code == 1
        assert summary.read_text("utf-8").count("## aiowners") == times


def test_a_clean_run_says_so_in_the_summary(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repository({"ai-ownership.yaml": "version: 1\n"})
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    outcome = aiowners("check")
    assert (outcome.code, outcome.out) == (0, "")
    assert "nothing found" in summary.read_text("utf-8")


def test_ci_says_what_it_picks_and_why(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(BAD)
    monkeypatch.setenv("GITLAB_CI", "true")
    outcome = aiowners("check", *ON, "--ci")
    assert outcome.code == 1
    assert outcome.out.startswith("error[missing-downstream-reviewer]")
    assert "GitLab CI: `gitlab` to gl-code-quality-report.json, for the Code Quality widget" in outcome.err
    (entry,) = json.loads((root / "gl-code-quality-report.json").read_text("utf-8"))
    assert entry["location"]["path"] == "ml/ai-ownership.yaml"
    assert aiowners("check", *ON).out.startswith("error[")


def test_ci_makes_the_directory_that_the_system_looks_into(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(BAD)
    monkeypatch.setenv("BITBUCKET_BUILD_NUMBER", "7")
    assert aiowners("check", *ON, "--ci").code == 1
    assert "<testsuite" in (root / "test-results/aiowners.xml").read_text("utf-8")


def test_azure_is_told_of_its_summary(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repository(BAD)
    monkeypatch.setenv("TF_BUILD", "True")
    monkeypatch.setenv("AGENT_TEMPDIRECTORY", str(tmp_path))
    lines = aiowners("check", *ON, "--ci").out.splitlines()
    assert lines[0].startswith("##vso[task.logissue type=error;")
    assert lines[-1] == f"##vso[task.uploadsummary]{tmp_path}/aiowners.md"
    assert (tmp_path / "aiowners.md").read_text("utf-8").startswith("## aiowners: 1 error")


def test_a_report_that_was_asked_for_takes_the_place_of_the_picked_one(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repository(BAD)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "s.md"))
    outcome = aiowners("check", *ON, "--ci", "--output-format", "full", "--output-format", "json:r.json")
    assert "::error" not in outcome.out
    assert outcome.out
    assert (tmp_path / "s.md").exists()
    assert (tmp_path / "r.json").exists()


def test_ci_without_a_system_that_is_known(repository: Repository, aiowners: Aiowners) -> None:
    repository(BAD)
    outcome = aiowners("check", *ON, "--ci")
    assert outcome.out.startswith("error[missing-downstream-reviewer]")
    assert "no CI system that is known" in outcome.err
    assert aiowners("check", *ON, "--ci", "-q").err == ""


def test_since_shows_first_what_the_change_brought(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(BAD)
    _git(root, "commit", "-qm", "x")
    (root / "support").mkdir()
    (root / "support/ai-ownership.yaml").write_text(
        BAD["search/ai-ownership.yaml"].replace("search", "support").replace("f:", "g:"), encoding="utf-8"
    )
    report = json.loads(aiowners("check", *ON, "--since", "HEAD", "--output-format", "json").out)
    first, second = report["diagnostics"]
    assert (first["about"], first["path"]) == ("team:support", "support/ai-ownership.yaml")
    assert [location["path"] for location in first["related"]] == ["ml/ai-ownership.yaml"]
    assert (second["about"], second["path"]) == ("team:search", "ml/ai-ownership.yaml")
    assert "This change brought 1 of it, shown first." in aiowners("check", *ON, "--since", "HEAD").out
    assert aiowners("check", *ON, "--since", "HEAD~9").code == 2
    assert "unknown revision `nowhere`" in aiowners("check", "--since", "nowhere").err
    assert aiowners("check", "--since", "HEAD", "--add-ignore", "why").code == 2


def test_ci_finds_the_base_of_a_pull_request(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    root = repository({**BAD, "search/ai-ownership.yaml": "version: 1\nowner: search\n"})
    _git(root, "commit", "-qm", "x")
    base = _git(root, "rev-parse", "HEAD")
    (root / "search/ai-ownership.yaml").write_text(BAD["search/ai-ownership.yaml"], encoding="utf-8")
    event = tmp_path / "event.json"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    event.write_text(json.dumps({"pull_request": {"base": {"sha": base, "ref": "main"}}}), encoding="utf-8")
    assert "file=search/ai-ownership.yaml," in aiowners("check", *ON, "--ci").out
    event.write_text(json.dumps({"pull_request": {"base": {"sha": "f" * 40, "ref": "main"}}}), encoding="utf-8")
    outcome = aiowners("check", *ON, "--ci")
    assert "file=ml/ai-ownership.yaml," in outcome.out
    assert outcome.code == 2
    assert "cannot report what the pull request suppresses" in outcome.err
    assert "fetch-depth 0" in outcome.err


@pytest.mark.parametrize("name", ["github", "sarif", "gitlab", "checkstyle", "rdjson", "teamcity", "markdown"])
def test_paths_are_those_of_the_repository_for_whoever_reads_from_its_top(
    repository: Repository, aiowners: Aiowners, name: str
) -> None:
    root = repository({f"sub/{path}": text for path, text in BAD.items()})
    shown = aiowners("check", *ON, "--root", str(root / "sub"), "--output-format", name).out
    assert "sub/ml/ai-ownership.yaml" in shown
    assert "sub/ml/ai-ownership.yaml" not in aiowners("check", *ON, "--root", "sub", "--output-format", "json").out


def test_manifests_alone_are_read_alone(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository({**BAD, "broken/ai-ownership.yaml": "a: b: c\n", "x/ai-ownership.yml": "", "notes.txt": ""})
    only = ("--select", "manifest", "--output-format", "json")
    report = json.loads(aiowners("check", *only, "ml/ai-ownership.yaml", "notes.txt").out)
    assert report["summary"]["manifests"] == 1
    assert report["diagnostics"] == []
    report = json.loads(aiowners("check", *only, "broken/ai-ownership.yaml", "x/ai-ownership.yml").out)
    assert [diagnostic["rule"] for diagnostic in report["diagnostics"]] == ["yaml-syntax", "misnamed-manifest"]
    assert json.loads(aiowners("check", *only, "ml").out)["summary"]["manifests"] == 3
    monkeypatch.chdir(root / "broken")
    assert aiowners("check", "--select", "manifest", "ai-ownership.yaml").code == 1
    whole = aiowners("check", *ON, "--output-format", "json", "ai-ownership.yaml").out
    assert json.loads(whole)["summary"]["manifests"] == 3


def test_since_and_paths(repository: Repository, aiowners: Aiowners) -> None:
    root = repository({"ml/ai-ownership.yaml": BAD["ml/ai-ownership.yaml"]})
    _git(root, "commit", "-qm", "x")
    (root / "search").mkdir()
    (root / "search/ai-ownership.yaml").write_text(BAD["search/ai-ownership.yaml"], encoding="utf-8")
    for path in ("search", "ml"):
        assert aiowners("check", *ON, "--since", "HEAD", path).out.count("error[") == 1
    (root / "docs").mkdir()
    assert aiowners("check", *ON, "--since", "HEAD", "docs").out.count("error[") == 0


def test_an_unsaved_text_is_what_changed(repository: Repository) -> None:
    root = repository({**BAD, "search/ai-ownership.yaml": "version: 1\n"})
    _git(root, "commit", "-qm", "x")
    command = [sys.executable, "-m", "aiowners", "check", *ON, "--since", "HEAD", "--output-format", "concise"]
    done = subprocess.run(
        [*command, "--stdin-filename", "search/ai-ownership.yaml", "-"],
        input=BAD["search/ai-ownership.yaml"], cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.startswith("search/ai-ownership.yaml:4:"), done


@pytest.mark.parametrize("target", ["aiowners-checkstyle.xml", "test-results"])
def test_no_link_of_the_tree_is_written_through(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, target: str
) -> None:
    root = repository(BAD)
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    elsewhere.mkdir()
    (elsewhere / "victim").write_text("mine", encoding="utf-8")
    (root / target).symlink_to(elsewhere / ("victim" if target.endswith("xml") else ""))
    monkeypatch.setenv("JENKINS_URL" if target.endswith("xml") else "BITBUCKET_BUILD_NUMBER", "1")
    outcome = aiowners("check", *ON, "--ci")
    assert outcome.code == 2
    assert "symbolic link" in outcome.err
    assert [path.name for path in elsewhere.iterdir()] == ["victim"]
    assert (elsewhere / "victim").read_text("utf-8") == "mine"
    assert outcome.out.startswith("error[")


def test_a_file_that_ci_picks_lies_at_the_root(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(BAD)
    monkeypatch.chdir(root / "ml")
    monkeypatch.setenv("GITLAB_CI", "true")
    aiowners("check", *ON, "--ci")
    assert (root / "gl-code-quality-report.json").exists()


def test_all_reports_are_tried_before_it_fails(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(BAD)
    files = ("json:a.json", "concise:no/such/place", "json:b.json")
    outcome = aiowners("check", *ON, *(word for file in files for word in ("--output-format", file)))
    assert outcome.code == 2
    assert "no/such/place" in outcome.err
    assert (root / "a.json").exists()
    assert (root / "b.json").exists()


@pytest.mark.parametrize("formats", [("json:o", "sarif:o"), ("json:o", "sarif:./o"), ("json:",), ("full", "concise")])
def test_reports_that_would_overwrite_each_other(
    repository: Repository, aiowners: Aiowners, formats: tuple[str, ...]
) -> None:
    repository(BAD)
    arguments = (word for name in formats for word in ("--output-format", name))
    assert aiowners("check", *arguments).code == 2


def test_a_full_summary_is_left_alone(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repository(BAD)
    summary = tmp_path / "summary.md"
    summary.write_text("x" * ((1 << 20) - 10), encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    outcome = aiowners("check", *ON)
    assert outcome.code == 1
    assert "summary of this step is full" in outcome.err
    assert summary.stat().st_size == (1 << 20) - 10


@pytest.mark.parametrize("name", ["json", "github", "sarif", "gitlab", "junit", "checkstyle", "markdown", "concise"])
def test_no_report_calls_a_tree_clean_that_was_not_read(repository: Repository, aiowners: Aiowners, name: str) -> None:
    root = repository({"ai-ownership.yaml": "version: 1\n", "x/ai-ownership.yaml": "version: 1\n"})
    (root / "x/ai-ownership.yaml").unlink()
    os.mkfifo(root / "x/ai-ownership.yaml")
    outcome = aiowners("check", "--output-format", name)
    assert outcome.code == 2
    assert "x/ai-ownership.yaml" in outcome.out
    assert "not a regular file" in outcome.out
    if name == "sarif":
        assert json.loads(outcome.out)["runs"][0]["invocations"][0]["executionSuccessful"] is False


def test_statistics_stand_for_a_report_for_people(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(BAD)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    counts = "1  error    missing-downstream-reviewer\n"
    assert aiowners("check", *ON, "--statistics", "--color", "never").out == counts
    assert aiowners("check", *ON, "--statistics", "--output-format", "json").code == 2


def test_who_stops_reading_changes_neither_the_files_nor_the_code(repository: Repository) -> None:
    root = repository(BAD)
    command = [
        sys.executable,
        "-m",
        "aiowners",
        "check",
        *ON,
        "--output-format",
        "full",
        "--output-format",
        "json:r.json",
    ]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait() == 1
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.read() == b""
    assert (root / "r.json").exists()


def test_output_that_cannot_be_written_is_said(repository: Repository) -> None:
    root = repository(BAD)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "aiowners", "check"], cwd=root, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert b"No space left" in done.stderr
    shell = f'"{sys.executable}" -m aiowners check {" ".join(ON)} >&-'
    closed = subprocess.run(["bash", "-c", shell], cwd=root, capture_output=True, check=False)
    assert (closed.returncode, closed.stderr) == (1, b"")


def test_what_moves_with_its_file_was_there_before(repository: Repository, aiowners: Aiowners) -> None:
    lines = "version: 1\nowner: search\nextra: 1\nfeatures:\n  f: {status: idea}\n  g: {status: idea}\n"
    root = repository({"old/ai-ownership.yaml": lines})
    _git(root, "commit", "-qm", "x")
    (root / "new").mkdir()
    _git(root, "mv", "old/ai-ownership.yaml", "new/ai-ownership.yaml")
    output = aiowners("check", "--select", "manifest", "--since", "HEAD").out
    assert "new/ai-ownership.yaml:3:1" in output
    assert "This change brought none of it." in output
