"""Reporters: one file a format, each a function from a report to text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from aiowners.reporters import concise, full, json_report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aiowners.diagnostics.report import Report
    from aiowners.reporters.terminal import Terminal

Reporter: TypeAlias = "Callable[[Report, Terminal], str]"

BY_NAME: Final[Mapping[str, Reporter]] = {
    "full": full.render,
    "concise": concise.render,
    "json": json_report.render,
}
