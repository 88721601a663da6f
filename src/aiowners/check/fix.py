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

MOST_ROUNDS = 64


@dataclass(frozen=True, slots=True)
class RefusedFix:
    """A finding whose fix was not applied, and the findings that it would bring.

    Not `alone`: fixes were tried together with it, and there were too many to tell which is to blame.
    """

    diagnostic: Diagnostic
    brings: tuple[Diagnostic, ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class FixResult:
    """The texts after the fixes, in the order given, the findings that are mended, and those that could not be."""

    sources: tuple[Source, ...]
    applied: tuple[Diagnostic, ...]
    refused: tuple[RefusedFix, ...]


def mend(sources: Sequence[Source], lint: Lint, wanted: Wanted, ask: Ask | None = None) -> FixResult:
    """Apply the fixes of the findings that are `wanted`, in rounds, until none is left.

    `lint` judges texts by every rule that counts. `ask` is shown each finding that is about to be
    mended with its fingerprint, and says whether it may be; it is asked once for each. A fix that
    overlaps another waits for the next round. In the end no finding is there that was not there
    before: a fix may bring one only if that has a fix of its own, which is then applied as well.
    Raises OutputBoundError when a report is not complete, or when so many fixes bring findings that
    finding out which takes too long.
    """
    may = None if ask is None else _once(ask)
    report = lint(sources)
    work = _Work(report.manifests)
    for strict in (False, True):
        mender = _Mender(sources, report, lint, wanted, may, work, strict=strict)
        mender.run()
        if not mender.has_brought():
            return mender.mended()
        if work.is_done:
            break
    raise OutputBoundError("no fix is applied: too many of them would introduce other findings")


class _Work:
    """How much may still be linted to find out what fixes do. Counted, not timed, so that no run differs from another."""

    def __init__(self, manifests: int) -> None:
        self._left = _WORK + _LINTS * _MANIFEST * manifests

    @property
    def is_done(self) -> bool:
        """Whether no more texts may be tried."""
        return self._left <= 0

    def spend(self, report: Report, changed: Iterable[Source]) -> None:
        """Count one lint, by what was read again and what was found."""
        characters = sum(len(source.text) for source in changed)
        self._left -= _FINDING * len(report.diagnostics) + _CHARACTER * characters + _MANIFEST * report.manifests


# About how many microseconds it takes to judge a manifest, to read a character, and to report a finding.
_MANIFEST, _CHARACTER, _FINDING = 200, 5, 200
_WORK = 2_000_000
_LINTS = 16  # of all manifests


def _once(ask: Ask) -> Ask:
    answers: dict[str, bool] = {}

    def answer(found: Diagnostic, name: str) -> bool:
        if name not in answers:
            answers[name] = ask(found, name)
        return answers[name]

    return answer


@dataclass(frozen=True, slots=True)
class _Trial:
    """Fixes, the texts with them, what a lint says of these, and which new findings that brings."""

    fixed: tuple[Diagnostic, ...]
    sources: tuple[Source, ...]
    report: Report
    brings: tuple[Diagnostic, ...]


class _Mender:
    """The state of the rounds. `strict`: no fix may bring a finding, not even one that has a fix."""

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
        """Rounds, until no fix is left that has not been refused."""
        stands = True  # what was refused was refused of the texts as they are now
        for _ in range(MOST_ROUNDS):
            if self._work.is_done:
                return
            chosen = self._chosen()
            if not chosen and stands:
                return
            if not chosen:  # with the others applied, it may be another matter
                self._refused = {}
                stands = True
                continue
            trial = self._largest(chosen)
            if trial.fixed:
                self._sources, self._report = trial.sources, trial.report
                self._applied += trial.fixed
                stands = False

    def has_brought(self) -> bool:
        """Whether a finding is there that was not there before."""
        return not self._known.issuperset(self._report.fingerprints)

    def mended(self) -> FixResult:
        """What has come of it."""
        left = {_attempt(found) for found in self._report.diagnostics if found.fix is not None}
        refused = tuple(one for attempt, one in self._refused.items() if attempt in left)
        return FixResult(self._sources, tuple(self._applied), refused)

    def _chosen(self) -> list[Diagnostic]:
        """The findings whose fixes fit together, first come, first served."""
        edits = Edits()
        chosen = []
        for found, name in zip(self._report.diagnostics, self._report.fingerprints, strict=True):
            if found.fix is None or not self._wanted(found) or _attempt(found) in self._refused:
                continue
            if edits.fits(found.fix) and (self._ask is None or self._ask(found, name)):
                edits.take(found.fix)
                chosen.append(found)
        return chosen

    def _try(self, fixed: Iterable[Diagnostic]) -> _Trial:
        ordered = sorted(fixed, key=_order)
        if not ordered:
            return _Trial((), self._sources, self._report, ())  # as it is, which was accepted
        texts = edited(_fix(found) for found in ordered)
        sources = tuple(texts.get(source, source) for source in self._sources)
        report = _complete(self._lint(sources))
        self._work.spend(report, texts.values())
        pairs = zip(report.diagnostics, report.fingerprints, strict=True)
        brings = tuple(found for found, name in pairs if name not in self._known and not self._may_pass(found))
        return _Trial(tuple(ordered), sources, report, brings)

    def _may_pass(self, found: Diagnostic) -> bool:
        """Whether a new finding will be mended in a later round."""
        return not self._strict and found.fix is not None and self._wanted(found)

    def _largest(self, chosen: Sequence[Diagnostic]) -> _Trial:
        """As many of these fixes as bring nothing together; the others are refused.

        Where all of them together bring something, those that have to do with it are taken in ever
        smaller groups, those of one kind first, to find out which of them are to blame.
        """
        trial = self._try(chosen)
        if not trial.brings:
            return trial
        best, suspects = self._innocent(chosen, trial.brings)
        groups: list[_Group] = [(kind, trial.brings) for kind in _kinds(suspects)]
        if len(groups) == 1 and not best.fixed:  # that has been tried
            groups = _halves(suspects, trial.brings)
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

    def _innocent(
        self, chosen: Sequence[Diagnostic], brings: tuple[Diagnostic, ...]
    ) -> tuple[_Trial, list[Diagnostic]]:
        """Those fixes that have nothing to do with what all of them bring, tried; and the others."""
        suspects = _related(chosen, brings)
        accused = {id(found) for found in suspects}
        trial = self._try([found for found in chosen if id(found) not in accused])
        return (self._try(()), list(chosen)) if trial.brings else (trial, suspects)

    def _refuse(self, group: Iterable[Diagnostic], brings: tuple[Diagnostic, ...], *, alone: bool) -> None:
        self._refused.update((_attempt(found), RefusedFix(found, brings, alone)) for found in group)


def _complete(report: Report) -> Report:
    """The report. Raises OutputBoundError when a rule was stopped: a fix may bring what is not in it."""
    if report.stopped:
        names = ", ".join(f"`{name}`" for name in report.stopped)
        raise OutputBoundError(f"no fix is applied because the report is not complete: {names} stopped")
    return report


# What is tried: a finding by what it is about, and what its fix would change, wherever that stands by now.
_Attempt: TypeAlias = "tuple[str, str | None, str | None, str, tuple[tuple[str, str, str], ...]]"


def _attempt(found: Diagnostic) -> _Attempt:
    edits = tuple((edit.location.path, edit.location.text, edit.text) for edit in _fix(found).edits)
    return (found.rule, found.subject, found.about, found.anchor, edits)


def _trials(manifests: int) -> int:
    """How many texts are linted to find out which fixes are to blame: fewer, the longer each takes."""
    return max(16, min(256, 20_000 // max(1, manifests)))


def _kinds(suspects: Sequence[Diagnostic]) -> list[list[Diagnostic]]:
    """The findings in groups of one rule and one remedy: what brings nothing in one place rarely does in others."""
    kinds: dict[tuple[str, str], list[Diagnostic]] = {}
    for found in suspects:
        kinds.setdefault((found.rule, _fix(found).title), []).append(found)
    return list(kinds.values())


# Findings whose fixes are tried together, and what a larger group with them in it brought.
_Group: TypeAlias = "tuple[Sequence[Diagnostic], tuple[Diagnostic, ...]]"


def _halves(group: Sequence[Diagnostic], brings: tuple[Diagnostic, ...]) -> list[_Group]:
    half = len(group) // 2
    return [(part, brings) for part in (group[half:], group[:half]) if part]


def _related(chosen: Sequence[Diagnostic], brought: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings whose fixes may have brought others: of the same declaration, or else in a file of one of its places."""
    by_subject: dict[tuple[str, str | None], list[Diagnostic]] = {}
    by_path: dict[str, list[Diagnostic]] = {}
    for found in chosen:
        for path in {edit.location.path for edit in _fix(found).edits}:
            by_path.setdefault(path, []).append(found)
            by_subject.setdefault((path, found.subject), []).append(found)
    subjects: set[tuple[str, str | None]] = set()
    paths: set[str] = set()
    for one in brought:
        if one.subject is not None and (one.location.path, one.subject) in by_subject:
            subjects.add((one.location.path, one.subject))
        else:
            paths.update((one.location.path, *(label.location.path for label in one.related)))
    suspects = {id(found) for subject in subjects for found in by_subject[subject]}
    suspects.update(id(found) for path in paths for found in by_path.get(path, ()))
    return [found for found in chosen if id(found) in suspects]


def _fix(diagnostic: Diagnostic) -> Fix:
    assert diagnostic.fix is not None
    return diagnostic.fix


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.order
