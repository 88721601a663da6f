"""The summary: all findings in a table, with any text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from markdown_it import MarkdownIt

from aiowners.diagnostics.diagnostic import Diagnostic, Label, Severity
from aiowners.diagnostics.report import Checkout, Report, fingerprints
from aiowners.display.terminal import LOG, harmless
from aiowners.reporters.markdown import render
from aiowners.source import Location, Source, Span

from .canonical import DIAGNOSTICS, EMPTY, NOTHING, REPORT

_OURS = {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "a", "br"}


class _Page(HTMLParser):
    """The cells of the tables as a reader sees them, and all elements and links."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.elements: set[str] = set()
        self.links: list[str] = []
        self.in_cell = False
        self.feed(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        assert not attrs or tag == "a"
        self.links += [value or "" for _, value in attrs]
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.in_cell = True
            self.rows[-1].append("")
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        self.in_cell = self.in_cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self.in_cell:
            self.rows[-1][-1] += data


def _report(*diagnostics: Diagnostic) -> Report:
    return Report(diagnostics, fingerprints(diagnostics), manifests=1)


def test_the_whole_report() -> None:
    few = Report(DIAGNOSTICS[1:4], REPORT.fingerprints[1:4], manifests=4, suppressed=2)
    assert render(few, LOG) == snapshot("""\
## aiowners: 3 errors

Found 3 errors in 4 manifests (2 suppressed).

| | place | finding | rule |
|---|---|---|---|
| error | <code>ml/ai-ownership.yaml</code>:1 | unknown key <code>verison</code><br>help: the keys here are <code>version</code>, <code>team</code>, <code>teams</code>, <code>organization</code>, <code>features</code>, <code>models</code>, <code>platforms</code>, <code>pipelines</code> and <code>assets</code><br>fix: rename to <code>version</code> | `unknown-key` |
| error | <code>ml/ai-ownership.yaml</code>:11 | <code>feature&#58;answer-bot</code> of team <code>answers</code> is downstream of model <code>text-embed-v3</code>, and <code>answers</code> is not asked<br><code>pipeline&#58;product-index</code> of team <code>data</code> is downstream of model <code>text-embed-v3</code>, and <code>data</code> is not asked<br><code>ml/ai-ownership.yaml</code>:5 this model<br><code>data/ai-ownership.yaml</code>:3 <code>product-index</code> uses it<br><code>data/ai-ownership.yaml</code>:2 this pipeline<br><code>data/ai-ownership.yaml</code>:4 which feeds it<br>help: name every team downstream as a reviewer, or let it waive<br>fix: add <code>answers</code> to the reviewers<br>fix: add <code>data</code> to the reviewers | `missing-downstream-reviewer` |
""")


def test_clean() -> None:
    assert render(EMPTY, LOG) == snapshot("""\
## aiowners: nothing found

All checks passed: 14 manifests.
""")
    assert render(NOTHING, LOG) == snapshot("""\
## aiowners: nothing found

No ai-ownership.yaml found. <code>aiowners init</code> writes the first ones from what is there.
""")


def test_rows_are_joined_by_location_worst_first() -> None:
    rows = _Page(render(REPORT, LOG)).rows[1:]
    assert [row[0] for row in rows] == ["error", "error", "error", "warning", "warning", "info"]
    assert rows[2][2].count("is downstream of model") == 3


def test_introduced_findings_have_their_own_table() -> None:
    shown = render(replace(REPORT, introduced=2), LOG)
    brought, there = shown.split("### There before")
    assert "### Brought by this change" in brought
    assert len(_Page(brought).rows) == 3
    assert len(_Page(there).rows) == 5
    assert "This change brought 2 of it, shown first" in brought
    assert "### There" not in render(replace(REPORT, introduced=len(DIAGNOSTICS)), LOG)


def test_locations_are_links_if_the_web_address_is_known() -> None:
    checkout = Checkout(prefix="sub/", url="https://forge.test/acme/x/blob/abc/")
    links = _Page(render(replace(REPORT, checkout=checkout), LOG)).links
    assert "https://forge.test/acme/x/blob/abc/sub/ml/ai-ownership.yaml#L1" in links
    assert any("/produit/%E6%97%A5%E6%9C%AC/ai-ownership.yaml#L3" in link for link in links)
    assert _Page(render(REPORT, LOG)).links == []


def test_below_the_limit_with_the_rest_counted() -> None:
    number = 1_500
    source = Source("ai-ownership.yaml", "x" * number)
    diagnostics = tuple(
        Diagnostic(
            "unowned",
            "ownership",
            Severity.ERROR if index == number - 1 else Severity.INFO,
            f"`{index}` <é> is unowned and has quite a long story to tell: " + "@word " * 90,
            Location(source, Span(index, index + 1)),
        )
        for index in range(number)
    )
    shown = render(_report(*diagnostics), LOG)
    assert len(shown.encode()) < 1 << 20
    rows = _Page(shown).rows[1:]
    assert rows[0][0] == "error"
    assert f"{number - len(rows)} more findings found no room here" in shown


def test_one_large_row_leaves_room_for_the_others() -> None:
    source = Source("ai-ownership.yaml", "xy")
    location = Location(source, Span(0, 1))
    many = tuple(
        Diagnostic("r", "review", Severity.ERROR, f"{'m' * 999} {number}", location) for number in range(4_000)
    )
    other = Diagnostic("unowned", "ownership", Severity.INFO, "`x` is unowned", Location(source, Span(1, 2)))
    rows = _Page(render(_report(*many, other), LOG)).rows[1:]
    assert [row[3] for row in rows] == ["r", "unowned"]
    assert "and 3950 more findings here" in rows[0][2]


_HOSTILE = st.lists(
    st.sampled_from(
        [
            *("<script>", "</td>", "<!--", "-->", "&amp;", "&#64;", "`", "``", "|", "\\", "\\|", "*", "**", "_", "~~"),
            *("[x](http://y)", "![x](y)", "[", "]", "(", "http://x.test", "www.x.test", "a@b.test", "@acme/all", "#12"),
            *(
                "\n",
                "\r",
                "\n\n# x",
                "\x1b[31m",
                "\u202e",
                "\udcff",
                "::error::",
                "##[error]",
                "$x$",
                ":tada:",
                " ",
                "é",
            ),
        ]
    ),
    max_size=12,
).map("".join)


@given(_HOSTILE, _HOSTILE, _HOSTILE, _HOSTILE)
def test_every_text_stays_text(path: str, message: str, label: str, advice: str) -> None:
    source = Source(path, "x")
    location = Location(source, Span(0, 1))
    diagnostic = Diagnostic(
        "unowned",
        "ownership",
        Severity.ERROR,
        message,
        location,
        related=(Label(location, label),),
        help=advice or None,
    )
    checkout = Checkout(url="https://forge.test/x/")
    markdown = render(replace(_report(diagnostic), checkout=checkout), LOG)
    page = _Page(markdown)
    assert page.elements <= _OURS
    assert set(page.links) <= {link for link in page.links if link.startswith("https://forge.test/x/")}
    assert len(page.rows) == 2
    kind, at, description, rule = page.rows[1]
    assert (kind, rule) == ("error", "unowned")
    assert _squeezed(at) == _squeezed(f"{harmless(path, LOG)}:1")
    shown = [harmless(text, LOG) for text in (path, message, label, advice)]
    lines = [shown[1], f"{shown[0]}:1 {shown[2]}", *([f"help: {shown[3]}"] if advice else [])]
    assert _squeezed(description) == _squeezed("\n".join(lines))
    for forbidden in ("@", " #1", "://x", "www."):
        assert forbidden not in re.sub(r"\]\([^)]*\)", "]", markdown)


def _squeezed(text: str) -> list[str]:
    """Return the lines without backticks, which become code, and without spaces that HTML does not show."""
    return [" ".join(line.split()) for line in text.replace("`", "").split("\n")]
