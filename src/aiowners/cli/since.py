"""What `check --since` and `--ci` compare with, and the report that comes of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from aiowners.cli.session import git_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.cli.session import Session
    from aiowners.diagnostics.report import Report
    from aiowners.source import Source

_NOT_FIRST = "notice: --ci: what the pull request brought is not shown first"


def bases(session: Session) -> tuple[str, ...]:
    """The commits at which the tree left what the change goes into; none if no option asks for them.

    That is what --since names, or, with --ci, the base of the pull request that is being built.
    Raises click.ClickException where what --since names cannot be compared with.
    """
    from aiowners.adapters.ci import refuse_other_checkout, target
    from aiowners.adapters.commits import AmbiguousName, merge_bases
    from aiowners.adapters.git import GitError

    asked: str | None = session.flags["since"]
    with git_errors():
        if asked is not None:
            return merge_bases(session.root, asked)
        if session.flags["ci"]:
            refuse_other_checkout(session.root, os.environ)
        into = target(session.root, os.environ) if session.flags["ci"] else None
        if into is None:
            return ()
        for revision, _ in into.candidates:
            try:
                commits = merge_bases(session.root, revision)
            except AmbiguousName:
                raise
            except GitError:
                continue
            session.say(f"compared with {', '.join(commits)}, where this tree left {revision}", verbose=True)
            return commits
    why = f"this clone does not hold `{into.name}` with its history (check out with fetch-depth 0)"
    session.fail(f"--ci: cannot report what the pull request suppresses: {why}")
    return ()


def since(session: Session, report: Report, sources: Sequence[Source], commit: str) -> Report:
    """The report on `sources` with those findings first that came after `commit`.

    Raises click.ClickException where --since asks for it and this clone does not hold the old texts.
    """
    from aiowners.check.changed_lines import changed_lines, renames
    from aiowners.check.since import introduced_first, known_findings

    try:
        revision = session.revision(commit)
    except click.ClickException as error:
        if session.flags["since"] is not None:
            raise
        session.say(f"{_NOT_FIRST}: {error.message}")
        return report
    before = session.lint_revision(revision)
    if before.skipped:
        session.say(
            "notice: some manifests of the commit that is compared with could not be read, or named unknown "
            "teams: what follows from them may be shown as new"
        )
    old, new = ({one.path: one.text for one in side} for side in (revision.sources, sources))
    renamed = renames(old, new)
    return introduced_first(report, known_findings(before, renamed), changed_lines(old, new, renamed))
