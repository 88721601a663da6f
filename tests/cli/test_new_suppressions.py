"""`check --since` and `--ci` report what a change suppresses, and the change cannot prevent it."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from aiowners.reporters import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Outcome, Repository

    Aiowners = Callable[..., Outcome]
    Change = Callable[[dict[str, str | None]], Path]

ML = """\
version: 1
owner: ml
models:
  m:
    reviewers: [support]
"""
DROPPED = ML.replace("[support]", "[]")
IGNORED = DROPPED.replace("    reviewers", "    # aiowners: ignore[missing-downstream-reviewer] agreed\n    reviewers")
TREE: dict[str, str | None] = {
    "ml/ai-ownership.yaml": ML,
    "support/ai-ownership.yaml": "version: 1\nowner: support\nfeatures: {bot: {uses: {models: [m]}}}\n",
}
SILENT = '[rules]\nsuppression = "off"\nnew-suppression = "off"\n[[overrides]]\npaths = ["**"]\nrules = {suppression = "off"}\n'


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _write(root: Path, files: dict[str, str | None], message: str) -> None:
    for path, text in files.items():
        file = root / path
        if text is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", message)


@pytest.fixture
def start(repository: Repository) -> Change:
    """Make a repository of the two manifests and these files on `main`, and leave on the branch `pr`."""

    def make(files: dict[str, str | None]) -> Path:
        root = repository({})
        _git(root, "symbolic-ref", "HEAD", "refs/heads/main")
        _write(root, TREE | files, "base")
        _git(root, "checkout", "-qb", "pr")
        return root

    return make


def _findings(outcome: Outcome) -> list[tuple[str, str, str, int]]:
    return [
        (diagnostic["rule"], diagnostic["severity"], diagnostic["path"], diagnostic["range"]["start"]["line"])
        for diagnostic in json.loads(outcome.out)["diagnostics"]
        if diagnostic["rule"] not in {"unenforced-review", "unreachable-reviewer"}
    ]


JSON = ("check", "--since", "main", "--output-format", "json")
AT_COMMENT = ("new-suppression", "warning", "ml/ai-ownership.yaml", 5)


def test_a_reviewer_who_is_dropped_and_suppressed(start: Change, aiowners: Aiowners) -> None:
    root = start({})
    _write(root, {"ml/ai-ownership.yaml": IGNORED}, "drop")
    outcome = aiowners(*JSON)
    assert (_findings(outcome), outcome.code) == ([AT_COMMENT], 0)
    assert aiowners("check").out.count("new-suppression") == 0
    assert aiowners("check", "--since", "main", "--fail-on", "warning").code == 1
    assert aiowners("check", "--since", "main", "--fail-on", "warning", "--exit-zero").code == 0
    assert "new-suppression" not in aiowners("check", "--since", "main", "--ignore", "new-suppression").out
    assert "new-suppression" not in aiowners("check", "--since", "main", "--select", "review").out
    assert _findings(aiowners(*JSON, "--select", "new-suppression")) == [AT_COMMENT]
    assert _findings(aiowners(*JSON, "--severity", "suppression=error")) == [
        ("new-suppression", "error", *AT_COMMENT[2:])
    ]


@pytest.mark.parametrize(
    "silence",
    [
        pytest.param({"aiowners.toml": SILENT}, id="levels"),
        pytest.param({"aiowners.toml": 'exclude = ["ml/"]\n'}, id="exclusion"),
        pytest.param({"pyproject.toml": '[tool.aiowners.rules]\nsuppression = "off"\n'}, id="pyproject.toml"),
        pytest.param(
            {"ml/ai-ownership.yaml": f"# aiowners: ignore[new-suppression] no\n{IGNORED}"}, id="comment",
        ),
    ],
)  # fmt: skip
def test_the_change_cannot_suppress_it(start: Change, aiowners: Aiowners, silence: dict[str, str | None]) -> None:
    root = start({"aiowners.toml": '[rules]\nnew-suppression = "error"\n'} if "pyproject.toml" not in silence else {})
    _write(root, {"ml/ai-ownership.yaml": IGNORED, **silence}, "drop")
    outcome = aiowners(*JSON)
    new = [entry for entry in _findings(outcome) if entry[0] == "new-suppression"]
    assert new
    assert outcome.code == (0 if "pyproject.toml" in silence else 1)
    paths = {entry[2] for entry in new}
    assert paths == ({"aiowners.toml"} if "exclude" in str(silence) else {*silence, "ml/ai-ownership.yaml"})


def test_the_baseline_cannot_hold_it(start: Change, aiowners: Aiowners) -> None:
    root = start({})
    _write(root, {"ml/ai-ownership.yaml": DROPPED}, "drop")
    assert aiowners("baseline").code == 0
    entries = json.loads((root / ".aiowners-baseline.json").read_text())
    print_of_it = next(
        diagnostic["fingerprint"]
        for diagnostic in json.loads(aiowners(*JSON).out)["diagnostics"]
        if diagnostic["rule"] == "new-suppression"
    )
    entries["findings"].append({"rule": "new-suppression", "fingerprint": print_of_it})
    (root / ".aiowners-baseline.json").write_text(json.dumps(entries, indent=1))
    findings = _findings(aiowners(*JSON))
    assert {(rule, path) for rule, _, path, _ in findings} == {("new-suppression", ".aiowners-baseline.json")}
    assert len(findings) == len(entries["findings"])


def test_paths_do_not_hide_it(start: Change, aiowners: Aiowners) -> None:
    root = start({})
    _write(root, {"ml/ai-ownership.yaml": IGNORED}, "drop")
    assert _findings(aiowners(*JSON, "support")) == [AT_COMMENT]


@pytest.mark.parametrize(("level", "code"), [("error", 1), ("info", 0), ("off", 0)])
def test_it_has_the_level_of_the_start(start: Change, aiowners: Aiowners, level: str, code: int) -> None:
    root = start({"aiowners.toml": f'[rules]\nnew-suppression = "{level}"\n'})
    _write(root, {"ml/ai-ownership.yaml": IGNORED, "aiowners.toml": '[rules]\nnew-suppression = "warning"\n'}, "drop")
    outcome = aiowners(*JSON)
    assert outcome.code == code
    assert {severity for _, severity, *_ in _findings(outcome)} == ({level} - {"off"})


def test_a_change_that_raises_fail_on_does_not_pass_by_it(start: Change, aiowners: Aiowners) -> None:
    root = start({"aiowners.toml": 'fail-on = "warning"\n[rules]\nreview = "off"\n'})
    assert aiowners("check", "--since", "main").code == 0
    _write(root, {"aiowners.toml": 'fail-on = "error"\n[rules]\nreview = "off"\n'}, "raise")
    outcome = aiowners(*JSON)
    assert (_findings(outcome), outcome.code) == ([("new-suppression", "warning", "aiowners.toml", 1)], 1)
    assert aiowners("check", "--since", "main", "--fail-on", "error").code == 0


def test_what_was_suppressed_before_is_not_new(start: Change, aiowners: Aiowners) -> None:
    root = start({"ml/ai-ownership.yaml": IGNORED, "aiowners.toml": f'exclude = ["x/"]\n{SILENT}'})
    _write(root, {"ml/ai-ownership.yaml": None, "models/ai-ownership.yaml": f"# moved\n{IGNORED}"}, "move")
    assert _findings(aiowners(*JSON)) == []


def test_a_configuration_by_name(start: Change, aiowners: Aiowners) -> None:
    root = start({"conf/strict.toml": '[rules]\nnew-suppression = "error"\n'})
    _write(root, {"conf/strict.toml": 'exclude = ["a/"]\n'}, "lower")
    named = _findings(aiowners(*JSON, "--config", "conf/strict.toml"))
    assert {(rule, path) for rule, _, path, _ in named} == {("new-suppression", "conf/strict.toml")}
    assert len(named) == 2
    assert _findings(aiowners(*JSON, "--isolated")) == []


def test_a_configuration_that_is_a_link_is_refused(start: Change, aiowners: Aiowners) -> None:
    root = start({"conf/strict.toml": '[rules]\nnew-suppression = "error"\n'})
    (root / "aiowners.toml").symlink_to("conf/strict.toml")
    outcome = aiowners(*JSON)
    assert (outcome.code, outcome.out) == (2, "")
    assert "symbolic link" in outcome.err


def test_a_configuration_elsewhere_is_no_part_of_the_change(
    start: Change, aiowners: Aiowners, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = start({})
    outside = tmp_path_factory.mktemp("elsewhere") / "own.toml"
    outside.write_text('[rules]\nnew-suppression = "error"\nmissing-metric = "off"\n')
    _write(root, {"ml/ai-ownership.yaml": IGNORED}, "drop")
    assert _findings(aiowners(*JSON, "--config", str(outside))) == [("new-suppression", "error", *AT_COMMENT[2:])]


@pytest.mark.parametrize("name", BY_NAME)
def test_every_format_shows_it(start: Change, aiowners: Aiowners, name: str) -> None:
    root = start({})
    _write(root, {"ml/ai-ownership.yaml": IGNORED, "aiowners.toml": SILENT}, "drop")
    assert "new suppression comment" in aiowners("check", "--since", "main", "--output-format", name).out


def test_in_a_pull_request(
    start: Change, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = start({})
    _write(root, {"ml/ai-ownership.yaml": IGNORED}, "drop")
    event = tmp_path_factory.mktemp("runner") / "event.json"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    event.write_text(json.dumps({"pull_request": {"base": {"sha": _git(root, "rev-parse", "main"), "ref": "main"}}}))
    outcome = aiowners("check", "--ci", "--output-format", "json")
    assert (_findings(outcome), outcome.code) == ([AT_COMMENT], 0)
    event.write_text(json.dumps({"push": {}}))
    outcome = aiowners("check", "--ci", "--output-format", "json")
    assert (_findings(outcome), outcome.code) == ([], 0)


def test_a_pull_request_whose_base_is_not_in_the_clone_is_never_green(
    start: Change, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = start({})
    _write(root, {"ml/ai-ownership.yaml": IGNORED}, "drop")
    clone = tmp_path_factory.mktemp("runner") / "clone"
    _git(root, "clone", "-q", "--depth", "1", "--branch", "pr", f"file://{root}", str(clone))
    monkeypatch.chdir(clone)
    monkeypatch.setenv("CI_MERGE_REQUEST_DIFF_BASE_SHA", _git(root, "rev-parse", "main"))
    outcome = aiowners("check", "--ci")
    assert outcome.code == 2
    assert "unenforced-review" in outcome.out
    assert "error: --ci: cannot report what the pull request suppresses" in outcome.err
    assert "fetch-depth 0" in outcome.err
    assert aiowners("check", "--since", "origin/main").code == 2
    assert aiowners("check").code == 0


def test_old_texts_that_are_not_in_the_clone(
    start: Change, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = start({"aiowners.toml": '[rules]\nnew-suppression = "error"\n'})
    _write(root, {"aiowners.toml": "\n"}, "lower")
    _git(root, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path_factory.mktemp("runner") / "clone"
    _git(root, "clone", "-q", "--filter=blob:none", "--branch", "pr", f"file://{root}", str(clone))
    monkeypatch.chdir(clone)
    monkeypatch.setenv("CI_MERGE_REQUEST_DIFF_BASE_SHA", _git(root, "rev-parse", "main"))
    _git(clone, "remote", "set-url", "origin", "file:///nowhere")
    since = aiowners("check", "--since", "origin/main")
    assert since.code == 2
    assert "aiowners.toml" in since.err
    outcome = aiowners("check", "--ci")
    assert outcome.code == 2
    assert "error: --ci: cannot report what the pull request suppresses" in outcome.err
