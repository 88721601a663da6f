"""Workflow commands: annotations of GitHub Actions, no more of them than the runner keeps."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.terminal import LOG, harmless
from aiowners.reporters import concise
from aiowners.reporters.grouping import advice_lines, by_place, gathered, messages, related
from aiowners.reporters.places import shown_path, shown_place
from aiowners.reporters.summary import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal
    from aiowners.source import Location

    Group = tuple[Diagnostic, ...]

# actions/runner, ExecutionContext: ten issues of a type a step become annotations, and a message
# is cut at 4,096 characters; what is left of the room is for the escapes.
_MOST: Final = 10
_LONGEST: Final = 4_000
_MOST_RELATED = 8
_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, _terminal: Terminal) -> str:
    """The findings as workflow commands, errors first; nothing where nothing was found.

    Findings of one rule, subject and place are one command. The runner keeps ten of a kind: where
    there are more, those of one cause become one; the tenth counts what is left, and a group of the
    log lists it. The form of a command is documented under "Workflow commands for GitHub Actions".
    """
    commands: list[str] = []
    rest: list[Diagnostic] = []
    for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO):
        of_severity = [found for found in report.diagnostics if found.severity is severity]
        groups = _joined(sorted(of_severity, key=lambda found: -found.urgency))
        shown = groups if len(groups) <= _MOST else groups[: _MOST - 1]
        left = [found for group in groups[len(shown) :] for found in group]
        for group in shown:
            lines = _lines(report, group)
            told = _that_fit(lines)
            rest += group if len(told) < len(lines) else ()
            commands.append(_written(report, group[0], _title(group), _cut(lines, told)))
        commands += [_remainder(report, left)] if left else []
        rest += left
    return "".join(f"{line}\n" for line in (*commands, *_listed(report, rest)))


def _joined(diagnostics: Sequence[Diagnostic]) -> Sequence[Group]:
    """One group a place; where those are too many, one a cause."""
    groups = by_place(diagnostics)
    if len(groups) <= _MOST:
        return groups
    causes = gathered(groups, lambda group: _cause(group[0]))
    return [tuple(found for group in cause for found in group) for cause in causes]


def _cause(found: Diagnostic) -> tuple[object, ...]:
    """What findings have in common that go away together: what is unknown or unasked, or one declaration."""
    if found.category == "reference" and found.about is not None:
        return found.rule, found.about
    return found.rule, found.location.path, found.subject


def _lines(report: Report, group: Group) -> list[str]:
    """The findings of one command in full."""
    first = group[0]
    if all(found.location == first.location for found in group):
        head, *others = messages(group)
        lines = [_line(report, first.location, head), *(f"  and: {harmless(text, LOG)}" for text in others)]
        places = related(group)
        lines += [f"  {_line(report, label.location, label.message)}" for label in places[:_MOST_RELATED]]
        if len(places) > _MOST_RELATED:
            lines.append(f"  ... and {counted(len(places) - _MOST_RELATED, 'more place')}")
    else:
        lines = [_line(report, found.location, found.message) for found in group]
    return lines + advice_lines(group)


def _title(group: Group) -> str:
    return group[0].rule if len(group) == 1 else f"{group[0].rule} ({len(group)} findings)"


def _remainder(report: Report, left: Sequence[Diagnostic]) -> str:
    """The last command of its kind: how many findings it stands for, and where they are told."""
    first = left[0]
    number = counted(len(left), f"more {_COMMAND[first.severity]}")
    rules = Counter(found.rule for found in left).most_common()
    where = f"{number}, the first of them here: the log of this step lists them all"
    lines = [_line(report, first.location, where), *(f"  {times} {rule}" for rule, times in rules)]
    return _written(report, first, number, _cut(lines, _that_fit(lines)))


def _written(report: Report, found: Diagnostic, title: str, message: str) -> str:
    properties = {"title": f"aiowners: {title}", **_properties(report, found.location)}
    stated = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_COMMAND[found.severity]} {stated}::{_data(message)}"


def _properties(report: Report, location: Location) -> dict[str, object]:
    """Where to put it. The runner drops columns where the lines differ, so they are left out there."""
    start, end = location.start, location.end
    place = {"file": shown_path(report, location), "line": start.line, "endLine": end.line}
    if start.line != end.line:
        return place
    return place | {"col": start.column, "endColumn": max(end.column, start.column)}


def _line(report: Report, location: Location, message: str) -> str:
    """The place stands in the text too: the log shows nothing else of a command."""
    return f"{shown_place(report, location)}: {harmless(message, LOG)}"


def _that_fit(lines: Sequence[str]) -> list[str]:
    """As many of the lines as the runner keeps; it counts the UTF-16 units of C#."""
    kept: list[str] = []
    room = _LONGEST
    for line in lines:
        room -= len(line.encode("utf-16-le")) // 2 + 1
        if room < 0:
            break
        kept.append(line)
    return kept


def _cut(lines: Sequence[str], kept: Sequence[str]) -> str:
    if len(kept) == len(lines):
        return "\n".join(lines)
    if not kept:
        return f"{lines[0][: _LONGEST // 2]}... (the log of this step has it all)"
    return "\n".join((*kept, f"  ... and {counted(len(lines) - len(kept), 'more line')} in the log of this step"))


def _listed(report: Report, rest: Sequence[Diagnostic]) -> Iterator[str]:
    """The findings that no command shows in full, as a group of the log that can be opened."""
    if rest:
        yield f"::group::{counted(len(rest), 'finding')} that no annotation shows in full"
        yield from (concise.line(found, LOG, shown_place(report, found.location)) for found in rest)
        yield "::endgroup::"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
