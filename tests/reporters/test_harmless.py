"""No text of a manifest can control a terminal or a CI system through a report."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from aiowners.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Severity
from aiowners.diagnostics.report import Checkout, Report, fingerprints
from aiowners.diagnostics.rule import rule
from aiowners.display.cells import width
from aiowners.display.terminal import LOG, Terminal, as_line_start, harmless
from aiowners.reporters import BY_NAME
from aiowners.reporters.grouping import message_with_advice
from aiowners.source import Location, Source, Span

from . import ci_logs

_FULL = Terminal()
_ASCII = Terminal(unicode=False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("plain `text` with \\ and :: and #", "plain `text` with \\ and :: and #"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x00\x1b[31m\x7f\x85\x9b", r"\x00\x1b[31m\x7f\x85\x9b"),
        ("\u061c\u200e\u200f\u202a\u202e\u2066\u2069", r"\u061c\u200e\u200f\u202a\u202e\u2066\u2069"),
        ("a\u200bb\u2060c\ufeffd\xade", r"a\u200bb\u2060c\ufeffd\xade"),
        ("\u2028\u2029\xa0\u3000", r"\u2028\u2029\xa0\u3000"),
        ("\ud800\udcff", r"\ud800\udcff"),
        ("\ue000\U0010fffd\uffff\U000e0041", r"\ue000\U0010fffd\uffff\U000e0041"),
        ("\u3164\u115f\u2800\u034f\U000e0100", r"\u3164\u115f\u2800\u034f\U000e0100"),
        ("a\ufe0f \u200d \u200c", r"a\ufe0f \u200d \u200c"),
        ("é e\u0301 日本 Ω ж ไทย עברית", "é e\u0301 日本 Ω ж ไทย עברית"),
        (
            "👨\u200d👩\u200d👧 🇩🇪 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3 👍🏽",
            "👨\u200d👩\u200d👧 🇩🇪 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3 👍🏽",
        ),
        ("🇩\u200d👨 ←\u200d→", r"🇩\u200d👨 ←\u200d→"),
        ("👨\u200da ❤\ufe0f\ufe0f", r"👨\u200da ❤" + "\ufe0f" + r"\ufe0f"),
        ("\u0301a", r"\u0301a"),
        ("\u202e\u0301", r"\u202e\u0301"),
        ("a" + "\u0301" * 6, "a" + "\u0301" * 4 + r"\u0301\u0301"),
        ("##[group]x", r"#\x23[group]x"),
        ("x ##VSO[task.x]", r"x #\x23VSO[task.x]"),
        ("##teamcity[x] ###[", r"#\x23teamcity[x] ##\x23["),
        ("## heading", "## heading"),
        ("::error::x", r":\x3aerror::x"),
        ("  ::error::x", r"  :\x3aerror::x"),
        ("std::vector", "std::vector"),
    ],
)
def test_how_characters_are_shown(text: str, shown: str) -> None:
    assert harmless(text, _FULL) == shown


def test_ascii_escapes_the_rest() -> None:
    assert harmless("é 日 👨\u200d👩 ##[x]", _ASCII) == r"\xe9 \u65e5 \U0001f468\u200d\U0001f469 #\x23[x]"


def test_a_line_that_was_cut_begins_no_command() -> None:
    assert as_line_start("::1:1: error") == r":\x3a1:1: error"
    assert as_line_start(" :1:1: error") == " :1:1: error"


# Texts that are a command, markup, or an escape for some reader if a reporter copies them.
_HOSTILE = [
    *("::set-output name=x::y", "::error::x", "%0A::error::x", "\n::stop-commands::x", "##[error]", "###[error]"),
    *("##vso[task.setvariable variable=x]y", "##VSO[task.x]", "\r\n##vso[task.complete result=Succeeded;]"),
    *("##teamcity[buildStop]", "##teamcity[message text='x']", "|n", "|'", "'", "']", ";x=1]", ",line=9"),
    *("%0A", "%25", "%AZP25", "%5D", "]]>", "<script>", "&amp;", "&#10;", '"', "`", "@acme/all", "![x](https://x)"),
    *("\x1b[31m", "\u202e", "\udcff"),
]

_FRAGMENTS = st.sampled_from(
    [
        *_HOSTILE,
        *("\x1b[31m", "\x1b]8;;http://x\x1b\\", "\x9b31m", "\x07", "\r", "\n", "\r\n", "\t", "\x85", "\u2028"),
        *("\u202e", "\u2066", "\u200b", "\u200d", "\ufe0f", "\U000e0041", "\udcff", "\ud800", "\ue000"),
        *("::", ":", "::error::x", " ::add-mask::x", "#", "##", "[", "##[", "##vso[", "##teamcity[", "vso"),
        *(" ", "  ", "word", "é", "e\u0301", "\u0301", "日本", "👨", "👨\u200d👩", "🇩", "🇩🇪", "กำ", "1\ufe0f\u20e3"),
    ]
)
_TEXTS = st.one_of(st.lists(_FRAGMENTS, max_size=25).map("".join), st.text(max_size=30))


# Bytes that are not UTF-8 are read as surrogates of one kind (`surrogateescape`): files and paths have no others.
_READ = _TEXTS.map(lambda text: text.replace("\ud800", ""))


@st.composite
def _locations(draw: st.DrawFn, sources: list[Source]) -> Location:
    source = draw(st.sampled_from(sources))
    start = draw(st.integers(0, len(source.text)))
    return Location(source, Span(start, draw(st.integers(start, len(source.text)))))


@st.composite
def _reports(draw: st.DrawFn) -> Report:
    sources = [Source(draw(_READ), draw(_READ)) for _ in range(2)]
    locations = _locations(sources)
    diagnostics = tuple(
        Diagnostic(
            rule="a-rule",
            category="manifest",
            severity=draw(st.sampled_from(Severity)),
            message=draw(_TEXTS),
            location=draw(locations),
            subject=draw(st.none() | _TEXTS),
            about=draw(st.none() | _TEXTS),
            label=draw(_TEXTS),
            related=tuple(Label(draw(locations), draw(_TEXTS)) for _ in range(draw(st.integers(0, 3)))),
            help=draw(st.none() | _TEXTS),
            fix=Fix(draw(_TEXTS), tuple(Edit(draw(locations), draw(_TEXTS)) for _ in range(2)), draw(st.booleans())),
        )
        for _ in range(draw(st.integers(1, 2)))
    )
    prefix, url = draw(_READ), draw(st.sampled_from(["", "https://github.com/acme/shop/blob/abc/"]))
    checkout = Checkout(f"/build/{prefix}", prefix, url)
    rules = draw(st.sampled_from([(), (a_rule,)]))
    return Report(diagnostics, fingerprints(diagnostics), manifests=2, rules=rules, checkout=checkout)


@rule(category="manifest", severity=Severity.ERROR, since="0.1.0")
def a_rule(_workspace: object) -> list[Any]:
    """What a rule asks for."""
    return []


def _report_of(text: str) -> Report:
    """Return findings with `text` in every field that a manifest or a tree controls."""
    source = Source(text, f"{text}: x\n{text}")
    location = Location(source, Span(0, len(source.text)))
    fix = Fix(text, (Edit(location, text),), safe=True)
    diagnostics = tuple(
        Diagnostic(
            "a-rule", "manifest", severity, text, location, text, text, text, text, (Label(location, text),), text, fix
        )
        for severity in Severity
    )
    return Report(
        diagnostics, fingerprints(diagnostics), manifests=1, rules=(a_rule,), checkout=Checkout(f"/build/{text}")
    )


_COLOUR = re.compile(r"\x1b\[[0-9;]+m")
_MEANT_FOR_MACHINES = re.compile(r"##(?:vso|teamcity)?\[", re.IGNORECASE)
# A lone selector or joiner passes `isprintable`, or not, whether it is in an emoji or alone.
_IN_EMOJI = "\u200d\ufe0e\ufe0f"


def _is_shown(line: str) -> bool:
    return all(character.isprintable() or character in _IN_EMOJI for character in line)


@given(_reports(), st.integers(1, 120), st.booleans(), st.booleans())
def test_no_report_contains_commands(report: Report, cells: int, unicode: bool, color: bool) -> None:
    terminal = Terminal(cells, color=color, unicode=unicode)
    for name in ("full", "concise"):
        shown = BY_NAME[name](report, terminal)
        assert _MEANT_FOR_MACHINES.search(shown) is None
        shown = _COLOUR.sub("", shown) if color else shown
        assert unicode or shown.isascii()
        for line in shown.split("\n"):
            assert _is_shown(line)
            # `::: ` is ours; no command begins with a colon and a space.
            assert not line.lstrip().startswith("::") or line.lstrip().startswith("::: ")


@given(_reports(), st.booleans())
def test_concise_has_a_line_for_each_finding(report: Report, unicode: bool) -> None:
    lines = BY_NAME["concise"](report, Terminal(unicode=unicode)).splitlines()
    assert len(lines) == len(report.diagnostics)


@given(_reports(), st.integers(40, 120), st.booleans())
def test_lines_fit(report: Report, cells: int, unicode: bool) -> None:
    for line in BY_NAME["full"](report, Terminal(cells, unicode=unicode)).split("\n"):
        assert line.lstrip().startswith(("-->", ":::")) or width(line) <= cells


@given(_reports(), st.booleans(), st.booleans())
def test_the_same_report_gives_the_same_text(report: Report, unicode: bool, color: bool) -> None:
    terminal = Terminal(unicode=unicode, color=color)
    for reporter in BY_NAME.values():
        assert reporter(report, terminal) == reporter(report, terminal)


@given(_TEXTS)
def test_json_is_ascii(text: str) -> None:
    source = Source(text, text)
    diagnostics = (Diagnostic("a-rule", "manifest", Severity.INFO, text, Location(source, Span(0, len(source.text)))),)
    shown = BY_NAME["json"](Report(diagnostics, fingerprints(diagnostics), manifests=1), _FULL)
    assert shown.isascii()
    assert all(character.isprintable() or character == "\n" for character in shown)


@given(st.lists(_FRAGMENTS, max_size=25).map("".join))
def test_width_agrees_with_the_tables(text: str) -> None:
    shown = harmless(text, _FULL)
    assert width(shown) == wcswidth(shown)


# The commands of each format; other formats have none.
_OURS = {
    "github": {"error", "warning", "notice", "group", "endgroup"},
    "azure": {"task.logissue"},
    "teamcity": {"inspectionType", "inspection"},
}
_PARSERS = {"github": ci_logs.github, "azure": ci_logs.azure, "teamcity": ci_logs.teamcity}
_FOR_CI = sorted(BY_NAME.keys() - {"full", "concise"})
# `json` gives all text unchanged, lone surrogates apart: that is its contract. The others show it harmless.
_STRICT_JSON = ["gitlab", "rdjson", "sarif"]


def _check(name: str, report: Report) -> None:
    shown = BY_NAME[name](report, LOG)
    assert all(map(_is_shown, shown.split("\n")))
    for system, parser in _PARSERS.items():
        assert {command.name for command in parser(shown)} <= (_OURS[name] if name == system else set())
    for system, begin in (("azure", "##vso["), ("teamcity", "##teamcity[")):
        commands = _PARSERS[system](shown) if name == system else []
        assert shown.lower().count(begin) == len(commands)
    assert "##[" not in shown


@given(_reports())
def test_a_log_contains_only_our_commands(report: Report) -> None:
    for name in _FOR_CI:
        _check(name, report)


@pytest.mark.parametrize("name", _FOR_CI)
@pytest.mark.parametrize("text", _HOSTILE)
def test_hostile_text_in_every_field(name: str, text: str) -> None:
    _check(name, _report_of(text))


def _refused(constant: str) -> None:
    raise ValueError(constant)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in _texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []


@given(_reports())
def test_strict_json_parsers_accept_the_reports(report: Report) -> None:
    documents = [json.loads(BY_NAME[name](report, LOG), parse_constant=_refused) for name in _STRICT_JSON]
    for text in _texts(documents):
        text.encode("utf-8")
        assert all(map(_is_shown, ci_logs.lines(text)))


@given(_reports())
def test_a_report_in_json_is_valid_unicode(report: Report) -> None:
    document = json.loads(BY_NAME["json"](report, LOG), parse_constant=_refused)
    "".join(_texts(document)).encode("utf-8")
    assert [diagnostic["message"] for diagnostic in document["diagnostics"]] == [
        re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half.group()):04x}", diagnostic.message)
        for diagnostic in report.diagnostics
    ]


@given(_reports())
def test_gitlab_reads_the_findings(report: Report) -> None:
    read = json.loads(BY_NAME["gitlab"](report, LOG))
    assert [entry["description"] for entry in read] == [
        f"a-rule: {message_with_advice(diagnostic)}" for diagnostic in report.diagnostics
    ]
    assert [entry["location"]["path"] for entry in read] == _paths(report)


@given(_reports())
def test_reviewdog_reads_the_findings(report: Report) -> None:
    read = json.loads(BY_NAME["rdjson"](report, LOG))["diagnostics"]
    assert [entry["message"] for entry in read] == [
        message_with_advice(diagnostic) for diagnostic in report.diagnostics
    ]
    assert [entry["location"]["path"] for entry in read] == _paths(report)


@given(_reports())
def test_a_junit_parser_reads_the_findings(report: Report) -> None:
    root = ET.fromstring(BY_NAME["junit"](report, LOG))
    texts = [failure.get("message") for failure in root.iter("failure")]
    assert sorted(map(str, texts)) == sorted(harmless(diagnostic.message, LOG) for diagnostic in report.diagnostics)
    assert {str(case.get("classname")) for case in root.iter("testcase")} == set(_paths(report))
    for suite in root:
        names = [case.get("name") for case in suite]
        assert (suite.get("tests"), suite.get("failures")) == (str(len(names)), str(len(names)))
        assert len(set(names)) == len(names)


@given(_reports())
def test_a_checkstyle_parser_reads_the_findings(report: Report) -> None:
    root = ET.fromstring(BY_NAME["checkstyle"](report, LOG))
    texts = sorted(str(error.get("message")) for error in root.iter("error"))
    assert texts == sorted(message_with_advice(diagnostic) for diagnostic in report.diagnostics)
    assert {str(file.get("name")) for file in root} == set(_paths(report))


@given(_reports())
def test_azure_reads_the_findings(report: Report) -> None:
    issues = [diagnostic for diagnostic in report.diagnostics if diagnostic.severity is not Severity.INFO]
    commands = ci_logs.azure(BY_NAME["azure"](report, LOG))
    assert len(commands) == len(issues)
    for diagnostic, command in zip(issues, commands, strict=True):
        path = harmless(report.checkout.file(diagnostic.location.path), LOG)
        assert command.properties["sourcepath"] == path
        assert command.properties["code"] == "a-rule"
        assert f": {diagnostic.severity.value}[a-rule] {harmless(diagnostic.message, LOG)}" in command.data
        assert not diagnostic.help or f"\n  help: {harmless(diagnostic.help, LOG)}" in command.data


@given(_reports())
def test_teamcity_reads_the_findings(report: Report) -> None:
    messages = ci_logs.teamcity(BY_NAME["teamcity"](report, LOG))
    assert [message.name for message in messages] == ["inspectionType"] + ["inspection"] * len(report.diagnostics)
    assert [message.properties["message"] for message in messages[1:]] == list(
        map(message_with_advice, report.diagnostics)
    )
    assert [message.properties["file"] for message in messages[1:]] == _paths(report)


@given(_reports())
def test_github_reads_the_findings(report: Report) -> None:
    texts = [command.data for command in ci_logs.github(BY_NAME["github"](report, LOG))]
    for diagnostic in report.diagnostics:
        assert any(harmless(diagnostic.message, LOG) in data for data in texts)


def _paths(report: Report) -> list[str]:
    return [harmless(report.checkout.path(diagnostic.location.path), LOG) for diagnostic in report.diagnostics]
