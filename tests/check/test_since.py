"""What a change brought comes first, and points at the change where it can."""

from __future__ import annotations

from dataclasses import replace

from aiowners.check.changed_lines import Lines
from aiowners.check.since import introduced_first
from aiowners.diagnostics.diagnostic import Diagnostic, Label, Severity
from aiowners.diagnostics.report import Report, fingerprints
from aiowners.source import Location, Source, Span

MODELS = Source("ml/ai-ownership.yaml", "one\ntwo\nthree\nfour\nfive\n")
USES = Source("z/ai-ownership.yaml", "uno\ndue\ntre\n")


def _at(source: Source, line: int) -> Location:
    start = source.line_starts[line - 1]
    return Location(source, Span(start, start + 3))


def _found(name: str, location: Location, *related: Location) -> Diagnostic:
    labels = tuple(Label(place, f"{place.path}:{place.start.line}") for place in related)
    return Diagnostic(
        name, "review", Severity.ERROR, f"{name}!", location, f"model:{name}", label="here", related=labels
    )


def _report(*found: Diagnostic) -> Report:
    return Report(found, fingerprints(found), manifests=2)


WHOLE = Lines(written=(range(1, 99),))


def test_the_new_come_first_and_nothing_is_lost() -> None:
    old, new, older = _found("a", _at(MODELS, 1)), _found("b", _at(MODELS, 2)), _found("c", _at(USES, 1))
    report = _report(old, new, older)
    known = {report.fingerprints[0], report.fingerprints[2]}
    told = introduced_first(report, known, {})
    assert told.diagnostics == (new, old, older)
    assert told.fingerprints == (report.fingerprints[1], report.fingerprints[0], report.fingerprints[2])
    assert told.introduced == 1
    assert replace(told, introduced=None, diagnostics=(), fingerprints=()) == replace(
        report, diagnostics=(), fingerprints=()
    )


def test_it_points_at_the_line_that_was_written() -> None:
    found = _found("a", _at(MODELS, 1), _at(MODELS, 3), _at(USES, 2), _at(USES, 3))
    change = {USES.path: Lines(written=(range(2, 4),), beside=(range(1, 2),))}
    (shown,) = introduced_first(_report(found), (), change).diagnostics
    assert shown.location == _at(USES, 2)
    assert shown.label == "z/ai-ownership.yaml:2"
    assert shown.related == (Label(_at(MODELS, 1), "here"), found.related[0], found.related[2])
    assert shown.message == found.message


def test_its_own_place_is_preferred_to_others() -> None:
    found = _found("a", _at(MODELS, 1), _at(USES, 2))
    change = {MODELS.path: Lines(written=(range(1, 2),)), USES.path: Lines(written=(range(1, 9),))}
    assert introduced_first(_report(found), (), change).diagnostics == (found,)


def test_what_was_taken_away_counts_after_what_was_written() -> None:
    found = _found("a", _at(MODELS, 1), _at(MODELS, 3), _at(USES, 2))
    beside = {MODELS.path: Lines(beside=(range(3, 5),))}
    assert introduced_first(_report(found), (), beside).diagnostics[0].location == _at(MODELS, 3)
    both = {**beside, USES.path: Lines(written=(range(2, 3),))}
    assert introduced_first(_report(found), (), both).diagnostics[0].location == _at(USES, 2)


def test_it_stays_where_it_is_if_the_change_is_elsewhere() -> None:
    found = _found("a", _at(MODELS, 1), _at(USES, 2))
    change = {MODELS.path: Lines(written=(range(2, 3),)), "elsewhere": WHOLE}
    assert introduced_first(_report(found), (), change).diagnostics == (found,)


def test_a_known_finding_stays_as_it_is() -> None:
    found = _found("a", _at(MODELS, 1), _at(USES, 2))
    report = _report(found)
    told = introduced_first(report, set(report.fingerprints), {USES.path: WHOLE})
    assert told.diagnostics == (found,)
    assert told.introduced == 0


def test_the_new_are_in_the_order_of_where_they_are_shown() -> None:
    first, second = _found("a", _at(MODELS, 1), _at(USES, 2)), _found("b", _at(MODELS, 2))
    told = introduced_first(_report(first, second), (), {USES.path: WHOLE})
    assert [found.rule for found in told.diagnostics] == ["b", "a"]
