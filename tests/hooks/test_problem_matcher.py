"""The problem matcher, read as GitHub's runner reads it, on the lines of `concise`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]
FILE = PROJECT / ".github/problem-matchers/aiowners.json"
EXAMPLE = PROJECT / "examples/acme-before"
GROUPS = {"file", "line", "column", "severity", "code", "message", "fromPath"}
# Words of a severity that the runner knows; a line with any other is passed over without a word.
ANNOTATIONS = {"": "error", "error": "error", "warning": "warning", "notice": "notice"}


@dataclass(frozen=True)
class Issue:
    severity: str
    file: str
    line: int
    column: int
    code: str
    message: str


def _matchers() -> list[dict[str, Any]]:
    matchers: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))["problemMatcher"]
    return matchers


def _matched(matcher: dict[str, Any], line: str) -> Issue | None:
    (pattern,) = matcher["pattern"]
    match = re.search(pattern["regexp"], line, re.ASCII)
    if match is None:
        return None
    value = {name: match[pattern[name]] for name in GROUPS & pattern.keys()}
    severity = ANNOTATIONS.get((value.get("severity") or matcher.get("severity", "")).lower())
    if severity is None or not value["message"].strip():
        return None
    return Issue(
        severity, value["file"], int(value["line"]), int(value["column"]), value["code"], value["message"]
    )  # fmt: skip


def _issue(line: str) -> Issue | None:
    """Return the annotation of the first matcher that matches the line, as the runner does."""
    return next(filter(None, (_matched(matcher, line) for matcher in _matchers())), None)


@cache
def _reports(color: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the lines of `concise` and the diagnostics of `json` for the same tree."""
    check = [sys.executable, "-m", "aiowners", "check", "--root", str(EXAMPLE), "--today", "2026-11-22"]
    lines, report = (
        subprocess.run(
            [*check, "--output-format", name, "--color", color], capture_output=True, encoding="utf-8", check=False
        ).stdout
        for name in ("concise", "json")
    )
    return lines.splitlines(), json.loads(report)["diagnostics"]


def _expected(diagnostic: dict[str, Any], *, named: bool) -> Issue:
    start = diagnostic["range"]["start"]
    rule = diagnostic["rule"]
    return Issue(
        {"info": "notice"}.get(diagnostic["severity"], diagnostic["severity"]),
        diagnostic["path"], start["line"], start["column"], rule,
        f"[{rule}] {diagnostic['message']}" if named else diagnostic["message"],
    )  # fmt: skip


@pytest.mark.parametrize("indent", ["", "  "], ids=["pre-commit", "prek"])
def test_every_finding_becomes_an_annotation(indent: str) -> None:
    lines, diagnostics = _reports("never")
    assert {diagnostic["severity"] for diagnostic in diagnostics} == {"error", "warning", "info"}
    assert [_issue(indent + line) for line in lines] == [
        _expected(diagnostic, named=True) for diagnostic in diagnostics
    ]


def test_colors_are_accepted() -> None:
    # The runner should remove colors before it matches, but does not: actions/runner#2341.
    lines, diagnostics = _reports("always")
    assert all("\x1b[" in line for line in lines)
    assert [_issue(line) for line in lines] == [_expected(diagnostic, named=False) for diagnostic in diagnostics]


def test_a_finding_matches_exactly_one_matcher() -> None:
    lines, _ = _reports("never")
    assert all(sum(_matched(matcher, line) is not None for matcher in _matchers()) == 1 for line in lines)


def test_paths_and_messages_with_colons_and_spaces() -> None:
    issue = _issue("a b:c/x:1/ai-ownership.yaml:12:3: error[unknown-team] no team is called `x:1:2: info[y] z`")
    assert issue == Issue(
        "error", "a b:c/x:1/ai-ownership.yaml", 12, 3, "unknown-team",
        "[unknown-team] no team is called `x:1:2: info[y] z`",
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "", "All checks passed: 2 manifests.", "notice: 3 entries of the baseline have no finding any more",
        "src/x.py:1:2: error: Name is not defined  [name-defined]", "src/x.py:1:2: E501 Line too long",
        "error[unowned]: `x` has no owner", " --> ml/ai-ownership.yaml:5:5", "x.yaml:1:2: fatal[unowned] x",
    ],
)  # fmt: skip
def test_other_lines_match_nothing(line: str) -> None:
    assert _issue(line) is None


def test_the_runner_accepts_the_file() -> None:
    matchers = _matchers()
    owners = [matcher["owner"].lower() for matcher in matchers]
    assert len(owners) == len({*owners})
    assert all(owners)
    for matcher in matchers:
        assert matcher.keys() <= {"owner", "severity", "pattern", "fromPath"}
        assert matcher.get("severity", "") in ANNOTATIONS
        (pattern,) = matcher["pattern"]
        # `loop` is for the last of several patterns.
        assert pattern.keys() <= {"regexp", *GROUPS}
        groups = re.compile(pattern["regexp"], re.ASCII).groups
        numbers = [pattern[name] for name in GROUPS & pattern.keys()]
        assert sorted(numbers) == list(range(1, groups + 1))
        assert "message" in pattern


def test_the_expressions_are_valid_in_ecmascript() -> None:
    # No lookbehind, names, flags, possessive or atomic groups, or Unicode classes.
    foreign = re.compile(r"\(\?(?![:=!])|\\[pPAZzGQEkR]|[*+?}]\+")
    assert not [m["owner"] for m in _matchers() if foreign.search(m["pattern"][0]["regexp"])]
