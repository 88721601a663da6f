"""End to end on the examples: the company when all is mended, and on the day it begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiowners.adapters.disk import read
from aiowners.check.configuration import parse
from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.diagnostics.report import Report
from aiowners.enforcement.codeowners import NAME, codeowners
from aiowners.enforcement.github_ruleset import ruleset
from aiowners.enforcement.shadowed_lines import overriding_lines
from aiowners.forge import Forge
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import Workspace, assemble

EXAMPLES = Path(__file__).parent.parent / "examples"
EVERYTHING = frozenset(rule.category for rule in ALL)


def _settings(name: str) -> Settings:
    settings, problems = parse(Source("aiowners.toml", (EXAMPLES / name / "aiowners.toml").read_text("utf-8")), ALL)
    assert problems == ()
    return settings


def _workspace(name: str) -> Workspace:
    root = EXAMPLES / name
    settings = _settings(name)
    found = read(root, untracked=True, exclude=())
    files = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    return assemble(
        found.sources,
        today="2026-11-22",
        files=lambda: files,
        forge=Forge(settings.forge),
        enforcement=settings.enforcement,
    )


def test_the_mended_company_is_clean_with_everything_selected() -> None:
    report = run(_workspace("acme"), ALL, Settings(select=EVERYTHING))
    assert [(one.rule, one.location.path, one.message) for one in report.diagnostics] == []
    assert report.manifests == 13
    assert report.skipped == 0


def test_what_is_generated_for_the_mended_company_is_current() -> None:
    workspace = _workspace("acme")
    for generated in (codeowners(workspace), ruleset(workspace)):
        assert workspace.others[generated.path].text == generated.text
    assert overriding_lines(workspace, codeowners(workspace), NAME) == []


@pytest.fixture(scope="module")
def before() -> Report:
    return run(_workspace("acme-before"), ALL, _settings("acme-before"))


def test_the_company_that_begins_has_the_faults_that_its_readme_tells(before: Report) -> None:
    told = (EXAMPLES / "README.md").read_text("utf-8")
    for found in before.diagnostics:
        assert f"`{found.rule}`" in told, found
    assert len({found.rule for found in before.diagnostics}) >= 12


def test_no_two_findings_share_a_fingerprint(before: Report) -> None:
    assert len(set(before.fingerprints)) == len(before.fingerprints)
