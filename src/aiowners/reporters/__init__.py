"""Reporters: one module for each format, each with a function from a report to text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal

Reporter: TypeAlias = "Callable[[Report, Terminal], str]"


def _reporter(module: str) -> Reporter:
    """Return the `render` of a module, which is imported on the first call: a run needs one or two of them."""

    def render(report: Report, terminal: Terminal) -> str:
        text: str = import_module(f"aiowners.reporters.{module}").render(report, terminal)
        return text

    return render


BY_NAME: Final[Mapping[str, Reporter]] = {
    name: _reporter(module)
    for name, module in {
        "full": "full.report",
        "concise": "concise",
        "json": "json_report",
        "github": "github",
        "sarif": "sarif",
        "gitlab": "gitlab",
        "junit": "junit",
        "checkstyle": "checkstyle",
        "rdjson": "rdjson",
        "azure": "azure",
        "teamcity": "teamcity",
        "markdown": "markdown",
    }.items()
}
