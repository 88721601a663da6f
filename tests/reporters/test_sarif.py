"""SARIF: its schema, the keys that code scanning reads, its limits, and untrusted text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from inline_snapshot import snapshot
from jsonschema import Draft202012Validator

from aiowners.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Severity
from aiowners.diagnostics.report import Checkout, Report, fingerprints
from aiowners.diagnostics.rule import Rule
from aiowners.display.terminal import LOG, Terminal
from aiowners.reporters.line_hash import line_hashes
from aiowners.reporters.sarif import plain, render
from aiowners.source import Location, Source, Span

from .canonical import DIAGNOSTICS, EMPTY, HOSTILE, MODELS, REPORT, location_of

_SCHEMA = Path(__file__).parent / "schemas" / "sarif-2.1.0.json"
_LINK = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)+)\]\((\d+)\)")


def _rule(name: str, severity: Severity = Severity.ERROR, *, page: str = "All is well.", advice: bool = False) -> Rule:
    return Rule(name, "review", severity, "0.1", page, lambda _workspace: (), advice)


_RULES = tuple(_rule(name) for name in sorted({diagnostic.rule for diagnostic in DIAGNOSTICS}))
_FULL = replace(REPORT, rules=_RULES)


def _finding(location: Location, **changes: Any) -> Diagnostic:
    diagnostic = Diagnostic("missing-metric", "evaluation", Severity.ERROR, "no metric", location)
    return replace(diagnostic, **changes)


def _report(*diagnostics: Diagnostic, **changes: Any) -> Report:
    return replace(Report(diagnostics, fingerprints(diagnostics), manifests=1), **changes)


def _run(report: Report) -> Any:
    return json.loads(render(report, LOG))["runs"][0]


def _result(*diagnostics: Diagnostic) -> Any:
    return _run(_report(*diagnostics))["results"][0]


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _assert_valid(report: Report) -> None:
    errors = _validator().iter_errors(json.loads(render(report, LOG)))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("report", [_FULL, REPORT, EMPTY], ids=["canonical", "no rules", "empty"])
def test_the_report_is_valid(report: Report) -> None:
    _assert_valid(report)


def test_ascii_and_the_same_for_every_terminal() -> None:
    text = render(_FULL, LOG)
    assert text.isascii()
    assert text.endswith("}\n")
    assert text == render(_FULL, Terminal(width=1, color=True, unicode=False))


def test_a_small_result() -> None:
    diagnostic = DIAGNOSTICS[3]
    assert _result(diagnostic) == snapshot(
        {
            "ruleId": "missing-downstream-reviewer",
            "level": "error",
            "kind": "fail",
            "message": {
                "text": "`pipeline:product-index` of team `data` is downstream of model `text-embed-v3`, and `data` is not asked. See [this model](1), [`product-index` uses it](2), [this pipeline](3). Help: name every team downstream as a reviewer, or let it waive."
            },
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "ml/ai-ownership.yaml", "uriBaseId": "SRCROOT"},
                        "region": {
                            "startLine": 11,
                            "startColumn": 5,
                            "endLine": 11,
                            "endColumn": 14,
                            "snippet": {"text": "reviewers"},
                        },
                        "contextRegion": {
                            "startLine": 10,
                            "endLine": 12,
                            "snippet": {
                                "text": """\
      - search
    reviewers: [search]
    trained_by: ml-core\
"""
                            },
                        },
                    },
                    "message": {"text": "`data` is missing here"},
                    "logicalLocations": [
                        {"name": "text-embed-v3", "fullyQualifiedName": "model:text-embed-v3", "kind": "model"}
                    ],
                }
            ],
            "relatedLocations": [
                {
                    "id": 1,
                    "physicalLocation": {
                        "artifactLocation": {"uri": "ml/ai-ownership.yaml", "uriBaseId": "SRCROOT"},
                        "region": {"startLine": 5, "startColumn": 11, "endLine": 5, "endColumn": 24},
                    },
                    "message": {"text": "this model"},
                },
                {
                    "id": 2,
                    "physicalLocation": {
                        "artifactLocation": {"uri": "data/ai-ownership.yaml", "uriBaseId": "SRCROOT"},
                        "region": {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 25},
                    },
                    "message": {"text": "`product-index` uses it"},
                },
                {
                    "id": 3,
                    "physicalLocation": {
                        "artifactLocation": {"uri": "data/ai-ownership.yaml", "uriBaseId": "SRCROOT"},
                        "region": {"startLine": 2, "startColumn": 11, "endLine": 2, "endColumn": 24},
                    },
                    "message": {"text": "this pipeline"},
                },
            ],
            "fixes": [
                {
                    "description": {"text": "add `data` to the reviewers"},
                    "artifactChanges": [
                        {
                            "artifactLocation": {"uri": "ml/ai-ownership.yaml", "uriBaseId": "SRCROOT"},
                            "replacements": [
                                {
                                    "deletedRegion": {
                                        "startLine": 11,
                                        "startColumn": 17,
                                        "endLine": 11,
                                        "endColumn": 17,
                                    },
                                    "insertedContent": {"text": "data, "},
                                }
                            ],
                        }
                    ],
                    "properties": {"safe": True},
                }
            ],
            "partialFingerprints": {
                "primaryLocationLineHash": "c7b3a1dac44b8231:1",
                "aiowners/v1": "3e8e3fcd7ef2f2db2f07ad128887b97e",
            },
        }
    )


def test_the_run_around_the_results() -> None:
    run = _run(replace(EMPTY, rules=(_rule("no-owner", Severity.INFO, page="It has an owner.\n\nWords.\n\n## One\n"),)))
    assert run == snapshot(
        {
            "tool": {
                "driver": {
                    "name": "aiowners",
                    "semanticVersion": "0.1.0",
                    "version": "0.1.0",
                    "informationUri": "https://github.com/aiowners/aiowners",
                    "rules": [
                        {
                            "id": "no-owner",
                            "name": "NoOwner",
                            "shortDescription": {"text": "It has an owner."},
                            "fullDescription": {"text": "It has an owner. Words."},
                            "help": {
                                "text": """\
It has an owner.

Words.

## One

https://github.com/aiowners/aiowners/blob/main/src/aiowners/rules/no_owner.py\
""",
                                "markdown": """\
It has an owner.

Words.

## One

[The rule `no-owner`](https://github.com/aiowners/aiowners/blob/main/src/aiowners/rules/no_owner.py)\
""",
                            },
                            "helpUri": "https://github.com/aiowners/aiowners/blob/main/src/aiowners/rules/no_owner.py",
                            "defaultConfiguration": {"level": "note"},
                            "properties": {
                                "tags": ["review"],
                                "precision": "very-high",
                                "problem.severity": "recommendation",
                            },
                        }
                    ],
                }
            },
            "automationDetails": {"id": "aiowners/"},
            "invocations": [{"executionSuccessful": True}],
            "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The top of the repository."}}},
            "columnKind": "unicodeCodePoints",
            "newlineSequences": ["\r\n", "\n", "\r"],
            "results": [],
        }
    )


def test_every_rule_is_listed_and_found_by_its_index() -> None:
    run = _run(_FULL)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.name for rule in _RULES]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert "security-severity" not in json.dumps(run)


def test_the_name_of_a_rule_differs_from_its_identifier() -> None:
    rules = _run(replace(EMPTY, rules=(_rule("unowned"), _rule("yaml-syntax"))))["tool"]["driver"]["rules"]
    assert [rule["name"] for rule in rules] == ["ReviewUnowned", "YamlSyntax"]


def test_descriptions_are_cut_and_the_page_is_not() -> None:
    page = f"{'It is so. ' * 200}\n\n{'Why? ' * 400}\n\n## An example\n"
    rule = _run(replace(EMPTY, rules=(_rule("long-page", page=page),)))["tool"]["driver"]["rules"][0]
    assert len(rule["shortDescription"]["text"]) == 1024
    assert len(rule["fullDescription"]["text"]) == 1024
    assert rule["help"]["text"].startswith(page)
    assert rule["helpUri"] in rule["help"]["markdown"]


def test_advice_is_less_certain() -> None:
    rules = _run(replace(EMPTY, rules=(_rule("sure-thing"), _rule("good-idea", advice=True))))["tool"]["driver"][
        "rules"
    ]
    assert [rule["properties"]["precision"] for rule in rules] == ["very-high", "medium"]


def test_links_are_the_related_locations_in_their_order() -> None:
    for result in _run(_FULL)["results"]:
        links = _LINK.findall(result["message"]["text"])
        related = result.get("relatedLocations", [])
        assert [(words, int(number)) for words, number in links] == [
            (location["message"]["text"], location["id"]) for location in related
        ]
        assert [location["id"] for location in related] == list(range(1, len(related) + 1))


def test_text_cannot_make_or_break_a_link() -> None:
    location = location_of(MODELS, "search")
    diagnostic = _finding(
        location,
        message=r"no `[x](9)` and \[y](8) or {0} in {a: {b: 1}}",
        related=(Label(location, r"a](7) [b\\"), Label(location, "")),
        help="[click](https://example.org)",
    )
    text = _result(diagnostic)["message"]["text"]
    assert text == snapshot(
        "no `\\[x\\](9)` and \\\\\\[y\\](8) or {{0}} in {a: {b: 1}}. See [a\\](7) \\[b\\\\\\\\](1), [this place](2). Help: \\[click\\](https://example.org)."
    )
    assert [number for _, number in _LINK.findall(text)] == ["1", "2"]


def test_a_reader_gets_the_original_text() -> None:
    text = r"a [b](1) \ {c} [[\]]"
    assert re.sub(r"\\(.)", r"\1", plain(text)) == text


def test_hostile_text_is_harmless() -> None:
    text = render(_FULL, LOG)
    assert "##" not in text
    words = [result["message"]["text"] for result in json.loads(text)["runs"][0]["results"]]
    assert all(word.isprintable() for word in words)
    result = _run(_FULL)["results"][0]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a%1B%5B31m%0A%3A%3Aerror%3A%3Ab/ai-ownership.yaml"
    assert "snippet" not in json.dumps(result)


def test_a_path_comes_back_as_its_bytes() -> None:
    source = Source("a b/c:d/%41#?/\udcff é/ai-ownership.yaml", "x")
    report = _report(_finding(Location(source, Span(0, 1))), checkout=Checkout(prefix="déjà/"))
    uri = _run(report)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", uri)
    assert unquote_to_bytes(uri) == f"déjà/{source.path}".encode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("text", "span", "region"),
    [
        ("", Span(0, 0), (1, 1, 1, 1)),
        ("a\n", Span(2, 2), (2, 1, 2, 1)),
        ("a\rb\r\n", Span(2, 3), (2, 1, 2, 2)),
        ("a: 😀é\n", Span(3, 5), (1, 4, 1, 6)),
        ("abc", Span(0, 3), (1, 1, 1, 4)),
    ],
)
def test_regions_are_valid_for_every_location(text: str, span: Span, region: tuple[int, ...]) -> None:
    report = _report(_finding(Location(Source("ai-ownership.yaml", text), span)))
    _assert_valid(report)
    shown = _run(report)["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (shown["startLine"], shown["startColumn"], shown["endLine"], shown["endColumn"]) == region


def test_a_context_that_equals_the_region_is_omitted() -> None:
    lines = Source("ai-ownership.yaml", "a: 1\nb: 2")
    whole = Location(lines, Span(0, 9))
    assert "contextRegion" not in _result(_finding(whole))["locations"][0]["physicalLocation"]
    context = _result(_finding(location_of(lines, "b")))["locations"][0]["physicalLocation"]["contextRegion"]
    assert context == {"startLine": 1, "endLine": 2, "snippet": {"text": "a: 1\nb: 2"}}


def test_fingerprints_are_those_of_the_upload_and_our_own() -> None:
    for diagnostic, fingerprint in zip(DIAGNOSTICS, REPORT.fingerprints, strict=True):
        prints = _run(_report(diagnostic, fingerprints=(fingerprint,)))["results"][0]["partialFingerprints"]
        line = diagnostic.location.start.line
        assert prints["aiowners/v1"] == fingerprint
        if diagnostic.location.source.text:
            assert prints["primaryLocationLineHash"] == line_hashes(diagnostic.location.source, line)[-1]


def test_a_name_without_its_text_has_no_line_hash() -> None:
    diagnostic = _finding(Location(Source("ai-ownership.yml", "")))
    assert _result(diagnostic)["partialFingerprints"].keys() == {"aiowners/v1"}


def test_a_fix_keeps_every_character() -> None:
    edits = (Edit(location_of(MODELS, "verison"), "a: [é, \\d]  \r\n"), Edit(location_of(HOSTILE, "evil"), ""))
    fix = _result(_finding(location_of(MODELS, "team"), fix=Fix("write it", edits, safe=False)))["fixes"][0]
    assert [change["replacements"][0]["insertedContent"]["text"] for change in fix["artifactChanges"]] == [
        edit.text for edit in edits
    ]


@pytest.mark.parametrize("text", ["\udcff", "\u202ename", "a\x1b[2K", "##[error]"])
def test_a_fix_with_hidden_characters_is_omitted(text: str) -> None:
    fix = Fix(
        "write it", (Edit(location_of(MODELS, "team"), "team"), Edit(location_of(MODELS, "search"), text)), safe=True
    )
    assert "fixes" not in _result(_finding(location_of(MODELS, "team"), fix=fix))


def test_the_worst_come_first_and_the_rest_is_counted() -> None:
    severities = (Severity.INFO, Severity.ERROR, Severity.WARNING)
    source = Source("ai-ownership.yaml", "name: x\n" * 6000)
    diagnostics = [
        _finding(Location(source, Span(8 * line, 8 * line + 4)), severity=severities[line % 3], anchor=f"{line}")
        for line in range(6000)
    ]
    run = _run(_report(*diagnostics))
    levels = [result["level"] for result in run["results"]]
    assert levels == ["error"] * 2000 + ["warning"] * 2000 + ["note"] * 1000
    lines = [result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in run["results"][:2000]]
    assert lines == sorted(lines)
    assert run["invocations"] == snapshot(
        [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {
                        "level": "warning",
                        "message": {
                            "text": "1000 more findings, none of them worse than those listed: code scanning keeps 5000."
                        },
                    }
                ],
            }
        ]
    )


def test_related_locations_are_limited() -> None:
    labels = tuple(Label(location_of(MODELS, "search"), f"step {number}") for number in range(130))
    result = _result(_finding(location_of(MODELS, "search"), related=labels))
    assert len(result["relatedLocations"]) == 100
    assert "[step 99](100) and 30 more places." in result["message"]["text"]


def test_skipped_checks_are_a_notification() -> None:
    assert _run(REPORT)["invocations"] == snapshot(
        [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "note", "message": {"text": "Skipped 3 checks (unreadable manifest or unknown team)."}}
                ],
            }
        ]
    )
