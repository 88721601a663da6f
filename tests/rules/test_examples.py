"""Every example of every rule's page, and of the cases in `tests/rules/`, is run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aiowners.check.configuration import parse
from aiowners.check.fix import apply_fixes
from aiowners.check.new_suppressions import new_suppressions
from aiowners.check.posture import Posture
from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.check.suppression_findings import suppression_findings
from aiowners.diagnostics.diagnostic import Diagnostic
from aiowners.diagnostics.examples import Example, examples
from aiowners.diagnostics.rule import CATEGORIES, Rule
from aiowners.forge import Forge
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import Workspace, assemble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.diagnostics.report import Report

TODAY = "2026-11-22"
CONFIGURATION = "aiowners.toml"
HERE = Path(__file__).parent


def _cases() -> list[tuple[Rule, Example]]:
    found = []
    for rule in ALL:
        found += [(rule, example) for example in examples(rule.page)]
        more = HERE / f"{rule.name}.md"
        if more.exists():
            found += [(rule, example) for example in examples(more.read_text(encoding="utf-8"))]
    return found


CASES = _cases()
PASSING = [(rule, example) for rule in ALL for example in examples(rule.page) if not example.marks]
IDS = [f"{rule.name}: {example.heading}" for rule, example in CASES]


def _workspace(files: dict[str, str], sources: Sequence[Source] | None = None) -> Workspace:
    """The tree of an example; an `aiowners.toml` in it says which forge it lives on, and what enforces reviews."""
    settings, problems = parse(Source(CONFIGURATION, files.get(CONFIGURATION, "")), ALL)
    assert problems == ()
    return assemble(
        [Source(path, text) for path, text in files.items()] if sources is None else sources,
        today=TODAY,
        files=lambda: files,
        forge=Forge(settings.forge or "github"),
        enforcement=settings.enforcement or (),
    )


def _found(rule: Rule, workspace: Workspace) -> list[Diagnostic]:
    report = run(workspace, ALL, Settings(select=frozenset(CATEGORIES)))
    return [one for one in report.diagnostics if one.rule == rule.name]


def _in_change(example: Example) -> list[Diagnostic]:
    """The findings of a rule that compares: the files of the example with those before the change."""
    before, after = (Posture(_workspace(files)) for files in ({**example.files, **example.before}, example.files))
    return list(suppression_findings(new_suppressions((before,), after), Settings()))


@pytest.mark.parametrize(("rule", "example"), CASES, ids=IDS)
def test_an_example_has_the_findings_that_it_marks_and_no_other(rule: Rule, example: Example) -> None:
    found = _in_change(example) if example.before else _found(rule, _workspace(example.files))
    said = sorted((one.location.path, one.location.start.line, one.severity.value, one.message) for one in found)
    asked = sorted((mark.path, mark.line, mark.severity, mark.words) for mark in example.marks)
    assert [place[:3] for place in said] == [place[:3] for place in asked]
    for mark in asked:
        assert any(mark[3] in message for *place, message in said if tuple(place) == mark[:3]), (mark, said)


FIXED = [(rule, example) for rule, example in CASES if example.fixed]


@pytest.mark.parametrize(("rule", "example"), FIXED, ids=[f"{rule.name}: {example.heading}" for rule, example in FIXED])
def test_what_an_example_shows_as_fixed_is_the_text_after_the_fixes(rule: Rule, example: Example) -> None:
    # `unowned` is what the suppressions of the examples speak of: one is judged where its rules are.
    settings = Settings(select=frozenset({"manifest", "unowned", rule.name}))

    def lint(sources: Sequence[Source]) -> Report:
        return run(_workspace({source.path: source.text for source in sources}, sources), ALL, settings)

    sources = [Source(path, text) for path, text in example.unmarked.items()]
    mended = apply_fixes(sources, lint, lambda found: found.rule == rule.name)
    assert mended.refused == ()
    texts = {source.path: source.text for source in mended.sources}
    assert texts == {**example.unmarked, **example.fixed}
    assert texts != example.unmarked


@pytest.mark.parametrize("rule", ALL, ids=[rule.name for rule in ALL])
def test_a_page_shows_what_fails_and_what_passes(rule: Rule) -> None:
    shown = examples(rule.page)
    assert any(example.marks for example in shown)
    assert any(not example.marks for example in shown)


@pytest.mark.parametrize(
    ("rule", "example"),
    PASSING,
    ids=[f"{rule.name}: {example.heading}" for rule, example in PASSING],
)
def test_what_a_page_shows_as_passing_is_a_manifest_in_order(rule: Rule, example: Example) -> None:
    workspace = _workspace(example.files)
    report = run(workspace, ALL, Settings(select=frozenset({"manifest", rule.name})))
    assert [(one.rule, one.message) for one in report.diagnostics] == []


def test_the_cases_are_those_of_rules_that_exist() -> None:
    assert {path.stem for path in HERE.glob("*.md")} <= {rule.name for rule in ALL}


def test_names_are_unique_and_first_lines_are_sentences() -> None:
    assert len({rule.name for rule in ALL}) == len(ALL)
    for rule in ALL:
        assert rule.summary.endswith("."), rule.name
        assert len(rule.summary) <= 100, rule.name
