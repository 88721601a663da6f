"""Bounds: the length of a finding, its size in a report, and the size of an answer."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic

MAX_RELATED = 100  # locations of one finding; code scanning keeps as many
MAX_TEXT = 2_000  # characters of a message, a label, or a help

# Characters of an answer: a base for any repository, and an addition for each entity in it.
MAX_ANSWER = 10_000_000
MAX_PRINTED = 18_000_000  # base for an answer in its final format, with all markup
MAX_PER_ENTITY = 1_000
_ENTRY = 20  # markup that a format adds to each text

# Bytes of a finding in the longest formats, without its texts.
_FINDING = 1_400
_RELATED = 450
_EDIT = 450
# Characters that any format escapes, in up to six characters.
_ESCAPED = re.compile(r"[^ !#$(-,./0-;=?-Z^_`a-z{}~-]")


class OutputBoundError(Exception):
    """An answer would be larger than its bound; the text is one sentence that names the answer."""


class Allowance:
    """The number of characters that an answer may still use. An answer that cannot be complete is not printed."""

    def __init__(self, answer: str, entities: int, *, limit: int | None = None) -> None:
        """Start with `limit` characters, by default `MAX_ANSWER`, and `MAX_PER_ENTITY` for each of the `entities`.

        `answer` names the answer in the error.
        """
        self._limit = self._left = (MAX_ANSWER if limit is None else limit) + MAX_PER_ENTITY * entities
        self._answer = answer

    def take(self, texts: Iterable[str], times: int = 1) -> None:
        """Use the characters of these texts, `times` times. Raise OutputBoundError if fewer are left."""
        self.use(sum(len(text) + _ENTRY for text in texts) * times)

    def use(self, characters: int) -> None:
        """Use this number of characters. Raise OutputBoundError if fewer are left."""
        self._left -= characters
        if self._left < 0:
            raise OutputBoundError(
                f"{self._answer} would be larger than {self._limit:,} characters, so nothing is printed;"
                " too many declarations depend on too many others"
            )


def shortened(diagnostic: Diagnostic) -> Diagnostic:
    """Return the finding with long texts and many related locations visibly shortened, and its fix unchanged."""
    texts = (diagnostic.message, diagnostic.label, diagnostic.help or "", diagnostic.anchor)
    related = diagnostic.related
    if len(related) > MAX_RELATED:
        *first, last = related[:MAX_RELATED]
        related = (*first, Label(last.location, f"and {len(related) - len(first):,} more locations"))
    if any(len(label.message) > MAX_TEXT for label in related):
        related = tuple(Label(label.location, _cut(label.message)) for label in related)
    if related is not diagnostic.related:
        diagnostic = replace(diagnostic, related=related)
    if all(len(text) <= MAX_TEXT for text in texts):
        return diagnostic
    return replace(
        diagnostic,
        message=_cut(diagnostic.message),
        label=_cut(diagnostic.label),
        help=None if diagnostic.help is None else _cut(diagnostic.help),
        anchor=_digested(diagnostic.anchor),
    )


def weight(diagnostic: Diagnostic) -> int:
    """Estimate the bytes of a finding in the longest format; the estimate is rarely too low."""
    size = _FINDING + 3 * _size(diagnostic.location.path) + 2 * _size(diagnostic.message)
    size += _size(diagnostic.label) + len(diagnostic.anchor)
    size += 2 * sum(_size(text or "") for text in (diagnostic.subject, diagnostic.about, diagnostic.help))
    size += sum(_RELATED + 2 * _size(label.message) + _size(label.location.path) for label in diagnostic.related)
    if diagnostic.fix is not None:
        size += 2 * _size(diagnostic.fix.title)
        size += sum(_EDIT + _size(edit.location.path) + 2 * _size(edit.text) for edit in diagnostic.fix.edits)
    return size


def _size(text: str) -> int:
    return len(text) + 5 * len(_ESCAPED.findall(text))


def _cut(text: str) -> str:
    if len(text) <= MAX_TEXT:
        return text
    end = MAX_TEXT // 4
    return f"{text[: MAX_TEXT - end - 1]}…{text[-end:]}"


def _digested(anchor: str) -> str:
    """Return a long anchor as its beginning and a digest, so that different anchors stay different."""
    if len(anchor) <= MAX_TEXT:
        return anchor
    from hashlib import blake2b

    digest = blake2b(anchor.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{anchor[: MAX_TEXT // 4]}…{digest}"
