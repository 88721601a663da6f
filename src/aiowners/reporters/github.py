"""Workflow commands: annotations of GitHub Actions, no more of them than the runner keeps."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from aiowners.diagnostics.diagnostic import Severity
from aiowners.reporters import concise
from aiowners.reporters.closing import counted
from aiowners.reporters.joined import advice, by_place, gathered, messages, related
from aiowners.reporters.terminal import LOG, harmless

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.reporters.terminal import Terminal
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
        groups = _joined([found for found in report.diagnostics if found.severity is severity])
        shown = groups if len(groups) <= _MOST else groups[: _MOST - 1]
        left = [found for group in groups[len(shown) :] for found in group]
        commands += [_command(report, group) for group in shown]
        commands += [_remainder(report, left)] if left else []
        rest += left
    return "".join(f"{line}\n" for line in (*commands, *_listed(rest)))


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


def _command(report: Report, group: Group) -> str:
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
    lines += [f"  {word}: {harmless(text, LOG)}" for word, text in advice(group)]
    title = first.rule if len(group) == 1 else f"{first.rule} ({len(group)} findings)"
    return _written(report, first, title, lines)


def _remainder(report: Report, left: Sequence[Diagnostic]) -> str:
    """The last command of its kind: how many findings it stands for, and where they are told."""
    first = left[0]
    number = counted(len(left), f"more {_COMMAND[first.severity]}")
    rules = Counter(found.rule for found in left).most_common()
    where = f"{number}, the first of them here: all are in the log of this step, and in its summary"
    lines = [_line(report, first.location, where), *(f"  {times} {rule}" for rule, times in rules)]
    return _written(report, first, number, lines)


def _written(report: Report, found: Diagnostic, title: str, lines: Sequence[str]) -> str:
    properties = {"title": f"aiowners: {title}", **_properties(report, found.location)}
    stated = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_COMMAND[found.severity]} {stated}::{_data(_shortened(lines))}"


def _properties(report: Report, location: Location) -> dict[str, object]:
    """Where to put it. The runner drops columns where the lines differ, so they are left out there."""
    start, end = location.start, location.end
    place = {"file": harmless(report.checkout.path(location.path), LOG), "line": start.line, "endLine": end.line}
    if start.line != end.line:
        return place
    return place | {"col": start.column, "endColumn": max(end.column, start.column)}


def _line(report: Report, location: Location, message: str) -> str:
    """The place stands in the text too: the log shows nothing else of a command."""
    start = location.start
    path = harmless(report.checkout.path(location.path), LOG)
    return f"{path}:{start.line}:{start.column}: {harmless(message, LOG)}"


def _shortened(lines: Sequence[str]) -> str:
    """As many lines as the runner keeps, and how many were left out."""
    kept: list[str] = []
    room = _LONGEST
    for line in lines:
        if len(line) + 1 > room:
            left = len(lines) - len(kept)
            return "\n".join([*kept, f"  ... and {counted(left, 'more line')}"]) if kept else f"{line[:room]}..."
        kept.append(line)
        room -= len(line) + 1
    return "\n".join(kept)


def _listed(rest: Sequence[Diagnostic]) -> Iterator[str]:
    """The findings that no command shows, as a group of the log that can be opened."""
    if rest:
        yield f"::group::{counted(len(rest), 'finding')} without an annotation"
        yield from (concise.line(found, LOG) for found in rest)
        yield "::endgroup::"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
