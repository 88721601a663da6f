"""The commands around `check`, and the shell itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

import aiowners as package
from aiowners.cli import COMMANDS
from aiowners.rules import ALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Outcome

    Aiowners = Callable[..., Outcome]
    Repository = Callable[..., Path]

ROOT = Path(__file__).parents[2]
HEAVY = {
    "jsonschema",
    "ruamel",
    "yaml",
    "subprocess",
    "wcwidth",
    "json",
    "dataclasses",
    "aiowners.rules",
    "aiowners.workspace",
}


def test_a_bare_call_prints_help(aiowners: Aiowners) -> None:
    assert all(name in aiowners("--help").out for name in COMMANDS)
    bare = aiowners()
    assert (bare.code, bare.err) == (0, "")
    assert "Usage: aiowners" in bare.out


def test_version(aiowners: Aiowners) -> None:
    assert aiowners("--version").out == f"aiowners {package.__version__}\n"


def test_every_command_has_help_with_an_example(aiowners: Aiowners) -> None:
    for name in COMMANDS:
        outcome = aiowners(name, "--help")
        assert outcome.code == 0
        assert f"aiowners {name}" in outcome.out


def test_slips(aiowners: Aiowners) -> None:
    for slip, suggestion in (("chek", "'check'"), ("rule", "'rules'"), ("README.md", "aiowners check README.md")):
        outcome = aiowners(slip)
        assert outcome.code == 2
        assert suggestion in outcome.err
    assert "--statistics" in aiowners("check", "--statistic").err
    assert "Did you mean 'unowned'?" in aiowners("explain", "unownd").err


def test_the_catalogue_lists_every_rule_by_category(aiowners: Aiowners) -> None:
    table = aiowners("rules").out
    offsets = [table.index(f"\n  {rule.name} ") for rule in ALL]
    assert offsets == sorted(offsets)
    page = aiowners("rules", "--output-format", "markdown").out
    assert all(f"\n## {rule.name}\n" in page for rule in ALL)
    listed = json.loads(aiowners("rules", "--output-format", "json").out)
    assert [entry["name"] for entry in listed] == [rule.name for rule in ALL]


def test_every_page_can_be_read(aiowners: Aiowners) -> None:
    for rule in ALL:
        page = aiowners("explain", rule.name).out
        assert rule.summary.split()[0] in page
        assert "```" not in page


def test_published_schemas_are_the_packaged_ones(aiowners: Aiowners) -> None:
    for name, which in (
        ("ai-ownership", "manifest"),
        ("aiowners-report", "report"),
        ("aiowners-reviewers", "reviewers"),
        ("aiowners-graph", "graph"),
    ):
        published = (ROOT / f"schemas/{name}.schema.json").read_text("utf-8")
        assert aiowners("schema", which).out == published
        jsonschema.Draft7Validator.check_schema(json.loads(published))


def test_starting_up_imports_little() -> None:
    script = "import sys, aiowners.cli; print(*sys.modules)"
    loaded = set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    )
    assert {name for name in loaded if name.split(".")[0] in HEAVY or name in HEAVY} == set()


def test_a_clean_run_imports_neither_jsonschema_nor_ruamel(repository: Repository) -> None:
    root = repository({"ai-ownership.yaml": "version: 1\n"})
    script = "import sys; from aiowners.cli import run; run(['check', '-q']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & {"jsonschema", "ruamel", "ruamel.yaml", "wcwidth", "logging"} == set()


def test_baseline(repository: Repository, aiowners: Aiowners) -> None:
    model = "version: 1\nowner: ml-core\nmodels:\n  m:\n    reviewers: []\n"
    uses = "version: 1\nowner: {0}\nfeatures:\n  {0}-f: {{status: pilot, uses: {{models: [m]}}}}\n"
    root = repository({"ml/ai-ownership.yaml": model, "search/ai-ownership.yaml": uses.format("search")})
    only = ("--select", "missing-downstream-reviewer")
    assert aiowners("check", *only).code == 1
    recorded = aiowners("baseline", *only)
    assert (recorded.code, recorded.out) == (0, "")
    assert "1 finding recorded" in recorded.err
    clean = aiowners("check", *only)
    assert (clean.code, clean.out) == (0, "All checks passed: 2 manifests (1 in the baseline).\n")
    assert aiowners("check", *only, "--no-baseline").code == 1
    # Text that moves changes nothing.
    (root / "ml/ai-ownership.yaml").write_text(
        "# moved\n\n" + model.replace("    reviewers: []", "    reviewers:   []")
    )
    assert aiowners("check", *only).code == 0
    # A new team downstream of the same model is new.
    (root / "new").mkdir()
    (root / "new/ai-ownership.yaml").write_text(uses.format("growth"))
    assert "`growth` is downstream" in aiowners("check", *only).out
    # What is mended leaves a stale entry, which can be removed.
    (root / "ml/ai-ownership.yaml").write_text(model.replace("[]", "[search, growth]"))
    mended = aiowners("check", *only)
    assert (mended.code, "baseline --prune" in mended.err) == (0, True)
    assert "1 finding removed, 0 left" in aiowners("baseline", *only, "--prune").err
    assert aiowners("check", *only).err == ""


def test_a_broken_baseline_stops_the_run(repository: Repository, aiowners: Aiowners) -> None:
    root = repository({"ai-ownership.yaml": "version: 1\n"})
    for text in ("", "[]", "{}", '{"schema": "aiowners-baseline/1", "findings": [1]}', "[" * 100_000):
        (root / ".aiowners-baseline.json").write_text(text)
        outcome = aiowners("check")
        assert outcome.code == 2
        assert "Traceback" not in outcome.err


def test_what_an_earlier_commit_had_does_not_count(repository: Repository, aiowners: Aiowners) -> None:
    root = repository({"ai-ownership.yaml": "version: 1\nfeatures:\n  a: {status: pilot}\n"})
    subprocess.run(["git", "commit", "-qm", "x"], cwd=root, check=True)
    only = ("--select", "unowned", "--fail-on", "warning")
    (root / "b").mkdir()
    (root / "ai-ownership.yaml").rename(root / "b/ai-ownership.yaml")
    assert aiowners("check", *only).code == 1
    assert aiowners("check", *only, "--baseline-from", "HEAD").code == 0
    (root / "ai-ownership.yaml").write_text("version: 1\nfeatures:\n  new: {status: pilot}\n")
    new = aiowners("check", *only, "--baseline-from", "HEAD", "--output-format", "concise")
    assert (new.code, new.out.count("\n"), "`new`" in new.out) == (1, 1, True)
    for name in ("nowhere", "--help", ""):
        assert aiowners("check", *only, f"--baseline-from={name}").code == 2


def test_ignores_are_written_above_each_finding(repository: Repository, aiowners: Aiowners) -> None:
    text = "version: 1\r\nfeatures:\r\n  a:   # first\r\n    status: pilot\r\nmodels:\r\n  m: {uses: {platforms: [p, q]}, kind: lm}\r\n"
    root = repository({"ai-ownership.yaml": ""})
    (root / "ai-ownership.yaml").write_bytes(text.encode())
    only = ("--select", "unowned,unknown-reference,invalid-value", "--fail-on", "warning")
    assert aiowners("check", *only).code == 1
    done = aiowners("check", *only, "--add-ignore", "we begin")
    assert (done.code, done.out, done.err) == (0, "", "5 findings silenced in 1 manifest\n")
    assert (root / "ai-ownership.yaml").read_bytes().decode() == text.replace(
        "  a:", "  # aiowners: ignore[unowned] we begin\r\n  a:"
    ).replace("  m:", "  # aiowners: ignore[unowned, unknown-reference, invalid-value] we begin\r\n  m:")
    assert aiowners("check", *only).code == 0
    for reason in ("", " ", "two\nlines", "a # b"):
        assert aiowners("check", *only, "--add-ignore", reason).code == 2


@pytest.mark.parametrize(
    "text",
    [
        '["tool"."aiowners"]\nfail-on = "info"\n',
        '[tool]\naiowners = {fail-on = "info"}\n',
        '[tool.aiowners]\nfail-on = "info"\n',
    ],
)
def test_the_table_in_any_spelling(repository: Repository, aiowners: Aiowners, text: str) -> None:
    repository({"ai-ownership.yaml": "version: 1\n", "pyproject.toml": text})
    assert 'fail-on = "info"' in aiowners("check", "--show-settings").out


def test_a_linked_configuration(repository: Repository, aiowners: Aiowners, tmp_path: Path) -> None:
    root = repository({"ai-ownership.yaml": "version: 1\n", "config/x.toml": 'fail-on = "info"\n'})
    for target in ("config/x.toml", "/etc/passwd"):
        (root / "aiowners.toml").symlink_to(target)
        outcome = aiowners("check")
        assert outcome.code == 2
        assert "a symbolic link, which is not followed" in outcome.err
        (root / "aiowners.toml").unlink()
    (root / "aiowners.toml").mkdir()
    assert aiowners("check").code == 2
