"""Run all rules over a workspace, apply the settings to their findings, and return a report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aiowners.check.collect import collect
from aiowners.check.settings import may_report, severity
from aiowners.check.skipped_checks import skipped_checks, unreported
from aiowners.check.suppress import Suppressions
from aiowners.diagnostics.diagnostic import SKIPPED_CHECK, Diagnostic, Severity
from aiowners.diagnostics.report import Report, fingerprints
from aiowners.source import Location, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from aiowners.check.settings import Settings
    from aiowners.diagnostics.diagnostic import SkippedCheck
    from aiowners.diagnostics.rule import Rule
    from aiowners.workspace import Workspace


def run(
    workspace: Workspace,
    rules: Sequence[Rule],
    settings: Settings,
    *,
    paths: Sequence[str] | None = None,
    baseline: Collection[str] = (),
) -> Report:
    """Run each rule that is not off everywhere, and report in order.

    `paths` (files or directories, relative to the root; `.` is all) limit what is reported, not
    what is checked. `baseline` are fingerprints of findings that are known and do not count. A
    fingerprint is that of the whole run: it does not depend on what is shown.
    """
    active = [rule for rule in rules if may_report(settings, rule)]
    diagnostics, skipped_by_rules, stopped = collect(workspace, active, settings)
    diagnostics.sort(key=_order)
    comments = Suppressions(workspace, rules)
    reported = {id(diagnostic) for diagnostic in diagnostics if not comments.suppresses(diagnostic)}
    names = {rule.name for rule in active}
    diagnostics += [diagnostic for diagnostic in comments.findings(names, skipped_by_rules) if diagnostic.rule in names]
    reported.update(id(diagnostic) for diagnostic in diagnostics if diagnostic.category == "suppression")
    diagnostics.sort(key=_order)
    by_name = {rule.name: rule for rule in rules}
    shown: list[tuple[Diagnostic, str]] = []
    suppressed = baselined = 0
    prints = fingerprints(diagnostics) if diagnostics else ()
    for diagnostic, name in zip(diagnostics, prints, strict=True):
        levelled = _levelled(diagnostic, by_name[diagnostic.rule], settings)
        if levelled is None or not (paths is None or lies_in(diagnostic.location.path, paths)):
            continue
        if id(diagnostic) not in reported:
            suppressed += 1
        elif name in baseline:
            baselined += 1
        else:
            shown.append((levelled, name))
    skipped = skipped_checks(workspace, skipped_by_rules, by_name, settings)
    skipped = tuple(check for check in skipped if _concerns(check, paths))
    shown = _with_unreported(shown, skipped)
    return Report(
        diagnostics=tuple(diagnostic for diagnostic, _ in shown),
        fingerprints=tuple(name for _, name in shown),
        manifests=len(workspace.manifests),
        suppressed=suppressed,
        baselined=baselined,
        skipped=len(skipped),
        stopped=tuple(stopped),
        rules=tuple(active),
        # Text that could not be read may contain the subject of a baseline entry.
        complete_rules=frozenset()
        if workspace.unread or workspace.misnamed
        else frozenset(names) - {diagnostic.rule for diagnostic in skipped_by_rules} - {SKIPPED_CHECK},
        unmatched=frozenset(baseline) - frozenset(prints),
        skipped_checks=skipped,
    )


def _concerns(check: SkippedCheck, paths: Sequence[str] | None) -> bool:
    """Whether the finding that a skipped check could have been would be in the report."""
    return paths is None or not check.paths or any(lies_in(path, paths) for path in check.paths)


def _with_unreported(
    shown: Sequence[tuple[Diagnostic, str]], skipped: Iterable[SkippedCheck]
) -> list[tuple[Diagnostic, str]]:
    """Return the findings with their fingerprints, and one for each cause of a skipped check that they do not report."""
    hidden = unreported(skipped, (diagnostic for diagnostic, _ in shown))
    if not hidden:
        return list(shown)
    return sorted([*shown, *zip(hidden, fingerprints(hidden), strict=True)], key=lambda pair: _order(pair[0]))


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.order


def _levelled(diagnostic: Diagnostic, rule: Rule, settings: Settings) -> Diagnostic | None:
    """Return a finding with the severity that the settings give it at its path; None if it is off."""
    given = severity(settings, rule, diagnostic.location.path, diagnostic.severity)
    if given is None or given is diagnostic.severity:
        return None if given is None else diagnostic
    return replace(diagnostic, severity=given)


def limited(report: Report, paths: Sequence[str]) -> Report:
    """Return the findings of a report with a location in one of these files or directories.

    A check of these files that was skipped is reported if its cause is elsewhere.
    """
    introduced = len(report.diagnostics) if report.introduced is None else report.introduced
    pairs = list(zip(report.diagnostics, report.fingerprints, strict=True))
    kept = [
        (index < introduced, diagnostic, name)
        for index, (diagnostic, name) in enumerate(pairs)
        if diagnostic.rule != SKIPPED_CHECK
        and any(
            lies_in(at.path, paths) for at in (diagnostic.location, *(label.location for label in diagnostic.related))
        )
    ]
    skipped = tuple(check for check in report.skipped_checks if _concerns(check, paths))
    hidden = unreported(skipped, (diagnostic for _, diagnostic, _ in kept))
    before = {name for index, (_, name) in enumerate(pairs) if index >= introduced}
    kept += [
        (name not in before, diagnostic, name) for diagnostic, name in zip(hidden, fingerprints(hidden), strict=True)
    ]
    kept.sort(key=lambda entry: (not entry[0], _order(entry[1])))
    return replace(
        report,
        diagnostics=tuple(diagnostic for _, diagnostic, _ in kept),
        fingerprints=tuple(name for _, _, name in kept),
        introduced=None if report.introduced is None else sum(is_new for is_new, _, _ in kept),
        skipped=len(skipped),
        skipped_checks=skipped,
    )


def with_unreadable(report: Report, unreadable: Sequence[tuple[str, str]]) -> Report:
    """Return the report with an error for each file that could not be read, so that it never looks clean.

    `unreadable` are paths, each with the reason in a sentence.
    """
    if not unreadable:
        return report
    errors = [
        Diagnostic("yaml-syntax", "manifest", Severity.ERROR, why.rstrip("."), Location(Source(path, "")))
        for path, why in unreadable
    ]
    return replace(
        report,
        diagnostics=(*errors, *report.diagnostics),
        fingerprints=(*fingerprints(errors), *report.fingerprints),
        unreadable=len(errors),
        introduced=None if report.introduced is None else report.introduced + len(errors),
    )


def lies_in(path: str, paths: Iterable[str]) -> bool:
    """Whether a file is one of these files, or is in one of these directories; `.` is the root."""
    return any(directory in {".", path} or path.startswith(f"{directory}/") for directory in paths)
