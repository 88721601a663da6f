"""What a rule offers besides a fix: each edit parses, and makes the finding of the page's example go away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aiowners.check.remedies import Remedy, remedies
from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.diagnostics.diagnostic import Diagnostic
from aiowners.diagnostics.rule import CATEGORIES, Rule
from aiowners.rules import ALL
from aiowners.source import Source
from tests.rules.test_examples import CASES, IDS, _workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.diagnostics.examples import Example
    from aiowners.diagnostics.report import Report

EVERYTHING = Settings(select=frozenset(CATEGORIES))
SILENCE = "Silence it, with a reason"


def ways(rule: Rule, example: Example) -> list[tuple[Diagnostic, list[Remedy]]]:
    files = example.unmarked

    def lint(sources: Sequence[Source]) -> Report:
        return run(_workspace(files, sources), ALL, EVERYTHING)

    sources = [Source(path, text) for path, text in files.items()]
    workspace = _workspace(files, sources)
    report = run(workspace, ALL, EVERYTHING)
    mine = [found for found in report.diagnostics if found.rule == rule.name]
    return [(found, list(remedies(workspace, sources, rule, found, report, lint))) for found in mine]


@pytest.mark.parametrize(("rule", "example"), CASES, ids=IDS)
def test_each_way_makes_the_finding_go_away(rule: Rule, example: Example) -> None:
    for found, offered in ways(rule, example):
        for way in offered:
            assert way.resolves, (found.message, way.fix.title)
            assert [new.message for new in way.introduces if new.rule == "yaml-syntax"] == []


def test_the_rules_that_offer_something_do() -> None:
    offering = {
        rule.name
        for rule, example in CASES
        for found, offered in ways(rule, example)
        if {way.fix.title for way in offered} - {SILENCE, found.fix.title if found.fix else ""}
    }
    assert offering == {rule.name for rule in ALL if rule.options is not None}
    assert offering >= {"missing-downstream-reviewer", "unowned", "unapproved-model-use", "stale-reviewer"}
