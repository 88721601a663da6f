"""Workspace -> Report: every rule is asked, and what the settings say of its findings is applied."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aiowners.check.settings import level
from aiowners.diagnostics.diagnostic import Diagnostic, Severity
from aiowners.diagnostics.report import Report, fingerprints
from aiowners.diagnostics.rule import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aiowners.check.settings import Settings
    from aiowners.diagnostics.diagnostic import Withheld
    from aiowners.diagnostics.rule import Rule
    from aiowners.workspace import Workspace


def run(
    workspace: Workspace,
    rules: Sequence[Rule],
    settings: Settings,
    *,
    paths: Sequence[str] | None = None,
) -> Report:
    """Ask each rule that is not off everywhere, and report in order.

    `paths` (files or directories, relative to the root; `.` is all) limit what is reported, not
    what is judged. A fingerprint is that of the whole run: it does not depend on what is shown.
    """
    found: list[Diagnostic] = []
    withheld: set[Withheld] = set()
    for rule in rules:
        if not may_report(settings, rule):
            continue
        for result in rule.check(workspace):
            if not isinstance(result, Diagnostic):
                withheld.add(result)
            elif (levelled := _levelled(result, rule, settings)) is not None:
                found.append(levelled)
    found.sort(key=lambda diagnostic: diagnostic.order)
    names = fingerprints(found)
    shown = [
        (diagnostic, name)
        for diagnostic, name in zip(found, names, strict=True)
        if paths is None or _lies_in(diagnostic.location.path, paths)
    ]
    return Report(
        diagnostics=tuple(diagnostic for diagnostic, _ in shown),
        fingerprints=tuple(name for _, name in shown),
        manifests=len(workspace.manifests),
        skipped=len(withheld),
    )


def may_report(settings: Settings, rule: Rule) -> bool:
    """Whether a rule is on for any path at all: one that is not need not be asked."""
    if level(settings, rule, "") is not Level.OFF:
        return True
    if settings.ignore & {rule.name, rule.category}:
        return False
    return any({rule.name, rule.category} & override.levels.keys() for override in settings.overrides)


def _levelled(diagnostic: Diagnostic, rule: Rule, settings: Settings) -> Diagnostic | None:
    """A finding with the severity that its place and the settings give it; None where it is off.

    What a user sets replaces the severity; where nobody set anything, a finding keeps its own,
    which may differ from its rule's.
    """
    set_to = level(settings, rule, diagnostic.location.path)
    if set_to is Level.OFF:
        return None
    if set_to is rule.level or set_to.value == diagnostic.severity.value:
        return diagnostic
    return replace(diagnostic, severity=Severity(set_to.value))


def _lies_in(path: str, places: Iterable[str]) -> bool:
    return any(place in {".", path} or path.startswith(f"{place}/") for place in places)
