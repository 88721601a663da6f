"""Logging commands of Azure Pipelines: issues of a run, with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.terminal import LOG, harmless
from aiowners.reporters import concise
from aiowners.reporters.grouping import advice_lines
from aiowners.reporters.places import shown_place

if TYPE_CHECKING:
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal

# There is no third type: the agent refuses any other word.
_TYPE: Final = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def render(report: Report, _terminal: Terminal) -> str:
    """A `task.logissue` for each error and warning, a line of `concise` for what is only advice.

    The message tells the place too, since the log shows nothing else of a command. Paths are
    absolute: the agent finds out which of the repositories it checked out holds them.
    """
    return "".join(f"{_line(report, found)}\n" for found in report.diagnostics)


def _line(report: Report, found: Diagnostic) -> str:
    kind = _TYPE.get(found.severity)
    if kind is None:
        return concise.line(found, LOG, shown_place(report, found.location))
    start = found.location.start
    properties = {
        "type": kind,
        "sourcepath": harmless(report.checkout.file(found.location.path), LOG),
        "linenumber": start.line,
        "columnnumber": start.column,
        "code": found.rule,
    }
    stated = "".join(f"{name}={_property(str(value))};" for name, value in properties.items())
    lines = [concise.line(found, LOG, shown_place(report, found.location)), *advice_lines((found,))]
    return f"##vso[task.logissue {stated}]" + _data("\n".join(lines))


def _data(text: str) -> str:
    """A message: what microsoft/azure-pipelines-agent, CommandStringConvertor, turns back into `text`.

    Of `%AZP25` it makes `%` unless the pipeline sets DECODE_PERCENTS to false; then a percent sign
    is shown as that, and nothing worse.
    """
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A value in front of the bracket, where two more characters would end something."""
    return _data(text).replace(";", "%3B").replace("]", "%5D")
