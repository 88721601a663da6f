"""Outlets: which reports a run writes, and where each goes."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from aiowners.cli.output import append_file, terminal, write, write_file
from aiowners.reporters import BY_NAME
from aiowners.reporters.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.adapters.ci import System
    from aiowners.cli.session import Session
    from aiowners.diagnostics.report import Report


@dataclass(frozen=True, slots=True)
class Outlet:
    """A format, and the file that it goes to: without one it goes to standard output.

    `appended` leaves what is in the file. `after` is a line for standard output, once the file is
    written, and `why` says what the report is for, where nobody asked for it by name.
    """

    format: str
    file: str | None = None
    appended: bool = False
    after: str = ""
    why: str = ""


def stated(values: Sequence[str]) -> list[Outlet]:
    """`FORMAT[:FILE]`, taken apart. Raises click.BadParameter; at most one goes to standard output."""
    from aiowners.diagnostics.nearest import nearest

    found = []
    for value in values:
        name, _, file = value.partition(":")
        if name not in BY_NAME:
            near = nearest(name, BY_NAME)
            meant = f"Did you mean {near[0]!r}?" if near else f"Formats: {', '.join(BY_NAME)}."
            raise click.BadParameter(f"there is no format {name!r}. {meant}", param_hint="--output-format")
        # What is in the summary of a step was put there by others: everybody appends.
        found.append(Outlet(name, file or None, appended=file != "" and file == os.environ.get("GITHUB_STEP_SUMMARY")))
    if sum(outlet.file is None for outlet in found) > 1:
        raise click.BadParameter(
            "only one report can go to standard output: give the others a file, FORMAT:FILE",
            param_hint="--output-format",
        )
    return found


def outlets(asked: Sequence[Outlet], session: Session) -> list[Outlet]:
    """What was asked for by name, and what the CI system reads; the report for people where that is nothing."""
    from aiowners.adapters.ci import detect

    system = detect(os.environ)
    if not session.flags["ci"]:
        return _unasked(asked, system)
    found = [*asked, *(outlet for outlet in _read_by(system) if not _taken(asked, outlet))]
    if all(outlet.file is not None for outlet in found):
        found.append(Outlet("full", why="the log is read by people"))
    _explain(found, session, "no CI system that is known" if system is None else system.name)
    return found


def _unasked(asked: Sequence[Outlet], system: System | None) -> list[Outlet]:
    """Without --ci, GitHub alone gets a report of its own; its summary goes with it."""
    reads = list(_read_by(system)) if system is not None and system.by_default else []
    if not asked:
        return reads or [Outlet("full")]
    if any(outlet.file is None and outlet.format == reads[0].format for outlet in asked if reads):
        return [*asked, *(outlet for outlet in reads if not _taken(asked, outlet))]
    return list(asked)


def _read_by(system: System | None) -> Iterator[Outlet]:
    for wanted in () if system is None else system.reports:
        yield Outlet(wanted.format, wanted.file, appended=wanted.appended, after=wanted.after, why=wanted.why)


def _taken(asked: Sequence[Outlet], outlet: Outlet) -> bool:
    """Whether somebody already writes to where this one would go."""
    return any(other.file == outlet.file for other in asked)


def _explain(found: Sequence[Outlet], session: Session, system: str) -> None:
    for outlet in found:
        if outlet.why:
            where = "the log" if outlet.file is None else outlet.file
            session.say(f"notice: --ci: {system}: `{outlet.format}` to {where}, {outlet.why}")


def publish(report: Report, found: Sequence[Outlet], session: Session) -> None:
    """Write the reports, those to standard output first. Raises click.FileError."""
    shown = terminal(sys.stdout, session.flags["color"], os.environ)
    for outlet in sorted(found, key=lambda outlet: outlet.file is not None):
        if outlet.file is None:
            write(_for_log(report, outlet.format, shown, session), sys.stdout)
            continue
        text = BY_NAME[outlet.format](report, Terminal(width=shown.width))
        if outlet.why:
            with suppress(OSError):  # then writing the file fails, and says so
                os.makedirs(os.path.dirname(outlet.file) or ".", exist_ok=True)  # noqa: PTH103, PTH120 - pathlib is slow to import
        if outlet.appended:
            append_file(outlet.file, text)
        else:
            write_file(outlet.file, text)
        write(outlet.after, sys.stdout)


def _for_log(report: Report, name: str, shown: Terminal, session: Session) -> str:
    if session.flags["statistics"] and name in {"full", "concise"}:
        from aiowners.reporters.statistics import statistics

        return statistics(report, shown)
    if session.flags["quiet"] and name == "full":
        from aiowners.reporters.full import blocks

        return blocks(report, shown)
    return BY_NAME[name](report, shown)
