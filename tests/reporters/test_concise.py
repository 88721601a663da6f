"""The whole report with one line for each finding."""

from __future__ import annotations

from inline_snapshot import snapshot

from aiowners.display.terminal import Terminal
from aiowners.reporters.concise import render

from .canonical import EMPTY, NOTHING, REPORT


def test_the_canonical_report() -> None:
    assert render(REPORT, Terminal()) == snapshot("""\
a\\x1b[31m\\n::error::b/ai-ownership.yaml:1:7: error[invalid-value] the name \\u202eevil\\x1b[2K\\r holds characters that nobody sees #\\x23[error]
ml/ai-ownership.yaml:1:1: error[unknown-key] unknown key `verison`
ml/ai-ownership.yaml:11:5: error[missing-downstream-reviewer] `feature:answer-bot` of team `answers` is downstream of model `text-embed-v3`, and `answers` is not asked
ml/ai-ownership.yaml:11:5: error[missing-downstream-reviewer] `pipeline:product-index` of team `data` is downstream of model `text-embed-v3`, and `data` is not asked
ml/ai-ownership.yaml:11:5: error[missing-downstream-reviewer] `feature:long` of team `équipe` is downstream of model `text-embed-v3`, and `équipe` is not asked
produit/日本/ai-ownership.yaml:3:25: warning[unknown-team] no manifest declares team `équipe-é`
produit/日本/ai-ownership.yaml:8:12: info[missing-metric] feature `long` is in production and names no business metric
search/ai-ownership.yml:1:1: warning[misnamed-manifest] `ai-ownership.yml` is not read: the name is `ai-ownership.yaml`
""")


def test_ascii() -> None:
    shown = render(REPORT, Terminal(unicode=False))
    assert shown.isascii()
    assert shown.count("\n") == len(REPORT.diagnostics)


def test_color() -> None:
    assert render(REPORT, Terminal(color=True)).split("\n")[1] == snapshot(
        "ml/ai-ownership.yaml:1:1: \x1b[1;31merror[unknown-key]\x1b[0m unknown key `verison`"
    )


def test_a_clean_run_prints_nothing() -> None:
    assert render(EMPTY, Terminal()) == render(NOTHING, Terminal()) == ""
