"""The teams that must review a change because it suppresses review findings about them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from aiowners.check.run import run
from aiowners.check.settings import Settings, severity
from aiowners.diagnostics.bounds import OutputBoundError
from aiowners.graph.nodes import Key
from aiowners.manifest.decoding import MARK
from aiowners.review.reviewers.also_required import AlsoRequired
from aiowners.rules import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aiowners.check.posture import Posture
    from aiowners.diagnostics.diagnostic import Diagnostic, Severity
    from aiowners.workspace import Workspace

_REVIEW = tuple(rule for rule in ALL if rule.category == "review")
_RULES = {rule.name: rule for rule in _REVIEW}


class _Weight(NamedTuple):
    """The weight of a finding: whether it makes the run fail, then the rank of its severity."""

    fails: bool
    rank: int


_HIDDEN = _Weight(fails=False, rank=-1)


def suppressed_teams(forks: Sequence[Posture], base: Posture | None, after: Posture) -> tuple[AlsoRequired, ...]:
    """Return each team that is the `about` of a review finding that a change hides or lowers.

    A finding is hidden if `after` does not report it, but a fork or the base did or would. It is
    lowered if its severity is lower than at a fork. A finding that a comment, the baseline, or an
    exclusion hides counts even if it is new. A finding that a level hides counts only if the level
    was higher. Raises OutputBoundError.
    """
    before = (*forks, *([] if base is None else [base]))
    if not before or not _may_hide(before, after):
        return ()
    whole = after.unexcluded or after.workspace
    shown = _shown(after)
    hidden = {
        fingerprint: finding
        for fingerprint, finding in _findings(_without_comments(whole)).items()
        if _team(finding)
        and any(shown.get(fingerprint, _HIDDEN) < _weight_at_levels(posture, finding) for posture in before)
    }
    if not hidden:
        return ()
    earlier = [_Earlier(posture) for posture in before]
    required: dict[tuple[str, str], AlsoRequired] = {}
    for fingerprint, finding in hidden.items():
        weight = shown.get(fingerprint, _HIDDEN)
        # A severity that is higher only at the base was raised there: the change did not lower it.
        compared = earlier if weight == _HIDDEN else earlier[: len(forks)]
        if any(weight < revision.weight(fingerprint, finding) for revision in compared):
            team, subject = _team(finding), finding.subject or f"path:{finding.location.path}"
            required.setdefault((team, subject), AlsoRequired(team, whole, subject, "suppression"))
    return tuple(required.values())


def _may_hide(before: Sequence[Posture], after: Posture) -> bool:
    """Return whether `after` suppresses anything, or its configuration differs. For most changes, neither is true."""
    if after.unexcluded is not None or after.entries:
        return True
    if any(_reporting(posture.settings) != _reporting(after.settings) for posture in before):
        return True
    # An override applies by path: a declaration that moves can get a lower level without a new configuration.
    return bool(after.settings.overrides) or any(
        manifest.may_suppress and MARK in manifest.source.text for manifest in after.workspace.manifests
    )


def _reporting(settings: Settings) -> tuple[object, ...]:
    return (settings.fail_on, settings.levels, settings.overrides, settings.exclude)


def _team(finding: Diagnostic) -> str:
    """Return the team that a finding is about; empty if it is about something else."""
    about = finding.about or ""
    return about.removeprefix("team:") if about.startswith("team:") else ""


def _without_comments(workspace: Workspace) -> Workspace:
    manifests = tuple(replace(manifest, may_suppress=False) for manifest in workspace.manifests)
    return replace(workspace, manifests=manifests)


def _findings(workspace: Workspace) -> Mapping[str, Diagnostic]:
    """Return all review findings with the rules' own severities, by fingerprint."""
    report = run(workspace, _REVIEW, Settings())
    if report.stopped:
        names = ", ".join(f"`{name}`" for name in report.stopped)
        raise OutputBoundError(f"too many findings of {names} to tell which a change suppresses, so nothing is printed")
    return dict(zip(report.fingerprints, report.diagnostics, strict=True))


def _shown(posture: Posture) -> Mapping[str, _Weight]:
    """Return the weight of every review finding that is reported at a revision, by fingerprint."""
    report = run(posture.workspace, _REVIEW, posture.settings, baseline=posture.entries)
    return {
        fingerprint: _weight(posture, finding.severity)
        for fingerprint, finding in zip(report.fingerprints, report.diagnostics, strict=True)
    }


def _weight(posture: Posture, given: Severity) -> _Weight:
    return _Weight(given.rank >= posture.settings.fail_on.rank, given.rank)


def _weight_at_levels(posture: Posture, finding: Diagnostic) -> _Weight:
    """Return the weight of a finding by the levels of a revision, at its path now or at that of its subject then."""
    paths = {finding.location.path, *_declared_at(posture, finding.subject)}
    rule = _RULES[finding.rule]
    severities = (severity(posture.settings, rule, path, finding.severity) for path in paths)
    return max((_weight(posture, given) for given in severities if given is not None), default=_HIDDEN)


def _declared_at(posture: Posture, subject: str | None) -> Iterable[str]:
    nodes = posture.workspace.graph.resolve(Key.of(subject)) if subject else ()
    return [node.manifest.path for node in nodes if node.manifest is not None]


class _Earlier:
    """The review findings at an earlier revision, and their weights."""

    def __init__(self, posture: Posture) -> None:
        self._posture = posture
        self._existing = _findings(_without_comments(posture.workspace))
        self._shown = _shown(posture)

    def weight(self, fingerprint: str, finding: Diagnostic) -> _Weight:
        """Return the weight of a later finding at this revision: its actual weight, or else the weight by its levels."""
        if fingerprint in self._existing:
            return self._shown.get(fingerprint, _HIDDEN)
        return _weight_at_levels(self._posture, finding)
