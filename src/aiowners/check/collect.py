"""Collect the findings of all rules, as many as a report can hold, and the rules that were stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.check.settings import highest
from aiowners.diagnostics.bounds import OutputBoundError, shortened, weight
from aiowners.diagnostics.diagnostic import Cause, Diagnostic
from aiowners.filenames import MANIFEST
from aiowners.source import Location, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.check.settings import Settings
    from aiowners.diagnostics.diagnostic import Skipped
    from aiowners.diagnostics.rule import Rule
    from aiowners.workspace import Workspace

# Of a chain of models each of which misses all that follow, there are as many findings as the square of its length.
MAX_OF_A_RULE = 50_000
# Bytes of a run's findings, as `weight` counts them: for any repository, and for each of its manifests.
MAX_OF_A_RUN = 9_000_000
MAX_OF_A_MANIFEST = 8_000

_WITHHELD = 400  # bytes that a skipped check counts


class CollectedFindings(NamedTuple):
    """The findings of the rules, the checks that they skipped in order, and the names of the rules that were stopped."""

    findings: list[Diagnostic]
    withheld: dict[Skipped, None]
    stopped: list[str]


def collect(workspace: Workspace, rules: Sequence[Rule], settings: Settings) -> CollectedFindings:
    """Run each rule, the most severe first, until all are done or the report is full.

    A rule is stopped when it has MAX_OF_A_RULE results, when the findings of the run outgrow the
    report, or when it needs more than a bound allows: the rest of its checks are skipped.
    """
    gathered = CollectedFindings([], {}, [])
    room = MAX_OF_A_RUN + MAX_OF_A_MANIFEST * len(workspace.manifests)
    for rule in sorted(rules, key=lambda rule: -highest(settings, rule).rank):
        before, last = len(gathered.findings), Location(Source(_first_path(workspace), ""))
        try:
            for number, result in enumerate(rule.check(workspace)):
                item = shortened(result) if isinstance(result, Diagnostic) else result
                room -= weight(item) if isinstance(item, Diagnostic) else _WITHHELD
                if isinstance(item, Diagnostic):
                    last = item.location
                if number == MAX_OF_A_RULE or room < 0:
                    _stop(gathered, rule, before, last)
                    break
                if isinstance(item, Diagnostic):
                    gathered.findings.append(item)
                else:
                    gathered.withheld[item] = None
        except OutputBoundError:
            _stop(gathered, rule, before, last)
    return gathered


def _stop(gathered: CollectedFindings, rule: Rule, before: int, location: Location) -> None:
    """Note that a rule was stopped, where its next finding would be. No other finding reports the cause."""
    count = len(gathered.findings) - before
    reason = (
        f"`{rule.name}` stopped after {count:,} finding{'s' * (count != 1)}:"
        " there are more, but the report has reached its size limit"
    )
    gathered.stopped.append(rule.name)
    gathered.withheld[rule.withheld(None, causes=(Cause(None, location, reason),))] = None


def _first_path(workspace: Workspace) -> str:
    return workspace.manifests[0].path if workspace.manifests else MANIFEST
