"""JUnit XML: findings as failed tests, for programs that list tests."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from aiowners.display.terminal import LOG, as_line_start, harmless
from aiowners.display.xml_text import document, element
from aiowners.reporters import concise
from aiowners.reporters.grouping import advice_lines, grouped
from aiowners.reporters.locations import shown_location, shown_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal


def render(report: Report, _terminal: Terminal) -> str:
    """Return a suite for each file and a failed test for each finding, valid for `junit-10.xsd` of Jenkins' xUnit plugin.

    A run without findings has one passed test: some programs read a report without tests as a run
    that did not happen.
    """
    total = len(report.diagnostics)
    files = grouped(report.diagnostics, lambda diagnostic: diagnostic.location.path)
    suites = [_suite(report, diagnostics) for diagnostics in files]
    content = [line for suite in suites or [_passed()] for line in suite]
    return document(element("testsuites", {"name": "aiowners", **_counts(total or 1, total)}, content))


def _suite(report: Report, diagnostics: Sequence[Diagnostic]) -> list[str]:
    path = shown_path(report, diagnostics[0].location)
    cases = [
        line
        for diagnostic, name in zip(diagnostics, _names(diagnostics), strict=True)
        for line in element("testcase", {"name": name, "classname": path}, _failure(report, diagnostic))
    ]
    return element("testsuite", {"name": path, **_counts(len(diagnostics), len(diagnostics))}, cases)


def _passed() -> list[str]:
    case = element("testcase", {"name": "check", "classname": "aiowners"})
    return element("testsuite", {"name": "aiowners", **_counts(1, 0)}, case)


def _counts(tests: int, failures: int) -> dict[str, int]:
    return {"tests": tests, "failures": failures, "errors": 0}


def _names(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield a name for each finding of one file: rule, subject, and about, with a number if they repeat.

    The name contains no line, because CI systems recognize an earlier failure by the name of the
    test. GitLab keeps one test of each name.
    """
    seen: Counter[str] = Counter()
    for diagnostic in diagnostics:
        words = (diagnostic.rule, diagnostic.subject, diagnostic.about)
        name = " ".join(harmless(word, LOG) for word in words if word)
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


def _failure(report: Report, diagnostic: Diagnostic) -> list[str]:
    """Return the lines of the failure, with the location, the related locations, and the advice in its text."""
    lines = [
        concise.line(diagnostic, LOG, shown_location(report, diagnostic.location)),
        *(
            f"  {shown_location(report, label.location)}: {harmless(label.message, LOG)}"
            for label in diagnostic.related
        ),
        *advice_lines((diagnostic,)),
    ]
    attributes = {"type": diagnostic.severity.value, "message": harmless(diagnostic.message, LOG)}
    return element("failure", attributes, "\n".join(map(as_line_start, lines)))
