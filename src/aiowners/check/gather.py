"""Every rule's findings, no more of them than a report can hold; which rules were stopped, and the finding for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.check.settings import highest
from aiowners.diagnostics.bounds import OutputBoundError, shortened, weight
from aiowners.diagnostics.diagnostic import SKIPPED_CHECK, Diagnostic, Severity, Withheld
from aiowners.source import Location, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.check.settings import Settings
    from aiowners.diagnostics.rule import Rule
    from aiowners.workspace import Workspace

# Of a chain of models each of which misses all that follow, there are as many findings as the square of its length.
MOST_OF_A_RULE = 50_000
# Bytes of a run's findings, as `weight` counts them: for any repository, and for each of its manifests.
MOST_OF_A_RUN = 9_000_000
MOST_OF_A_MANIFEST = 8_000

_WITHHELD = 400  # bytes that a skipped check counts


class Stop(NamedTuple):
    """A rule that was stopped at a bound, how many findings it had by then, and where the next one would be."""

    rule: Rule
    severity: Severity
    findings: int
    location: Location

    @property
    def finding(self) -> Diagnostic:
        """The finding that says so, at the severity of what is not reported; no setting changes it."""
        counted = f"{self.findings:,} finding{'s' * (self.findings != 1)}"
        return Diagnostic(
            SKIPPED_CHECK,
            "manifest",
            self.severity,
            f"`{self.rule.name}` stopped after {counted}, but there are more: the report has reached its size limit",
            self.location,
            anchor=self.rule.name,
            label=f"further findings of `{self.rule.name}` are not reported",
            help="fix what is reported, then run the check again",
        )


class Gathered(NamedTuple):
    """The findings of the rules, the checks that they skipped, and the rules that were stopped."""

    findings: list[Diagnostic]
    withheld: set[Withheld]
    stops: list[Stop]


def gather(workspace: Workspace, rules: Sequence[Rule], settings: Settings) -> Gathered:
    """Ask each rule, the most severe first, until all have answered or the report is full.

    A rule is stopped when it has MOST_OF_A_RULE results, when the findings of the run outgrow the
    report, or when what it asks for outgrows a bound. It is not asked for more than it may report.
    """
    found, withheld, stops = Gathered([], set(), [])
    room = MOST_OF_A_RUN + MOST_OF_A_MANIFEST * len(workspace.manifests)
    for rule in sorted(rules, key=lambda rule: -highest(settings, rule).rank):
        before, last = len(found), Location(Source(_first_path(workspace), ""))
        try:
            for number, result in enumerate(rule.check(workspace)):
                one = shortened(result) if isinstance(result, Diagnostic) else result
                room -= weight(one) if isinstance(one, Diagnostic) else _WITHHELD
                if isinstance(one, Diagnostic):
                    last = one.location
                if number == MOST_OF_A_RULE or room < 0:
                    stops.append(_stop(rule, settings, found[before:], last))
                    break
                if isinstance(one, Diagnostic):
                    found.append(one)
                else:
                    withheld.add(one)
        except OutputBoundError:
            stops.append(_stop(rule, settings, found[before:], last))
    return Gathered(found, withheld | {Withheld(stop.rule.name, None) for stop in stops}, stops)


def _stop(rule: Rule, settings: Settings, found: Sequence[Diagnostic], location: Location) -> Stop:
    return Stop(rule, highest(settings, rule), len(found), location)


def _first_path(workspace: Workspace) -> str:
    return workspace.manifests[0].path if workspace.manifests else "ai-ownership.yaml"
