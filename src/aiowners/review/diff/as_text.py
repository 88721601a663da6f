"""Ownership changes, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiowners.display.plural import counted
from aiowners.display.sheet import Sheet
from aiowners.display.terminal import Style, Terminal

if TYPE_CHECKING:
    from aiowners.review.diff.comparison import Comparison

NOTHING: Final = "nothing changed in ownership"
SIGNS: Final = {"added": "+", "removed": "-", "became-unowned": "!", "team-disbanded": "!"}
_STYLES = {"+": Style.ADDED, "-": Style.REMOVED, "!": Style.WARNING}


def render(comparison: Comparison, terminal: Terminal) -> str:
    """Return one sentence per change, ordered by subject, and their number at the end."""
    sheet = Sheet(terminal)
    for change in comparison.changes:
        sign = SIGNS.get(change.kind, "~")
        sheet.item(sign, change.words, _STYLES.get(sign))
    sheet.plain(summary(comparison))
    return sheet.text


def summary(comparison: Comparison) -> str:
    """Return the number of changes, and of those that unread text may hide."""
    changes = len(comparison.changes)
    sentence = f"{counted(changes, 'change')} in ownership" if changes else NOTHING
    if comparison.withheld:
        sentence += f"; {comparison.withheld} more cannot be told, because text could not be read"
    return sentence
