"""Did you mean: the known name that a person most likely wanted to write."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property, lru_cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LEAST = 3  # letters that say something
_PATIENCE = 50_000  # names looked at, for all words together; in a large repository each of them a few times
_TIMES = 4
_LONGEST = 200  # letters of a word that is a slip rather than a text
_MOST_BEGUN = 100  # names that begin with a word, looked at once there is no patience
_SEPARATORS = str.maketrans("", "", "-_. /")


def nearest(word: str, names: Iterable[str], *, most: int = 3) -> list[str]:
    """The names that `word` is a likely slip for, the likeliest first, at most `most`.

    Alike but for case, separators and a plural s comes first; then what `word` is the beginning
    of; then what is within a third of the word's letters, never more than three edits away (a swap
    of two neighbours is one edit).
    """
    folded = _fold(word)
    if not folded or len(folded) > _LONGEST:
        return []
    limit = min(3, (len(folded) + 1) // 3)
    letters, places = _letters(folded), _places(folded)
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
        distance = _distance(places, len(folded), other, limit)
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


def _distance(places: Mapping[str, int], length: int, other: str, limit: int) -> int:
    """The optimal string alignment distance to a word of `length` letters, given up past `limit`.

    `places` are by letter the bits where it stands in that word. All rows of a column of the usual
    table are worked out together: Hyyrö, "A bit-vector algorithm for computing Levenshtein and
    Damerau edit distances", 2003.
    """
    every, last = (1 << length) - 1, 1 << length >> 1
    up, down, same, before = every, 0, 0, 0
    distance, left = length, len(other)
    for letter in other:
        here = places.get(letter, 0)
        same = (((here & up) + up) ^ up) | here | down | ((~same & here) << 1 & before)
        rise, fall = down | (every & ~(same | up)), same & up
        distance += bool(rise & last) - bool(fall & last)
        left -= 1
        if distance - left > limit:
            return limit + 1
        rise = rise << 1 | 1
        up = (fall << 1 | ~(same | rise)) & every
        down = rise & same & every
        before = here
    return distance


def _places(word: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, letter in enumerate(word):
        found[letter] = found.get(letter, 0) | 1 << place
    return found


class NameIndex:
    """Names that are known, to be compared with many words.

    To hold every word against every name costs the square of a large repository. Once that has
    been done so often that nobody can call it slips any more, a word is only held against the
    names that are one edit away.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(dict.fromkeys(names))
        self._patience = max(_PATIENCE, _TIMES * len(self._names))

    def nearest(self, word: str, *, most: int = 3) -> list[str]:
        """What `nearest` finds among the names, as long as there is patience."""
        names = self._names
        if self._patience < len(names):
            folded = _fold(word)
            names = [name for text in _one_off(folded) for name in self._by_one_off.get(text, ())]
            names += self._beginning_with(folded)
        else:
            self._patience -= len(names)
        return nearest(word, names, most=most)

    @cached_property
    def _by_one_off(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._names:
            for text in _one_off(_fold(name)):
                found.setdefault(text, []).append(name)
        return found

    @cached_property
    def _in_order(self) -> list[tuple[str, str]]:
        return sorted((_fold(name), name) for name in self._names)

    def _beginning_with(self, folded: str) -> list[str]:
        if len(folded) < _LEAST:
            return []
        first = bisect_left(self._in_order, (folded, ""))
        begun = takewhile(lambda one: one[0].startswith(folded), islice(self._in_order, first, first + _MOST_BEGUN))
        return [name for _, name in begun]


def _one_off(folded: str) -> set[str]:
    """A word, and all that is left of it without one letter: words that are one edit apart share one of these."""
    return {folded, *(folded[:place] + folded[place + 1 :] for place in range(len(folded)))}
