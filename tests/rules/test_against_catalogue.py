"""On random organisations the rules beside the promise say what a brute-force reading of their page says."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

import pytest

from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.diagnostics.rule import CATEGORIES
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import assemble
from tests.oracle.catalogue import RULES, Judgement, catalogue
from tests.oracle.organisations import random_organisation

TODAY = date(2026, 11, 22)
SEEDS = range(100)
EVERYTHING = Settings(select=frozenset(CATEGORIES))


@cache
def _organisation(seed: int) -> dict[str, str]:
    return random_organisation(seed, 5 + seed % 40)


def _spelled(judgements: Counter[Judgement]) -> Counter[Judgement]:
    """Handles and addresses in lower case: which of two spellings is called is nobody's business."""
    found: Counter[Judgement] = Counter()
    for (rule, severity, subject, about, path), times in judgements.items():
        other = about.lower() if about is not None and "@" in about else about
        found[rule, severity, subject, other, path] += times
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_findings_equal_the_catalogues(seed: int) -> None:
    organisation = _organisation(seed)
    sources = [Source(path, text) for path, text in organisation.items()]
    report = run(assemble(sources, today=TODAY.isoformat()), ALL, EVERYTHING)
    found: Counter[Judgement] = Counter(
        (one.rule, one.severity.value, one.subject, one.about, one.location.path)
        for one in report.diagnostics
        if one.rule in RULES
    )
    assert _spelled(found) == _spelled(catalogue(organisation, TODAY))


@cache
def _said() -> Counter[tuple[str, str]]:
    """How often each rule speaks in these organisations, by severity."""
    said: Counter[tuple[str, str]] = Counter()
    for seed in SEEDS:
        for (rule, severity, *_), times in catalogue(_organisation(seed), TODAY).items():
            said[rule, severity] += times
    return said


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_speaks_somewhere(rule: str) -> None:
    assert any(name == rule for name, _ in _said())


@pytest.mark.parametrize("rule", ["evaluation-signal-gap", "pipeline-blind-spot"])
def test_both_severities_occur(rule: str) -> None:
    assert {severity for name, severity in _said() if name == rule} == {"warning", "info"}
