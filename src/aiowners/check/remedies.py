"""A finding -> the edits that may remove it, each tried before it is offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiowners.check.add_ignore import suppression_fix
from aiowners.check.apply_edits import edited
from aiowners.diagnostics.report import stem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic, Fix
    from aiowners.diagnostics.report import Report
    from aiowners.diagnostics.rule import Rule
    from aiowners.source import Source
    from aiowners.workspace import Workspace

REASON = "REASON"  # a placeholder in an edit, for the user's reason


@dataclass(frozen=True, slots=True)
class Remedy:
    """An edit that a user may choose. `resolves`: it removes the finding. `introduces`: the new findings with it."""

    fix: Fix
    resolves: bool
    introduces: tuple[Diagnostic, ...]


def remedies(
    workspace: Workspace,
    sources: Sequence[Source],
    rule: Rule,
    diagnostic: Diagnostic,
    report: Report,
    lint: Callable[[Sequence[Source]], Report],
) -> Iterator[Remedy]:
    """Yield the finding's own fix, the other edits that its rule offers, and the suppression comment, each tried.

    `sources` are those of the workspace, and `report` is the result of `lint` for them. Equal edits
    are offered once.
    """
    stem = stem_of(diagnostic)
    count = _count(report, stem)
    earlier = frozenset(report.fingerprints)
    seen = set()
    for fix in _offered(workspace, rule, diagnostic):
        edits = tuple((edit.location, edit.text) for edit in fix.edits)
        if edits in seen:
            continue
        seen.add(edits)
        texts = edited([fix])
        after = lint([texts.get(source, source) for source in sources])
        pairs = zip(after.diagnostics, after.fingerprints, strict=True)
        introduces = tuple(new for new, fingerprint in pairs if fingerprint not in earlier)
        # Equal findings are renumbered, so a smaller count shows that this finding was removed.
        yield Remedy(fix, _count(after, stem) < count, introduces)


def _count(report: Report, stem: str) -> int:
    return sum(stem_of(diagnostic) == stem for diagnostic in report.diagnostics)


def _offered(workspace: Workspace, rule: Rule, diagnostic: Diagnostic) -> Iterator[Fix]:
    if diagnostic.fix is not None:
        yield diagnostic.fix
    if rule.options is not None:
        yield from (fix for fix in rule.options(workspace, diagnostic) if fix is not None)
    suppression = suppression_fix(diagnostic, REASON)
    if suppression is not None:
        yield suppression
