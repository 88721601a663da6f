"""A run ends, however many findings there are, and every report says what it does not hold."""

from __future__ import annotations

import json
from itertools import count
from typing import TYPE_CHECKING

import pytest

from aiowners.check import collect as gathering
from aiowners.check.add_ignore import can_be_suppressed
from aiowners.check.baseline import entries
from aiowners.check.run import limited, run
from aiowners.check.settings import Override, Settings, highest
from aiowners.codeowners.pattern import Pattern
from aiowners.diagnostics import bounds
from aiowners.diagnostics.bounds import Allowance, OutputBoundError, shortened, weight
from aiowners.diagnostics.diagnostic import Diagnostic, Label, Severity
from aiowners.diagnostics.rule import Level, Rule
from aiowners.display.terminal import LOG
from aiowners.reporters import BY_NAME, sarif
from aiowners.rules import ALL
from aiowners.source import Location, Source, Span
from aiowners.workspace import assemble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.workspace import Workspace

# Each misses the owners of all that are built on it.
CHAIN = "version: 1\nmodels:\n" + "".join(f"  m{n}: {{owner: t{n}, derived_from: [m{n + 1}]}}\n" for n in range(9))
RULE = "missing-downstream-reviewer"
ONLY = Settings(select=frozenset((RULE,)))


def workspace(text: str = CHAIN) -> Workspace:
    """A workspace of one manifest."""
    return assemble([Source("ai-ownership.yaml", text)], today="2026-11-22")


def endless(name: str, severity: Severity, *, size: int = 1) -> Rule:
    """A rule whose findings never end; each has a message of `size` characters."""
    place = Location(Source("ai-ownership.yaml", "version: 1\n"), Span(0, 1))

    def check(_: Workspace) -> Iterator[Diagnostic]:
        for number in count():
            yield Diagnostic(name, "review", severity, "x" * size, place, subject=f"model:m{number}")

    return Rule(name, "review", severity, "0.1", "A page.", check)


def test_a_rule_that_has_too_many_findings_is_stopped_and_every_format_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run(workspace(), ALL, ONLY)
    assert (len(whole.diagnostics), whole.stopped, whole.skipped) == (36, (), 0)
    monkeypatch.setattr(gathering, "MAX_OF_A_RULE", 10)
    report = run(workspace(), ALL, ONLY)
    assert (len(report.diagnostics), report.stopped, report.skipped) == (11, (RULE,), 1)
    assert RULE not in report.complete_rules
    for name in BY_NAME:
        assert "stopped after 10 findings" in " ".join(BY_NAME[name](report, LOG).split()), name


def test_a_run_ends_though_no_rule_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MAX_OF_A_RUN", 100_000)
    monkeypatch.setattr(gathering, "MAX_OF_A_MANIFEST", 0)
    rules = [endless("first", Severity.INFO), endless("second", Severity.ERROR), endless("third", Severity.WARNING)]
    report = run(workspace(), rules, Settings())
    assert report.stopped == ("second", "third", "first")
    assert {found.rule for found in report.diagnostics} == {"second", "skipped-check"}
    assert sum(map(weight, report.diagnostics)) < 110_000


def test_long_findings_are_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MAX_OF_A_RUN", 500_000)
    short, long = (
        len(run(workspace(), [endless("a", Severity.ERROR, size=n)], Settings()).diagnostics) for n in (1, 1_000)
    )
    assert long < 0.6 * short


def test_the_run_fails_at_the_severity_of_what_is_not_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MAX_OF_A_RULE", 1)
    silenced = CHAIN.replace("m0:", "m0: # aiowners: ignore[missing-downstream-reviewer] agreed\n   ")
    for text, settings, severity in (
        (CHAIN, ONLY, Severity.ERROR),
        (silenced, ONLY, Severity.ERROR),
        (CHAIN, Settings(select=ONLY.select, severities={RULE: Level.INFO}), Severity.INFO),
        (CHAIN, Settings(levels={RULE: Level.WARNING}), Severity.WARNING),
    ):
        report = run(workspace(text), [rule for rule in ALL if rule.name == RULE], settings)
        stops = [found for found in report.diagnostics if found.rule == "skipped-check"]
        assert [stop.severity for stop in stops] == [severity]


def test_neither_a_baseline_nor_a_path_nor_a_comment_hides_that_a_rule_was_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gathering, "MAX_OF_A_RULE", 3)
    first = run(workspace(), ALL, ONLY)
    assert len(entries(first)) == len(first.diagnostics) - 1
    again = run(workspace(), ALL, ONLY, baseline=first.fingerprints, paths=("elsewhere",))
    assert [found.rule for found in again.diagnostics] == ["skipped-check"]
    assert [found.rule for found in limited(first, ("elsewhere",)).diagnostics] == ["skipped-check"]
    assert not can_be_suppressed(again.diagnostics[0])


def test_what_a_report_has_no_room_for_does_not_hide_that_a_rule_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MAX_OF_A_RULE", 120)
    monkeypatch.setattr(sarif, "_MAX_RESULTS", 100)
    report = run(workspace(), [endless("a", Severity.ERROR)], Settings())
    for name in BY_NAME:
        assert "stopped after 120 findings" in " ".join(BY_NAME[name](report, LOG).split()), name
    assert len(json.loads(BY_NAME["sarif"](report, LOG))["runs"][0]["results"]) == 100


def test_a_rule_that_asks_for_too_large_an_answer_is_stopped() -> None:
    def check(_: Workspace) -> Iterator[Diagnostic]:
        Allowance("the answer", 0, limit=10).use(11)
        yield from ()

    report = run(workspace(), [Rule("a", "review", Severity.WARNING, "0.1", "A page.", check)], Settings())
    assert [(found.rule, found.severity) for found in report.diagnostics] == [("skipped-check", Severity.WARNING)]


def test_the_highest_severity_of_a_rule() -> None:
    rule = next(rule for rule in ALL if rule.name == RULE)
    above = Override((Pattern("a/"),), {"review": Level.ERROR})
    off = Override((Pattern("b/"),), {RULE: Level.OFF})
    assert highest(Settings(), rule) is Severity.ERROR
    assert highest(Settings(levels={RULE: Level.INFO}), rule) is Severity.INFO
    assert highest(Settings(levels={RULE: Level.INFO}, overrides=(above, off)), rule) is Severity.ERROR
    assert highest(Settings(levels={RULE: Level.OFF}, overrides=(above,)), rule) is Severity.ERROR
    assert highest(Settings(severities={RULE: Level.WARNING}, overrides=(above,)), rule) is Severity.WARNING


def test_a_finding_is_shortened_where_it_is_long() -> None:
    place = Location(Source("a", "b"))
    related = tuple(Label(place, f"{number}") for number in range(150))
    found = Diagnostic("r", "c", Severity.INFO, "m" * 9_000, place, label="l", anchor="a" * 9_000, related=related)
    short = shortened(found)
    assert len(short.message) == bounds.MAX_TEXT
    assert "…" in short.message
    assert (short.label, short.help) == ("l", None)
    assert len(short.related) == bounds.MAX_RELATED
    assert short.related[-1].message == "and 51 more locations"
    assert short.anchor != shortened(Diagnostic("r", "c", Severity.INFO, "", place, anchor="a" * 9_001)).anchor
    assert shortened(short) is short


def test_an_allowance_ends() -> None:
    room = Allowance("the graph", 0, limit=100)
    room.take(("a" * 30,))
    with pytest.raises(OutputBoundError, match="the graph would be larger than 100 characters"):
        room.take(("a" * 30, "b"))
