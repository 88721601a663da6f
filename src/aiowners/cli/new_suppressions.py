"""What a change suppresses, in the report of `check --since` and `--ci`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aiowners.cli.postures import at_commit, of_tree

if TYPE_CHECKING:
    from aiowners.cli.session import Session
    from aiowners.diagnostics.diagnostic import Severity
    from aiowners.diagnostics.report import Report
    from aiowners.workspace import Workspace


def with_new_suppressions(
    session: Session, report: Report, workspace: Workspace, commit: str
) -> tuple[Report, Severity]:
    """The report with what the change since `commit` suppresses, and the `fail-on` of that commit.

    `workspace` is that of the working tree. If the commit cannot be read, --ci reports that, and the
    exit code is 2. Raises click.ClickException with --since.
    """
    from aiowners.check.new_suppressions import new_suppressions
    from aiowners.check.settings import Settings, may_report
    from aiowners.check.suppression_findings import suppression_findings, with_suppression_findings
    from aiowners.rules.new_suppression import new_suppression

    if not may_report(session.with_flags(Settings()), new_suppression):  # the command line turns the rule off
        return report, session.settings.fail_on
    try:
        before = at_commit(session, commit)
    except click.ClickException as error:
        if session.flags["since"] is not None:
            raise
        session.fail(f"--ci: cannot report what the pull request suppresses: {error.message}")
        return report, session.settings.fail_on
    settings = session.with_flags(before.settings)
    new = new_suppressions((before,), of_tree(session, workspace))
    return with_suppression_findings(report, suppression_findings(new, settings)), settings.fail_on
