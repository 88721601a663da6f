"""On random organisations with random CODEOWNERS files the rules say what a brute-force reading says."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache

import pytest

from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
from aiowners.enforcement.codeowners import codeowners
from aiowners.forge import Forge
from aiowners.graph.review_policy import must_review, required_reviewers, waived
from aiowners.manifest.model import Model
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import Workspace, assemble
from tests.oracle.code_owners import PLACES, RULES, Said, findings, random_files, random_lines, text
from tests.oracle.oracle import organisation
from tests.oracle.organisations import random_organisation

TODAY = date(2026, 11, 22)
SEEDS = range(90)
BY_NAME = {rule.name: rule for rule in ALL}


@cache
def _made(seed: int) -> tuple[Workspace, Counter[Said]]:
    """A repository on one of the forges, and what is to be said of it."""
    forge = tuple(PLACES)[seed % len(PLACES)]
    manifests = random_organisation(seed, 5 + seed % 30)
    org = organisation(manifests, TODAY)
    rng = random.Random(f"code owners {seed}")
    files = random_files(rng, list(manifests))
    lines = random_lines(rng, org, files, forge)
    workspace = assemble(
        [Source(path, one) for path, one in {**manifests, PLACES[forge]: text(lines, forge)}.items()],
        today=TODAY.isoformat(),
        files=lambda: files,
        forge=Forge(forge),
        enforcement=("codeowners",),
    )
    return workspace, findings(org, files, lines, forge)


def _said(one: Diagnostic, expected: Counter[Said]) -> Said:
    about = one.about.lower() if one.about is not None else None
    key = (one.rule, one.subject, about, one.location.path)
    begins = (said[4] for said in expected if said[:4] == key and one.message.startswith(said[4] + " "))
    return (*key, next(begins, one.message))


@pytest.mark.parametrize("seed", SEEDS)
def test_findings_equal_the_oracles(seed: int) -> None:
    workspace, expected = _made(seed)
    assert workspace.codeowners is not None
    assert workspace.forge is Forge.GITLAB or not workspace.codeowners.problems
    report = run(workspace, ALL, Settings(select=frozenset(RULES)))
    assert Counter(_said(one, expected) for one in report.diagnostics if one.rule in RULES) == expected
    assert len(set(report.fingerprints)) == len(report.fingerprints)


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_speaks_on_each_forge(rule: str) -> None:
    for number in range(len(PLACES)):
        assert any(said[0] == rule for seed in SEEDS[number :: len(PLACES)] for said in _made(seed)[1])


@pytest.mark.parametrize("seed", SEEDS)
def test_who_must_review_is_whom_a_change_asks(seed: int) -> None:
    workspace, _ = _made(seed)
    graph, today = workspace.graph, workspace.today
    for node in graph.declared:
        if isinstance(node.declaration, Model):
            required = required_reviewers(graph, node, waived(graph, node, today)).required
            assert must_review(graph, node, today) == required.keys()
        else:
            assert not must_review(graph, node, today)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_left_to_say_of_what_is_written(seed: int) -> None:
    workspace, _ = _made(seed)
    written = codeowners(workspace)
    sources = [*(manifest.source for manifest in workspace.manifests), Source(written.path, written.text)]
    again = assemble(
        sources,
        today=workspace.today,
        files=lambda: _files(workspace),
        forge=workspace.forge,
        enforcement=workspace.enforcement,
    )
    for rule in set(RULES) - {"unreachable-reviewer"}:
        assert [one for one in BY_NAME[rule].check(again) if isinstance(one, Diagnostic)] == []


def _files(workspace: Workspace) -> Sequence[str]:
    assert workspace.files is not None
    return workspace.files.paths


TEAMS = "teams: {ml: {handles: {github: '@acme/ml'}}, search: {handles: {github: '@acme/search'}}, mute: {}}\n"
WITHHELD = [
    ("codeowners-missing-owner", "assets:\n  a: {owner: mute, paths: [a/]}\n", "asset:a", "team:mute"),
    ("codeowners-missing-owner", "assets:\n  a: {owner: serach, paths: [a/]}\n", "asset:a", "team:serach"),
    ("codeowners-missing-owner", "assets:\n  a: {owner: [ml], paths: [a/]}\n", "asset:a", None),
    ("codeowners-missing-owner", "assets:\n  a: {owner: ml, co_owners: x, paths: [a/]}\n", "asset:a", "team:ml"),
    ("codeowners-missing-owner", "assets:\n  a: {owner: ml, co_owners: [x], paths: [a/]}\n", "asset:a", "team:ml"),
    ("codeowners-missing-owner", "assets:\n  a: {owner: ml, co_owners: [mute], paths: [a/]}\n", "asset:a", "team:ml"),
    ("unguarded-manifest", "owner: mute\n", None, "team:mute"),
    ("unguarded-manifest", "owner: serach\n", None, "team:serach"),
    (
        "codeowners-missing-reviewer",
        "models:\n  m: {owner: ml, reviewers: [search, mute], access: company, artifacts: [a/], waivers: all}\n",
        "model:m",
        "team:mute",
    ),
]


def _results(rule: str, manifest: str, code_owners: str) -> list[Diagnostic | Skipped]:
    sources = [Source("ai-ownership.yaml", f"version: 1\n{TEAMS}{manifest}"), Source("CODEOWNERS", code_owners)]
    workspace = assemble(sources, today="2026-11-22", files=lambda: ["a/b"], enforcement=("codeowners",))
    return list(BY_NAME[rule].check(workspace))


@pytest.mark.parametrize(
    ("rule", "manifest", "subject", "about"), WITHHELD, ids=[f"{one[0]} {n}" for n, one in enumerate(WITHHELD)]
)
def test_what_nobody_can_say_is_withheld(rule: str, manifest: str, subject: str | None, about: str | None) -> None:
    found = _results(rule, manifest, "* @acme/search")
    assert [(type(one), one.subject, one.about) for one in found] == [(Skipped, subject, about)]


@pytest.mark.parametrize("code_owners", ["!x\n", "* @acme/growth\n/a/ @acme/ml and\n", "/x/ acme/ml\n"])
def test_what_the_forge_skips_is_the_finding(code_owners: str) -> None:
    manifest = "owner: ml\nassets:\n  a: {paths: [a/]}\n"
    for rule in ("codeowners-missing-owner", "unguarded-manifest"):
        assert [type(one) for one in _results(rule, manifest, code_owners)] == [Skipped]


def test_a_handle_that_may_be_in_what_could_not_be_read_is_not_missing() -> None:
    manifest = "models:\n  m: {owner: mute}\npipelines:\n  p: {owner: [mute]}\n"
    assert [type(one) for one in _results("unreachable-reviewer", manifest, "")] == [Skipped]
