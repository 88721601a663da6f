"""The JSON report's schema: what programs may rely on in version 1."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

SCHEMA_FILE = Path(__file__).parents[2] / "schemas" / "aiowners-report.schema.json"
SCHEMA: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
VALIDATOR = Draft7Validator(SCHEMA)

REPORT: dict[str, Any] = {
    "schema": "aiowners-report/1",
    "root": ".",
    "summary": {
        "error": 1,
        "warning": 0,
        "info": 0,
        "suppressed": 0,
        "baselined": 0,
        "skipped": 0,
        "manifests": 4,
        "fixable": 1,
    },
    "diagnostics": [
        {
            "rule": "missing-downstream-reviewer",
            "category": "review",
            "severity": "error",
            "message": "support is downstream of text-embed-v3 and is not among its reviewers.",
            "subject": "model:text-embed-v3",
            "about": "team:support",
            "path": "ml/ai-ownership.yaml",
            "range": {"start": {"line": 12, "column": 7}, "end": {"line": 12, "column": 16}},
            "related": [
                {
                    "path": "support/ai-ownership.yaml",
                    "range": {"start": {"line": 6, "column": 16}, "end": {"line": 6, "column": 29}},
                    "message": "answer-bot uses product-index.",
                }
            ],
            "help": "Add support to the reviewers, or a waiver that it has agreed to.",
            "fix": {
                "title": "Add support to the reviewers of text-embed-v3",
                "safe": True,
                "edits": [
                    {
                        "path": "ml/ai-ownership.yaml",
                        "range": {
                            "start": {"line": 13, "column": 1},
                            "end": {"line": 13, "column": 1},
                        },
                        "text": "      - support\n",
                    }
                ],
            },
            "fingerprint": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        }
    ],
}

# A place in the report above, and a value that may stand there.
ACCEPTED = {
    "no finding": ("diagnostics", []),
    "a root elsewhere": ("root", "/srv/acme"),
    "nothing related": ("diagnostics/0/related", []),
    "no help": ("diagnostics/0/help", None),
    "no fix": ("diagnostics/0/fix", None),
    "no subject": ("diagnostics/0/subject", None),
    "no other party": ("diagnostics/0/about", None),
    "the organization": ("diagnostics/0/subject", "organization"),
    "a feature": ("diagnostics/0/subject", "feature:a"),
    "a platform": ("diagnostics/0/subject", "platform:a"),
    "a pipeline": ("diagnostics/0/subject", "pipeline:a"),
    "an asset": ("diagnostics/0/subject", "asset:a"),
    "a team that is a handle": ("diagnostics/0/about", "team:@acme/search"),
    "a name that was never one": ("diagnostics/0/about", "model:models:/Text Embed/3\n"),
    "a rule of one word": ("diagnostics/0/rule", "unowned"),
    "a warning": ("diagnostics/0/severity", "warning"),
    "an info": ("diagnostics/0/severity", "info"),
    "a category": ("diagnostics/0/category", "suppression"),
    "a place in an empty file": (
        "diagnostics/0/range",
        {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 1}},
    ),
    "a path with a blank": ("diagnostics/0/path", "my team/ai-ownership.yaml"),
    "a path with dots": ("diagnostics/0/path", "..team/a..b/ai-ownership.yaml"),
    "an edit that deletes": ("diagnostics/0/fix/edits/0/text", ""),
    "an unsafe fix": ("diagnostics/0/fix/safe", False),
    "a short fingerprint": ("diagnostics/0/fingerprint", "0123456789abcdef"),
    "a long fingerprint": ("diagnostics/0/fingerprint", "a" * 64),
}

# A place in the report above, and a value that may not stand there.
REJECTED = {
    "another version": ("schema", "aiowners-report/2"),
    "an empty root": ("root", ""),
    "findings as an object": ("diagnostics", {}),
    "fewer than none": ("summary/error", -1),
    "half an error": ("summary/error", 0.5),
    "a number as a string": ("summary/manifests", "4"),
    "a boolean count": ("summary/fixable", True),
    "a rule in capitals": ("diagnostics/0/rule", "Unowned"),
    "a rule with underscores": ("diagnostics/0/rule", "unknown_team"),
    "a rule with a loose hyphen": ("diagnostics/0/rule", "unknown-"),
    "a rule with a newline": ("diagnostics/0/rule", "unowned\n"),
    "an unknown category": ("diagnostics/0/category", "syntax"),
    "an unknown severity": ("diagnostics/0/severity", "note"),
    "a severity in capitals": ("diagnostics/0/severity", "Error"),
    "an empty message": ("diagnostics/0/message", ""),
    "no message": ("diagnostics/0/message", None),
    "a subject without its kind": ("diagnostics/0/subject", "text-embed-v3"),
    "a subject of no kind": ("diagnostics/0/subject", "dataset:a"),
    "a subject without its name": ("diagnostics/0/subject", "model:"),
    "an empty subject": ("diagnostics/0/subject", ""),
    "an organization with a name": ("diagnostics/0/subject", "organization:acme"),
    "two other parties": ("diagnostics/0/about", ["team:a", "team:b"]),
    "a path from the system's root": ("diagnostics/0/path", "/srv/acme/ai-ownership.yaml"),
    "a path that goes up": ("diagnostics/0/path", "../ai-ownership.yaml"),
    "a path that goes up later": ("diagnostics/0/path", "a/../../ai-ownership.yaml"),
    "an empty path": ("diagnostics/0/path", ""),
    "no path": ("diagnostics/0/path", None),
    "no range": ("diagnostics/0/range", None),
    "an empty range": ("diagnostics/0/range", {}),
    "a range without an end": ("diagnostics/0/range", {"start": {"line": 1, "column": 1}}),
    "a range in lines": ("diagnostics/0/range", {"start": 1, "end": 2}),
    "line nought": ("diagnostics/0/range/start/line", 0),
    "column nought": ("diagnostics/0/range/end/column", 0),
    "a line as a string": ("diagnostics/0/range/start/line", "12"),
    "half a column": ("diagnostics/0/range/start/column", 1.5),
    "null for what is related": ("diagnostics/0/related", None),
    "something related without its range": (
        "diagnostics/0/related/0",
        {"path": "a", "message": "b"},
    ),
    "empty help": ("diagnostics/0/help", ""),
    "a fix as words": ("diagnostics/0/fix", "add it"),
    "a fix without edits": ("diagnostics/0/fix", {"title": "a", "safe": True}),
    "a fix whose safety is a word": ("diagnostics/0/fix/safe", "yes"),
    "an edit without text": ("diagnostics/0/fix/edits/0/text", None),
    "a fingerprint in capitals": ("diagnostics/0/fingerprint", "0123456789ABCDEF"),
    "a fingerprint too short": ("diagnostics/0/fingerprint", "0123456789abcde"),
    "a fingerprint too long": ("diagnostics/0/fingerprint", "a" * 65),
    "a fingerprint with a newline": ("diagnostics/0/fingerprint", "0123456789abcdef\n"),
}

OBJECTS = {
    "the report": "",
    "the summary": "summary",
    "a diagnostic": "diagnostics/0",
    "a range": "diagnostics/0/range",
    "a position": "diagnostics/0/range/start",
    "a related place": "diagnostics/0/related/0",
    "a fix": "diagnostics/0/fix",
    "an edit": "diagnostics/0/fix/edits/0",
}


def test_the_schema_is_a_draft_07_schema() -> None:
    """By the draft's own metaschema."""
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(SCHEMA)


def test_the_documented_report_is_accepted() -> None:
    """The report of the documentation, completed."""
    assert list(VALIDATOR.iter_errors(REPORT)) == []


@pytest.mark.parametrize(("location", "value"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_accepted(location: str, value: object) -> None:
    """Reports that keep the contract."""
    assert list(VALIDATOR.iter_errors(_with(location, value))) == []


@pytest.mark.parametrize(("location", "value"), REJECTED.values(), ids=REJECTED.keys())
def test_rejected(location: str, value: object) -> None:
    """Reports that break the contract, and break it there (or in the union around it)."""
    errors = list(VALIDATOR.iter_errors(_with(location, value)))
    assert errors
    for error in errors:
        where = "/".join(map(str, error.absolute_path))
        assert where
        assert where.startswith(location) or location.startswith(where)


@pytest.mark.parametrize("location", OBJECTS.values(), ids=OBJECTS.keys())
def test_every_key_is_required(location: str) -> None:
    """A program need not ask whether a key is there."""
    for key in _at(REPORT, location):
        report = copy.deepcopy(REPORT)
        del _at(report, location)[key]
        assert not VALIDATOR.is_valid(report), key


@pytest.mark.parametrize("location", OBJECTS.values(), ids=OBJECTS.keys())
def test_no_more_keys_are_allowed(location: str) -> None:
    """A new key is a new version."""
    report = copy.deepcopy(REPORT)
    _at(report, location)["x-more"] = 1
    assert not VALIDATOR.is_valid(report)


def test_every_key_is_described() -> None:
    """The schema is the reference for people who write programs against the report."""
    for node in [SCHEMA, *SCHEMA["definitions"].values()]:
        assert node["description"].endswith(".")
        for key, child in node.get("properties", {}).items():
            assert child["description"].endswith("."), key


def _at(report: Any, location: str) -> Any:
    """What stands in `report` at `place`, steps separated by slashes."""
    for step in filter(None, location.split("/")):
        report = report[int(step) if step.isdigit() else step]
    return report


def _with(location: str, value: object) -> dict[str, Any]:
    """The documented report with `value` at `place`."""
    report = copy.deepcopy(REPORT)
    parent, _, last = location.rpartition("/")
    _at(report, parent)[int(last) if last.isdigit() else last] = value
    return report
