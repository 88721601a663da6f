"""The input bounds the output: whatever a manifest says, reports and answers stay small, or say that they are not given."""

from __future__ import annotations

import sys
import tracemalloc
from dataclasses import replace
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aiowners.check import collect
from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.diagnostics import bounds
from aiowners.diagnostics.bounds import OutputBoundError, weight
from aiowners.diagnostics.rule import CATEGORIES
from aiowners.diagrams.as_json import as_data
from aiowners.diagrams.diagram import diagram_of
from aiowners.display.terminal import LOG
from aiowners.enforcement.codeowners import codeowners
from aiowners.enforcement.codeowners_plus import codeowners_plus
from aiowners.enforcement.github_ruleset import ruleset
from aiowners.enforcement.policy_bot import policy_bot
from aiowners.reporters import BY_NAME
from aiowners.review.diff.comparison import compare
from aiowners.review.owners.ownership import OwnershipQueries
from aiowners.review.reviewers.changed_by_files import FileChange
from aiowners.review.reviewers.required import review
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import assemble

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from aiowners.workspace import Workspace

_EVERYTHING = Settings(select=frozenset(CATEGORIES))
_NAME = "ai-ownership.yaml"
_ENFORCED = ("codeowners",)


def _hostile() -> ModuleType:
    path = Path(__file__).parents[1] / "benchmarks" / "hostile.py"
    spec = util.spec_from_file_location("hostile", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["hostile"] = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hostile = _hostile()


def _workspace(shape: str, size: int) -> Workspace:
    sources = [Source(_NAME, hostile.manifest(shape, size)), Source(".github/CODEOWNERS", "* @o/else\n/a1 @o/x\n")]
    files = [_NAME, *(f"files/{number}" for number in range(20)), *(f"a{number}" for number in range(20))]
    return assemble(sources, today="2026-01-01", files=lambda: files, enforcement=_ENFORCED)


@pytest.mark.parametrize("shape", hostile.SHAPES)
def test_every_report_stays_below_its_bound(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    most = 60_000
    monkeypatch.setattr(collect, "MAX_OF_A_RUN", most)
    monkeypatch.setattr(collect, "MAX_OF_A_MANIFEST", 0)
    report = run(_workspace(shape, 12_000 if shape.startswith("long") else 3_000), ALL, _EVERYTHING)
    for found in report.diagnostics:
        assert len(found.related) <= bounds.MAX_RELATED
        assert len(found.message) <= bounds.MAX_TEXT
    report = replace(report, rules=())  # SARIF has their pages, whatever is found
    # Each comment of a manifest is one finding at most.
    most += sum(weight(found) for found in report.diagnostics if found.category == "suppression")
    for name, reporter in BY_NAME.items():
        assert len(reporter(report, LOG)) < 1.5 * most + 40_000, name


@pytest.mark.parametrize("shape", ["chain", "hub", "ring", "tail"])
def test_the_chains_of_a_report_are_short_and_shared(shape: str) -> None:
    report = run(
        _workspace(shape, 8_000), [rule for rule in ALL if rule.name == "missing-downstream-reviewer"], Settings()
    )
    labels = [label for found in report.diagnostics for label in found.related]
    assert len(report.diagnostics) > 500
    assert len(labels) <= 9 * len(report.diagnostics)
    # Those that stand for what is left out apart, they are the steps of the graph.
    steps = {id(label) for label in labels if not label.message.startswith("and ")}
    assert len(steps) <= 8_000 / 10


@pytest.mark.parametrize("shape", ["chain", "gateways"])
def test_a_manifest_of_64_kilobytes_takes_little_memory(shape: str) -> None:
    tracemalloc.start()
    try:
        report = run(_workspace(shape, hostile.SIZE), ALL, _EVERYTHING)
        sizes = {name: len(BY_NAME[name](report, LOG)) for name in ("json", "sarif", "junit")}
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert report.stopped or shape == "gateways"
    assert max(sizes.values()) < 20_000_000
    assert peak < 250_000_000


def test_a_gateway_more_is_a_word_more() -> None:
    sizes = [len(BY_NAME["json"](run(_workspace("gateways", size), ALL, _EVERYTHING), LOG)) for size in (4_000, 16_000)]
    assert sizes[1] < 5 * sizes[0]


_EMPTY = "version: 1\n"
_ANSWERS: dict[str, Callable[[Workspace, Workspace], object]] = {
    "reviewers": lambda before, after: review([before], before, after, [[FileChange(_NAME, _NAME)]]),
    "reviewers of a removal": lambda before, after: review([after], after, before, [[FileChange(_NAME, _NAME)]]),
    "diff": compare,
    "diff of a removal": lambda before, after: compare(after, before),
    "graph": lambda _, after: as_data(diagram_of(after)),
    "owners": lambda _, after: OwnershipQueries(after).of_provider("p"),
    "codeowners": lambda _, after: codeowners(after),
    "ruleset": lambda _, after: ruleset(after),
    "policy-bot": lambda _, after: policy_bot(after),
    "codeowners-plus": lambda _, after: codeowners_plus(after),
}
_LINE = "  m{0}: {{provider: p, reviewers: downstream, artifacts: [a{0}], owner: '@o/t{0}', derived_from: [{1}]}}\n"


def _chain(length: int) -> Workspace:
    lines = (_LINE.format(number, f"m{number - 1}" if number else "") for number in range(length))
    text = f"{_EMPTY}models:\n{''.join(lines)}"
    return assemble([Source(_NAME, text)], today="2026-01-01", files=tuple, enforcement=_ENFORCED)


@pytest.mark.parametrize("name", _ANSWERS)
def test_an_answer_is_whole_or_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_ANSWER", 20_000)
    monkeypatch.setattr(bounds, "MAX_PER_ENTITY", 0)
    before = assemble([Source(_NAME, _EMPTY)], today="2026-01-01", files=tuple)
    _ANSWERS[name](before, _chain(9))
    with pytest.raises(OutputBoundError, match="would be larger than 20,000 characters"):
        _ANSWERS[name](before, _chain(60))
