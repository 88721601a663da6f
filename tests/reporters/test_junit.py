"""JUnit XML: the whole report, the schema of Jenkins, and what another program reads in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from junitparser import JUnitXml
from xmlschema import XMLSchema

from aiowners.diagnostics.report import Checkout, Report, fingerprints
from aiowners.display.terminal import Terminal
from aiowners.reporters.junit import render

from .canonical import DIAGNOSTICS, EMPTY, REPORT

_SCHEMA = XMLSchema(Path(__file__).parent / "schemas" / "junit-10.xsd")
_REPORT = replace(REPORT, checkout=Checkout("/build/shop/ai", "ai/"))


@pytest.mark.parametrize("report", [_REPORT, EMPTY], ids=["canonical", "empty"])
def test_the_report_is_valid(report: Report) -> None:
    assert [error.reason for error in _SCHEMA.iter_errors(render(report, Terminal()))] == []


def test_the_whole_report() -> None:
    assert render(_REPORT, Terminal()) == snapshot("""\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="aiowners" tests="8" failures="8" errors="0">
  <testsuite name="ai/a\\x1b[31m\\n::error::b/ai-ownership.yaml" tests="1" failures="1" errors="0">
    <testcase name="invalid-value" classname="ai/a\\x1b[31m\\n::error::b/ai-ownership.yaml">
      <failure type="error" message="the name \\u202eevil\\x1b[2K\\r holds characters that nobody sees #\\x23[error]">ai/a\\x1b[31m\\n::error::b/ai-ownership.yaml:1:7: error[invalid-value] the name \\u202eevil\\x1b[2K\\r holds characters that nobody sees #\\x23[error]
  ai/a\\x1b[31m\\n::error::b/ai-ownership.yaml:1:53: nor\\nthis
  help: :\\x3aset-output name=x::y\\x1b[0m</failure>
    </testcase>
  </testsuite>
  <testsuite name="ai/ml/ai-ownership.yaml" tests="4" failures="4" errors="0">
    <testcase name="unknown-key" classname="ai/ml/ai-ownership.yaml">
      <failure type="error" message="unknown key `verison`">ai/ml/ai-ownership.yaml:1:1: error[unknown-key] unknown key `verison`
  help: the keys here are `version`, `team`, `teams`, `organization`, `features`, `models`, `platforms`, `pipelines` and `assets`
  fix: rename to `version`</failure>
    </testcase>
    <testcase name="missing-downstream-reviewer model:text-embed-v3 team:answers" classname="ai/ml/ai-ownership.yaml">
      <failure type="error" message="`feature:answer-bot` of team `answers` is downstream of model `text-embed-v3`, and `answers` is not asked">ai/ml/ai-ownership.yaml:11:5: error[missing-downstream-reviewer] `feature:answer-bot` of team `answers` is downstream of model `text-embed-v3`, and `answers` is not asked
  ai/ml/ai-ownership.yaml:5:11: this model
  ai/data/ai-ownership.yaml:3:12: `product-index` uses it
  ai/data/ai-ownership.yaml:2:11: this pipeline
  ai/data/ai-ownership.yaml:4:13: which feeds it
  help: name every team downstream as a reviewer, or let it waive
  fix: add `answers` to the reviewers</failure>
    </testcase>
    <testcase name="missing-downstream-reviewer model:text-embed-v3 team:data" classname="ai/ml/ai-ownership.yaml">
      <failure type="error" message="`pipeline:product-index` of team `data` is downstream of model `text-embed-v3`, and `data` is not asked">ai/ml/ai-ownership.yaml:11:5: error[missing-downstream-reviewer] `pipeline:product-index` of team `data` is downstream of model `text-embed-v3`, and `data` is not asked
  ai/ml/ai-ownership.yaml:5:11: this model
  ai/data/ai-ownership.yaml:3:12: `product-index` uses it
  ai/data/ai-ownership.yaml:2:11: this pipeline
  help: name every team downstream as a reviewer, or let it waive
  fix: add `data` to the reviewers</failure>
    </testcase>
    <testcase name="missing-downstream-reviewer model:text-embed-v3 team:&#233;quipe" classname="ai/ml/ai-ownership.yaml">
      <failure type="error" message="`feature:long` of team `&#233;quipe` is downstream of model `text-embed-v3`, and `&#233;quipe` is not asked">ai/ml/ai-ownership.yaml:11:5: error[missing-downstream-reviewer] `feature:long` of team `&#233;quipe` is downstream of model `text-embed-v3`, and `&#233;quipe` is not asked
  ai/ml/ai-ownership.yaml:5:11: this model
  ai/produit/&#26085;&#26412;/ai-ownership.yaml:8:307: `long` uses it
  help: name every team downstream as a reviewer, or let it waive
  fix: add `&#233;quipe` to the reviewers</failure>
    </testcase>
  </testsuite>
  <testsuite name="ai/produit/&#26085;&#26412;/ai-ownership.yaml" tests="2" failures="2" errors="0">
    <testcase name="unknown-team feature:caf&#233; team:&#233;quipe-&#233;" classname="ai/produit/&#26085;&#26412;/ai-ownership.yaml">
      <failure type="warning" message="no manifest declares team `&#233;quipe-&#233;`">ai/produit/&#26085;&#26412;/ai-ownership.yaml:3:25: warning[unknown-team] no manifest declares team `&#233;quipe-&#233;`
  ai/produit/&#26085;&#26412;/ai-ownership.yaml:4:26: &#233;, decomposed
  ai/produit/&#26085;&#26412;/ai-ownership.yaml:5:23: wide
  ai/produit/&#26085;&#26412;/ai-ownership.yaml:6:18: a flag
  ai/produit/&#26085;&#26412;/ai-ownership.yaml:6:29: behind a family
  ai/produit/&#26085;&#26412;/ai-ownership.yaml:7:24: behind tabs</failure>
    </testcase>
    <testcase name="missing-metric feature:long" classname="ai/produit/&#26085;&#26412;/ai-ownership.yaml">
      <failure type="info" message="feature `long` is in production and names no business metric">ai/produit/&#26085;&#26412;/ai-ownership.yaml:8:12: info[missing-metric] feature `long` is in production and names no business metric
  fix: add a metric</failure>
    </testcase>
  </testsuite>
  <testsuite name="ai/search/ai-ownership.yml" tests="1" failures="1" errors="0">
    <testcase name="misnamed-manifest" classname="ai/search/ai-ownership.yml">
      <failure type="warning" message="`ai-ownership.yml` is not read: the name is `ai-ownership.yaml`">ai/search/ai-ownership.yml:1:1: warning[misnamed-manifest] `ai-ownership.yml` is not read: the name is `ai-ownership.yaml`
  help: rename it to `ai-ownership.yaml`</failure>
    </testcase>
  </testsuite>
</testsuites>
""")


def test_a_clean_run_is_one_passed_test() -> None:
    assert render(EMPTY, Terminal()) == snapshot("""\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="aiowners" tests="1" failures="0" errors="0">
  <testsuite name="aiowners" tests="1" failures="0" errors="0">
    <testcase name="check" classname="aiowners"/>
  </testsuite>
</testsuites>
""")


def test_another_program_reads_the_findings() -> None:
    read = JUnitXml.fromstring(render(_REPORT, Terminal()).encode())
    assert (read.tests, read.failures, read.errors) == (len(DIAGNOSTICS), len(DIAGNOSTICS), 0)
    cases = [case for suite in read for case in suite]
    assert [case.classname for case in cases if case.name == "unknown-key"] == ["ai/ml/ai-ownership.yaml"]
    assert sorted(case.result[0].type for case in cases) == sorted(
        diagnostic.severity.value for diagnostic in DIAGNOSTICS
    )
    assert all((suite.tests, suite.failures) == (len(list(suite)), len(list(suite))) for suite in read)


def test_findings_of_a_file_have_different_names() -> None:
    thrice = (DIAGNOSTICS[3],) * 3
    report = Report(thrice, fingerprints(thrice), manifests=1)
    (suite,) = JUnitXml.fromstring(render(report, Terminal()).encode())
    name = "missing-downstream-reviewer model:text-embed-v3 team:data"
    assert [case.name for case in suite] == [name, f"{name} (2)", f"{name} (3)"]
