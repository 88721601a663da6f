"""What the page promises holds over random histories, for the oracle and for the product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tests.oracle.organisations import TODAY

from . import oracle
from .changes import random_change
from .histories import CUTS, DOUBLE, History, PullRequest, random_history
from .oracle import Answer, answer
from .product import differences, product_answer
from .promise import Evaluate, bypassed, downstream_of, organization, unasked
from .revisions import Revision, Tree, difference, merge
from .seeds import more

SEEDS = range(more(50))


@cache
def _history(seed: int) -> History:
    return random_history(seed)


@cache
def _pull(seed: int) -> PullRequest:
    """A random change as a pull request; what becomes of the merge does not matter."""
    change = random_change(seed)
    return PullRequest(change.forks, change.base, change.head, change.files, change.head)


@cache
def _by_oracle(pull: PullRequest) -> Answer:
    return answer(pull.forks, pull.base, pull.head, pull.files, TODAY)


@cache
def _by_product(pull: PullRequest) -> Answer:
    return product_answer(pull.forks, pull.base, pull.head, pull.files)


EVALUATIONS: dict[str, Evaluate] = {"oracle": _by_oracle, "product": _by_product}


@pytest.mark.parametrize("by", EVALUATIONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_downstream_team_of_a_changed_model_must_review(by: str, seed: int) -> None:
    for pull in (*_history(seed).merged, _pull(seed)):
        assert list(unasked(pull, EVALUATIONS[by](pull), TODAY)) == []


@pytest.mark.parametrize("by", EVALUATIONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_model_changes_without_a_team_that_was_downstream(by: str, seed: int) -> None:
    assert list(bypassed(_history(seed), EVALUATIONS[by], TODAY)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_answer_equals_the_oracles(seed: int) -> None:
    for pull in _history(seed).merged:
        assert differences(_by_product(pull), _by_oracle(pull), pull.forks, pull.base) == []


# Losing a reviewer by two pull requests at the same time.

ROOT, ML, DATA, BOT = "ai-ownership.yaml", "ml/ai-ownership.yaml", "data/ai-ownership.yaml", "bot/ai-ownership.yaml"
VIA_A, VIA_B = {"uses": {"assets": ["a"]}}, {"uses": {"assets": ["b"]}}


def _teams(**handles: str) -> dict[str, Any]:
    return {"version": 1, "teams": {name: {"handles": {"github": handle}} for name, handle in handles.items()}}


def _company(
    assets: dict[str, list[str]] | None = None,
    features: dict[str, Any] | None = None,
    owner: str = "bot",
    **model: object,
) -> Tree:
    """Team `data` owns assets that use model `m` of team `ml`; team `bot` owns features that use these."""
    uses = {"a": ["m"], "b": ["m"]} if assets is None else assets
    built = {name: {"kind": "index", "uses": {"models": models}} for name, models in uses.items()}
    bodies = {"f": {"uses": {"assets": ["a", "b"]}}} if features is None else features
    return {
        ROOT: _teams(ml="@acme/ml", data="@acme/data", bot="@acme/bot"),
        ML: {"version": 1, "owner": "ml", "models": {"m": {"artifacts": ["w/"], **model}}},
        DATA: {"version": 1, "owner": "data", "assets": built},
        BOT: {"version": 1, "owner": owner, "features": bodies},
    }


JUDGES = {"evaluation": {"judges": ["m"]}}
# The start, and what two branches of it make of it: after both, `bot` depends on nothing of `ml`.
TWICE: dict[str, tuple[Tree, Tree, Tree]] = {
    "an edge of each of two assets": (
        _company(),
        _company({"a": [], "b": ["m"]}),
        _company({"a": ["m"], "b": []}),
    ),
    "an asset each": (_company(), _company({"b": ["m"]}), _company({"a": ["m"]})),
    "an item each of one list": (_company(), _company(features={"f": VIA_B}), _company(features={"f": VIA_A})),
    "a key each of one declaration": (
        _company(features={"f": {"uses": {"models": ["m"]}, **JUDGES}}),
        _company(features={"f": JUDGES}),
        _company(features={"f": {"uses": {"models": ["m"]}}}),
    ),
    "the owner of each of two features": (
        _company(features={"f": VIA_A, "g": VIA_B}),
        _company(features={"f": {**VIA_A, "owner": "ml"}, "g": VIA_B}),
        _company(features={"f": VIA_A, "g": {**VIA_B, "owner": "ml"}}),
    ),
    "the status of each of two features": (
        _company(features={"f": VIA_A, "g": VIA_B}),
        _company(features={"f": {**VIA_A, "status": "idea"}, "g": VIA_B}),
        _company(features={"f": VIA_A, "g": {**VIA_B, "status": "retired"}}),
    ),
    "a feature and a consumer in another repository": (
        _company(features={"f": VIA_A}, used_elsewhere=[{"team": "bot", "repository": "acme/bot"}]),
        _company(features={"f": VIA_A}),
        _company(features={}, used_elsewhere=[{"team": "bot", "repository": "acme/bot"}]),
    ),
    "a feature under an owner that the other changes": (
        _company(features={}),
        _company(),
        _company(features={}, owner="ml"),
    ),
    "a feature in a directory that the other excludes": (_company(features={}), _company(), _company(features={})),
    "a use of a model by an identifier that the other removes": (
        _company(features={}, identifiers=["v"]),
        _company(features={"f": {"uses": {"models": ["v"]}}}, identifiers=["v"]),
        _company(features={}),
    ),
    "a use of a model that the other makes private": (
        _company(features={}),
        _company(features={"f": {"uses": {"models": ["m"]}}}),
        _company(features={}, access="private"),
    ),
}
EXCLUDED = {"a feature in a directory that the other excludes": ("bot/",)}


@pytest.mark.parametrize("by", EVALUATIONS)
@pytest.mark.parametrize("name", TWICE)
def test_two_branches_that_each_leave_one_way_need_the_team(name: str, by: str) -> None:
    fork, first, second = map(Revision, TWICE[name])
    second = replace(second, exclude=EXCLUDED.get(name, ()))
    result, clean = merge(fork, first, second)
    assert clean
    before, after = (organization(revision, TODAY) for revision in (first, result))
    assert "bot" in downstream_of(before, "model:m")
    assert "bot" not in downstream_of(after, "model:m")
    pull = PullRequest((fork,), first, second, (difference(fork, second),), result)
    assert "model:m" in EVALUATIONS[by](pull).required["bot"]


@pytest.mark.parametrize("by", EVALUATIONS)
def test_a_handle_that_the_base_gave_to_another_team_is_another_owner(by: str) -> None:
    fork = Revision(_company())
    base = Revision(_company() | {ROOT: _teams(ml="@acme/bot", data="@acme/data", bot="@acme/ml")})
    head = Revision(_company() | {ML: {**_company()[ML], "owner": "@acme/ml"}})
    result, clean = merge(fork, base, head)
    assert clean
    pull = PullRequest((fork,), base, head, (difference(fork, head),), result)
    found = EVALUATIONS[by](pull)
    assert "model:m" in found.changed
    assert "model:m" in found.required["data"]


# The promise would notice.


def _weakened(pull: PullRequest, rule: str) -> Answer:
    """The oracle's answer without a rule of the page."""
    lost, whole, listed = oracle.require_lost, oracle.require_for_thing, oracle.waivers
    without: dict[str, tuple[str, Callable[..., object]]] = {
        "lost teams": ("require_lost", lambda found, case: None),
        "the merge": ("require_lost", lambda found, case: lost(found, replace(case, merged=case.head))),
        "the base": (
            "require_for_thing",
            lambda found, case, label, declared: whole(found, replace(case, base=case.head), label, declared=declared),
        ),
        "the base of waivers": ("waivers_in_effect", lambda case, label: set(listed(case.head.org, label))),
        "changed files": ("changed_files", lambda case, files: {}),
        "changed meanings": ("changed_meanings", lambda fork, head: {}),
        "changed claims": ("changed_claims", lambda fork, head: {}),
        "changed teams": ("changed_teams", lambda case: {}),
        "changed names": ("users_of_changed_names", lambda case, fork: {}),
        "exclusions": ("newly_excluded", lambda case: {}),
        "early waivers": ("require_waiving", lambda found, case: None),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oracle, *without[rule])
        return answer(pull.forks, pull.base, pull.head, pull.files, TODAY)


# A history in which a team is bypassed without the rule. If the histories change, look up others.
BYPASSED = {
    "lost teams": 1,
    "the merge": 5,
    "the base": 107,
    "the base of waivers": 19,
    "changed files": 0,
    "changed teams": 99,
}
UNASKED = {"the base": 34, "the base of waivers": 8, "changed meanings": 2, "changed files": 1}


@pytest.mark.parametrize("rule", BYPASSED)
def test_without_a_rule_a_model_changes_without_a_team(rule: str) -> None:
    assert list(bypassed(_history(BYPASSED[rule]), lambda pull: _weakened(pull, rule), TODAY))


@pytest.mark.parametrize("rule", UNASKED)
def test_without_a_rule_a_downstream_team_need_not_review(rule: str) -> None:
    assert any(list(unasked(pull, _weakened(pull, rule), TODAY)) for pull in _history(UNASKED[rule]).merged)


@pytest.mark.parametrize("rule", ["changed claims", "changed names", "exclusions", "early waivers"])
def test_each_other_rule_makes_a_difference(rule: str) -> None:
    pulls = (pull for seed in SEEDS for pull in (_pull(seed), *_history(seed).merged))
    assert any(_weakened(pull, rule) != _by_oracle(pull) for pull in pulls)


# The histories are worth it.

SITUATIONS: dict[str, Callable[[History], bool]] = {
    "several pull requests": lambda history: len(history.merged) > 3,
    "a base that moved on": lambda history: any(pull.base not in pull.forks for pull in history.merged),
    "two merge bases": lambda history: any(len(pull.forks) > 1 for pull in history.merged),
    "an exclusion": lambda history: any(pull.result.exclude for pull in history.merged),
    "a result that is neither side": lambda history: any(
        pull.result.manifests not in (pull.base.manifests, pull.head.manifests) for pull in history.merged
    ),
    "a lost team": lambda history: any(
        reason == "lost"
        for pull in history.merged
        for entries in _by_oracle(pull).required.values()
        for reason, _ in entries.values()
    ),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_histories_come_to_each_situation(situation: str) -> None:
    assert any(SITUATIONS[situation](_history(seed)) for seed in SEEDS)


@pytest.mark.parametrize("edit", sorted({*CUTS, *DOUBLE}))
def test_the_histories_have_each_edit(edit: str) -> None:
    assert any(edit in _history(seed).edits for seed in SEEDS)
