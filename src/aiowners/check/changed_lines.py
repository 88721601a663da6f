"""Which lines of which texts a change wrote, and beside which it took something away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a line ends with, as `Source` counts them.
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
# Comparing line by line costs their product: what is larger counts as written anew.
_MOST_PAIRS = 4_000_000
_ALIKE = 0.5
# Renames with changes are looked for among so many pairs, as git has its limit (diff.renameLimit).
_MOST_RENAMES = 10_000


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one file that a change is about, as ranges of numbers from 1.

    `written` were added or altered; something was taken away `beside` the others.
    """

    written: tuple[range, ...] = ()
    beside: tuple[range, ...] = ()


def changed_lines(old: Mapping[str, str], new: Mapping[str, str], renamed: Mapping[str, str]) -> dict[str, Lines]:
    """The lines of the new texts that differ from the old ones of the same name; texts by path, lines too.

    A path that was `renamed` is held against what it was; of a new one all was written. A path that
    did not change is not in the answer.
    """
    found = {}
    for path, text in new.items():
        earlier = old.get(renamed.get(path, path))
        if earlier != text:
            found[path] = _whole(text) if earlier is None else _difference(_split(earlier), _split(text))
    return found


def renames(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """For each new path the vanished one whose text is most like its own, as git pairs renames; texts by path."""
    gone = {path: text for path, text in old.items() if path not in new}
    come = [path for path in new if path not in old]
    exact = {text: path for path, text in gone.items()}
    found = {path: exact[new[path]] for path in come if new[path] in exact}
    left = [path for path in come if path not in found]
    if len(left) * len(gone) <= _MOST_RENAMES:
        pairs = ((path, _most_alike(new[path], gone)) for path in left)
        found |= {path: earlier for path, earlier in pairs if earlier is not None}
    return found


def _whole(text: str) -> Lines:
    return Lines(written=(range(1, len(_split(text)) + 2),))


def _split(text: str) -> list[str]:
    return _LINE_BREAK.split(text)


def _most_alike(text: str, gone: Mapping[str, str]) -> str | None:
    """The vanished path whose text shares the most lines with this one, if that is half of both."""
    lines = set(_split(text)) - {""}
    best, most = None, _ALIKE
    for path, other in gone.items():
        theirs = set(_split(other)) - {""}
        share = len(lines & theirs) / max(len(lines), len(theirs), 1)
        if share > most or (share == most and best is None):
            best, most = path, share
    return best


def _difference(old: list[str], new: list[str]) -> Lines:
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(old) * len(new) > _MOST_PAIRS:
        return Lines(written=(range(head + 1, head + len(new) + 1),))
    written, beside = [], []
    for kind, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "delete":
            beside.append(range(head + start, head + start + 2))
        elif kind != "equal":
            written.append(range(head + start + 1, head + end + 1))
    return Lines(tuple(written), tuple(beside))


def _common(old: list[str], new: list[str]) -> int:
    """How many lines at the start are the same."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(old), len(new)))
