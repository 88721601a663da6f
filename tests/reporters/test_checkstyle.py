"""Checkstyle XML: the whole report, and what a parser reads in it."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from inline_snapshot import snapshot

from aiowners.diagnostics.report import Checkout
from aiowners.display.terminal import Terminal
from aiowners.reporters.checkstyle import render

from .canonical import DIAGNOSTICS, EMPTY, FEATURES, REPORT

_REPORT = replace(REPORT, checkout=Checkout("/build/shop/ai", "ai/"))


def test_the_whole_report() -> None:
    assert render(_REPORT, Terminal()) == snapshot("""\
<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3">
  <file name="ai/a\\x1b[31m\\n::error::b/ai-ownership.yaml">
    <error line="1" column="7" severity="error" message="the name \\u202eevil\\x1b[2K\\r holds characters that nobody sees #\\x23[error] (help: :\\x3aset-output name=x::y\\x1b[0m)" source="aiowners.invalid-value"/>
  </file>
  <file name="ai/ml/ai-ownership.yaml">
    <error line="1" column="1" severity="error" message="unknown key `verison` (help: the keys here are `version`, `team`, `teams`, `organization`, `features`, `models`, `platforms`, `pipelines` and `assets`) (fix: rename to `version`)" source="aiowners.unknown-key"/>
    <error line="11" column="5" severity="error" message="`feature:answer-bot` of team `answers` is downstream of model `text-embed-v3`, and `answers` is not asked (help: name every team downstream as a reviewer, or let it waive) (fix: add `answers` to the reviewers)" source="aiowners.missing-downstream-reviewer"/>
    <error line="11" column="5" severity="error" message="`pipeline:product-index` of team `data` is downstream of model `text-embed-v3`, and `data` is not asked (help: name every team downstream as a reviewer, or let it waive) (fix: add `data` to the reviewers)" source="aiowners.missing-downstream-reviewer"/>
    <error line="11" column="5" severity="error" message="`feature:long` of team `&#233;quipe` is downstream of model `text-embed-v3`, and `&#233;quipe` is not asked (help: name every team downstream as a reviewer, or let it waive) (fix: add `&#233;quipe` to the reviewers)" source="aiowners.missing-downstream-reviewer"/>
  </file>
  <file name="ai/produit/&#26085;&#26412;/ai-ownership.yaml">
    <error line="3" column="25" severity="warning" message="no manifest declares team `&#233;quipe-&#233;`" source="aiowners.unknown-team"/>
    <error line="8" column="12" severity="info" message="feature `long` is in production and names no business metric (fix: add a metric)" source="aiowners.missing-metric"/>
  </file>
  <file name="ai/search/ai-ownership.yml">
    <error line="1" column="1" severity="warning" message="`ai-ownership.yml` is not read: the name is `ai-ownership.yaml` (help: rename it to `ai-ownership.yaml`)" source="aiowners.misnamed-manifest"/>
  </file>
</checkstyle>
""")


def test_a_clean_run_has_no_file() -> None:
    assert render(EMPTY, Terminal()) == snapshot("""\
<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3"/>
""")


def test_a_file_occurs_once_with_all_its_findings() -> None:
    files = ET.fromstring(render(_REPORT, Terminal())).findall("file")
    assert len({file.get("name") for file in files}) == len(files)
    assert sum(len(file) for file in files) == len(DIAGNOSTICS)


def test_letters_outside_ascii_are_preserved() -> None:
    text = render(_REPORT, Terminal())
    assert text.isascii()
    assert f"ai/{FEATURES.path}" in {file.get("name") for file in ET.fromstring(text)}
