"""Ownership changes as JSON, version 1, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiowners.diagnostics.report import fingerprints
from aiowners.display.json_text import json_text
from aiowners.reporters.json_report import as_document

if TYPE_CHECKING:
    from aiowners.review.diff.comparison import Comparison
    from aiowners.review.diff.ownership_change import OwnershipChange


def render(comparison: Comparison, *, base: str, head: str) -> str:
    """Return the changes as JSON in ASCII, with a final newline; `base` and `head` name the two revisions."""
    return json_text(
        {
            "schema": "aiowners-diff/1",
            "base": base,
            "head": head,
            "changes": [_change(change) for change in comparison.changes],
            "errors": [
                as_document(defect, name)
                for defect, name in zip(comparison.errors, fingerprints(comparison.errors), strict=True)
            ],
        }
    )


def _change(change: OwnershipChange) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in change._asdict().items()}
