"""Suggestions for misspelled names: the known names that a person most likely meant to write."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property, lru_cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MIN_PREFIX = 3  # letters
_BUDGET = 50_000  # comparisons for all words together, or, in a large repository, a few for each name
_BUDGET_PER_NAME = 4
_MAX_WORD = 200  # letters; a longer word is a sentence, not a misspelled name
_MAX_WITH_PREFIX = 100  # names with a word as prefix that are compared after the budget is used
_SEPARATORS = str.maketrans("", "", "-_. /")


def nearest(word: str, names: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return at most `limit` names that `word` is likely a misspelling of, the likeliest first.

    Names that differ only in case, separators, or a plural s come first, then names that begin with
    `word`, then names within a small edit distance: at most a third of the letters of `word`, and at
    most three. A swap of two neighboring letters is one edit.
    """
    folded = _fold(word)
    if not folded or len(folded) > _MAX_WORD:
        return []
    max_distance = min(3, (len(folded) + 1) // 3)
    letters, positions = _letters(folded), _positions(folded)
    candidates = []
    for name in dict.fromkeys(names):
        other = _fold(name)
        difference = abs(len(name) - len(word))
        if other == folded:
            candidates.append((0, difference, name))
            continue
        if len(folded) >= _MIN_PREFIX and other.startswith(folded):
            candidates.append((1, difference, name))
            continue
        # Each edit changes at most two of the letters that are in only one of the words.
        letter_difference = (letters ^ _letters(other)).bit_count()
        if abs(len(other) - len(folded)) > max_distance or letter_difference > 2 * max_distance:
            continue
        distance = _distance(positions, len(folded), other, max_distance)
        if distance <= max_distance:
            candidates.append((distance, difference, name))
    candidates.sort()
    return [name for _, _, name in candidates[:limit]]


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> str:
    bare = word.casefold().translate(_SEPARATORS)
    return bare[:-1] if len(bare) > _MIN_PREFIX and bare.endswith("s") else bare


@lru_cache(maxsize=1 << 16)
def _letters(word: str) -> int:
    """Return the set of letters of a word as bits, some letters with the same bit."""
    bits = 0
    for character in word:
        bits |= 1 << (ord(character) & 63)
    return bits


def _distance(positions: Mapping[str, int], length: int, other: str, limit: int) -> int:
    """Return the optimal string alignment distance between a word and `other`, or `limit + 1` if it is larger.

    `positions` contains the bits of each letter's positions in the word, and `length` is the word's
    length. Each column of the usual table is computed at once, as in Hyyrö, "A bit-vector algorithm
    for computing Levenshtein and Damerau edit distances", 2003. The names in that paper are PM (`match`),
    D0 (`diagonal`), HP and HN (`horizontal_rise`, `horizontal_fall`), VP and VN (`vertical_rise`,
    `vertical_fall`).
    """
    mask, last = (1 << length) - 1, 1 << length >> 1
    vertical_rise, vertical_fall, diagonal, previous_match = mask, 0, 0, 0
    distance, left = length, len(other)
    for letter in other:
        match = positions.get(letter, 0)
        swapped = (~diagonal & match) << 1 & previous_match
        diagonal = (((match & vertical_rise) + vertical_rise) ^ vertical_rise) | match | vertical_fall | swapped
        horizontal_rise = vertical_fall | (mask & ~(diagonal | vertical_rise))
        horizontal_fall = diagonal & vertical_rise
        distance += bool(horizontal_rise & last) - bool(horizontal_fall & last)
        left -= 1
        if distance - left > limit:
            return limit + 1
        horizontal_rise = horizontal_rise << 1 | 1
        vertical_rise = (horizontal_fall << 1 | ~(diagonal | horizontal_rise)) & mask
        vertical_fall = horizontal_rise & diagonal & mask
        previous_match = match
    return distance


def _positions(word: str) -> dict[str, int]:
    """Return the positions of each letter of a word, as bits."""
    positions: dict[str, int] = {}
    for index, letter in enumerate(word):
        positions[letter] = positions.get(letter, 0) | 1 << index
    return positions


class NameIndex:
    """Known names, to compare with many words.

    The cost of comparing every word with every name grows with the square of the repository. After
    a budget of comparisons, a word is compared only with the names that are one edit away or begin
    with it: that many unknown words are not misspellings.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(dict.fromkeys(names))
        self._budget = max(_BUDGET, _BUDGET_PER_NAME * len(self._names))

    def nearest(self, word: str, *, limit: int = 3) -> list[str]:
        """Return the result of `nearest` for these names, from fewer names if the budget is used."""
        names = self._names
        if self._budget < len(names):
            folded = _fold(word)
            names = [name for text in _deletions(folded) for name in self._by_deletion.get(text, ())]
            names += self._with_prefix(folded)
        else:
            self._budget -= len(names)
        return nearest(word, names, limit=limit)

    @cached_property
    def _by_deletion(self) -> dict[str, list[str]]:
        names_by_text: dict[str, list[str]] = {}
        for name in self._names:
            for text in _deletions(_fold(name)):
                names_by_text.setdefault(text, []).append(name)
        return names_by_text

    @cached_property
    def _sorted(self) -> list[tuple[str, str]]:
        return sorted((_fold(name), name) for name in self._names)

    def _with_prefix(self, folded: str) -> list[str]:
        if len(folded) < _MIN_PREFIX:
            return []
        first = bisect_left(self._sorted, (folded, ""))
        entries = islice(self._sorted, first, first + _MAX_WITH_PREFIX)
        return [name for _, name in takewhile(lambda entry: entry[0].startswith(folded), entries)]


def _deletions(folded: str) -> set[str]:
    """Return a word and its forms without one letter; words that are one edit apart share such a form."""
    return {folded, *(folded[:index] + folded[index + 1 :] for index in range(len(folded)))}
