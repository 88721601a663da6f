"""Bounds: how long a finding may be, how much room it takes in a report, and what is too much to answer."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic

MOST_RELATED = 100  # locations of one finding; code scanning keeps as many
LONGEST_TEXT = 2_000  # characters of a message, a label, or a help

# Characters of an answer: for any repository, and for each thing in it.
MOST_OF_AN_ANSWER = 10_000_000
MOST_OF_A_TEXT = 18_000_000  # as it is printed, with all that the format adds
MOST_OF_A_THING = 1_000
_ENTRY = 20  # what a format adds to each text

# Bytes that a finding takes in the longest formats, its texts apart.
_FINDING = 1_400
_RELATED = 450
_EDIT = 450
# What one format or another escapes, in up to six characters.
_ESCAPED = re.compile(r"[^ !#$(-,./0-;=?-Z^_`a-z{}~-]")


class OutputBoundError(Exception):
    """An answer would be larger than its bound; the text is one sentence that says what is too much."""


class Allowance:
    """How many characters an answer may still hold: an answer that cannot be complete is not given."""

    def __init__(self, what: str, things: int, *, most: int | None = None) -> None:
        """`what` names the answer in the error. `things` is how many the answer is about: each adds to the bound."""
        self._most = self._left = (MOST_OF_AN_ANSWER if most is None else most) + MOST_OF_A_THING * things
        self._what = what

    def take(self, texts: Iterable[str], times: int = 1) -> None:
        """Use up what these texts take. Raises OutputBoundError when less is left."""
        self.use(sum(len(text) + _ENTRY for text in texts) * times)

    def use(self, characters: int) -> None:
        """Use up so many characters. Raises OutputBoundError when fewer are left."""
        self._left -= characters
        if self._left < 0:
            raise OutputBoundError(
                f"{self._what} would be larger than {self._most:,} characters, so nothing is printed;"
                " too many declarations depend on too many others"
            )


def shortened(found: Diagnostic) -> Diagnostic:
    """The finding with its long texts and its many related locations shortened, visibly; its fix stays as it is."""
    texts = (found.message, found.label, found.help or "", found.anchor)
    if len(found.related) > MOST_RELATED:
        *first, last = found.related[:MOST_RELATED]
        left = len(found.related) - len(first)
        found = replace(found, related=(*first, Label(last.location, f"and {left:,} more locations")))
    if any(len(label.message) > LONGEST_TEXT for label in found.related):
        found = replace(found, related=tuple(Label(one.location, _cut(one.message)) for one in found.related))
    if all(len(text) <= LONGEST_TEXT for text in texts):
        return found
    return replace(
        found,
        message=_cut(found.message),
        label=_cut(found.label),
        help=None if found.help is None else _cut(found.help),
        anchor=_digested(found.anchor),
    )


def weight(found: Diagnostic) -> int:
    """About how many bytes a finding takes in the longest of the formats; hardly ever less than it really takes."""
    path = _size(found.location.path)
    size = _FINDING + 3 * path + 2 * _size(found.message) + _size(found.label) + len(found.anchor)
    size += 2 * (_size(found.subject or "") + _size(found.about or "")) + 2 * _size(found.help or "")
    size += sum(_RELATED + 2 * _size(one.message) + _size(one.location.path) for one in found.related)
    if found.fix is not None:
        size += 2 * _size(found.fix.title)
        size += sum(_EDIT + _size(edit.location.path) + 2 * _size(edit.text) for edit in found.fix.edits)
    return size


def _size(text: str) -> int:
    return len(text) + 5 * len(_ESCAPED.findall(text))


def _cut(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    end = LONGEST_TEXT // 4
    return f"{text[: LONGEST_TEXT - end - 1]}…{text[-end:]}"


def _digested(anchor: str) -> str:
    """A long anchor as its beginning and a digest: two that differ still differ."""
    if len(anchor) <= LONGEST_TEXT:
        return anchor
    from hashlib import blake2b

    digest = blake2b(anchor.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{anchor[: LONGEST_TEXT // 4]}…{digest}"
