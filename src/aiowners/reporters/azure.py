"""Azure Pipelines: logging commands that add findings as issues of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiowners.diagnostics.diagnostic import Severity
from aiowners.display.terminal import LOG, harmless
from aiowners.reporters import concise
from aiowners.reporters.grouping import advice_lines
from aiowners.reporters.locations import shown_location

if TYPE_CHECKING:
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal

# The agent rejects all other types.
_TYPE: Final = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def render(report: Report, _terminal: Terminal) -> str:
    """Return a `task.logissue` command for each error and warning, and a line of `concise` for each info.

    The message includes the location, because the log shows only the message of a command. Paths are
    absolute, because the agent finds the checked-out repository by the path.
    """
    return "".join(f"{_line(report, diagnostic)}\n" for diagnostic in report.diagnostics)


def _line(report: Report, diagnostic: Diagnostic) -> str:
    location = shown_location(report, diagnostic.location)
    kind = _TYPE.get(diagnostic.severity)
    if kind is None:
        return concise.line(diagnostic, LOG, location)
    start = diagnostic.location.start
    properties = {
        "type": kind,
        "sourcepath": harmless(report.checkout.file(diagnostic.location.path), LOG),
        "linenumber": start.line,
        "columnnumber": start.column,
        "code": diagnostic.rule,
    }
    assignments = "".join(f"{name}={_property(str(value))};" for name, value in properties.items())
    lines = [concise.line(diagnostic, LOG, location), *advice_lines((diagnostic,))]
    return f"##vso[task.logissue {assignments}]" + _data("\n".join(lines))


def _data(text: str) -> str:
    """Escape a message, as CommandStringConvertor of microsoft/azure-pipelines-agent reads it.

    The agent reads `%AZP25` as `%` unless the pipeline sets DECODE_PERCENTS to false. In that case
    the log shows `%AZP25`.
    """
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape the value of a property, which `;` and `]` would end."""
    return _data(text).replace(";", "%3B").replace("]", "%5D")
