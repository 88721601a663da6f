"""JUnit XML: findings as failed tests, for every place that lists tests."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from aiowners.display.terminal import LOG, as_line_start, harmless
from aiowners.display.xml_text import document, element
from aiowners.reporters import concise
from aiowners.reporters.grouping import advice_lines, gathered
from aiowners.reporters.places import shown_path, shown_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal


def render(report: Report, _terminal: Terminal) -> str:
    """A suite a file, a failed test a finding, in the shape of `junit-10.xsd` of Jenkins' xUnit plugin.

    A run that found nothing has one test that passed: where there is no test at all, some places
    take it for a run that did not happen.
    """
    total = len(report.diagnostics)
    suites = [_suite(report, found) for found in gathered(report.diagnostics, lambda found: found.location.path)]
    content = [line for suite in suites or [_passed()] for line in suite]
    return document(element("testsuites", {"name": "aiowners", **_counts(total or 1, total)}, content))


def _suite(report: Report, diagnostics: Sequence[Diagnostic]) -> list[str]:
    path = shown_path(report, diagnostics[0].location)
    cases = [
        line
        for found, name in zip(diagnostics, _names(diagnostics), strict=True)
        for line in element("testcase", {"name": name, "classname": path}, _failure(report, found))
    ]
    return element("testsuite", {"name": path, **_counts(len(diagnostics), len(diagnostics))}, cases)


def _passed() -> list[str]:
    case = element("testcase", {"name": "check", "classname": "aiowners"})
    return element("testsuite", {"name": "aiowners", **_counts(1, 0)}, case)


def _counts(tests: int, failures: int) -> dict[str, int]:
    return {"tests": tests, "failures": failures, "errors": 0}


def _names(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """A name for each finding of one file: its rule and parties, numbered where that is not enough.

    A test that failed before is known by its name: no line is in it. GitLab keeps one test of each
    name.
    """
    seen: Counter[str] = Counter()
    for found in diagnostics:
        name = " ".join(harmless(word, LOG) for word in (found.rule, found.subject, found.about) if word)
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


def _failure(report: Report, found: Diagnostic) -> list[str]:
    """The failure: in its text the place, the places that make it true, and what would mend it."""
    lines = [
        concise.line(found, LOG, shown_place(report, found.location)),
        *(f"  {shown_place(report, label.location)}: {harmless(label.message, LOG)}" for label in found.related),
        *advice_lines((found,)),
    ]
    attributes = {"type": found.severity.value, "message": harmless(found.message, LOG)}
    return element("failure", attributes, "\n".join(map(as_line_start, lines)))
