"""Report targets: which reports a run writes, and where each goes."""

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
    from aiowners.cli.check_flags import CheckFlags
    from aiowners.cli.session import Session
    from aiowners.diagnostics.report import Report
    from aiowners.display.terminal import Terminal


# actions/runner drops the summary of a step that is larger.
_SUMMARY_LIMIT: Final = 1 << 20
# The formats that --statistics can replace.
_COUNTED = ("full", "concise")


def parse_targets(values: Sequence[str]) -> list[ReportTarget]:
    """Parse values of the form `FORMAT[:FILE]`. Raises click.BadParameter, also if two reports go to one target."""
    from aiowners.diagnostics.nearest import nearest

    targets: list[ReportTarget] = []
    for value in values:
        name, colon, file = value.partition(":")
        if name not in BY_NAME:
            near = nearest(name, BY_NAME)
            suggestion = f"Did you mean {near[0]!r}?" if near else f"Formats: {', '.join(BY_NAME)}."
            raise click.BadParameter(f"there is no format {name!r}. {suggestion}", param_hint="--output-format")
        if colon and not file:
            raise click.BadParameter(f"{value!r} names no file", param_hint="--output-format")
        # Other programs write to the summary of a step, so reports are appended.
        target = ReportTarget(name, file or None, appended=bool(file) and file == os.environ.get("GITHUB_STEP_SUMMARY"))
        if _is_taken(targets, target):
            name = file or "standard output: give the others a file, FORMAT:FILE"
            raise click.BadParameter(f"only one report can go to {name}", param_hint="--output-format")
        targets.append(target)
    return targets


def report_targets(named: Sequence[ReportTarget], session: Session, flags: CheckFlags) -> list[ReportTarget]:
    """Return the targets named on the command line, and those that the CI system reads; by default, the report for people."""
    from aiowners.adapters.ci import detect

    if flags.statistics:
        named = _with_counts(named)
    system = detect(os.environ)
    if not flags.ci:
        return _without_ci_flag(named, system)
    of_system = system.reports if system is not None else ()
    targets = [*named, *(target for target in of_system if not _is_taken(named, target))]
    if all(target.file is not None for target in targets):
        targets.append(ReportTarget("full", why="the log is read by people"))
    name = "no CI system that is known" if system is None else system.name
    for target in targets:
        if target.why:
            session.say(f"notice: --ci: {name}: `{target.format}` to {target.file or 'the log'}, {target.why}")
    for target in of_system:
        if target.why and target not in targets:
            session.say(
                f"notice: --ci: {name}: no `{target.format}`, since another report goes to {target.file or 'the log'}"
            )
    return targets


def _with_counts(named: Sequence[ReportTarget]) -> Sequence[ReportTarget]:
    """Return the targets with one for standard output that --statistics can replace. Raises click.UsageError."""
    shown = next((target.format for target in named if target.file is None), None)
    if shown is None:
        return [*named, ReportTarget("full")]
    if shown not in _COUNTED:
        raise click.UsageError(f"--statistics takes the place of `full` or `concise`, not of `{shown}`")
    return named


def _without_ci_flag(named: Sequence[ReportTarget], system: System | None) -> list[ReportTarget]:
    """Without --ci, only GitHub gets its own report by default, together with the summary."""
    of_system = system.reports if system is not None and system.by_default else ()
    if not named:
        return list(of_system) or [ReportTarget("full")]
    if any(target.file is None and target.format == of_system[0].format for target in named if of_system):
        return [*named, *(target for target in of_system if not _is_taken(named, target))]
    return list(named)


def _is_taken(targets: Sequence[ReportTarget], target: ReportTarget) -> bool:
    """Return whether one of the targets is the same file, or standard output as well."""
    return any(_real_path(taken) == _real_path(target) for taken in targets)


def _real_path(target: ReportTarget) -> str | None:
    return None if target.file is None else os.path.realpath(target.file)


def write_reports(
    report: Report, targets: Sequence[ReportTarget], session: Session, flags: CheckFlags, log: TextIO
) -> bool:
    """Write a report to its targets, those without a file to `log` and first; return False if one cannot be written."""
    from aiowners.display.terminal import Terminal

    shown = terminal(log, session.color, os.environ)
    written = True
    for target in sorted(targets, key=lambda target: target.file is not None):
        if target.file is None:
            write(_for_log(report, target.format, shown, session, flags), log)
            continue
        try:
            _write_file(target, BY_NAME[target.format](report, Terminal(width=shown.width)), session)
        except OSError as error:
            session.say(f"error: {target.file}: {error.strerror or error}", always=True)
            written = False
    return written


def _write_file(target: ReportTarget, text: str, session: Session) -> None:
    """Write a report to a file. Raises OSError."""
    assert target.file is not None
    if target.appended:
        if file_size(target.file) + len(text.encode("utf-8", "backslashreplace")) >= _SUMMARY_LIMIT:
            session.say("notice: the summary of this step is full: the findings are not in it")
        else:
            append_file(target.file, text)
    elif target.why:
        write_below(session.root, target.file, text)
    else:
        from pathlib import Path

        from aiowners.adapters.file_access import refuse_to_leave

        refuse_to_leave(session.root, Path(target.file))
        write_file(target.file, text)
    write(target.after, sys.stdout)


def _for_log(report: Report, name: str, shown: Terminal, session: Session, flags: CheckFlags) -> str:
    if flags.statistics:
        from aiowners.reporters.statistics import statistics

        return statistics(report, shown)
    if session.quiet and name == "full":
        from aiowners.reporters.full.report import blocks

        return blocks(report, shown)
    return BY_NAME[name](report, shown)
