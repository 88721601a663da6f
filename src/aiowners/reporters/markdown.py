"""Markdown: a summary for the page of a job, or for a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.markdown_text import code, size_of, text
from aiowners.display.plural import counted
from aiowners.reporters.grouping import advice, by_location, messages, related
from aiowners.reporters.summary import summary_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal
    from aiowners.source import Location

# actions/runner drops the whole summary of a step if it is larger than 1 MiB; the difference is a
# reserve for the closing line.
_MAX_BYTES: Final = (1 << 20) - 4_096
_MAX_MESSAGES = 50
_MAX_RELATED = 8
_HEAD = "| | place | finding | rule |\n|---|---|---|---|\n"


def render(report: Report, _terminal: Terminal) -> str:
    """Return the counts and a table of the findings, worst first, in GitHub Flavored Markdown.

    Findings with the same rule, subject, and location are one row. The text is smaller than 1 MiB;
    its end counts the findings that have no room.
    """
    parts = [f"## aiowners: {_verdict(report)}\n", f"\n{text(' '.join(summary_sentences(report)))}\n"]
    introduced = report.introduced
    if introduced is None:
        sections = [("", report.diagnostics)]
    else:
        sections = [
            ("Brought by this change", report.diagnostics[:introduced]),
            ("There before", report.diagnostics[introduced:]),
        ]
    room = _MAX_BYTES - sum(map(size_of, parts))
    left = 0
    for title, diagnostics in sections:
        if not diagnostics:
            continue
        head = (f"\n### {title}\n" if title else "") + f"\n{_HEAD}"
        rows, dropped = _fitting(_rows(report, diagnostics), room - size_of(head))
        if rows:
            parts += [head, *rows]
        room -= sum(map(size_of, (head, *rows)))
        left += dropped
    if left:
        parts.append(f"\n{counted(left, 'more finding')} found no room here: `aiowners check` shows them all.\n")
    return "".join(parts)


def _fitting(rows: Iterator[tuple[str, int]], room: int) -> tuple[list[str], int]:
    """Return the rows that fit in `room` bytes, and the number of findings in the other rows."""
    kept: list[str] = []
    dropped = 0
    for row, number in rows:
        if (size := size_of(row)) > room:
            dropped += number
        else:
            room -= size
            kept.append(row)
    return kept, dropped


def _rows(report: Report, diagnostics: Sequence[Diagnostic]) -> Iterator[tuple[str, int]]:
    """Yield a row for each location, worst first, with its number of findings."""
    for group in by_location(sorted(diagnostics, key=lambda diagnostic: -diagnostic.urgency)):
        first = group[0]
        location = _link(report, first.location)
        cells = (first.severity.value, location, _description(report, group), _rule(report, first.rule))
        yield f"| {' | '.join(cells)} |\n", len(group)


def _description(report: Report, group: Sequence[Diagnostic]) -> str:
    distinct = messages(group)
    lines = [text(message) for message in distinct[:_MAX_MESSAGES]]
    if len(distinct) > _MAX_MESSAGES:
        more = counted(len(distinct) - _MAX_MESSAGES, "more finding")
        lines.append(f"… and {more} here: `aiowners check` shows them")
    labels = related(group)
    lines += [f"{_link(report, label.location)} {text(label.message)}" for label in labels[:_MAX_RELATED]]
    if len(labels) > _MAX_RELATED:
        lines.append(f"… and {counted(len(labels) - _MAX_RELATED, 'more place')}")
    lines += [f"{word}: {text(words)}" for word, words in advice(group)]
    return "<br>".join(lines)


def _verdict(report: Report) -> str:
    severities = (Severity.ERROR, Severity.WARNING, Severity.INFO)
    counts = [(report.count(severity), severity.value) for severity in severities]
    return ", ".join(counted(number, noun) for number, noun in counts if number) or "nothing found"


def _rule(report: Report, name: str) -> str:
    url = next((rule.url for rule in report.rules if rule.name == name), None)
    return f"`{name}`" if url is None else f"[`{name}`]({url})"


def _link(report: Report, location: Location) -> str:
    path, line = report.checkout.path(location.path), location.start.line
    shown = f"{code(path)}:{line}"
    if not report.checkout.url:
        return shown
    return f"[{shown}]({report.checkout.url}{quote(path, errors='surrogateescape')}#L{line})"
