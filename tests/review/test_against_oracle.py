"""On random changes the product asks whom a brute-force reading of the contract asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import pytest

from aiowners.review.changed_by_files import FileChange
from aiowners.review.required import Review, Reviewer, review
from aiowners.source import Source
from aiowners.workspace import Workspace, assemble
from tests.oracle.organisations import TODAY

from .changes import EDITS, Change, random_change
from .oracle import Answer, Asked, answer

SEEDS = range(150)


def _workspace(texts: dict[str, str]) -> Workspace:
    return assemble([Source(path, text) for path, text in texts.items()], today=TODAY)


@cache
def _change(seed: int) -> Change:
    return random_change(seed)


@cache
def _expected(seed: int) -> Answer:
    change = _change(seed)
    return answer(change.base_data, change.head_data, change.files, TODAY)


@cache
def _review(seed: int) -> Review:
    change = _change(seed)
    return review(_workspace(change.base), _workspace(change.head), [FileChange(*file) for file in change.files])


def _asked(reviewers: Iterable[Reviewer]) -> Asked:
    found = {
        _folded(one.team): {str(key): tuple(map(str, chain)) for key, chain in one.chains.items()} for one in reviewers
    }
    assert len(found) == len(list(reviewers)), "a team is listed twice"
    return found


def _folded(team: str) -> str:
    # An address that nobody carries is one, however it is written.
    return team.casefold() if "@" in team else team


@pytest.mark.parametrize("seed", SEEDS)
def test_the_answer_equals_the_oracles(seed: int) -> None:
    found = _review(seed)
    assert Answer(
        changed={str(one.key): (one.owner and _folded(one.owner), list(one.because)) for one in found.changed},
        required=_asked(found.required),
        notify=_asked(found.notified),
        unreachable=[_folded(team) for team, _ in found.unreachable],
    ) == _expected(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_errors_are_those_of_the_broken_manifests(seed: int) -> None:
    change = _change(seed)
    assert {error.location.path for error in _review(seed).errors} == change.unread
    assert not [one for manifest in _workspace(change.base).manifests for one in manifest.defects]


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_files_changes_nothing(seed: int) -> None:
    change = _change(seed)
    base, head = (_workspace(dict(reversed(texts.items()))) for texts in (change.base, change.head))
    again = review(base, head, [FileChange(*file) for file in reversed(change.files)])
    assert replace(again, errors=()) == replace(_review(seed), errors=())


@pytest.mark.parametrize("edit", EDITS)
def test_the_changes_hold_each_edit(edit: str) -> None:
    assert any(edit in _change(seed).edits for seed in SEEDS)


SITUATIONS = {
    "nothing changed": lambda seed: not _expected(seed).changed,
    "nobody owns what changed": lambda seed: None in [owner for owner, _ in _expected(seed).changed.values()],
    "somebody must review": lambda seed: bool(_expected(seed).required),
    "somebody is told": lambda seed: bool(_expected(seed).notify),
    "required for one thing and told of another": lambda seed: bool(
        _expected(seed).required.keys() & _expected(seed).notify
    ),
    "a chain of three": lambda seed: any(len(chain) > 3 for chain in _chains(seed)),
    "somebody cannot be asked": lambda seed: bool(_expected(seed).unreachable),
    "a broken manifest": lambda seed: bool(_change(seed).unread),
    "a file alone": lambda seed: any(
        because and not any(path.endswith("ai-ownership.yaml") for path in because)
        for _, because in _expected(seed).changed.values()
    ),
}


def _chains(seed: int) -> list[tuple[str, ...]]:
    return [chain for chains in _expected(seed).required.values() for chain in chains.values()]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_changes_come_to_each_situation(situation: str) -> None:
    assert any(SITUATIONS[situation](seed) for seed in SEEDS)
