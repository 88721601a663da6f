"""The action, run like a runner: its findings, output, uploads, and rejected inputs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import BAD, CLEAN, ONLY, Act
from .expressions import evaluate
from .runner import ACTION, Result, Runner

GROWTH = {"growth/ai-ownership.yaml": CLEAN["search/ai-ownership.yaml"].replace("search", "growth")}
UPLOAD = "github/codeql-action/upload-sarif"


def _commands(result: Result) -> list[str]:
    """Return the workflow commands in the log."""
    lines = (result.out + result.err).splitlines()
    return [line.strip() for line in lines if line.lstrip().startswith("::") or "##[" in line]


def test_the_action_installs_separately_and_imports_nothing_from_the_tree(installed: Result) -> None:
    assert not installed.failed, installed.err
    assert "runner temp/aiowners." in installed.steps["install"]["python"]
    assert installed.imported == []
    assert installed.outputs == {"findings": "0", "exit-code": "0", "sarif-file": ""}


def test_a_clean_tree_passes(push: Act) -> None:
    result = push(CLEAN)
    assert (result.failed, _commands(result)) == (False, [])
    assert result.outputs == {"findings": "0", "exit-code": "0", "sarif-file": ""}
    assert result.summary.startswith("## aiowners: nothing found")
    assert result.names == ["Find a Python", "Install aiowners", "Lint"]


def test_a_finding_fails_the_action_after_all_reports(push: Act) -> None:
    result = push(BAD)
    assert (result.failed, result.code) == (True, 1)
    assert result.outputs == {"findings": "1", "exit-code": "1", "sarif-file": ""}
    (command,) = _commands(result)
    assert command.startswith("::error ")
    assert "file=ml/ai-ownership.yaml,line=5," in command
    assert result.summary.startswith("## aiowners: 1 error")
    assert UPLOAD not in result.used


def test_the_python_of_the_job_is_unchanged(push: Act) -> None:
    assert push(CLEAN).used["actions/setup-python"]["update-environment"] == "false"


def test_findings_below_fail_on_are_counted_and_pass(push: Act) -> None:
    result = push(BAD, args=f"{ONLY} --severity missing-downstream-reviewer=warning")
    assert (result.failed, result.outputs["findings"], result.outputs["exit-code"]) == (False, "1", "0")
    result = push(BAD, args=f"{ONLY} --severity missing-downstream-reviewer=warning", fail_on="warning")
    assert (result.code, result.outputs["exit-code"]) == (1, "1")


def test_without_annotations_the_log_is_for_people(push: Act) -> None:
    result = push(BAD, annotations="false")
    assert _commands(result) == []
    assert "error[missing-downstream-reviewer]" in result.out
    assert result.summary.startswith("## aiowners: 1 error")
    assert result.code == 1


def test_the_summary_can_be_turned_off(push: Act) -> None:
    result = push(BAD, summary="false")
    assert result.summary == ""
    assert len(_commands(result)) == 1


@pytest.mark.parametrize(("files", "code"), [(CLEAN, 0), (BAD, 1)])
def test_sarif_is_uploaded_with_and_without_findings(push: Act, files: dict[str, str], code: int) -> None:
    result = push(files, sarif="true")
    assert result.code == code
    sarif = result.outputs["sarif-file"]
    assert len(json.loads(Path(sarif).read_text("utf-8"))["runs"][0]["results"]) == code
    assert result.used[UPLOAD] == {"sarif_file": sarif, "category": "aiowners"}
    assert result.summary != ""


def test_the_action_fails_even_if_the_upload_failed() -> None:
    last = ACTION["runs"]["steps"][-1]
    for code, expected in (("0", False), ("1", True), ("2", True), ("", False)):
        steps = {"lint": {"outputs": {"exit-code": code} if code else {}}}
        assert evaluate(last["if"], {"success": False, "steps": steps}) is expected


def test_a_tree_that_cannot_be_linted_fails_with_a_reason(push: Act) -> None:
    result = push({**CLEAN, "aiowners.toml": "fail-om = 1\n"}, sarif="true")
    assert (result.failed, result.code) == (True, 2)
    assert result.outputs == {"findings": "", "exit-code": "2", "sarif-file": ""}
    assert UPLOAD not in result.used
    (command,) = _commands(result)
    assert command.startswith("::error title=aiowners could not run::error")
    assert "fail-om" in command
    assert "\x1b" not in command


@pytest.mark.parametrize("name", ["annotations", "sarif", "summary"])
def test_a_switch_is_true_or_false(push: Act, name: str) -> None:
    result = push(CLEAN, **{name: "yes\n::warning::x 100%"})
    assert (result.failed, result.code, result.outputs["exit-code"]) == (True, 2, "2")
    assert _commands(result) == [
        f"::error title=aiowners could not run::The input {name} is true or false, not: yes%0A::warning::x 100%25"
    ]


def test_a_push_compares_with_the_given_revision(push: Act) -> None:
    assert push(CLEAN, since="no-such-branch").code == 2
    (command,) = _commands(push(GROWTH, since="HEAD^1"))
    assert "file=growth/ai-ownership.yaml,line=5," in command


@pytest.mark.parametrize("depth", [0, 2])
def test_a_pull_request_shows_introduced_findings_at_its_lines(pull_request: Act, depth: int) -> None:
    result = pull_request(CLEAN, GROWTH, depth=depth)
    (command,) = _commands(result)
    assert "file=growth/ai-ownership.yaml,line=5," in command
    assert (result.code, result.outputs["findings"]) == (1, "1")


def test_a_pull_request_checked_out_without_history_is_still_linted(pull_request: Act) -> None:
    result = pull_request(CLEAN, GROWTH, depth=1)
    assert (result.code, result.outputs["findings"]) == (2, "1")
    assert "fetch-depth" in result.err


def test_args_may_span_several_lines(push: Act) -> None:
    result = push(
        BAD, args="--select review\n  --severity\tmissing-downstream-reviewer=info \r\n\n--today 2026-11-22\n"
    )
    assert (result.code, result.outputs["findings"]) == (0, "1")
    assert result.err.count("notice: --ci") == 2


@pytest.mark.parametrize(
    "hostile",
    [
        "; touch ran",
        "| tee ran > ran",
        "$(touch ran) `touch ran`",
        "'; touch ran; '",
        "\ntouch ran\n",
        "* $PATH ${IFS} \\",
    ],
)
def test_args_are_only_words(push: Act, tmp_path: Path, hostile: str) -> None:
    result = push(CLEAN, args=hostile)
    assert (result.code, result.outputs["exit-code"]) == (2, "2")
    assert list(tmp_path.rglob("ran")) == []
    assert len(_commands(result)) == 1
    first = hostile.split(maxsplit=1)[0]
    assert f"'{first}'" in result.err or f'"{first}"' in result.err


@pytest.mark.parametrize(
    ("name", "hostile"),
    [
        ("since", "main\n::warning::pwned\n##[warning]pwned"), ("since", "$(touch ran)"), ("since", "--output=ran"),
        ("since", "'; touch ran; '"), ("fail_on", "error\n::warning::pwned"), ("fail_on", "$(touch ran)"),
        ("args", "##[warning]pwned\n::warning::pwned"),
    ],
)  # fmt: skip
def test_no_input_runs_a_command(push: Act, tmp_path: Path, name: str, hostile: str) -> None:
    result = push(BAD, **{name: hostile})
    assert (result.code, result.outputs["exit-code"]) == (2, "2")
    assert list(tmp_path.rglob("ran")) == []
    (command,) = _commands(result)
    assert command.startswith("::error title=aiowners could not run::")


def _with_version(tmp_path: Path, version: str) -> tuple[Result, list[str]]:
    """Install with a Python that only records its calls."""
    workspace, calls = tmp_path / "workspace", tmp_path / "calls"
    workspace.mkdir()
    fake = tmp_path / "python"
    fake.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$*" >>"{calls}"\nif [ "$3" = venv ]; then mkdir "$4/bin"; cp "$0" "$4/bin/python"; fi\n',
        encoding="utf-8",
    )
    fake.chmod(0o755)
    runner = Runner(workspace, tmp_path, given={"python": {"python-path": str(fake)}, "lint": {"exit-code": "0"}})
    result = runner.run({"version": version})
    return result, calls.read_text("utf-8").splitlines() if calls.exists() else []


@pytest.mark.parametrize("version", ["1.2.3", "v1.2.3"])
def test_a_version_is_a_release_from_the_index(tmp_path: Path, version: str) -> None:
    result, calls = _with_version(tmp_path, version)
    assert not result.failed
    assert calls[1] == "-I -m pip install --quiet --disable-pip-version-check aiowners==1.2.3"


def test_without_a_version_the_action_installs_its_own_revision(tmp_path: Path) -> None:
    _, calls = _with_version(tmp_path, "")
    assert Path(calls[1].split(" ")[-1], "action.yml").exists()


@pytest.mark.parametrize(
    "version", ["1.0 --index-url=https://x.test", "1.0; python_version<'4'", "latest", "@ https://x.test/a.whl", "1\n::warning::x"]
)  # fmt: skip
def test_other_versions_are_rejected(tmp_path: Path, version: str) -> None:
    result, calls = _with_version(tmp_path, version)
    assert (result.failed, calls) == (True, [])
    (command,) = _commands(result)
    assert command.startswith("::error title=aiowners could not be installed::")
