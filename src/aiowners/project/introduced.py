"""Findings and suppressions that a change introduces, in the report of `check --since` and `--ci`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.project.errors import ProjectError, git_errors
from aiowners.project.postures import posture_at, working_tree_posture
from aiowners.project.runs import NoticeLevel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.diagnostics.diagnostic import Severity
    from aiowners.diagnostics.report import Report
    from aiowners.project.runs import Run
    from aiowners.source import Source
    from aiowners.workspace import Workspace

_CANNOT_REPORT = "--ci: cannot report what the pull request suppresses"


def fork_points(run: Run, since: str | None) -> tuple[str, ...]:
    """Return the commits at which the working tree left what the change goes into; none if there is no change.

    The change goes into `since`, or, if None, into the base of the pull request that is being built. Raises
    ProjectError if `since` cannot be compared with; that a base cannot is a notice.
    """
    from aiowners.adapters.ci import refuse_other_checkout, target
    from aiowners.adapters.commits import AmbiguousName, merge_bases
    from aiowners.adapters.git import GitError

    with git_errors():
        if since is not None:
            return merge_bases(run.root, since)
        refuse_other_checkout(run.root, run.environ)
        base = target(run.root, run.environ)
        if base is None:
            return ()
        for revision, _ in base.candidates:
            try:
                commits = merge_bases(run.root, revision)
            except AmbiguousName:
                raise
            except GitError:
                continue
            words = f"compared with {', '.join(commits)}, where this tree left {revision}"
            run.notice(words, NoticeLevel.DETAIL)
            return commits
    why = f"this clone does not hold `{base.name}` with its history (check out with fetch-depth 0)"
    run.notice(f"{_CANNOT_REPORT}: {why}", NoticeLevel.ERROR)
    return ()


def since_commit(run: Run, report: Report, sources: Sequence[Source], commit: str, *, required: bool) -> Report:
    """Return the report on `sources` with the findings first that are new since `commit`.

    If this clone does not have the earlier texts, the report is unchanged, and a notice is added. Raises
    ProjectError instead if they are `required`.
    """
    from aiowners.check.changed_lines import changed_lines, renames
    from aiowners.check.since import introduced_first, known_findings

    try:
        tree = run.committed_tree(commit)
    except ProjectError as error:
        if required:
            raise
        run.notice(f"--ci: what the pull request brought is not shown first: {error}")
        return report
    before = run.check_commit(tree)
    if before.skipped:
        run.notice(
            "some manifests of the commit that is compared with could not be read, or named unknown "
            "teams: what follows from them may be shown as new"
        )
    old, new = ({source.path: source.text for source in texts} for texts in (tree.sources, sources))
    renamed = renames(old, new)
    return introduced_first(report, known_findings(before, renamed), changed_lines(old, new, renamed))


def with_new_suppressions(
    run: Run, report: Report, workspace: Workspace, commits: Sequence[str], *, required: bool
) -> tuple[Report, Severity]:
    """Return the report with what the change since these commits suppresses, and the lowest `fail-on` of theirs.

    `workspace` is that of the working tree. If one of the commits cannot be read, the report is unchanged,
    and an error is added to the notices. Raises ProjectError instead if they are `required`.
    """
    from aiowners.check.new_suppressions import new_suppressions
    from aiowners.check.settings import Settings, may_report
    from aiowners.check.suppression_findings import suppression_findings, with_suppression_findings
    from aiowners.rules.new_suppression import new_suppression

    if not may_report(run.with_options(Settings()), new_suppression):  # the options turn the rule off
        return report, run.settings.fail_on
    try:
        earlier = tuple(posture_at(run, commit) for commit in commits)
    except ProjectError as error:
        if required:
            raise
        run.notice(f"{_CANNOT_REPORT}: {error}", NoticeLevel.ERROR)
        return report, run.settings.fail_on
    strictest = min((posture.settings for posture in earlier), key=lambda settings: settings.fail_on.rank)
    settings = run.with_options(strictest)
    new = new_suppressions(earlier, working_tree_posture(run, workspace))
    return with_suppression_findings(report, suppression_findings(new, settings)), settings.fail_on
