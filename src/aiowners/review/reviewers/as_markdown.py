"""A review as a comment on a change: tables, and the part of the graph that explains them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from aiowners.display.markdown_text import code, size_of, text
from aiowners.display.mermaid_text import label
from aiowners.display.plural import counted
from aiowners.review.reviewers.as_text import LABELS, NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.forge import Forge
    from aiowners.graph.nodes import Key
    from aiowners.review.reviewers.required import Reason, RequiredReviewer, Review
    from aiowners.review.reviewers.suppression_entry import NewSuppression

# GitHub's API takes 65,536 characters in a comment, and GitHub's Mermaid draws texts of up to 50,000.
_MAX_BYTES: Final = 60_000
_MAX_EDGES = 80
_MAX_FILES = 5


def as_markdown(review: Review, suppressions: Sequence[NewSuppression], forge: Forge) -> str:
    """Format tables of who must review, whom to notify, and what changed, and a Mermaid graph of the chains.

    It fits into a comment: what does not fit is counted.
    """
    graph = _graph(review)
    sections = [
        (
            f"{counted(len(review.required), 'team')} must review this change",
            _HEAD,
            list(_rows(review.required, forge)),
        ),
        ("Cannot be requested", "", [f"- {text(f'`{team}`: {reason}')}\n" for team, reason in review.unreachable]),
        (f"{counted(len(review.only_notified), 'team')} to notify", _HEAD, list(_rows(review.only_notified, forge))),
        (
            counted(len(suppressions), "new suppression"),
            "",
            [f"- {_suppression(suppression)}\n" for suppression in suppressions],
        ),
        ("Could not be read", "", [f"- {_defect(defect)}\n" for defect in review.errors]),
        (f"{counted(len(review.changed), 'declaration')} changed", _CHANGED, list(_changes(review))),
    ]
    parts = [] if review.changed or review.required or suppressions else [f"{NOTHING}\n"]
    room = _MAX_BYTES - size_of(graph)
    waiting = sum(bool(rows) for _, _, rows in sections)
    for title, head, rows in sections:
        if rows:
            # What the first sections leave is for the others; each has a share of its own.
            shown = _fitting(rows, room // waiting)
            waiting -= 1
            room -= sum(map(size_of, shown))
            parts += ["\n" * bool(parts), f"### {title}\n\n{head}", *shown]
            if len(shown) < len(rows):
                parts.append(f"\n{counted(len(rows) - len(shown), 'more row')}: `aiowners reviewers` shows them.\n")
    return "".join([*parts, "\n" * bool(graph), graph])


_HEAD: Final = "| team | because |\n|---|---|\n"
_CHANGED: Final = "| declaration | owner | files |\n|---|---|---|\n"


def _defect(defect: Diagnostic) -> str:
    return f"{code(defect.location.path)}:{defect.location.start.line} {text(defect.message)}"


def _suppression(suppression: NewSuppression) -> str:
    return f"{code(suppression.path)}:{suppression.line} {text(suppression.words)}"


def _fitting(rows: list[str], room: int) -> list[str]:
    kept = []
    for row in rows:
        room -= size_of(row)
        if room < 0:
            break
        kept.append(row)
    return kept


def _rows(reviewers: Iterable[RequiredReviewer], forge: Forge) -> Iterator[str]:
    for reviewer in reviewers:
        handles = [name for name in reviewer.handles.get(forge.value, ()) if name != reviewer.team]
        name = code(reviewer.team) + (f" ({', '.join(map(code, handles))})" if handles else "")
        yield f"| {name} | {'<br>'.join(_why(subject, reason) for subject, reason in reviewer.reasons.items())} |\n"


def _why(subject: str, reason: Reason) -> str:
    """Return why the team must review the subject, with the chain if there is one."""
    return f"{LABELS[reason.kind]}: {' → '.join(code(str(key)) for key in reason.chain) or code(subject)}"


def _changes(review: Review) -> Iterator[str]:
    for subject in review.changed:
        files = [code(path) for path in subject.because[:_MAX_FILES]]
        if len(subject.because) > _MAX_FILES:
            files.append(f"and {counted(len(subject.because) - _MAX_FILES, 'more file')}")
        yield f"| {code(str(subject.key))} | {code(subject.owner) if subject.owner else 'no owner'} | {'<br>'.join(files)} |\n"


def _graph(review: Review) -> str:
    """Draw the chains to the required reviewers, as Mermaid; nothing if there is no chain."""
    edges = _edges(review)
    if not edges:
        return ""
    shown = list(edges)[:_MAX_EDGES]
    keys = list(dict.fromkeys(key for pair in shown for key in pair))
    names = {key: f"n{number}" for number, key in enumerate(keys)}
    changed = {subject.key for subject in review.changed}
    lines = ["```mermaid", "graph LR", *(f'  {names[key]}["{label(str(key))}"]' for key in keys)]
    lines += [f"  {names[source]} --> {names[target]}" for source, target in shown]
    lines += [f"  style {names[key]} stroke-width:4px" for key in keys if key in changed]
    lines.append("```")
    if len(edges) > len(shown):
        lines += ["", f"{counted(len(edges) - len(shown), 'more edge')} not drawn."]
    return "\n".join(lines) + "\n"


def _edges(review: Review) -> dict[tuple[Key, Key], None]:
    reasons = (reason for reviewer in review.required for reason in reviewer.reasons.values())
    return dict.fromkeys(pair for reason in reasons for pair in pairwise(reason.chain))
