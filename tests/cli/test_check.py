"""`aiowners check` on real repositories."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from aiowners.reporters import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Outcome

    Aiowners = Callable[..., Outcome]
    Repository = Callable[..., Path]

SCHEMA = json.loads(Path(__file__).parents[2].joinpath("schemas/aiowners-report.schema.json").read_text("utf-8"))
MODEL = "version: 1\nowner: ml-core\nmodels:\n  m:\n    reviewers: []\n"
FEATURE = "version: 1\nowner: search\nfeatures:\n  f: {status: pilot, uses: {models: [m]}}\n"
BAD = {"ml/ai-ownership.yaml": MODEL, "search/ai-ownership.yaml": FEATURE}
GOOD = {**BAD, "ml/ai-ownership.yaml": MODEL.replace("[]", "[search]")}
ON = ("--select", "manifest,reference,missing-downstream-reviewer,unowned,unowned-shared-model")


def _report(outcome: Outcome) -> dict[str, object]:
    report: dict[str, object] = json.loads(outcome.out)
    jsonschema.validate(report, SCHEMA)
    return report


def test_a_good_repository(repository: Repository, aiowners: Aiowners) -> None:
    repository(GOOD)
    outcome = aiowners("check", *ON)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "All checks passed: 2 manifests.\n"


def test_the_promise(repository: Repository, aiowners: Aiowners) -> None:
    repository(BAD)
    outcome = aiowners("check", *ON, "--output-format", "concise")
    assert outcome.code == 1
    assert outcome.out == (
        "ml/ai-ownership.yaml:5:5: error[missing-downstream-reviewer] `search` is downstream of shared model `m`"
        " (owns feature `f`) and is not asked before it changes\n"
    )


def test_json_follows_its_schema(repository: Repository, aiowners: Aiowners) -> None:
    repository({**BAD, "x/ai-ownership.yaml": "version: 1\nonwer: x\nfeatures: [é😀]\n"})
    report = _report(aiowners("check", *ON, "--output-format", "json"))
    first = report["diagnostics"][0]  # type: ignore[index]
    assert first["rule"] == "missing-downstream-reviewer"
    assert (first["subject"], first["about"]) == ("model:m", "team:search")
    assert first["range"] == {"start": {"line": 5, "column": 5}, "end": {"line": 5, "column": 14}}
    assert first["related"][0]["path"] == "search/ai-ownership.yaml"
    assert [diagnostic["rule"] for diagnostic in report["diagnostics"]] == [  # type: ignore[attr-defined]
        "missing-downstream-reviewer", "unknown-key", "wrong-type",
    ]  # fmt: skip


def test_from_a_directory_below(repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(BAD)
    monkeypatch.chdir(root / "search")
    assert aiowners("check", *ON).code == 1
    assert aiowners("check", *ON, ".").out == "All checks passed: 2 manifests.\n"
    assert aiowners("check", *ON, "../ml").code == 1
    assert aiowners("check", *ON, "--root", ".").code == 1  # without ml/ the model is declared nowhere


def test_paths_limit_what_is_reported(repository: Repository, aiowners: Aiowners) -> None:
    repository(BAD)
    assert aiowners("check", *ON, "search").code == 0
    assert aiowners("check", *ON, "ml/ai-ownership.yaml").code == 1
    missing = aiowners("check", *ON, "nowhere")
    assert (missing.code, missing.out) == (2, "")
    assert "there is no 'nowhere'" in missing.err
    assert aiowners("check", "/").code == 2


def test_untracked_manifests(repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(GOOD)
    (root / "new").mkdir()
    (root / "new/ai-ownership.yaml").write_text("version: 2\n")
    assert aiowners("check", *ON).code == 1
    assert aiowners("check", *ON, "--no-untracked").code == 0
    monkeypatch.setenv("CI", "true")
    assert aiowners("check", *ON).code == 0
    assert aiowners("check", *ON, "--untracked").code == 1
    (root / ".gitignore").write_text("new/\n")
    assert aiowners("check", *ON, "--untracked").code == 0


def test_excluded_manifests(repository: Repository, aiowners: Aiowners) -> None:
    repository(
        {**GOOD, "third_party/x/ai-ownership.yaml": "a: b: c\n", "aiowners.toml": 'exclude = ["third_party/"]\n'}
    )
    assert aiowners("check", *ON).code == 0
    assert aiowners("check", *ON, "--isolated").code == 1
    assert "third_party" not in aiowners("check", "--show-files").out


def test_configuration_errors_have_locations(repository: Repository, aiowners: Aiowners) -> None:
    repository({**GOOD, "aiowners.toml": 'fail-on = "error"\n\n[rules]\nunownd = "off"\n'})
    outcome = aiowners("check")
    assert (outcome.code, outcome.out) == (2, "")
    assert "--> aiowners.toml:4:1" in outcome.err
    assert "unowned" in outcome.err


def test_levels(repository: Repository, aiowners: Aiowners) -> None:
    repository({"ai-ownership.yaml": "version: 1\nfeatures:\n  f: {status: pilot}\n"})
    only = ("--select", "unowned")
    assert aiowners("check", *only).code == 0
    assert aiowners("check", *only, "--fail-on", "warning").code == 1
    assert aiowners("check", *only, "--fail-on", "warning", "--exit-zero").code == 0
    assert aiowners("check", *only, "--severity", "unowned=error").code == 1
    assert aiowners("check", *only, "--severity", "ownership=error").code == 1
    assert aiowners("check", "--ignore", "unowned,evaluation", "--fail-on", "info").code == 0
    assert "did you mean `unowned`?" in aiowners("check", "--select", "unownd").err


def test_statistics(repository: Repository, aiowners: Aiowners) -> None:
    repository(BAD)
    assert aiowners("check", *ON, "--statistics").out == "1  error    missing-downstream-reviewer\n"


def test_several_reports(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(BAD)
    outcome = aiowners("check", *ON, "--output-format", "concise", "--output-format", "json:out.json")
    assert outcome.out.startswith("ml/ai-ownership.yaml:5:5:")
    jsonschema.validate(json.loads((root / "out.json").read_text("utf-8")), SCHEMA)
    twice = aiowners("check", "--output-format", "full", "--output-format", "json")
    assert twice.code == 2
    assert aiowners("check", "--output-format", "jsn").err.rstrip().endswith("Did you mean 'json'?")
    assert aiowners("check", "--output-format", "json:no/such/place.json").code == 2


def test_unsaved_text_is_laid_over_the_tree(repository: Repository) -> None:
    root = repository(BAD)
    arguments = ["check", *ON, "--stdin-filename", "ml/ai-ownership.yaml", "-"]
    better = subprocess.run(
        [sys.executable, "-m", "aiowners", *arguments],
        cwd=root,
        input=GOOD["ml/ai-ownership.yaml"].encode(),
        capture_output=True,
        check=False,
    )
    assert (better.returncode, better.stderr) == (0, b"")


def test_nothing_there(repository: Repository, aiowners: Aiowners) -> None:
    repository({"README": "x"})
    outcome = aiowners("check")
    assert outcome.code == 0
    assert "No ai-ownership.yaml found." in outcome.out


def test_colour(repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(BAD)
    assert "\x1b[" not in aiowners("check", *ON).out
    assert "\x1b[" in aiowners("check", *ON, "--color", "always").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in aiowners("check", *ON).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in aiowners("check", *ON).out
    assert "\x1b[" in aiowners("check", *ON, "--color", "always").out
    monkeypatch.setenv("NO_COLOR", "")
    assert "\x1b[" in aiowners("check", *ON).out


def test_width(repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(BAD)
    monkeypatch.setenv("COLUMNS", "60")
    outcome = aiowners("check", *ON)
    assert max(map(len, outcome.out.splitlines())) <= 60


def test_quiet_and_verbose(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(GOOD)
    assert aiowners("check", *ON, "-q").out == ""
    output = aiowners("check", *ON, "-v").err
    assert str(root) in output
    assert "manifests: 2" in output
    assert "fail-on" in aiowners("check", "--show-settings").out


def test_dates(repository: Repository, aiowners: Aiowners) -> None:
    waived = MODEL.replace("reviewers: []", "waivers: [{team: search, until: 2026-11-22}]")
    repository({**BAD, "ml/ai-ownership.yaml": waived})
    assert aiowners("check", *ON, "--today", "2026-11-22").code == 0
    assert aiowners("check", *ON, "--today", "2026-11-23").code == 1
    assert "is not a day" in aiowners("check", "--today", "soon").err


def test_an_internal_error_is_no_traceback(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(GOOD)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("\x1b[31mboom")

    monkeypatch.setattr("aiowners.workspace.build", broken)
    outcome = aiowners("check")
    assert outcome.code == 2
    assert "internal error: RuntimeError" in outcome.err
    assert "Traceback" not in outcome.err
    assert "\x1b" not in outcome.err
    with pytest.raises(RuntimeError):
        aiowners("check", "--debug")


def test_a_closed_pipe_is_silent(repository: Repository) -> None:
    files = {f"t{n}/ai-ownership.yaml": "version: 1\nx: 1\n" for n in range(300)}
    root = repository(files)
    command = f"'{sys.executable}' -m aiowners check | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=root, capture_output=True, check=False)
    assert done.stderr == b""
    assert b"unknown-key" in done.stdout


def test_a_file_that_cannot_be_read_is_said(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(GOOD)
    (root / "ml/ai-ownership.yaml").unlink()
    (root / "ml/ai-ownership.yaml").symlink_to("/dev/zero")
    outcome = aiowners("check", "--select", "yaml-syntax")
    assert "symbolic link" in outcome.err


def test_without_git(tmp_path: Path, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, text in BAD.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert aiowners("check", *ON).code == 1


def test_a_rule_that_is_stopped_is_told_of_in_every_format(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aiowners.check import collect as gathering

    monkeypatch.setattr(gathering, "MAX_OF_A_RULE", 2)
    features = "".join(f"  f{number}: {{status: pilot}}\n" for number in range(5))
    repository({"ai-ownership.yaml": f"version: 1\nowner: a\nfeatures:\n{features}"})
    for name in BY_NAME:
        done = aiowners("check", "--output-format", name, "--select", "missing-evaluation")
        assert "skipped-check" in done.out
        assert "stopped after 2 findings" in " ".join(done.out.split())
