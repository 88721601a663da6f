"""Two sets of texts -> the lines that a change wrote, and the lines beside which it removed something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# The line ends that `Source` counts.
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
# Line by line, a comparison takes time in proportion to the product: a larger text counts as rewritten.
_MAX_PAIRS = 4_000_000
_MIN_SIMILARITY = 0.5
# Renames with changes are only detected among this many pairs; git has such a limit too (diff.renameLimit).
_MAX_RENAMES = 10_000


@dataclass(frozen=True, slots=True)
class Lines:
    """The changed lines of a file, as ranges of numbers from 1.

    `written` were added or altered; `beside` are next to removed lines.
    """

    written: tuple[range, ...] = ()
    beside: tuple[range, ...] = ()


def changed_lines(old: Mapping[str, str], new: Mapping[str, str], renamed: Mapping[str, str]) -> dict[str, Lines]:
    """Return by path the lines of the new texts that differ from the old texts.

    `old` and `new` are texts by path, `renamed` old paths by new ones. All lines of a new file are
    written. A path that did not change is not in the result.
    """
    lines = {}
    for path, text in new.items():
        earlier = old.get(renamed.get(path, path))
        if earlier != text:
            lines[path] = _whole(text) if earlier is None else _difference(_split(earlier), _split(text))
    return lines


def renames(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Return for new paths the removed path with the most similar text, as git pairs renames; texts are by path."""
    removed = {path: text for path, text in old.items() if path not in new}
    added = [path for path in new if path not in old]
    exact = {text: path for path, text in removed.items()}
    pairs = {path: exact[new[path]] for path in added if new[path] in exact}
    unpaired = [path for path in added if path not in pairs]
    if len(unpaired) * len(removed) <= _MAX_RENAMES:
        similar = ((path, _most_similar(new[path], removed)) for path in unpaired)
        pairs |= {path: earlier for path, earlier in similar if earlier is not None}
    return pairs


def _whole(text: str) -> Lines:
    return Lines(written=(range(1, len(_split(text)) + 2),))


def _split(text: str) -> list[str]:
    return _LINE_BREAK.split(text)


def _most_similar(text: str, removed: Mapping[str, str]) -> str | None:
    """Return the removed path whose text shares the most lines with this text, if they are half of both."""
    lines = set(_split(text)) - {""}
    best, highest = None, _MIN_SIMILARITY
    for path, removed_text in removed.items():
        removed_lines = set(_split(removed_text)) - {""}
        share = len(lines & removed_lines) / max(len(lines), len(removed_lines), 1)
        if share > highest or (share == highest and best is None):
            best, highest = path, share
    return best


def _difference(old: list[str], new: list[str]) -> Lines:
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(old) * len(new) > _MAX_PAIRS:
        return Lines(written=(range(head + 1, head + len(new) + 1),))
    written, beside = [], []
    for kind, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "delete":
            beside.append(range(head + start, head + start + 2))
        elif kind != "equal":
            written.append(range(head + start + 1, head + end + 1))
    return Lines(tuple(written), tuple(beside))


def _common(old: list[str], new: list[str]) -> int:
    """Return how many lines at the start are equal."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((index for index, (line, new_line) in pairs if line != new_line), min(len(old), len(new)))
