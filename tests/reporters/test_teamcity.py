"""Service messages: the whole report, and what TeamCity reads in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from inline_snapshot import snapshot

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.report import Checkout, Report, fingerprints
from aiowners.diagnostics.rule import rule
from aiowners.display.terminal import Terminal
from aiowners.reporters.teamcity import render

from . import ci_logs
from .canonical import DIAGNOSTICS, EMPTY, REPORT


@rule(category="manifest", severity=Severity.ERROR, since="0.1.0")
def unknown_key(_workspace: object) -> list[Any]:
    """A manifest's keys are <those> that somebody reads & knows."""
    return []


_REPORT = replace(REPORT, checkout=Checkout("/build/shop/ai", "ai/"), rules=(unknown_key,))


def _message(text: str) -> str:
    diagnostics = (replace(DIAGNOSTICS[1], message=text, help=None, fix=None),)
    log = render(Report(diagnostics, fingerprints(diagnostics), manifests=1), Terminal())
    assert log.isascii()
    return ci_logs.teamcity(log)[1].properties["message"]


def test_the_whole_report() -> None:
    assert render(_REPORT, Terminal()) == snapshot("""\
##teamcity[inspectionType id='invalid-value' name='invalid-value' category='aiowners: manifest' description='invalid-value']
##teamcity[inspectionType id='misnamed-manifest' name='misnamed-manifest' category='aiowners: manifest' description='misnamed-manifest']
##teamcity[inspectionType id='missing-downstream-reviewer' name='missing-downstream-reviewer' category='aiowners: review' description='missing-downstream-reviewer']
##teamcity[inspectionType id='missing-metric' name='missing-metric' category='aiowners: evaluation' description='missing-metric']
##teamcity[inspectionType id='unknown-key' name='unknown-key' category='aiowners: manifest' description='A manifest|'s keys are &lt;those&gt; that somebody reads &amp; knows. https://github.com/aiowners/aiowners/blob/main/src/aiowners/rules/unknown_key.py']
##teamcity[inspectionType id='unknown-team' name='unknown-team' category='aiowners: reference' description='unknown-team']
##teamcity[inspection typeId='invalid-value' message='the name \\u202eevil\\x1b|[2K\\r holds characters that nobody sees #\\x23|[error|] (help: :\\x3aset-output name=x::y\\x1b|[0m)' file='ai/a\\x1b|[31m\\n::error::b/ai-ownership.yaml' line='1' SEVERITY='ERROR']
##teamcity[inspection typeId='unknown-key' message='unknown key `verison` (help: the keys here are `version`, `team`, `teams`, `organization`, `features`, `models`, `platforms`, `pipelines` and `assets`) (fix: rename to `version`)' file='ai/ml/ai-ownership.yaml' line='1' SEVERITY='ERROR']
##teamcity[inspection typeId='missing-downstream-reviewer' message='`feature:answer-bot` of team `answers` is downstream of model `text-embed-v3`, and `answers` is not asked (help: name every team downstream as a reviewer, or let it waive) (fix: add `answers` to the reviewers)' file='ai/ml/ai-ownership.yaml' line='11' SEVERITY='ERROR']
##teamcity[inspection typeId='missing-downstream-reviewer' message='`pipeline:product-index` of team `data` is downstream of model `text-embed-v3`, and `data` is not asked (help: name every team downstream as a reviewer, or let it waive) (fix: add `data` to the reviewers)' file='ai/ml/ai-ownership.yaml' line='11' SEVERITY='ERROR']
##teamcity[inspection typeId='missing-downstream-reviewer' message='`feature:long` of team `|0x00e9quipe` is downstream of model `text-embed-v3`, and `|0x00e9quipe` is not asked (help: name every team downstream as a reviewer, or let it waive) (fix: add `|0x00e9quipe` to the reviewers)' file='ai/ml/ai-ownership.yaml' line='11' SEVERITY='ERROR']
##teamcity[inspection typeId='unknown-team' message='no manifest declares team `|0x00e9quipe-|0x00e9`' file='ai/produit/|0x65e5|0x672c/ai-ownership.yaml' line='3' SEVERITY='WARNING']
##teamcity[inspection typeId='missing-metric' message='feature `long` is in production and names no business metric (fix: add a metric)' file='ai/produit/|0x65e5|0x672c/ai-ownership.yaml' line='8' SEVERITY='WEAK WARNING']
##teamcity[inspection typeId='misnamed-manifest' message='`ai-ownership.yml` is not read: the name is `ai-ownership.yaml` (help: rename it to `ai-ownership.yaml`)' file='ai/search/ai-ownership.yml' line='1' SEVERITY='WARNING']
""")


def test_a_clean_run_prints_nothing() -> None:
    assert render(EMPTY, Terminal()) == ""


def test_a_rule_is_reported_once_before_its_findings() -> None:
    messages = ci_logs.teamcity(render(_REPORT, Terminal()))
    kinds = [message.properties["id"] for message in messages if message.name == "inspectionType"]
    rules = [message.properties["typeId"] for message in messages if message.name == "inspection"]
    assert [message.name for message in messages] == ["inspectionType"] * len(kinds) + ["inspection"] * len(rules)
    assert kinds == sorted(set(rules))
    assert rules == [diagnostic.rule for diagnostic in DIAGNOSTICS]


@pytest.mark.parametrize("text", ["it's |n [not] a|break", "é 日本 👍", "|0x00e9", "||'|]", "100 %"])
def test_teamcity_reads_the_original_text(text: str) -> None:
    assert _message(text) == text


def test_a_character_beyond_the_first_plane_is_two_units() -> None:
    diagnostics = (replace(DIAGNOSTICS[1], message="👍"),)
    assert "'|0xd83d|0xdc4d" in render(Report(diagnostics, fingerprints(diagnostics), manifests=1), Terminal())


def test_a_long_message_is_cut() -> None:
    assert _message("x" * 4_000) == "x" * 4_000
    assert _message("x" * 4_001) == "x" * 3_999 + "…"
