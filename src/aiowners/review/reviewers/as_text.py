"""A review for people: what changed, who must review it, and the chain to each team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.display.plural import counted
from aiowners.display.sheet import Sheet
from aiowners.display.terminal import Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aiowners.display.terminal import Terminal
    from aiowners.forge import Forge
    from aiowners.review.reviewers.required import RequiredReviewer, Review
    from aiowners.review.reviewers.suppression_entry import NewSuppression

_MAX_FILES = 3
NOTHING = "No declaration changed; no review is required."


# What a team is to the subject of a request, by the kind of the reason.
LABELS = {
    "owner": "owner",
    "downstream": "downstream",
    "lost": "no longer downstream",
    "listed": "listed",
    "domain": "domain reviewer",
    "team": "team changed",
    "waiver": "waiver",
    "suppression": "suppression",
    "enforcement": "enforcement",
}


def as_text(review: Review, suppressions: Sequence[NewSuppression], forge: Forge, terminal: Terminal) -> str:
    """Format the review in three parts, wrapped to the terminal; as one sentence if there is nothing to review."""
    sheet = Sheet(terminal)
    if not (review.changed or review.required or suppressions):
        sheet.title(NOTHING)
        return sheet.text
    if review.changed:
        sheet.title(f"{counted(len(review.changed), 'declaration')} changed")
    for subject in review.changed:
        sheet.heading(str(subject.key), f"owned by {subject.owner}" if subject.owner else "no owner")
        files = [*subject.because[:_MAX_FILES]]
        if len(subject.because) > _MAX_FILES:
            files.append(f"and {counted(len(subject.because) - _MAX_FILES, 'more file')}")
        sheet.rows("", files)
    unreachable = dict(review.unreachable)
    required = counted(len(review.required), "team")
    sheet.title(f"{required} must review this change" if review.required else "No team has to review this change")
    _list(sheet, review.required, forge, unreachable)
    if review.only_notified:
        sheet.title(f"{counted(len(review.only_notified), 'team')} to notify")
        _list(sheet, review.only_notified, forge, {})
    if suppressions:
        sheet.title(f"{counted(len(suppressions), 'new suppression')}")
    for suppression in suppressions:
        sheet.heading(suppression.words, f"{suppression.path}:{suppression.line}")
    return sheet.text


def _list(sheet: Sheet, reviewers: Iterable[RequiredReviewer], forge: Forge, unreachable: dict[str, str]) -> None:
    for reviewer in reviewers:
        handles = ", ".join(reviewer.handles.get(forge.value, ()))
        sheet.heading(reviewer.team, handles if handles != reviewer.team else "")
        if reviewer.team in unreachable:
            sheet.row("unreachable", unreachable[reviewer.team], style=Style.WARNING)
        for kind, label in LABELS.items():
            lines = (sheet.chain(why.chain) or subject for subject, why in reviewer.reasons.items() if why.kind == kind)
            sheet.rows(label, lines)
