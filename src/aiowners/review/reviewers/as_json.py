"""A review as JSON, version 1, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiowners.diagnostics.report import fingerprints
from aiowners.display.json_text import json_text
from aiowners.reporters.json_report import as_document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.review.reviewers.required import RequiredReviewer, Review
    from aiowners.review.reviewers.suppression_entry import NewSuppression


def as_json(review: Review, suppressions: Iterable[NewSuppression] = (), *, base: str, head: str) -> str:
    """Return the review as JSON in ASCII, with a final newline.

    A team with several handles on a code host has a list of them there.
    """
    return json_text(
        {
            "schema": "aiowners-reviewers/1",
            "base": base,
            "head": head,
            "changed": [
                {"subject": str(subject.key), "owner": subject.owner, "because": list(subject.because)}
                for subject in review.changed
            ],
            "required": _reviewers(review.required),
            "notify": _reviewers(review.notified),
            "unreachable": [{"team": team, "reason": reason} for team, reason in review.unreachable],
            "suppressions": [
                {
                    "kind": suppression.kind,
                    "rule": suppression.rule,
                    "path": suppression.path,
                    "line": suppression.line,
                    "text": suppression.text,
                }
                for suppression in suppressions
            ],
            "errors": [
                as_document(defect, name)
                for defect, name in zip(review.errors, fingerprints(review.errors), strict=True)
            ],
        }
    )


def _reviewers(reviewers: Iterable[RequiredReviewer]) -> list[dict[str, Any]]:
    return [
        {
            "team": reviewer.team,
            "handles": {
                forge: names[0] if len(names) == 1 else list(names) for forge, names in sorted(reviewer.handles.items())
            },
            "for": [
                {"subject": subject, "reason": reason.kind, "chain": list(map(str, reason.chain))}
                for subject, reason in reviewer.reasons.items()
            ],
        }
        for reviewer in reviewers
    ]
