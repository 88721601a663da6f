"""Findings with fixes -> texts without them: round by round, and nothing is kept that brings a new finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from aiowners.check.apply_edits import Edits, edited
from aiowners.diagnostics.bounds import OutputBoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic, Fix
    from aiowners.diagnostics.report import Report
    from aiowners.source import Source

    Lint = Callable[[Sequence[Source]], Report]
    Wanted = Callable[[Diagnostic], bool]
    Ask = Callable[[Diagnostic, str], bool]

MAX_ROUNDS = 64


@dataclass(frozen=True, slots=True)
class RefusedFix:
    """A finding whose fix was not applied, and the findings that it would introduce.

    If not `alone`, it was only tried together with other fixes, too many to determine which is the cause.
    """

    diagnostic: Diagnostic
    brings: tuple[Diagnostic, ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class FixResult:
    """The texts after the fixes, in the order given, the fixed findings, and the refused fixes."""

    sources: tuple[Source, ...]
    applied: tuple[Diagnostic, ...]
    refused: tuple[RefusedFix, ...]


def apply_fixes(sources: Sequence[Source], lint: Lint, wanted: Wanted, ask: Ask | None = None) -> FixResult:
    """Apply the fixes of the findings that are `wanted`, in rounds, until none is left.

    `lint` runs every rule over texts. `ask` gets each finding before its fix, with its fingerprint, and
    returns whether to apply it; it is called once for each. A fix that overlaps another waits for the
    next round. In the end there is no new finding: a fix may introduce one only if that has a fix of its
    own, which is then applied as well. Raises OutputBoundError if a report is not complete, or if so many
    fixes introduce findings that it takes too long to determine which.
    """
    may = None if ask is None else _once(ask)
    report = lint(sources)
    work = _Work(report.manifests)
    for strict in (False, True):
        fixer = _Fixer(sources, report, lint, wanted, may, work, strict=strict)
        fixer.run()
        if not fixer.has_introduced():
            return fixer.result()
        if work.is_done:
            break
    raise OutputBoundError("no fix is applied: too many of them would introduce other findings")


class _Work:
    """The work left for trial runs. It is counted, not timed, so that all runs are equal."""

    def __init__(self, manifests: int) -> None:
        self._left = _WORK + _LINTS * _MANIFEST * manifests

    @property
    def is_done(self) -> bool:
        """Whether no more trials are allowed."""
        return self._left <= 0

    def spend(self, report: Report, changed: Iterable[Source]) -> None:
        """Count one run, by the texts read again and the findings."""
        characters = sum(len(source.text) for source in changed)
        self._left -= _FINDING * len(report.diagnostics) + _CHARACTER * characters + _MANIFEST * report.manifests


# About how many microseconds it takes to check a manifest, to read a character, and to report a finding.
_MANIFEST, _CHARACTER, _FINDING = 200, 5, 200
_WORK = 2_000_000
_LINTS = 16  # of all manifests


def _once(ask: Ask) -> Ask:
    answers: dict[str, bool] = {}

    def answer(diagnostic: Diagnostic, name: str) -> bool:
        if name not in answers:
            answers[name] = ask(diagnostic, name)
        return answers[name]

    return answer


@dataclass(frozen=True, slots=True)
class _Trial:
    """Fixes, the texts with them, their report, and the new findings in it."""

    fixed: tuple[Diagnostic, ...]
    sources: tuple[Source, ...]
    report: Report
    brings: tuple[Diagnostic, ...]


class _Fixer:
    """The state of the rounds. If `strict`, no fix may introduce a finding, not even one that has a fix."""

    def __init__(
        self,
        sources: Sequence[Source],
        report: Report,
        lint: Lint,
        wanted: Wanted,
        ask: Ask | None,
        work: _Work,
        *,
        strict: bool,
    ) -> None:
        self._lint = lint
        self._wanted = wanted
        self._ask = ask
        self._strict = strict
        self._sources = tuple(sources)
        self._report = _complete(report)
        self._work = work
        self._known = frozenset(self._report.fingerprints)
        self._applied: list[Diagnostic] = []
        self._refused: dict[_Attempt, RefusedFix] = {}
        self._trials = _trials(self._report.manifests)

    def run(self) -> None:
        """Run rounds until every fix left is refused."""
        stands = True  # fixes were refused for the texts as they are now
        for _ in range(MAX_ROUNDS):
            if self._work.is_done:
                return
            chosen = self._chosen()
            if not chosen and stands:
                return
            if not chosen:  # after the other fixes, they may be possible
                self._refused = {}
                stands = True
                continue
            trial = self._largest(chosen)
            if trial.fixed:
                self._sources, self._report = trial.sources, trial.report
                self._applied += trial.fixed
                stands = False

    def has_introduced(self) -> bool:
        """Whether there is a new finding."""
        return not self._known.issuperset(self._report.fingerprints)

    def result(self) -> FixResult:
        """Return the result."""
        left = {_attempt(diagnostic) for diagnostic in self._report.diagnostics if diagnostic.fix is not None}
        refused = tuple(fix for attempt, fix in self._refused.items() if attempt in left)
        return FixResult(self._sources, tuple(self._applied), refused)

    def _chosen(self) -> list[Diagnostic]:
        """Return the findings whose fixes do not overlap, in order."""
        edits = Edits()
        chosen = []
        for diagnostic, name in zip(self._report.diagnostics, self._report.fingerprints, strict=True):
            if diagnostic.fix is None or not self._wanted(diagnostic) or _attempt(diagnostic) in self._refused:
                continue
            if edits.fits(diagnostic.fix) and (self._ask is None or self._ask(diagnostic, name)):
                edits.take(diagnostic.fix)
                chosen.append(diagnostic)
        return chosen

    def _try(self, fixed: Iterable[Diagnostic]) -> _Trial:
        ordered = sorted(fixed, key=_order)
        if not ordered:
            return _Trial((), self._sources, self._report, ())  # as it is, which was accepted
        texts = edited(_fix(diagnostic) for diagnostic in ordered)
        sources = tuple(texts.get(source, source) for source in self._sources)
        report = _complete(self._lint(sources))
        self._work.spend(report, texts.values())
        pairs = zip(report.diagnostics, report.fingerprints, strict=True)
        brings = tuple(
            diagnostic for diagnostic, name in pairs if name not in self._known and not self._may_pass(diagnostic)
        )
        return _Trial(tuple(ordered), sources, report, brings)

    def _may_pass(self, diagnostic: Diagnostic) -> bool:
        """Whether a new finding will be fixed in a later round."""
        return not self._strict and diagnostic.fix is not None and self._wanted(diagnostic)

    def _largest(self, chosen: Sequence[Diagnostic]) -> _Trial:
        """Apply as many of these fixes as introduce no finding together, and refuse the others.

        If all of them together introduce findings, those related to them are tried in ever smaller
        groups, of one kind first, to determine which of them are the cause.
        """
        trial = self._try(chosen)
        if not trial.brings:
            return trial
        best, related = self._unrelated(chosen, trial.brings)
        groups: list[_Group] = [(kind, trial.brings) for kind in _kinds(related)]
        if len(groups) == 1 and not best.fixed:  # that was tried already
            groups = _halves(related, trial.brings)
        while groups:
            group, brings = groups.pop()
            if self._trials == 0 or self._work.is_done:
                self._refuse(group, brings, alone=False)
                continue
            self._trials -= 1
            trial = self._try((*best.fixed, *group))
            if not trial.brings:
                best = trial
            elif len(group) == 1:
                self._refuse(group, trial.brings, alone=True)
            else:
                groups += _halves(group, trial.brings)
        return best

    def _unrelated(
        self, chosen: Sequence[Diagnostic], brings: tuple[Diagnostic, ...]
    ) -> tuple[_Trial, list[Diagnostic]]:
        """Try the fixes that are unrelated to the introduced findings; return the trial and the others."""
        related = _related_to(chosen, brings)
        related_ids = {id(diagnostic) for diagnostic in related}
        trial = self._try([diagnostic for diagnostic in chosen if id(diagnostic) not in related_ids])
        return (self._try(()), list(chosen)) if trial.brings else (trial, related)

    def _refuse(self, group: Iterable[Diagnostic], brings: tuple[Diagnostic, ...], *, alone: bool) -> None:
        self._refused.update((_attempt(diagnostic), RefusedFix(diagnostic, brings, alone)) for diagnostic in group)


def _complete(report: Report) -> Report:
    """Return the report. Raises OutputBoundError if a rule was stopped, because new findings may be missing."""
    if report.stopped:
        names = ", ".join(f"`{name}`" for name in report.stopped)
        raise OutputBoundError(f"no fix is applied because the report is not complete: {names} stopped")
    return report


# A finding by its subject and the changes of its fix, independent of its location.
_Attempt: TypeAlias = "tuple[str, str | None, str | None, str, tuple[tuple[str, str, str], ...]]"


def _attempt(diagnostic: Diagnostic) -> _Attempt:
    edits = tuple((edit.location.path, edit.location.text, edit.text) for edit in _fix(diagnostic).edits)
    return (diagnostic.rule, diagnostic.subject, diagnostic.about, diagnostic.anchor, edits)


def _trials(manifests: int) -> int:
    """Return the maximum number of trials: fewer, the longer each takes."""
    return max(16, min(256, 20_000 // max(1, manifests)))


def _kinds(related: Sequence[Diagnostic]) -> list[list[Diagnostic]]:
    """Group findings by rule and fix title: fixes of one group rarely differ in what they introduce."""
    kinds: dict[tuple[str, str], list[Diagnostic]] = {}
    for diagnostic in related:
        kinds.setdefault((diagnostic.rule, _fix(diagnostic).title), []).append(diagnostic)
    return list(kinds.values())


# Findings whose fixes are tried together, and the findings that a larger group with them introduced.
_Group: TypeAlias = "tuple[Sequence[Diagnostic], tuple[Diagnostic, ...]]"


def _halves(group: Sequence[Diagnostic], brings: tuple[Diagnostic, ...]) -> list[_Group]:
    half = len(group) // 2
    return [(part, brings) for part in (group[half:], group[:half]) if part]


def _related_to(chosen: Sequence[Diagnostic], introduced: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the findings whose fixes may have introduced others: in the same declaration, or else in a file of their locations."""
    by_subject: dict[tuple[str, str | None], list[Diagnostic]] = {}
    by_path: dict[str, list[Diagnostic]] = {}
    for diagnostic in chosen:
        for path in {edit.location.path for edit in _fix(diagnostic).edits}:
            by_path.setdefault(path, []).append(diagnostic)
            by_subject.setdefault((path, diagnostic.subject), []).append(diagnostic)
    subjects: set[tuple[str, str | None]] = set()
    paths: set[str] = set()
    for diagnostic in introduced:
        if diagnostic.subject is not None and (diagnostic.location.path, diagnostic.subject) in by_subject:
            subjects.add((diagnostic.location.path, diagnostic.subject))
        else:
            paths.update((diagnostic.location.path, *(label.location.path for label in diagnostic.related)))
    related = {id(diagnostic) for subject in subjects for diagnostic in by_subject[subject]}
    related.update(id(diagnostic) for path in paths for diagnostic in by_path.get(path, ()))
    return [diagnostic for diagnostic in chosen if id(diagnostic) in related]


def _fix(diagnostic: Diagnostic) -> Fix:
    assert diagnostic.fix is not None
    return diagnostic.fix


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.order
