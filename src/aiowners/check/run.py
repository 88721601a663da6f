"""Workspace -> Report: every rule is asked, and what the settings say of its findings is applied."""

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
    """Ask each rule that is not off everywhere, and report in order.

    `paths` (files or directories, relative to the root; `.` is all) limit what is reported, not
    what is judged. `baseline` are fingerprints of findings that are known and do not count. A
    fingerprint is that of the whole run: it does not depend on what is shown.
    """
    asked = [rule for rule in rules if may_report(settings, rule)]
    found, withheld, stopped = collect(workspace, asked, settings)
    found.sort(key=_order)
    comments = Suppressions(workspace, rules)
    loud = {id(one) for one in found if not comments.suppresses(one)}
    names = {rule.name for rule in asked}
    found += [one for one in comments.findings(names, withheld) if one.rule in names]
    loud.update(id(one) for one in found if one.category == "suppression")
    found.sort(key=_order)
    by_name = {rule.name: rule for rule in rules}
    shown: list[tuple[Diagnostic, str]] = []
    suppressed = baselined = 0
    prints = fingerprints(found) if found else ()
    for one, name in zip(found, prints, strict=True):
        levelled = _levelled(one, by_name[one.rule], settings)
        if levelled is None or not (paths is None or lies_in(one.location.path, paths)):
            continue
        if id(one) not in loud:
            suppressed += 1
        elif name in baseline:
            baselined += 1
        else:
            shown.append((levelled, name))
    skipped = skipped_checks(workspace, withheld, by_name, settings)
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
        rules=tuple(asked),
        # What could not be read may hold what a baseline's entry speaks of.
        judged=frozenset()
        if workspace.unread or workspace.misnamed
        else frozenset(names) - {one.rule for one in withheld} - {SKIPPED_CHECK},
        missed=frozenset(baseline) - frozenset(prints),
        skipped_checks=skipped,
    )


def _concerns(check: SkippedCheck, paths: Sequence[str] | None) -> bool:
    """Whether the finding that a skipped check could have been would be in the report."""
    return paths is None or not check.paths or any(lies_in(path, paths) for path in check.paths)


def _with_unreported(
    shown: Sequence[tuple[Diagnostic, str]], skipped: Iterable[SkippedCheck]
) -> list[tuple[Diagnostic, str]]:
    """The findings with their fingerprints, and one for each cause of a skipped check that they do not report."""
    hidden = unreported(skipped, (diagnostic for diagnostic, _ in shown))
    if not hidden:
        return list(shown)
    return sorted([*shown, *zip(hidden, fingerprints(hidden), strict=True)], key=lambda pair: _order(pair[0]))


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.order


def _levelled(diagnostic: Diagnostic, rule: Rule, settings: Settings) -> Diagnostic | None:
    """A finding with the severity that its place and the settings give it; None where it is off."""
    given = severity(settings, rule, diagnostic.location.path, diagnostic.severity)
    if given is None or given is diagnostic.severity:
        return None if given is None else diagnostic
    return replace(diagnostic, severity=given)


def limited(report: Report, paths: Sequence[str]) -> Report:
    """The findings of a report that have one of their places in these files or directories.

    A check of these files that was skipped is reported if its cause is elsewhere.
    """
    brought = len(report.diagnostics) if report.brought is None else report.brought
    pairs = list(zip(report.diagnostics, report.fingerprints, strict=True))
    kept = [
        (place < brought, found, name)
        for place, (found, name) in enumerate(pairs)
        if found.rule != SKIPPED_CHECK
        and any(lies_in(at.path, paths) for at in (found.location, *(label.location for label in found.related)))
    ]
    skipped = tuple(check for check in report.skipped_checks if _concerns(check, paths))
    hidden = unreported(skipped, (found for _, found, _ in kept))
    before = {name for place, (_, name) in enumerate(pairs) if place >= brought}
    kept += [(name not in before, found, name) for found, name in zip(hidden, fingerprints(hidden), strict=True)]
    kept.sort(key=lambda one: (not one[0], _order(one[1])))
    return replace(
        report,
        diagnostics=tuple(found for _, found, _ in kept),
        fingerprints=tuple(name for _, _, name in kept),
        brought=None if report.brought is None else sum(is_new for is_new, _, _ in kept),
        skipped=len(skipped),
        skipped_checks=skipped,
    )


def with_unreadable(report: Report, unreadable: Sequence[tuple[str, str]]) -> Report:
    """The report with an error at each file that could not be read: nothing that reads it takes it for clean.

    `unreadable` are paths, with a sentence each that says why.
    """
    if not unreadable:
        return report
    said = [
        Diagnostic("yaml-syntax", "manifest", Severity.ERROR, why.rstrip("."), Location(Source(path, "")))
        for path, why in unreadable
    ]
    return replace(
        report,
        diagnostics=(*said, *report.diagnostics),
        fingerprints=(*fingerprints(said), *report.fingerprints),
        unreadable=len(said),
        brought=None if report.brought is None else report.brought + len(said),
    )


def lies_in(path: str, places: Iterable[str]) -> bool:
    """Whether a file is one of these files, or lies in one of these directories; `.` is the root."""
    return any(place in {".", path} or path.startswith(f"{place}/") for place in places)
