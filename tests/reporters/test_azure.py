"""Azure Pipelines: the whole report, and what the agent reads in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from inline_snapshot import snapshot

from aiowners.diagnostics.report import Checkout, Report, fingerprints
from aiowners.display.terminal import Terminal
from aiowners.reporters.azure import render

from . import ci_logs
from .canonical import DIAGNOSTICS, EMPTY, REPORT

_REPORT = replace(REPORT, checkout=Checkout("/build/1/s/ai", "ai/"))


def test_the_whole_report() -> None:
    assert render(_REPORT, Terminal()) == snapshot("""\
##vso[task.logissue type=error;sourcepath=/build/1/s/ai/a\\x1b[31m\\n::error::b/ai-ownership.yaml;linenumber=1;columnnumber=7;code=invalid-value;]ai/a\\x1b[31m\\n::error::b/ai-ownership.yaml:1:7: error[invalid-value] the name \\u202eevil\\x1b[2K\\r holds characters that nobody sees #\\x23[error]%0A  help: :\\x3aset-output name=x::y\\x1b[0m
##vso[task.logissue type=error;sourcepath=/build/1/s/ai/ml/ai-ownership.yaml;linenumber=1;columnnumber=1;code=unknown-key;]ai/ml/ai-ownership.yaml:1:1: error[unknown-key] unknown key `verison`%0A  help: the keys here are `version`, `team`, `teams`, `organization`, `features`, `models`, `platforms`, `pipelines` and `assets`%0A  fix: rename to `version`
##vso[task.logissue type=error;sourcepath=/build/1/s/ai/ml/ai-ownership.yaml;linenumber=11;columnnumber=5;code=missing-downstream-reviewer;]ai/ml/ai-ownership.yaml:11:5: error[missing-downstream-reviewer] `feature:answer-bot` of team `answers` is downstream of model `text-embed-v3`, and `answers` is not asked%0A  help: name every team downstream as a reviewer, or let it waive%0A  fix: add `answers` to the reviewers
##vso[task.logissue type=error;sourcepath=/build/1/s/ai/ml/ai-ownership.yaml;linenumber=11;columnnumber=5;code=missing-downstream-reviewer;]ai/ml/ai-ownership.yaml:11:5: error[missing-downstream-reviewer] `pipeline:product-index` of team `data` is downstream of model `text-embed-v3`, and `data` is not asked%0A  help: name every team downstream as a reviewer, or let it waive%0A  fix: add `data` to the reviewers
##vso[task.logissue type=error;sourcepath=/build/1/s/ai/ml/ai-ownership.yaml;linenumber=11;columnnumber=5;code=missing-downstream-reviewer;]ai/ml/ai-ownership.yaml:11:5: error[missing-downstream-reviewer] `feature:long` of team `équipe` is downstream of model `text-embed-v3`, and `équipe` is not asked%0A  help: name every team downstream as a reviewer, or let it waive%0A  fix: add `équipe` to the reviewers
##vso[task.logissue type=warning;sourcepath=/build/1/s/ai/produit/日本/ai-ownership.yaml;linenumber=3;columnnumber=25;code=unknown-team;]ai/produit/日本/ai-ownership.yaml:3:25: warning[unknown-team] no manifest declares team `équipe-é`
ai/produit/日本/ai-ownership.yaml:8:12: info[missing-metric] feature `long` is in production and names no business metric
##vso[task.logissue type=warning;sourcepath=/build/1/s/ai/search/ai-ownership.yml;linenumber=1;columnnumber=1;code=misnamed-manifest;]ai/search/ai-ownership.yml:1:1: warning[misnamed-manifest] `ai-ownership.yml` is not read: the name is `ai-ownership.yaml`%0A  help: rename it to `ai-ownership.yaml`
""")


def test_a_clean_run_prints_nothing() -> None:
    assert render(EMPTY, Terminal()) == ""


def test_the_agent_reads_the_location_and_the_message() -> None:
    command = ci_logs.azure(render(_REPORT, Terminal()))[1]
    assert command.name == "task.logissue"
    assert command.properties == {
        "type": "error",
        "sourcepath": "/build/1/s/ai/ml/ai-ownership.yaml",
        "linenumber": "1",
        "columnnumber": "1",
        "code": "unknown-key",
    }
    assert command.data.startswith(
        "ai/ml/ai-ownership.yaml:1:1: error[unknown-key] unknown key `verison`\n  help: the keys"
    )


def test_info_is_a_plain_line() -> None:
    line = ci_logs.lines(render(_REPORT, Terminal()))[6]
    assert "]: info[missing-metric] feature `long`" not in line
    assert line.endswith(": info[missing-metric] feature `long` is in production and names no business metric")


@pytest.mark.parametrize("text", ["50 %", "%AZP25", "%3B%5D%0A", "a;b]c", "100%;x=1]", "%%AZP2525"])
def test_the_agent_reads_the_original_text(text: str) -> None:
    diagnostics = (replace(DIAGNOSTICS[1], message=text, help=None, fix=None),)
    report = Report(diagnostics, fingerprints(diagnostics), manifests=1, checkout=Checkout(f"/build/{text}"))
    (command,) = ci_logs.azure(render(report, Terminal()))
    assert command.data.endswith(f": error[unknown-key] {text}")
    assert command.properties["sourcepath"] == f"/build/{text}/ml/ai-ownership.yaml"
