"""New suppressions as findings, with the levels of the earlier configuration, which the change cannot lower."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aiowners.check.settings import severity
from aiowners.diagnostics.report import fingerprints
from aiowners.rules.new_suppression import new_suppression

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aiowners.check.settings import Settings
    from aiowners.diagnostics.diagnostic import Diagnostic, Severity
    from aiowners.diagnostics.report import Report
    from aiowners.review.reviewers.suppression_entry import NewSuppression


def suppression_findings(suppressions: Iterable[NewSuppression], settings: Settings) -> tuple[Diagnostic, ...]:
    """Return a finding for each suppression, at the level of the rule in `settings`, those at the start of the change."""
    findings = (
        new_suppression.at(
            suppression.location,
            suppression.words,
            subject=suppression.subject,
            about=suppression.about,
            anchor=f"{suppression.kind}={suppression.rule or ''}:{suppression.text}",
            label="new in this change",
            help="fix what it suppresses; if it is intended, have the teams that it concerns review this change",
            severity=given,
        )
        for suppression in suppressions
        if (given := severity(settings, new_suppression, suppression.path, new_suppression.severity)) is not None
    )
    return tuple(sorted(findings, key=lambda finding: finding.order))


def with_suppression_findings(report: Report, findings: Sequence[Diagnostic]) -> Report:
    """Return the report with these findings among those that the change introduced."""
    if not findings:
        return report
    introduced = report.introduced or 0
    pairs = list(zip(report.diagnostics, report.fingerprints, strict=True))
    first = [*pairs[:introduced], *zip(findings, fingerprints(findings), strict=True)]
    first.sort(key=lambda pair: pair[0].order)
    ordered = first + pairs[introduced:]
    return replace(
        report,
        diagnostics=tuple(finding for finding, _ in ordered),
        fingerprints=tuple(fingerprint for _, fingerprint in ordered),
        introduced=len(first),
        rules=report.rules if new_suppression in report.rules else (*report.rules, new_suppression),
    )


def fails(report: Report, fail_on: Severity, earlier: Severity) -> bool:
    """Return whether a report makes the run fail: by `fail_on`, or for new suppressions by the lower of both limits."""
    lower = min(fail_on, earlier, key=lambda severity: severity.rank)
    return any(
        diagnostic.severity.rank >= (lower if diagnostic.rule == new_suppression.name else fail_on).rank
        for diagnostic in report.diagnostics
    )
