"""What `check` prints: reports, the files and settings it would use, and the suppressions it wrote."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from aiowners.cli.output import terminal, write
from aiowners.cli.report_targets import write_reports
from aiowners.display.plural import counted
from aiowners.display.terminal import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.adapters.ci import ReportTarget
    from aiowners.adapters.disk import Discovery
    from aiowners.cli.check_flags import CheckFlags
    from aiowners.cli.session import Session
    from aiowners.diagnostics.report import Report
    from aiowners.project.checks import CheckOptions, CheckResult


def print_report(
    session: Session, flags: CheckFlags, targets: Sequence[ReportTarget], discovery: Discovery,
    options: CheckOptions, result: CheckResult,
) -> int:  # fmt: skip
    """Write the reports, and return the exit code."""
    from aiowners.project.checks import has_failed, prunable_entries

    # With --fix, standard output has the text that came from standard input.
    log = sys.stderr if flags.has_fixes and session.overlay else sys.stdout
    written = write_reports(result.report, targets, session, flags, log)
    if entries := prunable_entries(session.run, options, result.report):
        session.say(
            f"notice: no finding answers to {entries} of the baseline's any more: `aiowners baseline --prune` removes them"
        )
    if not session.finish(discovery) or not written:
        return 2
    return int(has_failed(session.run, result) and not flags.exit_zero)


def show_files(session: Session, discovery: Discovery) -> int:
    """Print the paths of the manifests, and return the exit code."""
    shown = terminal(sys.stdout, "never", os.environ)
    write("".join(f"{harmless(source.path, shown)}\n" for source in discovery.manifests), sys.stdout)
    return 0 if session.finish(discovery) else 2


def show_settings(session: Session) -> int:
    """Print the settings in force, and return the exit code."""
    from aiowners.check.settings import described

    shown = terminal(sys.stdout, "never", os.environ)
    lines = [f"root: {session.root}", *_code_host(session)]
    write("".join(f"# {harmless(line, shown)}\n" for line in lines) + described(session.run.settings), sys.stdout)
    return 0


def _code_host(session: Session) -> Iterator[str]:
    """Yield lines about the code host: its name, the sign that decided, and a sign that disagrees."""
    run = session.run
    if run.settings.forge is not None:
        yield f"code host: {run.forge.title} (forge in the configuration)"
        return
    yield f"code host: {run.forge_choice.host.title} ({run.forge_choice.reason})"
    if run.forge_choice.disagreement is not None:
        yield run.forge_choice.disagreement


def say_levels_without_effect(session: Session) -> None:
    """Print a notice for each rule whose configured level cannot be applied."""
    from aiowners.project.checks import levels_without_effect

    for name in levels_without_effect(session.run):
        session.say(f"notice: `{name}` cannot be lowered or turned off: its level has no effect")


def write_suppressions(session: Session, flags: CheckFlags, discovery: Discovery, report: Report) -> int:
    """Write a suppression above each finding, print what they do not cover, and return the exit code."""
    from aiowners.project.added_suppressions import add_suppressions

    added = add_suppressions(session.run, discovery, report, flags.add_ignore or "")
    session.say(f"{counted(added.findings, 'finding')} silenced in {counted(added.manifests, 'manifest')}")
    if added.remaining:
        session.say(f"notice: {added.remaining} cannot be silenced by a comment: `aiowners check` shows them")
    say_skipped_checks(session, added.causes)
    if not session.finish(discovery):
        return 2
    return int(added.remaining + added.causes > 0 and not flags.exit_zero)


def say_skipped_checks(session: Session, causes: int) -> None:
    """Print a notice if checks are skipped because of so many causes."""
    if causes:
        session.say(
            f"notice: checks are skipped because of {counted(causes, 'cause')}; until you fix it, "
            "`aiowners check` reports `skipped-check`"
        )
