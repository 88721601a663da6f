"""Outlets: which reports a run writes, and where each goes."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final, TextIO

import click

from aiowners.adapters.ci import ReportTarget
from aiowners.cli.output import append_file, file_size, terminal, write, write_below, write_file
from aiowners.reporters import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.adapters.ci import System
    from aiowners.cli.session import Session
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal


# actions/runner drops the summary of a step that is larger.
_SUMMARY_LIMIT: Final = 1 << 20
_COUNTED = ("full", "concise")


def parsed(values: Sequence[str]) -> list[ReportTarget]:
    """`FORMAT[:FILE]`, taken apart. Raises click.BadParameter, also where two go to one place."""
    from aiowners.diagnostics.nearest import nearest

    found: list[ReportTarget] = []
    for value in values:
        name, colon, file = value.partition(":")
        if name not in BY_NAME:
            near = nearest(name, BY_NAME)
            meant = f"Did you mean {near[0]!r}?" if near else f"Formats: {', '.join(BY_NAME)}."
            raise click.BadParameter(f"there is no format {name!r}. {meant}", param_hint="--output-format")
        if colon and not file:
            raise click.BadParameter(f"{value!r} names no file", param_hint="--output-format")
        # What is in the summary of a step was put there by others: everybody appends.
        outlet = ReportTarget(name, file or None, appended=bool(file) and file == os.environ.get("GITHUB_STEP_SUMMARY"))
        if _taken(found, outlet):
            place = file or "standard output: give the others a file, FORMAT:FILE"
            raise click.BadParameter(f"only one report can go to {place}", param_hint="--output-format")
        found.append(outlet)
    return found


def outlets(asked: Sequence[ReportTarget], session: Session) -> list[ReportTarget]:
    """What was asked for by name, and what the CI system reads; the report for people where that is nothing."""
    from aiowners.adapters.ci import detect

    if session.flags["statistics"]:
        asked = _counting(asked)
    system = detect(os.environ)
    if not session.flags["ci"]:
        return _unasked(asked, system)
    reads = system.reports if system is not None else ()
    found = [*asked, *(outlet for outlet in reads if not _taken(asked, outlet))]
    if all(outlet.file is not None for outlet in found):
        found.append(ReportTarget("full", why="the log is read by people"))
    name = "no CI system that is known" if system is None else system.name
    for outlet in found:
        if outlet.why:
            session.say(f"notice: --ci: {name}: `{outlet.format}` to {outlet.file or 'the log'}, {outlet.why}")
    for outlet in reads:
        if outlet.why and outlet not in found:
            session.say(
                f"notice: --ci: {name}: no `{outlet.format}`, since another report goes to {outlet.file or 'the log'}"
            )
    return found


def _counting(asked: Sequence[ReportTarget]) -> Sequence[ReportTarget]:
    """With --statistics, what goes to standard output has to be a report that it can stand for."""
    shown = next((outlet.format for outlet in asked if outlet.file is None), None)
    if shown is None:
        return [*asked, ReportTarget("full")]
    if shown not in _COUNTED:
        raise click.UsageError(f"--statistics takes the place of `full` or `concise`, not of `{shown}`")
    return asked


def _unasked(asked: Sequence[ReportTarget], system: System | None) -> list[ReportTarget]:
    """Without --ci, GitHub alone gets a report of its own; its summary goes with it."""
    reads = system.reports if system is not None and system.by_default else ()
    if not asked:
        return list(reads) or [ReportTarget("full")]
    if any(outlet.file is None and outlet.format == reads[0].format for outlet in asked if reads):
        return [*asked, *(outlet for outlet in reads if not _taken(asked, outlet))]
    return list(asked)


def _taken(asked: Sequence[ReportTarget], outlet: ReportTarget) -> bool:
    """Whether somebody already writes to where this one would go."""
    return any(_place(other) == _place(outlet) for other in asked)


def _place(outlet: ReportTarget) -> str | None:
    return None if outlet.file is None else os.path.realpath(outlet.file)


def publish(report: Report, found: Sequence[ReportTarget], session: Session, log: TextIO) -> bool:
    """Write the reports, those without a file to `log` and first; False where one of them could not be written."""
    from aiowners.display.terminal import Terminal

    shown = terminal(log, session.flags["color"], os.environ)
    written = True
    for outlet in sorted(found, key=lambda outlet: outlet.file is not None):
        if outlet.file is None:
            write(_for_log(report, outlet.format, shown, session), log)
            continue
        try:
            _write_file(outlet, BY_NAME[outlet.format](report, Terminal(width=shown.width)), session)
        except OSError as error:
            session.say(f"error: {outlet.file}: {error.strerror or error}", always=True)
            written = False
    return written


def _write_file(outlet: ReportTarget, text: str, session: Session) -> None:
    """Raises OSError."""
    assert outlet.file is not None
    if outlet.appended:
        if file_size(outlet.file) + len(text.encode("utf-8", "backslashreplace")) >= _SUMMARY_LIMIT:
            session.say("notice: the summary of this step is full: the findings are not in it")
        else:
            append_file(outlet.file, text)
    elif outlet.why:
        write_below(session.root, outlet.file, text)
    else:
        from pathlib import Path

        from aiowners.adapters.file_access import refuse_to_leave

        refuse_to_leave(session.root, Path(outlet.file))
        write_file(outlet.file, text)
    write(outlet.after, sys.stdout)


def _for_log(report: Report, name: str, shown: Terminal, session: Session) -> str:
    if session.flags["statistics"]:
        from aiowners.reporters.statistics import statistics

        return statistics(report, shown)
    if session.flags["quiet"] and name == "full":
        from aiowners.reporters.full.report import blocks

        return blocks(report, shown)
    return BY_NAME[name](report, shown)
