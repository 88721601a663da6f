"""On random organisations the rules beside the promise say what a brute-force reading of their page says."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from textwrap import dedent

import pytest

from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.diagnostics.diagnostic import Skipped
from aiowners.diagnostics.rule import CATEGORIES
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import Workspace, assemble
from tests.oracle.catalogue import RULES, Judgement, catalogue
from tests.oracle.organisations import random_organisation

TODAY = date(2026, 11, 22)
SEEDS = range(100)
EVERYTHING = Settings(select=frozenset(CATEGORIES))
# That nothing makes all reviewers approve is a cause of its own, and true of the small repositories below.
ONE_REPOSITORY = Settings(select=EVERYTHING.select, ignore=frozenset({"unenforced-review"}))


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


def _workspace(organisation: dict[str, str]) -> Workspace:
    return assemble([Source(path, text) for path, text in organisation.items()], today=TODAY.isoformat())


def _held_back(workspace: Workspace) -> set[tuple[str, str | None]]:
    """What three rules do not judge since a name that nobody declares is nearly that of the thing: a slip."""
    if not list(workspace.graph.dangling):
        return set()
    rules = [rule for rule in ALL if rule.name in ("stale-reviewer", "stale-waiver", "unused-declaration")]
    results = [result for rule in rules for result in rule.check(workspace)]
    return {(one.rule, one.subject) for one in results if isinstance(one, Skipped)}


@pytest.mark.parametrize("seed", SEEDS)
def test_findings_equal_the_catalogues(seed: int) -> None:
    organisation = _organisation(seed)
    workspace = _workspace(organisation)
    report = run(workspace, ALL, EVERYTHING)
    found: Counter[Judgement] = Counter(
        (one.rule, one.severity.value, one.subject, one.about, one.location.path)
        for one in report.diagnostics
        if one.rule in RULES
    )
    found, expected = _spelled(found), _spelled(catalogue(organisation, TODAY))
    assert not found - expected
    held_back = _held_back(workspace)
    assert [one for one in expected - found if (one[0], one[2]) not in held_back] == []


NAMES = ("ml", "search", "support", "growth")
TEAMS = "teams:\n" + "".join(f'  {name}: {{handles: {{github: "@acme/{name}"}}}}\n' for name in NAMES)
ONE_CAUSE = {
    "a misspelt name": (
        """
        models:
          text-embed-v3: {owner: ml, reviewers: [support]}
        features:
          help: {owner: support, uses: {models: [text-embd-v3]}}
        """,
        ["unknown-reference"],
    ),
    "a misspelt name in between": (
        """
        models:
          text-embed-v3: {owner: ml, reviewers: [support, ml]}
        assets:
          help-index: {kind: index, owner: ml, uses: {models: [text-embed-v3]}}
          help-texts: {kind: index, owner: ml, uses: {assets: [help-index]}}
        features:
          help: {owner: support, uses: {assets: [help-indx, help-texts]}}
          faq: {owner: support, uses: {assets: [help-indx]}}
        """,
        ["unknown-reference", "unknown-reference"],
    ),
    "a use that is not allowed": (
        """
        models:
          score: {owner: ml, access: [growth], reviewers: [growth, support]}
        features:
          mail: {owner: growth, uses: {models: [score]}}
          help: {owner: support, uses: {models: [score]}}
        """,
        ["unapproved-model-use"],
    ),
}


@pytest.mark.parametrize("name", ONE_CAUSE)
def test_one_cause_is_one_finding(name: str) -> None:
    text, rules = ONE_CAUSE[name]
    workspace = _workspace({"ai-ownership.yaml": "version: 1\n" + TEAMS + dedent(text)})
    assert [one.rule for one in run(workspace, ALL, ONE_REPOSITORY).diagnostics] == rules


def test_a_second_declaration_is_one_finding() -> None:
    model = "models: {score: {owner: ml, reviewers: [support]}}\n"
    feature = "features: {help: {owner: support, uses: {models: [score]}}}\n"
    workspace = _workspace(
        {
            "ai-ownership.yaml": "version: 1\n" + TEAMS + model + feature,
            "ml/ai-ownership.yaml": "version: 1\n" + model,
        }
    )
    assert [one.rule for one in run(workspace, ALL, ONE_REPOSITORY).diagnostics] == ["duplicate-declaration"]


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
