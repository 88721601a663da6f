"""A review for people: what changed, who must look, and the chain to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.reporters.closing import counted
from aiowners.reporters.terminal import Style
from aiowners.review.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.codeowners.dialect import Dialect
    from aiowners.reporters.terminal import Terminal
    from aiowners.review.required import Chain, Review, Reviewer

_MOST_FILES = 3


def as_text(review: Review, forge: Dialect, terminal: Terminal) -> str:
    """The review in three parts, wrapped to the terminal; a sentence where nothing changed."""
    sheet = Sheet(terminal)
    if not review.changed:
        sheet.title("Nothing that a manifest declares has changed: nobody has to be asked.")
        return sheet.text
    sheet.title(f"{counted(len(review.changed), 'thing')} changed")
    for one in review.changed:
        sheet.heading(str(one.key), f"of {one.owner}" if one.owner else "of nobody")
        files = [*one.because[:_MOST_FILES]]
        if len(one.because) > _MOST_FILES:
            files.append(f"and {counted(len(one.because) - _MOST_FILES, 'more file')}")
        sheet.rows("", files)
    unreachable = dict(review.unreachable)
    sheet.title(_sentence(review.required, "must review this", "Nobody has to review this"))
    _list(sheet, review.required, forge, terminal, unreachable)
    if review.notified:
        sheet.title(_sentence(review.notified, "should be told", ""))
        _list(sheet, review.notified, forge, terminal, {})
    return sheet.text


def _arrowed(chain: Chain, terminal: Terminal) -> str:
    """A chain in a line: `model:a → asset:b → feature:c`; a thing alone where the team owns it, or is named by it."""
    return (" → " if terminal.unicode else " -> ").join(map(str, chain))


def _sentence(reviewers: tuple[Reviewer, ...], verb: str, otherwise: str) -> str:
    return f"{counted(len(reviewers), 'team')} {verb}" if reviewers else otherwise


def _list(
    sheet: Sheet, reviewers: Iterable[Reviewer], forge: Dialect, terminal: Terminal, unreachable: dict[str, str]
) -> None:
    for one in reviewers:
        handles = ", ".join(one.handles.get(forge.value, ()))
        sheet.heading(one.team, handles if handles != one.team else "")
        if one.team in unreachable:
            sheet.row("unreachable", unreachable[one.team], style=Style.WARNING)
        sheet.rows("for", (_arrowed(chain, terminal) for chain in one.chains.values()))
