"""Workflow commands: complete, and within the limits of the runner."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from inline_snapshot import snapshot

from aiowners.diagnostics.diagnostic import Diagnostic, Label, Severity
from aiowners.diagnostics.report import Checkout, Report, fingerprints
from aiowners.display.terminal import LOG
from aiowners.reporters.github import render
from aiowners.source import Location, Source, Span

from .canonical import EMPTY, REPORT

SOURCE = Source("ml/ai-ownership.yaml", "".join(f"line {number}\n" for number in range(1, 200)))
_COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def _at(line: int, source: Source = SOURCE) -> Location:
    start = source.line_starts[line - 1]
    return Location(source, Span(start, start + 4))


def _finding(
    line: int, *, rule: str = "unowned", severity: Severity = Severity.ERROR, subject: str | None = None, **more: str
) -> Diagnostic:
    subject = f"model:m{line}" if subject is None else subject
    category = "reference" if "about" in more else "ownership"
    return Diagnostic(rule, category, severity, f"`m{line}` is unowned", _at(line), subject=subject, **more)  # type: ignore[arg-type]


def _report(*diagnostics: Diagnostic) -> Report:
    return Report(diagnostics, fingerprints(diagnostics), manifests=1)


def _commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the type, properties, and message of each command, decoded as the runner does."""
    commands = []
    for line in text.splitlines():
        match = _COMMAND.fullmatch(line)
        if match:
            pairs = (pair.split("=", 1) for pair in match[2].split(","))
            properties = {name: value.replace("%3A", ":").replace("%2C", ",") for name, value in pairs}
            message = match[3].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
            commands.append((match[1], properties, message))
    return commands


def test_each_location_is_one_command_worst_first() -> None:
    assert render(REPORT, LOG) == snapshot("""\
::error title=aiowners%3A invalid-value,file=a\\x1b[31m\\n%3A%3Aerror%3A%3Ab/ai-ownership.yaml,line=1,endLine=1,col=7,endColumn=22::a\\x1b[31m\\n::error::b/ai-ownership.yaml:1:7: the name \\u202eevil\\x1b[2K\\r holds characters that nobody sees #\\x23[error]%0A  a\\x1b[31m\\n::error::b/ai-ownership.yaml:1:53: nor\\nthis%0A  help: :\\x3aset-output name=x::y\\x1b[0m
::error title=aiowners%3A unknown-key,file=ml/ai-ownership.yaml,line=1,endLine=1,col=1,endColumn=8::ml/ai-ownership.yaml:1:1: unknown key `verison`%0A  help: the keys here are `version`, `team`, `teams`, `organization`, `features`, `models`, `platforms`, `pipelines` and `assets`%0A  fix: rename to `version`
::error title=aiowners%3A missing-downstream-reviewer (3 findings),file=ml/ai-ownership.yaml,line=11,endLine=11,col=5,endColumn=14::ml/ai-ownership.yaml:11:5: `feature:answer-bot` of team `answers` is downstream of model `text-embed-v3`, and `answers` is not asked%0A  and: `pipeline:product-index` of team `data` is downstream of model `text-embed-v3`, and `data` is not asked%0A  and: `feature:long` of team `équipe` is downstream of model `text-embed-v3`, and `équipe` is not asked%0A  ml/ai-ownership.yaml:5:11: this model%0A  data/ai-ownership.yaml:3:12: `product-index` uses it%0A  data/ai-ownership.yaml:2:11: this pipeline%0A  data/ai-ownership.yaml:4:13: which feeds it%0A  produit/日本/ai-ownership.yaml:8:307: `long` uses it%0A  help: name every team downstream as a reviewer, or let it waive%0A  fix: add `answers` to the reviewers%0A  fix: add `data` to the reviewers%0A  fix: add `équipe` to the reviewers
::warning title=aiowners%3A unknown-team,file=produit/日本/ai-ownership.yaml,line=3,endLine=3,col=25,endColumn=33::produit/日本/ai-ownership.yaml:3:25: no manifest declares team `équipe-é`%0A  produit/日本/ai-ownership.yaml:4:26: é, decomposed%0A  produit/日本/ai-ownership.yaml:5:23: wide%0A  produit/日本/ai-ownership.yaml:6:18: a flag%0A  produit/日本/ai-ownership.yaml:6:29: behind a family%0A  produit/日本/ai-ownership.yaml:7:24: behind tabs
::warning title=aiowners%3A misnamed-manifest,file=search/ai-ownership.yml,line=1,endLine=1,col=1,endColumn=1::search/ai-ownership.yml:1:1: `ai-ownership.yml` is not read: the name is `ai-ownership.yaml`%0A  help: rename it to `ai-ownership.yaml`
::notice title=aiowners%3A missing-metric,file=produit/日本/ai-ownership.yaml,line=8,endLine=8,col=12,endColumn=16::produit/日本/ai-ownership.yaml:8:12: feature `long` is in production and names no business metric%0A  fix: add a metric
""")


def test_a_clean_run_prints_no_command() -> None:
    assert render(EMPTY, LOG) == ""


def test_paths_are_relative_to_the_repository() -> None:
    report = replace(_report(_finding(3)), checkout=Checkout(root="/x/sub", prefix="sub/"))
    ((_, properties, message),) = _commands(render(report, LOG))
    assert properties["file"] == "sub/ml/ai-ownership.yaml"
    assert message.startswith("sub/ml/ai-ownership.yaml:3:1: ")


def test_columns_are_given_only_within_one_line() -> None:
    span = Location(SOURCE, Span(0, SOURCE.line_starts[2] + 1))
    diagnostic = Diagnostic("wrong-type", "manifest", Severity.ERROR, "no", span)
    ((_, properties, _),) = _commands(render(_report(diagnostic), LOG))
    assert properties == {
        "title": "aiowners: wrong-type",
        "file": "ml/ai-ownership.yaml",
        "line": "1",
        "endLine": "3",
    }


@pytest.mark.parametrize("number", [1, 9, 10])
def test_up_to_ten_of_a_severity_have_their_own_command(number: int) -> None:
    diagnostics = [_finding(line, severity=severity) for line in range(1, number + 1) for severity in Severity]
    text = render(_report(*diagnostics), LOG)
    commands = _commands(text)
    assert Counter(kind for kind, _, _ in commands) == {"error": number, "warning": number, "notice": number}
    assert [kind for kind, _, _ in commands] == ["error"] * number + ["warning"] * number + ["notice"] * number
    assert "::group::" not in text


@pytest.mark.parametrize("number", [11, 30, 150])
def test_the_tenth_command_counts_the_rest_which_the_log_lists(number: int) -> None:
    diagnostics = [_finding(line) for line in range(1, number + 1)]
    text = render(_report(*diagnostics, _finding(199, severity=Severity.INFO)), LOG)
    commands = _commands(text)
    assert [kind for kind, _, _ in commands] == ["error"] * 10 + ["notice"]
    _, properties, message = commands[9]
    assert properties["line"] == "10"
    assert properties["title"] == f"aiowners: {number - 9} more errors"
    assert f"{number - 9} more errors" in message
    assert f"{number - 9} unowned" in message
    listed = text[text.index("::group::") : text.index("::endgroup::")].splitlines()
    assert listed[0] == f"::group::{number - 9} findings that no annotation shows in full"
    assert [line.partition(" ")[0] for line in listed[1:]] == [
        f"ml/ai-ownership.yaml:{line}:1:" for line in range(10, number + 1)
    ]


def test_findings_with_one_cause_are_joined_before_any_is_omitted() -> None:
    unknown = [_finding(line, rule="unknown-team", about="team:serach") for line in range(1, 30)]
    others = [_finding(line, subject="model:other") for line in range(40, 50)]
    text = render(_report(*unknown, *others), LOG)
    commands = _commands(text)
    assert [properties["title"] for _, properties, _ in commands] == [
        "aiowners: unknown-team (29 findings)",
        "aiowners: unowned (10 findings)",
    ]
    assert all(f":{line}:1: `m{line}`" in commands[0][2] for line in range(1, 30))
    assert "::group::" not in text


def test_findings_at_one_location_are_one_command() -> None:
    diagnostics = [replace(_finding(4), message=f"`{team}` is not asked", about=f"team:{team}") for team in ("a", "b")]
    ((_, properties, message),) = _commands(render(_report(*diagnostics), LOG))
    assert properties["title"] == "aiowners: unowned (2 findings)"
    assert message == "ml/ai-ownership.yaml:4:1: `a` is not asked\n  and: `b` is not asked"


def test_a_message_is_cut_for_the_runner_and_complete_in_the_log() -> None:
    related = tuple(Label(_at(line), "y" * 600) for line in range(1, 20))
    diagnostic = replace(_finding(1), related=related, help="h" * 600)
    ((_, _, message),) = _commands(render(_report(diagnostic), LOG))
    assert len(message) <= 4096
    assert re.search(r"\n  \.\.\. and \d+ more lines in the log of this step$", message)
    long = replace(_finding(1), message="x" * 9000)
    text = render(_report(long), LOG)
    ((_, _, message),) = _commands(text)
    assert len(message) <= 4096
    assert "..." in message
    assert "x" * 9000 in text[text.index("::group::") :]


def test_the_runner_counts_utf_16() -> None:
    diagnostics = [
        replace(_finding(1), message=f"{number} {'🇩🇪' * 30}", about=f"team:{number}") for number in range(90)
    ]
    text = render(_report(*diagnostics), LOG)
    ((_, _, message),) = _commands(text)
    assert len(message.encode("utf-16-le")) // 2 <= 4096
    assert all(diagnostic.message in text[text.index("::group::") :] for diagnostic in diagnostics)


def test_syntax_characters_are_escaped() -> None:
    source = Source("a,b:c%2C\n/ai-ownership.yaml", "x")
    diagnostic = Diagnostic("unowned", "ownership", Severity.ERROR, "100%\n::error::%0Ax", Location(source, Span(0, 1)))
    text = render(_report(diagnostic), LOG)
    assert text.count("\n") == 1
    ((_, properties, message),) = _commands(text)
    assert properties["file"].replace("%25", "%") == "a,b:c%2C\\n/ai-ownership.yaml"
    assert message == "a,b:c%2C\\n/ai-ownership.yaml:1:1: 100%\\n::error::%0Ax"
