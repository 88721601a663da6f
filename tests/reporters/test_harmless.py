"""Whatever stands in a manifest, a report neither commands a terminal nor a CI system."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from aiowners.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Severity
from aiowners.diagnostics.report import Report, fingerprints
from aiowners.reporters import BY_NAME
from aiowners.reporters.cells import width
from aiowners.reporters.terminal import Terminal, as_line_start, harmless
from aiowners.source import Location, Source, Span

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
def test_what_is_shown(text: str, shown: str) -> None:
    assert harmless(text, _FULL) == shown


def test_ascii_escapes_the_rest() -> None:
    assert harmless("é 日 👨\u200d👩 ##[x]", _ASCII) == r"\xe9 \u65e5 \U0001f468\u200d\U0001f469 #\x23[x]"


def test_a_line_that_was_put_together() -> None:
    assert as_line_start("::1:1: error") == r":\x3a1:1: error"
    assert as_line_start(" :1:1: error") == " :1:1: error"


_FRAGMENTS = st.sampled_from(
    [
        *("\x1b[31m", "\x1b]8;;http://x\x1b\\", "\x9b31m", "\x07", "\r", "\n", "\r\n", "\t", "\x85", "\u2028"),
        *("\u202e", "\u2066", "\u200b", "\u200d", "\ufe0f", "\U000e0041", "\udcff", "\ud800", "\ue000"),
        *("::", ":", "::error::x", " ::add-mask::x", "#", "##", "[", "##[", "##vso[", "##teamcity[", "vso"),
        *(" ", "  ", "word", "é", "e\u0301", "\u0301", "日本", "👨", "👨\u200d👩", "🇩", "🇩🇪", "กำ", "1\ufe0f\u20e3"),
    ]
)
_TEXTS = st.one_of(st.lists(_FRAGMENTS, max_size=25).map("".join), st.text(max_size=30))


@st.composite
def _locations(draw: st.DrawFn, sources: list[Source]) -> Location:
    source = draw(st.sampled_from(sources))
    start = draw(st.integers(0, len(source.text)))
    return Location(source, Span(start, draw(st.integers(start, len(source.text)))))


@st.composite
def _reports(draw: st.DrawFn) -> Report:
    sources = [Source(draw(_TEXTS), draw(_TEXTS)) for _ in range(2)]
    places = _locations(sources)
    found = tuple(
        Diagnostic(
            rule="a-rule",
            category="manifest",
            severity=draw(st.sampled_from(Severity)),
            message=draw(_TEXTS),
            location=draw(places),
            label=draw(_TEXTS),
            related=tuple(Label(draw(places), draw(_TEXTS)) for _ in range(draw(st.integers(0, 3)))),
            help=draw(st.none() | _TEXTS),
            fix=Fix(draw(_TEXTS), tuple(Edit(draw(places), draw(_TEXTS)) for _ in range(2)), draw(st.booleans())),
        )
        for _ in range(draw(st.integers(1, 2)))
    )
    return Report(found, fingerprints(found), manifests=2)


_COLOUR = re.compile(r"\x1b\[[0-9;]+m")
_MEANT_FOR_MACHINES = re.compile(r"##(?:vso|teamcity)?\[", re.IGNORECASE)
# A lone selector or joiner passes `isprintable`, or not, whether it is in an emoji or alone.
_IN_EMOJI = "\u200d\ufe0e\ufe0f"


@given(_reports(), st.integers(1, 120), st.booleans(), st.booleans())
def test_no_report_says_more_than_text(report: Report, cells: int, unicode: bool, color: bool) -> None:
    terminal = Terminal(cells, color=color, unicode=unicode)
    for name in ("full", "concise"):
        shown = BY_NAME[name](report, terminal)
        assert _MEANT_FOR_MACHINES.search(shown) is None
        shown = _COLOUR.sub("", shown) if color else shown
        assert unicode or shown.isascii()
        for line in shown.split("\n"):
            assert all(character.isprintable() or character in _IN_EMOJI for character in line)
            # `:::` is our own; no command's name begins with a colon and a blank follows.
            assert not line.lstrip().startswith("::") or line.lstrip().startswith("::: ")


@given(_reports(), st.booleans())
def test_concise_is_a_line_a_diagnostic(report: Report, unicode: bool) -> None:
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
    found = (Diagnostic("a-rule", "manifest", Severity.INFO, text, Location(source, Span(0, len(source.text)))),)
    shown = BY_NAME["json"](Report(found, fingerprints(found), manifests=1), _FULL)
    assert shown.isascii()
    assert all(character.isprintable() or character == "\n" for character in shown)


@given(st.lists(_FRAGMENTS, max_size=25).map("".join))
def test_width_is_what_the_tables_say(text: str) -> None:
    shown = harmless(text, _FULL)
    assert width(shown) == wcswidth(shown)
