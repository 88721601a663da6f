"""`aiowners check` without the terminal: the baseline, the report, and whether it fails."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from aiowners.project.baseline_file import baseline_entries, stale_entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.adapters.disk import Discovery
    from aiowners.diagnostics.diagnostic import Severity
    from aiowners.diagnostics.report import Report
    from aiowners.project.runs import Run
    from aiowners.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What `check` reports.

    `paths`, from the root, limit what is reported; empty for all. Findings of the revision `baseline_from`
    are ignored, or else those of the baseline file, unless `no_baseline`. Findings that are new since the
    revision `since`, or, with `ci`, since the base of the pull request, are listed first.
    """

    paths: tuple[str, ...] = ()
    baseline_from: str | None = None
    no_baseline: bool = False
    since: str | None = None
    ci: bool = False


class CheckResult(NamedTuple):
    """A report, and the `fail-on` in force before the change that it is about."""

    report: Report
    earlier_fail_on: Severity


def baseline_of(run: Run, options: CheckOptions) -> list[str]:
    """Return the fingerprints of the findings to ignore. Raises ProjectError."""
    if options.baseline_from is not None:
        run.observer.say(f"reading {options.baseline_from}")
        return list(run.check_commit(run.committed_tree(options.baseline_from)).fingerprints)
    return [] if options.no_baseline else list(baseline_entries(run.baseline_text))


def check(
    run: Run, discovery: Discovery, workspace: Workspace, options: CheckOptions, baseline: Sequence[str] = ()
) -> CheckResult:
    """Check a workspace, which was assembled from the texts of `discovery`. Raises ProjectError."""
    from aiowners.check.run import with_unreadable

    report, earlier_fail_on = _check(run, discovery, workspace, options, baseline)
    report = with_unreadable(replace(report, checkout=run.checkout()), discovery.unreadable)
    return CheckResult(report, earlier_fail_on)


def _check(
    run: Run, discovery: Discovery, workspace: Workspace, options: CheckOptions, baseline: Sequence[str]
) -> tuple[Report, Severity]:
    from aiowners.check.run import limited
    from aiowners.project.introduced import fork_points, since_commit, with_new_suppressions

    compared = options.since is not None or options.ci
    commits = fork_points(run, options.since) if compared else ()
    if not commits:
        return run.check(workspace, paths=options.paths or None, baseline=baseline), run.settings.fail_on
    required = options.since is not None
    report = run.check(workspace, baseline=baseline)
    if report.diagnostics:
        run.observer.say(f"reading {commits[0]}")
        report = since_commit(run, report, discovery.sources, commits[0], required=required)
    if options.paths:
        report = limited(report, options.paths)
    return with_new_suppressions(run, report, workspace, commits, required=required)


def has_failed(run: Run, result: CheckResult) -> bool:
    """Return whether the report has a finding at or above `fail-on`."""
    from aiowners.check.suppression_findings import fails

    return fails(result.report, run.settings.fail_on, result.earlier_fail_on)


def prunable_entries(run: Run, options: CheckOptions, report: Report) -> int:
    """Return how many entries of the baseline file no finding matches, if the report is about all of them."""
    return 0 if options.paths or options.baseline_from else stale_entries(run, report)


def levels_without_effect(run: Run) -> list[str]:
    """Return the rules whose configured level cannot be applied."""
    from aiowners.check.settings import without_effect
    from aiowners.rules import ALL

    return without_effect(run.settings, ALL)
