"""The whole report for people."""

from __future__ import annotations

from dataclasses import replace

import pytest
from inline_snapshot import snapshot
from wcwidth import wcswidth

from aiowners.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Severity
from aiowners.diagnostics.report import Report, fingerprints
from aiowners.display.terminal import Terminal
from aiowners.reporters.full.report import render
from aiowners.source import Location, Source, Span

from .canonical import DIAGNOSTICS, EMPTY, NOTHING, REPORT, location_of


def _report(*diagnostics: Diagnostic) -> Report:
    return Report(diagnostics, fingerprints(diagnostics), manifests=1)


def _finding(location: Location, label: str = "") -> Diagnostic:
    return Diagnostic("a-rule", "manifest", Severity.ERROR, "message", location, label=label)


def _block(diagnostic: Diagnostic, width: int = 80) -> str:
    """Return the block of one finding, without the summary."""
    return render(_report(diagnostic), Terminal(width)).rpartition("\n\n")[0]


def test_the_canonical_report_is_sorted() -> None:
    assert list(DIAGNOSTICS) == sorted(DIAGNOSTICS, key=lambda diagnostic: diagnostic.order)


def test_80_cells() -> None:
    assert render(REPORT, Terminal()) == snapshot("""\
error[invalid-value]: the name \\u202eevil\\x1b[2K\\r holds characters that nobody
       sees #\\x23[error]
 --> a\\x1b[31m\\n::error::b/ai-ownership.yaml:1:7
  |
1 | name: \\u202eevil\\x1b]0;title\\x07 #\\x23vso[task.setvariable] x\\u2028y\\udcff\\…
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^ :\\x3aerror::not a \\u2066name\\u2069
1 | …1b]0;title\\x07 #\\x23vso[task.setvariable] x\\u2028y\\udcff\\u200b #\\x23[error]
  |                                                                 ------------
  |                                                                 nor\\nthis
  |
  = help: :\\x3aset-output name=x::y\\x1b[0m

error[unknown-key]: unknown key `verison`
 --> ml/ai-ownership.yaml:1:1
  |
1 | verison: 1
  | ^^^^^^^ did you mean `version`? it is required at this level
  |
  = help: the keys here are `version`, `team`, `teams`, `organization`,
          `features`, `models`, `platforms`, `pipelines` and `assets`
  = fix: rename to `version`
  |
1 - verison: 1
1 + version: 1
  = note: this is an unsafe fix

error[missing-downstream-reviewer]: `feature:answer-bot` of team `answers` is
       downstream of model `text-embed-v3`, and `answers` is not asked
  and: `pipeline:product-index` of team `data` is downstream of model
       `text-embed-v3`, and `data` is not asked
  and: `feature:long` of team `équipe` is downstream of model `text-embed-v3`,
       and `équipe` is not asked
  --> ml/ai-ownership.yaml:11:5
   |
 5 |   - name: text-embed-v3
   |           ------------- this model
...
11 |     reviewers: [search]
   |     ^^^^^^^^^ `answers` is missing here
   |               `data` is missing here
   |               `équipe` is missing here
   |
  ::: data/ai-ownership.yaml:3:12
   |
 2 |   - name: product-index
   |           ------------- this pipeline
 3 |     uses: [text-embed-v3]
   |            ------------- `product-index` uses it
 4 |     feeds: [answer-bot]
   |             ---------- which feeds it
   |
  ::: produit/日本/ai-ownership.yaml:8:307
   |
 8 | …e words words and more words , owner: nobody, uses: [model:text-embed-v3]}
   |                                                       -------------------
   |                                                       `long` uses it
   |
   = help: name every team downstream as a reviewer, or let it waive
   = fix: add `answers` to the reviewers
   = fix: add `data` to the reviewers
   = fix: add `équipe` to the reviewers
   |
11 -     reviewers: [search]
11 +     reviewers: [answers, data, search, équipe]

warning[unknown-team]: no manifest declares team `équipe-é`
 --> produit/日本/ai-ownership.yaml:3:25
  |
3 |   - {name: café, owner: équipe-é}
  |                         ^^^^^^^^ é, composed
4 |   - {name: café, owner: équipe}
  |                         ------ é, decomposed
5 |   - {name: 検索, owner: 日本語チーム}
  |                         ------------ wide
6 |   - {name: 👨\u200d👩\u200d👧 🇩🇪, owner: nobody}
  |               --         ------ behind a family
  |               |
  |               a flag
7 |   - {name: tab, owner:  nobody}
  |                         ------ behind tabs

info[missing-metric]: feature `long` is in production and names no business
       metric
 --> produit/日本/ai-ownership.yaml:8:12
  |
8 |   - {name: long, description: words and more words words and more words wor…
  |            ^^^^
  |
  = fix: add a metric
  |
8 |   - {name: long, description: words and more words words and more words wor…
9 +     metric: orders

warning[misnamed-manifest]: `ai-ownership.yml` is not read: the name is
       `ai-ownership.yaml`
 --> search/ai-ownership.yml
  |
  = help: rename it to `ai-ownership.yaml`

Found 5 errors, 2 warnings, 1 info in 4 manifests (2 suppressed, 5 in the
baseline).
Skipped 3 checks (unreadable manifest or unknown team).
4 can be mended with `aiowners check --fix`.
1 more with `--fix --unsafe-fixes`, which guesses what was meant: look at
`--diff` first.
""")


def test_60_cells() -> None:
    assert render(REPORT, Terminal(60)) == snapshot("""\
error[invalid-value]: the name \\u202eevil\\x1b[2K\\r holds
       characters that nobody sees #\\x23[error]
 --> a\\x1b[31m\\n::error::b/ai-ownership.yaml:1:7
  |
1 | name: \\u202eevil\\x1b]0;title\\x07 #\\x23vso[task.setvaria…
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^
  |       :\\x3aerror::not a \\u2066name\\u2069
1 | …vso[task.setvariable] x\\u2028y\\udcff\\u200b #\\x23[error]
  |                                             ------------
  |                                             nor\\nthis
  |
  = help: :\\x3aset-output name=x::y\\x1b[0m

error[unknown-key]: unknown key `verison`
 --> ml/ai-ownership.yaml:1:1
  |
1 | verison: 1
  | ^^^^^^^
  | did you mean `version`? it is required at this level
  |
  = help: the keys here are `version`, `team`, `teams`,
          `organization`, `features`, `models`, `platforms`,
          `pipelines` and `assets`
  = fix: rename to `version`
  |
1 - verison: 1
1 + version: 1
  = note: this is an unsafe fix

error[missing-downstream-reviewer]: `feature:answer-bot` of
       team `answers` is downstream of model
       `text-embed-v3`, and `answers` is not asked
  and: `pipeline:product-index` of team `data` is downstream
       of model `text-embed-v3`, and `data` is not asked
  and: `feature:long` of team `équipe` is downstream of
       model `text-embed-v3`, and `équipe` is not asked
  --> ml/ai-ownership.yaml:11:5
   |
 5 |   - name: text-embed-v3
   |           ------------- this model
...
11 |     reviewers: [search]
   |     ^^^^^^^^^ `answers` is missing here
   |               `data` is missing here
   |               `équipe` is missing here
   |
  ::: data/ai-ownership.yaml:3:12
   |
 2 |   - name: product-index
   |           ------------- this pipeline
 3 |     uses: [text-embed-v3]
   |            ------------- `product-index` uses it
 4 |     feeds: [answer-bot]
   |             ---------- which feeds it
   |
  ::: produit/日本/ai-ownership.yaml:8:307
   |
 8 | …re words , owner: nobody, uses: [model:text-embed-v3]}
   |                                   -------------------
   |                                   `long` uses it
   |
   = help: name every team downstream as a reviewer, or let
           it waive
   = fix: add `answers` to the reviewers
   = fix: add `data` to the reviewers
   = fix: add `équipe` to the reviewers
   |
11 -     reviewers: [search]
11 +     reviewers: [answers, data, search, équipe]

warning[unknown-team]: no manifest declares team `équipe-é`
 --> produit/日本/ai-ownership.yaml:3:25
  |
3 |   - {name: café, owner: équipe-é}
  |                         ^^^^^^^^ é, composed
4 |   - {name: café, owner: équipe}
  |                         ------ é, decomposed
5 |   - {name: 検索, owner: 日本語チーム}
  |                         ------------ wide
6 |   - {name: 👨\u200d👩\u200d👧 🇩🇪, owner: nobody}
  |               --         ------ behind a family
  |               |
  |               a flag
7 |   - {name: tab, owner:  nobody}
  |                         ------ behind tabs

info[missing-metric]: feature `long` is in production and
       names no business metric
 --> produit/日本/ai-ownership.yaml:8:12
  |
8 |   - {name: long, description: words and more words word…
  |            ^^^^
  |
  = fix: add a metric
  |
8 |   - {name: long, description: words and more words word…
9 +     metric: orders

warning[misnamed-manifest]: `ai-ownership.yml` is not read:
       the name is `ai-ownership.yaml`
 --> search/ai-ownership.yml
  |
  = help: rename it to `ai-ownership.yaml`

Found 5 errors, 2 warnings, 1 info in 4 manifests (2
suppressed, 5 in the baseline).
Skipped 3 checks (unreadable manifest or unknown team).
4 can be mended with `aiowners check --fix`.
1 more with `--fix --unsafe-fixes`, which guesses what was
meant: look at `--diff` first.
""")


def test_40_cells_of_ascii() -> None:
    shown = render(REPORT, Terminal(40, unicode=False))
    assert shown.isascii()
    assert shown == snapshot("""\
error[invalid-value]: the name
       \\u202eevil\\x1b[2K\\r holds
       characters that nobody sees
       #\\x23[error]
 --> a\\x1b[31m\\n::error::b/ai-ownership.yaml:1:7
  |
1 | name: \\u202eevil\\x1b]0;title\\x07 ...
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^
  |     :\\x3aerror::not a
  |     \\u2066name\\u2069
1 | ...x\\u2028y\\udcff\\u200b #\\x23[error]
  |                         ------------
  |                         nor\\nthis
  |
  = help: :\\x3aset-output
          name=x::y\\x1b[0m

error[unknown-key]: unknown key
       `verison`
 --> ml/ai-ownership.yaml:1:1
  |
1 | verison: 1
  | ^^^^^^^
  | did you mean `version`? it is
  | required at this level
  |
  = help: the keys here are `version`,
          `team`, `teams`,
          `organization`, `features`,
          `models`, `platforms`,
          `pipelines` and `assets`
  = fix: rename to `version`
  |
1 - verison: 1
1 + version: 1
  = note: this is an unsafe fix

error[missing-downstream-reviewer]:
       `feature:answer-bot` of team
       `answers` is downstream of model
       `text-embed-v3`, and `answers` is
       not asked
  and: `pipeline:product-index` of team
       `data` is downstream of model
       `text-embed-v3`, and `data` is
       not asked
  and: `feature:long` of team
       `\\xe9quipe` is downstream of
       model `text-embed-v3`, and
       `\\xe9quipe` is not asked
  --> ml/ai-ownership.yaml:11:5
   |
 5 |   - name: text-embed-v3
   |           ------------- this model
...
11 |     reviewers: [search]
   |     ^^^^^^^^^
   |     `answers` is missing here
   |     `data` is missing here
   |     `\\xe9quipe` is missing here
   |
  ::: data/ai-ownership.yaml:3:12
   |
 2 |   - name: product-index
   |           -------------
   |           this pipeline
 3 |     uses: [text-embed-v3]
   |            -------------
   |            `product-index` uses it
 4 |     feeds: [answer-bot]
   |             ----------
   |             which feeds it
   |
  ::: produit/\\u65e5\\u672c/ai-ownership.yaml:8:307
   |
 8 | ...dy, uses: [model:text-embed-v3]}
   |               -------------------
   |               `long` uses it
   |
   = help: name every team downstream as
           a reviewer, or let it waive
   = fix: add `answers` to the reviewers
   = fix: add `data` to the reviewers
   = fix: add `\\xe9quipe` to the
          reviewers
   |
11 -     reviewers: [search]
11 +     reviewers: [answers, data, s...

warning[unknown-team]: no manifest
       declares team `\\xe9quipe-\\xe9`
 --> produit/\\u65e5\\u672c/ai-ownership.yaml:3:25
  |
3 | ...: caf\\xe9, owner: \\xe9quipe-\\xe9}
  |                      ^^^^^^^^^^^^^^
  |                      \\xe9, composed
4 | ... cafe\\u0301, owner: e\\u0301quipe}
  |                        ------------
  |                     \\xe9, decomposed
5 | ...\\u65e5\\u672c\\u8a9e\\u30c1\\u30fc...
  |    ---------------------------------
  |    wide
6 | ...7 \\U0001f1e9\\U0001f1ea, owner:...
  |      -------------------- a flag
6 | ...001f1e9\\U0001f1ea, owner: nobody}
  |                              ------
  |                      behind a family
7 |   - {name: tab, owner:  nobody}
  |                         ------
  |                         behind tabs

info[missing-metric]: feature `long` is
       in production and names no
       business metric
 --> produit/\\u65e5\\u672c/ai-ownership.yaml:8:12
  |
8 |   - {name: long, description: wor...
  |            ^^^^
  |
  = fix: add a metric
  |
8 |   - {name: long, description: wor...
9 +     metric: orders

warning[misnamed-manifest]:
       `ai-ownership.yml` is not read:
       the name is `ai-ownership.yaml`
 --> search/ai-ownership.yml
  |
  = help: rename it to
          `ai-ownership.yaml`

Found 5 errors, 2 warnings, 1 info in 4
manifests (2 suppressed, 5 in the
baseline).
Skipped 3 checks (unreadable manifest or
unknown team).
4 can be mended with `aiowners check
--fix`.
1 more with `--fix --unsafe-fixes`,
which guesses what was meant: look at
`--diff` first.
""")


def test_color() -> None:
    report = replace(REPORT, diagnostics=DIAGNOSTICS[1:6], fingerprints=REPORT.fingerprints[1:6])
    assert render(report, Terminal(color=True)) == snapshot("""\
\x1b[1;31merror[unknown-key]\x1b[0m: \x1b[1munknown key `verison`\x1b[0m
 \x1b[2m-->\x1b[0m ml/ai-ownership.yaml:1:1
\x1b[2m  |\x1b[0m
\x1b[2m1 |\x1b[0m verison: 1
\x1b[2m  |\x1b[0m \x1b[1;31m^^^^^^^\x1b[0m \x1b[1;31mdid you mean `version`? it is required at this level\x1b[0m
\x1b[2m  |\x1b[0m
  \x1b[2m=\x1b[0m \x1b[1mhelp\x1b[0m: the keys here are `version`, `team`, `teams`, `organization`,
          `features`, `models`, `platforms`, `pipelines` and `assets`
  \x1b[2m=\x1b[0m \x1b[1mfix\x1b[0m: rename to `version`
\x1b[2m  |\x1b[0m
\x1b[2m1 -\x1b[0m \x1b[31mverison: 1\x1b[0m
\x1b[2m1 +\x1b[0m \x1b[32mversion: 1\x1b[0m
  \x1b[2m=\x1b[0m \x1b[1mnote\x1b[0m: this is an unsafe fix

\x1b[1;31merror[missing-downstream-reviewer]\x1b[0m: \x1b[1m`feature:answer-bot` of team `answers` is\x1b[0m
       \x1b[1mdownstream of model `text-embed-v3`, and `answers` is not asked\x1b[0m
  and: \x1b[1m`pipeline:product-index` of team `data` is downstream of model\x1b[0m
       \x1b[1m`text-embed-v3`, and `data` is not asked\x1b[0m
  and: \x1b[1m`feature:long` of team `équipe` is downstream of model `text-embed-v3`,\x1b[0m
       \x1b[1mand `équipe` is not asked\x1b[0m
  \x1b[2m-->\x1b[0m ml/ai-ownership.yaml:11:5
\x1b[2m   |\x1b[0m
\x1b[2m 5 |\x1b[0m   - name: text-embed-v3
\x1b[2m   |\x1b[0m           \x1b[34m-------------\x1b[0m \x1b[34mthis model\x1b[0m
\x1b[2m...\x1b[0m
\x1b[2m11 |\x1b[0m     reviewers: [search]
\x1b[2m   |\x1b[0m     \x1b[1;31m^^^^^^^^^\x1b[0m \x1b[1;31m`answers` is missing here\x1b[0m
\x1b[2m   |\x1b[0m               \x1b[1;31m`data` is missing here\x1b[0m
\x1b[2m   |\x1b[0m               \x1b[1;31m`équipe` is missing here\x1b[0m
\x1b[2m   |\x1b[0m
  \x1b[2m:::\x1b[0m data/ai-ownership.yaml:3:12
\x1b[2m   |\x1b[0m
\x1b[2m 2 |\x1b[0m   - name: product-index
\x1b[2m   |\x1b[0m           \x1b[34m-------------\x1b[0m \x1b[34mthis pipeline\x1b[0m
\x1b[2m 3 |\x1b[0m     uses: [text-embed-v3]
\x1b[2m   |\x1b[0m            \x1b[34m-------------\x1b[0m \x1b[34m`product-index` uses it\x1b[0m
\x1b[2m 4 |\x1b[0m     feeds: [answer-bot]
\x1b[2m   |\x1b[0m             \x1b[34m----------\x1b[0m \x1b[34mwhich feeds it\x1b[0m
\x1b[2m   |\x1b[0m
  \x1b[2m:::\x1b[0m produit/日本/ai-ownership.yaml:8:307
\x1b[2m   |\x1b[0m
\x1b[2m 8 |\x1b[0m …e words words and more words , owner: nobody, uses: [model:text-embed-v3]}
\x1b[2m   |\x1b[0m                                                       \x1b[34m-------------------\x1b[0m
\x1b[2m   |\x1b[0m                                                       \x1b[34m`long` uses it\x1b[0m
\x1b[2m   |\x1b[0m
   \x1b[2m=\x1b[0m \x1b[1mhelp\x1b[0m: name every team downstream as a reviewer, or let it waive
   \x1b[2m=\x1b[0m \x1b[1mfix\x1b[0m: add `answers` to the reviewers
   \x1b[2m=\x1b[0m \x1b[1mfix\x1b[0m: add `data` to the reviewers
   \x1b[2m=\x1b[0m \x1b[1mfix\x1b[0m: add `équipe` to the reviewers
\x1b[2m   |\x1b[0m
\x1b[2m11 -\x1b[0m \x1b[31m    reviewers: [search]\x1b[0m
\x1b[2m11 +\x1b[0m \x1b[32m    reviewers: [answers, data, search, équipe]\x1b[0m

\x1b[1;33mwarning[unknown-team]\x1b[0m: \x1b[1mno manifest declares team `équipe-é`\x1b[0m
 \x1b[2m-->\x1b[0m produit/日本/ai-ownership.yaml:3:25
\x1b[2m  |\x1b[0m
\x1b[2m3 |\x1b[0m   - {name: café, owner: équipe-é}
\x1b[2m  |\x1b[0m                         \x1b[1;33m^^^^^^^^\x1b[0m \x1b[1;33mé, composed\x1b[0m
\x1b[2m4 |\x1b[0m   - {name: café, owner: équipe}
\x1b[2m  |\x1b[0m                         \x1b[34m------\x1b[0m \x1b[34mé, decomposed\x1b[0m
\x1b[2m5 |\x1b[0m   - {name: 検索, owner: 日本語チーム}
\x1b[2m  |\x1b[0m                         \x1b[34m------------\x1b[0m \x1b[34mwide\x1b[0m
\x1b[2m6 |\x1b[0m   - {name: 👨\u200d👩\u200d👧 🇩🇪, owner: nobody}
\x1b[2m  |\x1b[0m               \x1b[34m--\x1b[0m         \x1b[34m------\x1b[0m \x1b[34mbehind a family\x1b[0m
\x1b[2m  |\x1b[0m               \x1b[34m|\x1b[0m
\x1b[2m  |\x1b[0m               \x1b[34ma flag\x1b[0m
\x1b[2m7 |\x1b[0m   - {name: tab, owner:  nobody}
\x1b[2m  |\x1b[0m                         \x1b[34m------\x1b[0m \x1b[34mbehind tabs\x1b[0m

Found 4 errors, 1 warning in 4 manifests (2 suppressed, 5 in the baseline).
Skipped 3 checks (unreadable manifest or unknown team).
3 can be mended with `aiowners check --fix`.
1 more with `--fix --unsafe-fixes`, which guesses what was meant: look at
`--diff` first.
""")


def test_color_changes_nothing_else() -> None:
    colored = render(REPORT, Terminal(color=True))
    for code in ("0", "1", "2", "31", "32", "34", "1;31", "1;33", "1;34"):
        colored = colored.replace(f"\x1b[{code}m", "")
    assert colored == render(REPORT, Terminal())


@pytest.mark.parametrize("width", range(30, 130))
def test_lines_fit(width: int) -> None:
    for line in render(REPORT, Terminal(width)).split("\n"):
        is_place = line.lstrip().startswith(("-->", ":::"))
        is_title = line.startswith(("error[", "warning[", "info["))
        assert is_place or is_title or wcswidth(line) <= width


@pytest.mark.parametrize("width", [-1, *range(30)])
@pytest.mark.parametrize("unicode", [True, False])
def test_no_width_is_too_small(width: int, unicode: bool) -> None:
    assert "unknown-team" in render(REPORT, Terminal(width, unicode=unicode))


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("name: plain", "plain"),
        ("- {name: caf\xe9, owner: \xe9quipe}", "\xe9quipe"),
        ("- {name: cafe\u0301, owner: e\u0301quipe}", "e\u0301quipe"),
        ("検索: 日本語チーム # 語", "日本語"),
        ("検索: 日本語チーム # 語", "語"),
        ("👨\u200d👩\u200d👧 and 🇩🇪: team", "team"),
        ("👨\u200d👩\u200d👧 and 🇩🇪: team", "🇩🇪"),
        ("❤\ufe0f and 👍🏽: team", "team"),
        ("❤\ufe0f and 👍🏽: team", "👍🏽"),
        ("한국어: 팀", "팀"),
        ("ไทย กำ: team", "team"),
        ("हिन्दी: team", "team"),
        ("မြန်မာ: team", "team"),
    ],
)
def test_carets_are_below_their_span(line: str, marked: str) -> None:
    source = Source("a.yaml", f"{line}\n")
    _, _, _, shown, carets = _block(_finding(location_of(source, marked))).split("\n")
    assert shown == f"1 | {line}"
    before = shown[: shown.index(marked)]
    assert carets == "  |" + " " * (wcswidth(before) - 3) + "^" * wcswidth(marked)


def test_part_of_a_character_is_marked_whole() -> None:
    source = Source("a.yaml", "cafe\u0301: x\n")
    mark = Location(source, Span(3, 4))
    assert _block(_finding(mark)).endswith("  |    ^")


def test_an_empty_span_has_one_caret_also_at_the_end_of_a_line() -> None:
    source = Source("a.yaml", "name: x\n")
    assert _block(_finding(Location(source, Span(7, 7)), "a value")) == snapshot("""\
error[a-rule]: message
 --> a.yaml:1:8
  |
1 | name: x
  |        ^ a value\
""")


def test_a_mark_over_several_lines_shows_the_first() -> None:
    source = Source("a.yaml", "models:\n  - name: x\n    owner: y\n\n\nz: 1\n")
    diagnostic = _finding(Location(source, Span(10, 33)), "all of this")
    diagnostic = replace(diagnostic, related=(Label(location_of(source, "z"), "and this"),))
    assert _block(diagnostic) == snapshot("""\
error[a-rule]: message
 --> a.yaml:2:3
  |
2 |   - name: x
  |   ^^^^^^^^^ all of this
...
6 | z: 1
  | - and this\
""")


def test_a_mark_to_the_end_of_the_text_ends_in_dots() -> None:
    source = Source("a.yaml", "a: 1\r\nb: 2\r\n")
    assert _block(_finding(Location(source, Span(0, 12)))) == snapshot("""\
error[a-rule]: message
 --> a.yaml:1:1
  |
1 | a: 1
  | ^^^^
...\
""")


def test_a_mark_that_ends_with_its_line_break_is_of_one_line() -> None:
    source = Source("a.yaml", "a: 1\r\nb: 2\r\n")
    assert _block(_finding(Location(source, Span(0, 6)))) == snapshot("""\
error[a-rule]: message
 --> a.yaml:1:1
  |
1 | a: 1
  | ^^^^\
""")


def test_a_gap_of_one_line_is_shown_and_a_longer_gap_is_not() -> None:
    source = Source("a.yaml", "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n")
    related = (Label(location_of(source, "c"), "third"), Label(location_of(source, "f"), "sixth"))
    diagnostic = replace(_finding(location_of(source, "a"), "first"), related=related)
    assert _block(diagnostic) == snapshot("""\
error[a-rule]: message
 --> a.yaml:1:1
  |
1 | a: 1
  | ^ first
2 | b: 2
3 | c: 3
  | - third
...
6 | f: 6
  | - sixth\
""")


def test_labels_of_one_line_hang_below_each_other() -> None:
    source = Source("a.yaml", "{name: x, owner: y, kind: z}\n")
    related = (
        Label(location_of(source, "x"), "the name"),
        Label(location_of(source, "z"), "the kind"),
        Label(location_of(source, "owner: y"), "what is wrong belongs here"),
    )
    diagnostic = replace(_finding(location_of(source, "y"), "nobody"), related=related)
    assert _block(diagnostic) == snapshot("""\
error[a-rule]: message
 --> a.yaml:1:18
  |
1 | {name: x, owner: y, kind: z}
  |        -  -------^        - the kind
  |        |  |      |
  |        |  |      nobody
  |        |  |
  |        |  what is wrong belongs here
  |        |
  |        the name\
""")


def test_marks_that_do_not_fit_together_show_the_line_again() -> None:
    source = Source("a.yaml", f"{{name: x, about: {'word ' * 30}, owner: y}}\n")
    diagnostic = replace(_finding(location_of(source, "owner")), related=(Label(location_of(source, "x"), "its name"),))
    assert _block(diagnostic, 60) == snapshot("""\
error[a-rule]: message
 --> a.yaml:1:170
  |
1 | {name: x, about: word word word word word word word wor…
  |        - its name
1 | …ord word word word word word word word word , owner: y}
  |                                                ^^^^^\
""")


def test_related_locations_are_shown_once_and_limited() -> None:
    source = Source("a.yaml", "x\n")
    users = [Source(f"{number}.yaml", "uses: x\n") for number in range(14)]
    uses = tuple(Label(location_of(user, "x"), "used here") for user in users)
    diagnostic = replace(_finding(location_of(source, "x")), related=(*uses[:13], *uses[:13]))
    block = _block(diagnostic)
    assert block.count(":::") == 12
    assert block.endswith("\n  ... and 1 more place (see --output-format json)")
    block = _block(replace(diagnostic, related=uses))
    assert block.endswith("\n  ... and 2 more places (see --output-format json)")


def test_an_empty_file_among_the_related_locations() -> None:
    source = Source("a.yaml", "x\n")
    diagnostic = replace(_finding(location_of(source, "x")), related=(Label(Location(Source("b.yaml", "")), "empty"),))
    assert _block(diagnostic) == snapshot("""\
error[a-rule]: message
 --> a.yaml:1:1
  |
1 | x
  | ^
  |
 ::: b.yaml
  |
  | empty\
""")


def test_findings_of_different_subjects_are_separate_blocks() -> None:
    source = Source("a.yaml", "x\n")
    diagnostic = _finding(location_of(source, "x"))
    shown = render(_report(diagnostic, replace(diagnostic, subject="model:m")), Terminal())
    assert shown.count("error[a-rule]") == 2


def test_an_added_line_is_shown_below_the_line_above() -> None:
    source = Source("a.yaml", "reviewers:\n  - a\n  - c\n")
    offset = source.text.index("  - c")
    fix = Fix("add `b`", (Edit(Location(source, Span(offset, offset)), "  - b\n"),), safe=True)
    assert _block(replace(_finding(location_of(source, "reviewers")), fix=fix)) == snapshot("""\
error[a-rule]: message
 --> a.yaml:1:1
  |
1 | reviewers:
  | ^^^^^^^^^
  |
  = fix: add `b`
  |
2 |   - a
3 +   - b\
""")


def test_a_removed_line_is_shown_below_the_line_above() -> None:
    source = Source("a.yaml", "reviewers:\n  - a\n  - c\n")
    start = source.text.index("  - a")
    fix = Fix("remove `a`", (Edit(Location(source, Span(start, start + 6)), ""),), safe=False)
    assert _block(replace(_finding(location_of(source, "reviewers")), fix=fix)) == snapshot("""\
error[a-rule]: message
 --> a.yaml:1:1
  |
1 | reviewers:
  | ^^^^^^^^^
  |
  = fix: remove `a`
  |
1 | reviewers:
2 -   - a
  = note: this is an unsafe fix\
""")


def test_a_fix_with_two_edits_and_another_file() -> None:
    source = Source("a.yaml", "a: 1\nb: 2\nc: 3\nd: 4\n")
    other = Source("b.yaml", "e: 5\n")
    edits = (
        Edit(location_of(source, "3"), "4"),
        Edit(location_of(source, "1"), "1\nnew: 1"),
        Edit(location_of(other, "5"), "6"),
    )
    diagnostic = replace(_finding(location_of(source, "a")), help="renumber", fix=Fix("renumber", edits, safe=True))
    assert _block(diagnostic) == snapshot("""\
error[a-rule]: message
 --> a.yaml:1:1
  |
1 | a: 1
  | ^
  |
  = help: renumber
  |
1 | a: 1
2 + new: 1
3 - c: 3
4 + c: 4
  |
 --> b.yaml:1:4
1 - e: 5
1 + e: 6\
""")


def test_a_fix_in_another_file_names_the_line_that_it_changes() -> None:
    source, other = Source("a.yaml", "a: 1\n"), Source("b.yaml", "b: 2\nlist: []\nlast: 3\n")
    removed = Edit(location_of(other, "list: []"), "list: [x]")  # the whole line, of which only the end differs
    inserted = Edit(Location(other, Span(len(other.text), len(other.text))), "new: 4\n")
    diagnostic = _finding(location_of(source, "a"))
    first = _block(replace(diagnostic, fix=Fix("list it", (removed,), safe=True)))
    assert first.endswith(" --> b.yaml:2:8\n2 - list: []\n2 + list: [x]")
    second = _block(replace(diagnostic, fix=Fix("add it", (inserted,), safe=True)))
    assert " --> b.yaml:4:1\n" in second
    assert second.endswith("4 + new: 4")


def test_a_long_fix_is_cut() -> None:
    source = Source("a.yaml", "a: 1\n")
    fix = Fix("write more", (Edit(Location(source, Span(5, 5)), "b: 2\n" * 20),), safe=True)
    assert _block(replace(_finding(location_of(source, "a")), fix=fix)).endswith("12 + b: 2\n   ... and 9 more lines")


def test_only_the_first_of_fixes_that_touch_is_shown() -> None:
    source = Source("a.yaml", "reviewers: []\n")
    diagnostic = _finding(location_of(source, "reviewers"))
    at = location_of(source, "[]")
    both = [
        replace(diagnostic, about=team, message=team, fix=Fix(f"add {team}", (Edit(at, f"[{team}]"),), safe=True))
        for team in ("a", "b")
    ]
    assert render(_report(*both), Terminal()) == snapshot("""\
error[a-rule]: a
  and: b
 --> a.yaml:1:1
  |
1 | reviewers: []
  | ^^^^^^^^^
  |
  = fix: add a
  |
1 - reviewers: []
1 + reviewers: [a]
  = note: 1 more fix here, see --output-format json

Found 2 errors in 1 manifest.
2 can be mended with `aiowners check --fix`.
""")


def test_a_clean_run() -> None:
    assert render(EMPTY, Terminal()) == "All checks passed: 14 manifests.\n"
    report = replace(EMPTY, manifests=1, suppressed=1, baselined=2, skipped=1)
    assert render(report, Terminal(100)) == (
        "All checks passed: 1 manifest (1 suppressed, 2 in the baseline).\n"
        "Skipped 1 check (unreadable manifest or unknown team).\n"
    )


def test_no_manifests() -> None:
    assert render(NOTHING, Terminal()) == snapshot("""\
No ai-ownership.yaml found.
`aiowners init` writes the first ones from what is there.
""")


def test_a_letter_without_cells_is_joined_with_the_letter_before() -> None:
    source = Source("a.yaml", "a \u11a8b: x\n")
    *_, shown, carets = _block(_finding(location_of(source, "b"))).split("\n")
    assert shown == "1 | a \u11a8b: x"
    assert carets == "  |   ^"


def test_a_mark_after_a_tab_is_shown() -> None:
    source = Source("a.yaml", "a\t\u0301b: x\n")
    *_, shown, carets = _block(_finding(location_of(source, "b"))).split("\n")
    assert shown == r"1 | a   \u0301b: x"
    assert carets == "  |           ^"


def test_the_worst_findings_of_a_file_are_shown_and_the_others_counted() -> None:
    many, few = Source("a/ai-ownership.yaml", "x" * 150), Source("b/ai-ownership.yaml", "y")
    diagnostics = [_finding(Location(many, Span(at, at + 1))) for at in range(150)]
    diagnostics[:-1] = [replace(report, severity=Severity.INFO) for report in diagnostics[:-1]]
    report = _report(*diagnostics, _finding(Location(few, Span(0, 1))))
    shown = render(report, Terminal())
    assert shown.count("-->") == 101
    assert "--> a/ai-ownership.yaml:1:150" in shown
    assert "--> a/ai-ownership.yaml:1:99\n" in shown
    assert "--> a/ai-ownership.yaml:1:100\n" not in shown
    assert shown.index("1:99\n") < shown.index("1:150") < shown.index("--> b/ai-ownership.yaml")
    assert shown.endswith(
        "\n\n... and 50 more findings in a/ai-ownership.yaml, none of them worse:\n"
        "`--output-format concise` lists them all.\n\n"
        "Found 2 errors, 149 infos in 1 manifest.\n"
    )
    assert "more finding" not in render(_report(*diagnostics[:100]), Terminal())
