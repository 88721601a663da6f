"""What cannot be read is not judged: the finding is withheld, and counted."""

from __future__ import annotations

import pytest

from aiowners.diagnostics.diagnostic import Skipped
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import assemble

BY_NAME = {rule.name: rule for rule in ALL}
TEAMS = "teams: {search: {kind: product}, ml: {kind: ml}, gateway: {kind: platform}}\n"
WITHHELD: list[tuple[str, str, str]] = [
    ("owner-is-not-trainer", "models:\n  m: {owner: [search], trained_by: ml}\nowner: search\n", "model:m"),
    ("owner-is-not-trainer", "models:\n  m: {owner: search, trained_by: ml, handover: {too: search}}\n", "model:m"),
    ("owner-is-not-trainer", "models:\n  m: {owner: search, trained_by: ml, hand_over: {to: search}}\n", "model:m"),
    ("owner-is-not-trainer", TEAMS + "models:\n  m: {owner: serach, trained_by: ml}\n", "model:m"),
    ("platform-owns-feature", TEAMS + "features:\n  f: {owner: gateway, co_owners: search}\n", "feature:f"),
    ("platform-owns-feature", TEAMS + "features:\n  f: {owner: gateway, co_owners: [serach]}\n", "feature:f"),
    ("platform-owns-feature", TEAMS + "features:\n  f: {owner: gatewy}\n", "feature:f"),
    (
        "platform-owns-feature",
        "teams: {search: {kind: produkt}, gateway: {kind: platform}}\nfeatures:\n  f: {owner: gateway, co_owners: [search]}\n",
        "feature:f",
    ),
    (
        "overlapping-paths",
        TEAMS + "features:\n  f: {owner: search, paths: [a/]}\n  g: {owner: serach, paths: [a/]}\n",
        "feature:g",
    ),
    (
        "stale-reviewer",
        "models:\n  m: {owner: ml, reviewers: [search]}\nfeatures:\n  f: {owner: [search]}\n",
        "model:m",
    ),
    (
        "stale-reviewer",
        "owner: search\nmodels:\n  m: {owner: ml, reviewers: [search]}\nfeatures:\n  f: {uses: {models: m}}\n",
        "model:m",
    ),
    (
        "stale-reviewer",
        "owner: search\nmodels:\n  m: {owner: ml, reviewers: [search]}\nassets:\n  a: {owner: ml, uses: {models: [m]}}\nfeatures:\n  f: {uses: {assets: a}}\n",
        "model:m",
    ),
    ("stale-reviewer", "models:\n  m: {owner: ml, reviewers: [{team: search, raeson: risk}]}\n", "model:m"),
    ("stale-reviewer", "models:\n  m: {owner: ml, reviewers: [search], used_elsewhere: mobile}\n", "model:m"),
    ("missing-domain-reviewer", "features:\n  f: {status: pilot, domains: [hr], domain_reviewers: hr}\n", "feature:f"),
    ("missing-domain-reviewer", "features:\n  f: {status: pilot, domains: [hr], domain_reviewers: [5]}\n", "feature:f"),
    (
        "unaudited-asset",
        "assets:\n  p: {kind: prompt, review_by: soon}\nfeatures:\n  f: {uses: {assets: [p]}}\n",
        "asset:p",
    ),
    (
        "platform-without-feature",
        TEAMS + "platforms:\n  p: {owner: gateway}\nfeatures:\n  f: {owner: search, co_owners: gateway}\n",
        "team:gateway",
    ),
    ("staffing-ratio", "teams:\n  ml: {staffing: {data-scientist: 4, data-enginer: 2}}\n", "team:ml"),
    (
        "missing-mlops",
        "teams:\n  ml: {staffing: {ml-engineer: 4, mlopsengineer: 1}}\nmodels:\n  m: {trained_by: ml}\n  n: {trained_by: ml}\n",
        "model:m",
    ),
    (
        "speculative-specialists",
        "teams:\n  ml: {staffing: {ml-engineer: 4}}\nmodels:\n  m: {trained_by: [ml]}\n",
        "team:ml",
    ),
]


@pytest.mark.parametrize(("rule", "text", "subject"), WITHHELD, ids=[f"{one[0]} {n}" for n, one in enumerate(WITHHELD)])
def test_what_rests_on_text_that_cannot_be_read_is_withheld(rule: str, text: str, subject: str) -> None:
    workspace = assemble(
        [Source("ai-ownership.yaml", f"version: 1\n{text}")], today="2026-11-22", files=lambda: ["a/b"]
    )
    found = list(BY_NAME[rule].check(workspace))
    assert [(type(one), one.subject) for one in found] == [(Skipped, subject)]
