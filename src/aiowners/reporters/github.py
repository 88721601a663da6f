"""GitHub Actions: workflow commands that make annotations, at most as many as the runner keeps."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.plural import counted
from aiowners.display.terminal import LOG, harmless
from aiowners.reporters import concise
from aiowners.reporters.grouping import advice_lines, by_location, grouped, messages, related
from aiowners.reporters.locations import shown_location, shown_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal
    from aiowners.source import Location

    Group = tuple[Diagnostic, ...]

# actions/runner, ExecutionContext: a step has at most ten annotations of a type, and a message is
# cut at 4,096 characters. The difference is a reserve for escapes.
_MAX_ANNOTATIONS: Final = 10
_MAX_MESSAGE: Final = 4_000
_MAX_RELATED = 8
_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, _terminal: Terminal) -> str:
    """Return the findings as workflow commands, errors first; empty if there are no findings.

    Findings with the same rule, subject, and location are one command. If a severity has more
    commands than the runner keeps, findings with a common cause become one command. If there are
    still more, the tenth command counts the rest, and a group in the log lists them. GitHub
    documents the commands in "Workflow commands for GitHub Actions".
    """
    commands: list[str] = []
    rest: list[Diagnostic] = []
    for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO):
        of_severity = [diagnostic for diagnostic in report.diagnostics if diagnostic.severity is severity]
        groups = _groups(sorted(of_severity, key=lambda diagnostic: -diagnostic.urgency))
        shown = groups if len(groups) <= _MAX_ANNOTATIONS else groups[: _MAX_ANNOTATIONS - 1]
        left = [diagnostic for group in groups[len(shown) :] for diagnostic in group]
        for group in shown:
            lines = _lines(report, group)
            fitting = _fitting(lines)
            rest += group if len(fitting) < len(lines) else ()
            commands.append(_command(report, group[0], _title(group), _cut(lines, fitting)))
        commands += [_remainder(report, left)] if left else []
        rest += left
    return "".join(f"{line}\n" for line in (*commands, *_log_group(report, rest)))


def _groups(diagnostics: Sequence[Diagnostic]) -> Sequence[Group]:
    """Group findings by location, or by cause if there are too many locations."""
    groups = by_location(diagnostics)
    if len(groups) <= _MAX_ANNOTATIONS:
        return groups
    causes = grouped(groups, lambda group: _cause(group[0]))
    return [tuple(diagnostic for group in cause for diagnostic in group) for cause in causes]


def _cause(diagnostic: Diagnostic) -> tuple[object, ...]:
    """Return what findings with one remedy have in common: an unknown name, or a declaration."""
    if diagnostic.category == "reference" and diagnostic.about is not None:
        return diagnostic.rule, diagnostic.about
    return diagnostic.rule, diagnostic.location.path, diagnostic.subject


def _lines(report: Report, group: Group) -> list[str]:
    """Return all lines of the command for a group."""
    first = group[0]
    if all(diagnostic.location == first.location for diagnostic in group):
        head, *rest = messages(group)
        lines = [_line(report, first.location, head), *(f"  and: {harmless(text, LOG)}" for text in rest)]
        labels = related(group)
        lines += [f"  {_line(report, label.location, label.message)}" for label in labels[:_MAX_RELATED]]
        if len(labels) > _MAX_RELATED:
            lines.append(f"  ... and {counted(len(labels) - _MAX_RELATED, 'more place')}")
    else:
        lines = [_line(report, diagnostic.location, diagnostic.message) for diagnostic in group]
    return lines + advice_lines(group)


def _title(group: Group) -> str:
    return group[0].rule if len(group) == 1 else f"{group[0].rule} ({len(group)} findings)"


def _remainder(report: Report, left: Sequence[Diagnostic]) -> str:
    """Return the last command of a severity: the number of the other findings, and their rules."""
    first = left[0]
    number = counted(len(left), f"more {_COMMAND[first.severity]}")
    rules = Counter(diagnostic.rule for diagnostic in left).most_common()
    message = f"{number}, the first of them here: the log of this step lists them all"
    lines = [_line(report, first.location, message), *(f"  {count} {rule}" for rule, count in rules)]
    return _command(report, first, number, _cut(lines, _fitting(lines)))


def _command(report: Report, diagnostic: Diagnostic, title: str, message: str) -> str:
    properties = {"title": f"aiowners: {title}", **_properties(report, diagnostic.location)}
    assignments = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_COMMAND[diagnostic.severity]} {assignments}::{_data(message)}"


def _properties(report: Report, location: Location) -> dict[str, object]:
    """Return the location as properties, without columns if the lines differ: the runner would drop them."""
    start, end = location.start, location.end
    properties = {"file": shown_path(report, location), "line": start.line, "endLine": end.line}
    if start.line != end.line:
        return properties
    return properties | {"col": start.column, "endColumn": max(end.column, start.column)}


def _line(report: Report, location: Location, message: str) -> str:
    """Return a message with its location, because the log shows only the message of a command."""
    return f"{shown_location(report, location)}: {harmless(message, LOG)}"


def _fitting(lines: Sequence[str]) -> list[str]:
    """Return the first lines that the runner keeps, which counts UTF-16 code units."""
    kept: list[str] = []
    room = _MAX_MESSAGE
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
        return f"{lines[0][: _MAX_MESSAGE // 2]}... (the log of this step has it all)"
    return "\n".join((*kept, f"  ... and {counted(len(lines) - len(kept), 'more line')} in the log of this step"))


def _log_group(report: Report, rest: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield the findings that no command shows in full, as a group of the log that readers can open."""
    if rest:
        yield f"::group::{counted(len(rest), 'finding')} that no annotation shows in full"
        for diagnostic in rest:
            yield concise.line(diagnostic, LOG, shown_location(report, diagnostic.location))
        yield "::endgroup::"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
