"""The published JSON Schemas, which are part of the package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_FILES = {
    "manifest": _PACKAGE / "manifest" / "ai-ownership.schema.json",
    "report": _PACKAGE / "reporters" / "aiowners-report.schema.json",
    "graph": _PACKAGE / "diagrams" / "aiowners-graph.schema.json",
    "reviewers": _PACKAGE / "review" / "reviewers" / "aiowners-reviewers.schema.json",
}


def schema_text(which: str) -> str:
    """Return the JSON Schema (draft-07) of the `manifest`, the `report`, the `graph`, or the `reviewers`, as a string."""
    return _FILES[which].read_text(encoding="utf-8")
