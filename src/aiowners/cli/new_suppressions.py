"""What a change suppresses, in the report of `check --since` and `--ci`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aiowners.cli.postures import at_commit, of_tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.cli.session import Session
    from aiowners.diagnostics.diagnostic import Severity
    from aiowners.diagnostics.report import Report
    from aiowners.workspace import Workspace


def with_new_suppressions(
    session: Session, report: Report, workspace: Workspace, commits: Sequence[str]
) -> tuple[Report, Severity]:
    """The report with what the change since these commits suppresses, and the lowest `fail-on` of theirs.

    `workspace` is that of the working tree. If one of the commits cannot be read, --ci reports that, and the
    exit code is 2. Raises click.ClickException with --since.
    """
    from aiowners.check.new_suppressions import new_suppressions
    from aiowners.check.settings import Settings, may_report
    from aiowners.check.suppression_findings import suppression_findings, with_suppression_findings
    from aiowners.rules.new_suppression import new_suppression

    if not may_report(session.with_flags(Settings()), new_suppression):  # the command line turns the rule off
        return report, session.settings.fail_on
    try:
        earlier = tuple(at_commit(session, commit) for commit in commits)
    except click.ClickException as error:
        if session.flags["since"] is not None:
            raise
        session.fail(f"--ci: cannot report what the pull request suppresses: {error.message}")
        return report, session.settings.fail_on
    strictest = min((before.settings for before in earlier), key=lambda one: one.fail_on.rank)
    settings = session.with_flags(strictest)
    new = new_suppressions(earlier, of_tree(session, workspace))
    return with_suppression_findings(report, suppression_findings(new, settings)), settings.fail_on
