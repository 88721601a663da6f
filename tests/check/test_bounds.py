"""A run ends, however much there is to say."""

from __future__ import annotations

import pytest

from aiowners.check import gather as gathering
from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.reporters import BY_NAME
from aiowners.reporters.terminal import LOG
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import assemble

# Each misses the owners of all that are built on it.
CHAIN = "version: 1\nmodels:\n" + "".join(f"  m{n}: {{owner: t{n}, derived_from: [m{n + 1}]}}\n" for n in range(9))


def test_a_rule_that_finds_too_much_is_stopped_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = assemble([Source("ai-ownership.yaml", CHAIN)], today="2026-11-22")
    settings = Settings(select=frozenset(("missing-downstream-reviewer",)))
    whole = run(workspace, ALL, settings)
    assert (len(whole.diagnostics), whole.stopped, whole.skipped) == (36, (), 0)
    monkeypatch.setattr(gathering, "MOST_OF_A_RULE", 10)
    report = run(workspace, ALL, settings)
    assert (len(report.diagnostics), report.stopped, report.skipped) == (11, ("missing-downstream-reviewer",), 1)
    assert "missing-downstream-reviewer" not in report.judged
    assert "left out" not in BY_NAME["full"](report, LOG)
    assert "There is more than can be told: `missing-downstream-reviewer` stopped" in BY_NAME["full"](report, LOG)
