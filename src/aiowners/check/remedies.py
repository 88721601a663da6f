"""A finding -> what would make it go away: edits to choose from, each tried before it is offered."""

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

REASON = "REASON"  # stands in an edit where a person has something to say


@dataclass(frozen=True, slots=True)
class Remedy:
    """An edit that a person may choose. `mends`: the finding is gone with it. `brings`: findings that come with it."""

    fix: Fix
    mends: bool
    brings: tuple[Diagnostic, ...]


def remedies(
    workspace: Workspace,
    sources: Sequence[Source],
    rule: Rule,
    found: Diagnostic,
    report: Report,
    lint: Callable[[Sequence[Source]], Report],
) -> Iterator[Remedy]:
    """The finding's own fix, what its rule offers besides, and the comment that silences it, each tried.

    `report` is what `lint` says of the `sources`, those of the workspace, as they are. An edit that another offers as well is
    told once.
    """
    stem = stem_of(found)
    alike = _count(report, stem)
    known = frozenset(report.fingerprints)
    seen = set()
    for fix in _offered(workspace, rule, found):
        edits = tuple((edit.location, edit.text) for edit in fix.edits)
        if edits in seen:
            continue
        seen.add(edits)
        texts = edited([fix])
        after = lint([texts.get(source, source) for source in sources])
        pairs = zip(after.diagnostics, after.fingerprints, strict=True)
        brings = tuple(one for one, other in pairs if other not in known)
        # Of equal findings the numbers close up: one fewer is what tells that this one is gone.
        yield Remedy(fix, _count(after, stem) < alike, brings)


def _count(report: Report, stem: str) -> int:
    return sum(stem_of(one) == stem for one in report.diagnostics)


def _offered(workspace: Workspace, rule: Rule, found: Diagnostic) -> Iterator[Fix]:
    if found.fix is not None:
        yield found.fix
    if rule.options is not None:
        yield from (fix for fix in rule.options(workspace, found) if fix is not None)
    silenced = suppression_fix(found, REASON)
    if silenced is not None:
        yield silenced
