"""Did you mean: the known name that a person most likely wanted to write."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEAST = 3  # letters that say something
_SEPARATORS = str.maketrans("", "", "-_. /")


def nearest(word: str, names: Iterable[str], *, most: int = 3) -> list[str]:
    """The names that `word` is a likely slip for, the likeliest first, at most `most`.

    Alike but for case, separators and a plural s comes first; then what `word` is the beginning
    of; then what is within a third of the word's letters, never more than three edits away (a swap
    of two neighbours is one edit).
    """
    folded = _fold(word)
    if not folded:
        return []
    limit = min(3, (len(folded) + 1) // 3)
    letters = _letters(folded)
    found = []
    for name in dict.fromkeys(names):
        other = _fold(name)
        if other == folded:
            found.append((0, abs(len(name) - len(word)), name))
            continue
        if len(folded) >= _LEAST and other.startswith(folded):
            found.append((1, abs(len(name) - len(word)), name))
            continue
        # Each edit changes at most two of the letters that are in one word and not in the other.
        if abs(len(other) - len(folded)) > limit or (letters ^ _letters(other)).bit_count() > 2 * limit:
            continue
        distance = _distance(folded, other, limit)
        if distance <= limit:
            found.append((distance, abs(len(name) - len(word)), name))
    found.sort()
    return [name for _, _, name in found[:most]]


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> str:
    bare = word.casefold().translate(_SEPARATORS)
    return bare[:-1] if len(bare) > _LEAST and bare.endswith("s") else bare


@lru_cache(maxsize=1 << 16)
def _letters(word: str) -> int:
    bits = 0
    for character in word:
        bits |= 1 << (ord(character) & 63)
    return bits


def _distance(one: str, other: str, limit: int) -> int:
    """The optimal string alignment distance, given up past `limit`."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, a in enumerate(one, 1):
        now = [row]
        for column, b in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (a != b))
            if row > 1 and column > 1 and a == other[column - 2] and one[row - 2] == b:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > limit:
            return limit + 1
        before, last = last, now
    return last[-1]
