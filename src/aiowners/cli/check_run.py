"""What `check` does with what it has found in the tree: mend it, judge it, report it."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from aiowners.cli.baseline_file import stale_entries
from aiowners.cli.fixing import apply, mended, show_diff
from aiowners.cli.output import terminal, write
from aiowners.cli.report_targets import outlets, publish
from aiowners.display.terminal import harmless
from aiowners.reporters.summary import counted

if TYPE_CHECKING:
    from aiowners.adapters.ci import ReportTarget
    from aiowners.adapters.disk import Discovery
    from aiowners.cli.session import Session
    from aiowners.diagnostics.diagnostic import Severity
    from aiowners.diagnostics.report import Report

# With these a run changes the tree, or depends on more than the tree.


def lint(
    session: Session, asked: list[ReportTarget], limits: list[str], unsaved: str | None, found: Discovery,
    baseline: list[str], *, fixing: bool,
) -> int:  # fmt: skip
    """Mend and report what is found. Gives the exit code."""
    flags = session.flags
    reports = outlets(asked, session)
    if flags["show_files"]:
        shown = terminal(sys.stdout, "never", os.environ)
        write("".join(f"{harmless(source.path, shown)}\n" for source in found.manifests), sys.stdout)
        return 0 if session.finish(found) else 2
    saved = True
    if fixing:
        outcome = mended(session, found, limits or None, baseline)
        if flags["diff"]:
            code = show_diff(session, found, outcome)
            return code if session.finish(found) else 2
        found, saved = apply(session, found, outcome, unsaved)
    _say_without_effect(session)
    report, earlier_fail_on = _judge(session, found, limits or None, baseline)
    if flags["add_ignore"] is not None:
        return _add_ignores(session, found, report)
    from aiowners.check.run import with_unreadable
    from aiowners.check.suppression_findings import fails

    report = with_unreadable(replace(report, checkout=session.checkout()), found.unreadable)
    written = publish(report, reports, session, sys.stderr if fixing and unsaved is not None else sys.stdout)
    if not limits and not flags["baseline_from"] and (gone := stale_entries(session.root, report)):
        session.say(
            f"notice: no finding answers to {gone} of the baseline's any more: `aiowners baseline --prune` removes them"
        )
    if not session.finish(found) or not written or not saved:
        return 2
    failed = fails(report, session.settings.fail_on, earlier_fail_on)
    return int(failed and not flags["exit_zero"])


def _say_without_effect(session: Session) -> None:
    from aiowners.check.settings import without_effect
    from aiowners.rules import ALL

    for name in without_effect(session.settings, ALL):
        session.say(f"notice: `{name}` cannot be lowered or turned off: its level has no effect")


def _judge(
    session: Session, found: Discovery, limits: list[str] | None, baseline: list[str]
) -> tuple[Report, Severity]:
    """The report on what was found, as the flags want it, and `fail-on` as it was before the change."""
    from aiowners.cli.progress import Progress

    with Progress(sys.stderr, enabled=not session.flags["quiet"]) as progress:
        commits = _bases(session)
        progress.say(f"reading {len(found.manifests)} manifests")
        if not commits:
            return session.lint(found.sources, paths=limits, baseline=baseline), session.settings.fail_on
        workspace = session.assemble(found.sources)
        report = session.lint_workspace(workspace, baseline=baseline)
        if report.diagnostics:
            from aiowners.cli.since import since

            progress.say(f"reading {commits[0]}")
            report = since(session, report, found.sources, commits[0])
        if limits is not None:
            from aiowners.check.run import limited

            report = limited(report, limits)
        from aiowners.cli.new_suppressions import with_new_suppressions

        return with_new_suppressions(session, report, workspace, commits)


def _bases(session: Session) -> tuple[str, ...]:
    """The commits to compare with; none if no option asks for them, or if suppressions are to be written."""
    if (session.flags["since"] is None and not session.flags["ci"]) or session.flags["add_ignore"] is not None:
        return ()
    from aiowners.cli.since import bases

    return bases(session)


def _add_ignores(session: Session, found: Discovery, report: Report) -> int:
    """Write the suppressions, and say what they do not cover."""
    from aiowners.adapters.replace import check_unchanged, replace_file
    from aiowners.check.add_ignore import is_reason, with_suppressions

    reason = session.flags["add_ignore"]
    if not is_reason(reason):
        raise click.BadParameter("a reason is one line of text without a comment in it", param_hint="--add-ignore")
    written = with_suppressions(report.diagnostics, reason)
    try:
        for before in written:
            check_unchanged(session.root, before.path, before.content)
        for before, after in written.items():
            replace_file(session.root, before.path, before.content, after.content)
    except OSError as error:
        raise click.FileError(str(error.filename), error.strerror or str(error)) from None
    texts = [written.get(source, source) for source in found.sources]
    known = {*report.fingerprints}
    left = session.lint(texts)
    pairs = zip(left.diagnostics, left.fingerprints, strict=True)
    missed = sum(name in known for found, name in pairs if found.rule != "skipped-check")
    hidden = left.count_of("skipped-check")
    session.say(
        f"{counted(len(report.diagnostics) - report.count_of('skipped-check') - missed, 'finding')} silenced in {counted(len(written), 'manifest')}"
    )
    if missed:
        session.say(f"notice: {missed} cannot be silenced by a comment: `aiowners check` shows them")
    if hidden:
        session.say(
            f"notice: checks are skipped because of {counted(hidden, 'cause')}; until you fix it, "
            "`aiowners check` reports `skipped-check`"
        )
    if not session.finish(found):
        return 2
    return int(missed + hidden > 0 and not session.flags["exit_zero"])
