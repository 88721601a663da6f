"""Ownership changes in Markdown, for a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiowners.display.markdown_text import size_of, text
from aiowners.display.plural import counted
from aiowners.review.diff.as_text import SIGNS, summary

if TYPE_CHECKING:
    from aiowners.review.diff.comparison import Comparison

# GitHub takes no comment of more than 65,536 characters.
_MAX_BYTES: Final = 60_000
_WORDS = {"+": "**new** ", "-": "**gone** ", "!": "**mind** "}


def render(comparison: Comparison) -> str:
    """Return a list of sentences in GitHub's Markdown; what does not fit into a comment is counted at the end."""
    parts = [f"## aiowners: {text(summary(comparison))}\n"]
    room = _MAX_BYTES - size_of(parts[0])
    left = 0
    for index, change in enumerate(comparison.changes):
        line = f"{'' if index else chr(10)}- {_WORDS.get(SIGNS.get(change.kind, ''), '')}{text(change.words)}\n"
        if size_of(line) > room:
            left += 1
            continue
        room -= size_of(line)
        parts.append(line)
    if left:
        parts.append(f"\n{counted(left, 'more change')} found no room here: `aiowners diff` shows all.\n")
    for error in comparison.errors[:1]:
        more = f" and {len(comparison.errors) - 1} more" if len(comparison.errors) > 1 else ""
        parts.append(f"\nCould not be read: {text(error.message)} ({text(error.location.path)}){more}.\n")
    return "".join(parts)
