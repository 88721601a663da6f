"""Suggestions: distances agree with the plain table, and many words are not compared with all names."""

from __future__ import annotations

import random

import pytest

from aiowners.diagnostics import nearest as module
from aiowners.diagnostics.nearest import NameIndex, nearest


def _distance(first: str, second: str) -> int:
    """Return the optimal string alignment distance, computed with the table."""
    table = {(row, -1): row + 1 for row in range(-1, len(first))} | {
        (-1, column): column + 1 for column in range(-1, len(second))
    }
    for row, a in enumerate(first):
        for column, b in enumerate(second):
            table[row, column] = min(
                table[row - 1, column] + 1, table[row, column - 1] + 1, table[row - 1, column - 1] + (a != b)
            )
            if row and column and a == second[column - 1] and b == first[row - 1]:
                table[row, column] = min(table[row, column], table[row - 2, column - 2] + 1)
    return table[len(first) - 1, len(second) - 1]


def _words(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choice("abc") for _ in range(chance.randint(1, 9))) for _ in range(count)]


def _expected(word: str, names: list[str], limit: int) -> set[str]:
    begun = {name for name in names if len(word) >= 3 and name.startswith(word)}
    return begun | {name for name in names if _distance(word, name) <= limit}


@pytest.mark.parametrize("seed", range(20))
def test_the_names_are_those_within_a_third_of_the_letters(seed: int) -> None:
    names = _words(seed, 60)
    for word in _words(seed + 1000, 10):
        limit = min(3, (len(word) + 1) // 3)
        assert set(nearest(word, names, limit=60)) == _expected(word, names, limit)


@pytest.mark.parametrize("seed", range(20))
def test_names_that_are_one_edit_away_are_suggested_after_the_budget(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BUDGET", 0)
    monkeypatch.setattr(module, "_BUDGET_PER_NAME", 0)
    names = _words(seed, 60)
    known = NameIndex(names)
    for word in _words(seed + 1000, 10):
        limit = min(3, (len(word) + 1) // 3)
        suggestions = known.nearest(word, limit=60)
        assert _expected(word, names, min(1, limit)) <= set(suggestions) <= _expected(word, names, limit)
        assert known.nearest(word) == suggestions[:3]


def test_many_words_are_not_all_compared_with_all_names(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = 0
    original = module.nearest

    def counting(word: str, names: list[str], *, limit: int = 3) -> list[str]:
        nonlocal looked
        looked += len(names)
        return original(word, names, limit=limit)

    monkeypatch.setattr(module, "_BUDGET", 10_000)
    monkeypatch.setattr(module, "_BUDGET_PER_NAME", 0)
    monkeypatch.setattr(module, "nearest", counting)
    known = NameIndex(f"{number:06}" * 2 for number in range(0, 3_000_000, 3_000))
    for number in range(1, 3_000_000, 3_000):
        known.nearest(f"{number:06}" * 2)
    assert looked < 100_000
