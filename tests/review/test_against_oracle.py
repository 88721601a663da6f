"""On random changes the product requires the teams that a brute-force reading of the page requires."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from aiowners.source import Source
from aiowners.workspace import Workspace, assemble
from tests.oracle.organisations import TODAY

from .changes import BREAKING, EDITS, FILE_EDITS, Change, random_change
from .oracle import Answer, answer
from .product import as_answer, differences, product_review, workspace
from .revisions import Revision
from .seeds import more

SEEDS = range(more(100))


@cache
def _change(seed: int) -> Change:
    return random_change(seed)


@cache
def _expected(seed: int) -> Answer:
    change = _change(seed)
    return answer(change.forks, change.base, change.head, change.files, TODAY)


@cache
def _review(seed: int) -> Any:
    change = _change(seed)
    return product_review(change.forks, change.base, change.head, change.files)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_answer_equals_the_oracles(seed: int) -> None:
    change = _change(seed)
    assert differences(as_answer(_review(seed)), _expected(seed), change.forks, change.base) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_errors_are_those_of_the_broken_manifests(seed: int) -> None:
    change = _change(seed)
    assert {error.location.path for error in _review(seed).errors} == set(change.head.broken) & set(change.head.texts)
    readable = (workspace(revision) for revision in (*change.forks, change.base))
    assert not [defect for one in readable for manifest in one.manifests for defect in manifest.defects]


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_files_changes_nothing(seed: int) -> None:
    change = _change(seed)

    def backwards(revision: Revision) -> Workspace:
        sources = [Source(path, text) for path, text in reversed(revision.texts.items())]
        return assemble(sources, today=TODAY, files=lambda: reversed(revision.tracked))

    files = [list(reversed(listed)) for listed in change.files]
    again = product_review(change.forks, change.base, change.head, files, backwards)
    assert replace(again, errors=()) == replace(_review(seed), errors=())


@pytest.mark.parametrize("edit", [*EDITS, *FILE_EDITS, *BREAKING, "identify"])
def test_the_changes_have_each_edit(edit: str) -> None:
    assert any(edit in _change(seed).edits for seed in SEEDS)


def _has_reason(reason: str) -> Callable[[int], bool]:
    return lambda seed: any(
        reason == why for entries in _expected(seed).required.values() for why, _ in entries.values()
    )


SITUATIONS: dict[str, Callable[[int], bool]] = {
    "nothing changed": lambda seed: not _expected(seed).changed,
    "a change without an owner": lambda seed: None in [owner for owner, _ in _expected(seed).changed.values()],
    "a team to notify": lambda seed: bool(_expected(seed).notify),
    "required for one subject and notified of another": lambda seed: bool(
        _expected(seed).required.keys() & _expected(seed).notify
    ),
    "a chain of three": lambda seed: any(
        len(chain) > 3 for entries in _expected(seed).required.values() for _, chain in entries.values()
    ),
    "an unreachable team": lambda seed: bool(_expected(seed).unreachable),
    "a broken manifest": lambda seed: bool(_change(seed).head.broken),
    "a file alone": lambda seed: any(
        because and not any(path.endswith("ai-ownership.yaml") for path in because)
        for _, because in _expected(seed).changed.values()
    ),
    "a base that moved on": lambda seed: _change(seed).base not in _change(seed).forks,
    "two fork points": lambda seed: len(_change(seed).forks) > 1,
    "an exclusion": lambda seed: bool(_change(seed).head.exclude),
    "a changed team": lambda seed: any(label.startswith("team:") for label in _expected(seed).changed),
    "an indirect change": lambda seed: bool(_expected(seed).indirect),
    "a team with two handles": lambda seed: any(
        len(handles) > 1 for by_host in _expected(seed).handles.values() for handles in by_host.values()
    ),
    **{
        f"the reason {reason}": _has_reason(reason)
        for reason in ("owner", "downstream", "lost", "listed", "domain", "team", "waiver")
    },
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_changes_come_to_each_situation(situation: str) -> None:
    assert any(SITUATIONS[situation](seed) for seed in SEEDS)
