"""Markdown: a summary to append to a job's page, or to paste into a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.markdown_text import code, size_of, text
from aiowners.reporters.grouping import advice, by_place, messages, related
from aiowners.reporters.summary import counted, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal
    from aiowners.source import Location

# actions/runner drops a step's summary of more than a mebibyte whole; the rest is for the closing line.
_MOST_BYTES: Final = (1 << 20) - 4_096
_MOST_MESSAGES = 50
_MOST_RELATED = 8
_HEAD = "| | place | finding | rule |\n|---|---|---|---|\n"


def render(report: Report, _terminal: Terminal) -> str:
    """The counts, and a table of the findings, worst first, in GitHub's forge of Markdown.

    Findings of one rule, subject and place are one row. It stays below 1 MiB: what has no room is
    counted at the end.
    """
    parts = [f"## aiowners: {_verdict(report)}\n", f"\n{text(' '.join(sentences(report)))}\n"]
    brought = report.brought
    if brought is None:
        sections = [("", report.diagnostics)]
    else:
        sections = [
            ("Brought by this change", report.diagnostics[:brought]),
            ("There before", report.diagnostics[brought:]),
        ]
    room = _MOST_BYTES - sum(map(size_of, parts))
    left = 0
    for title, diagnostics in sections:
        if not diagnostics:
            continue
        head = (f"\n### {title}\n" if title else "") + f"\n{_HEAD}"
        rows, missed = _fitting(_rows(report, diagnostics), room - size_of(head))
        if rows:
            parts += [head, *rows]
        room -= sum(map(size_of, (head, *rows)))
        left += missed
    if left:
        parts.append(f"\n{counted(left, 'more finding')} found no room here: `aiowners check` shows them all.\n")
    return "".join(parts)


def _fitting(rows: Iterator[tuple[str, int]], room: int) -> tuple[list[str], int]:
    """The rows that fit into so many bytes, and how many findings the others stand for."""
    kept: list[str] = []
    missed = 0
    for row, number in rows:
        if (size := size_of(row)) > room:
            missed += number
        else:
            room -= size
            kept.append(row)
    return kept, missed


def _rows(report: Report, diagnostics: Sequence[Diagnostic]) -> Iterator[tuple[str, int]]:
    """A row for each place, worst first, and how many findings it tells of."""
    for group in by_place(sorted(diagnostics, key=lambda found: -found.urgency)):
        first = group[0]
        cells = (first.severity.value, _link(report, first.location), _told(report, group), _rule(report, first.rule))
        yield f"| {' | '.join(cells)} |\n", len(group)


def _told(report: Report, group: Sequence[Diagnostic]) -> str:
    told = messages(group)
    lines = [text(message) for message in told[:_MOST_MESSAGES]]
    if len(told) > _MOST_MESSAGES:
        lines.append(f"… and {counted(len(told) - _MOST_MESSAGES, 'more finding')} here: `aiowners check` shows them")
    places = related(group)
    lines += [f"{_link(report, label.location)} {text(label.message)}" for label in places[:_MOST_RELATED]]
    if len(places) > _MOST_RELATED:
        lines.append(f"… and {counted(len(places) - _MOST_RELATED, 'more place')}")
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
