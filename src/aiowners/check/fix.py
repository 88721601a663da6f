"""Findings with fixes -> texts without them: round by round, and nothing is kept that brings a new finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiowners.check.edited import Edits, edited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic, Fix
    from aiowners.diagnostics.report import Report
    from aiowners.source import Source

    Lint = Callable[[Sequence[Source]], Report]
    Wanted = Callable[[Diagnostic], bool]
    Ask = Callable[[Diagnostic, str], bool]

MOST_ROUNDS = 32
# Texts that are linted in one round to find out which fixes bring a finding.
MOST_TRIALS = 256


@dataclass(frozen=True, slots=True)
class Refused:
    """A finding whose fix was not applied, and the findings that it would bring; none: it was not tried alone."""

    diagnostic: Diagnostic
    brings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """The texts after the fixes, in the order given, the findings that are mended, and those that could not be."""

    sources: tuple[Source, ...]
    applied: tuple[Diagnostic, ...]
    refused: tuple[Refused, ...]


def mend(sources: Sequence[Source], lint: Lint, wanted: Wanted, ask: Ask | None = None) -> Mended:
    """Apply the fixes of the findings that are `wanted`, in rounds, until none is left.

    `lint` judges texts by every rule that counts. `ask` is shown each finding that is about to be
    mended with its fingerprint, and says whether it may be; it is asked once for each. A fix that
    overlaps another waits for the next round. In the end no finding is there that was not there
    before: a fix may bring one only if that has a fix of its own, which is then applied as well.
    """
    may = None if ask is None else _once(ask)
    for strict in (False, True):
        mender = _Mender(sources, lint, wanted, may, strict=strict)
        mender.run()
        if not mender.has_brought():
            break
    return mender.mended()


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

    def __init__(self, sources: Sequence[Source], lint: Lint, wanted: Wanted, ask: Ask | None, *, strict: bool) -> None:
        self._lint = lint
        self._wanted = wanted
        self._ask = ask
        self._strict = strict
        self._sources = tuple(sources)
        self._report = lint(sources)
        self._known = frozenset(self._report.fingerprints)
        self._applied: list[Diagnostic] = []
        self._refused: list[Refused] = []

    def run(self) -> None:
        """Rounds, until one changes nothing."""
        for _ in range(MOST_ROUNDS):
            chosen = self._chosen()
            self._refused = []
            if not chosen:
                return
            trial = self._largest(chosen)
            if not trial.fixed:
                return
            self._sources, self._report = trial.sources, trial.report
            self._applied += trial.fixed

    def has_brought(self) -> bool:
        """Whether a finding is there that was not there before."""
        return not self._known.issuperset(self._report.fingerprints)

    def mended(self) -> Mended:
        """What has come of it."""
        return Mended(self._sources, tuple(self._applied), tuple(self._refused))

    def _chosen(self) -> list[Diagnostic]:
        """The findings whose fixes fit together, first come, first served."""
        edits = Edits()
        chosen = []
        for found, name in zip(self._report.diagnostics, self._report.fingerprints, strict=True):
            if found.fix is None or not self._wanted(found):
                continue
            if edits.fits(found.fix) and (self._ask is None or self._ask(found, name)):
                edits.take(found.fix)
                chosen.append(found)
        return chosen

    def _try(self, fixed: Iterable[Diagnostic]) -> _Trial:
        ordered = sorted(fixed, key=_order)
        texts = edited(_fix(found) for found in ordered)
        sources = tuple(texts.get(source, source) for source in self._sources)
        report = self._lint(sources)
        pairs = zip(report.diagnostics, report.fingerprints, strict=True)
        brings = tuple(found for found, name in pairs if name not in self._known and not self._may_pass(found))
        return _Trial(tuple(ordered), sources, report, brings)

    def _may_pass(self, found: Diagnostic) -> bool:
        """Whether a new finding will be mended in a later round."""
        return not self._strict and found.fix is not None and self._wanted(found)

    def _largest(self, chosen: Sequence[Diagnostic]) -> _Trial:
        """As many of these fixes as bring nothing together; the others are refused.

        Where all of them together bring something, those that have to do with it are taken in ever
        smaller groups, to find out which of them are to blame.
        """
        trial = self._try(chosen)
        if not trial.brings:
            return trial
        suspects = _related(chosen, trial.brings)
        accused = {id(found) for found in suspects}
        best = self._try([found for found in chosen if id(found) not in accused])
        if best.brings:
            suspects, best = list(chosen), self._try(())
        groups = [suspects]
        for _ in range(MOST_TRIALS):
            if not groups:
                break
            group = groups.pop()
            trial = self._try((*best.fixed, *group))
            if not trial.brings:
                best = trial
            elif len(group) == 1:
                self._refused.append(Refused(group[0], trial.brings))
            else:
                half = len(group) // 2
                groups += [group[half:], group[:half]]
        self._refused += [Refused(found, ()) for group in groups for found in group]
        return best


def _related(chosen: Sequence[Diagnostic], brought: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Those findings whose fixes change a file in which a new finding has one of its places."""
    paths = {place.path for one in brought for place in (one.location, *(label.location for label in one.related))}
    return [found for found in chosen if any(edit.location.path in paths for edit in _fix(found).edits)]


def _fix(diagnostic: Diagnostic) -> Fix:
    assert diagnostic.fix is not None
    return diagnostic.fix


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.order
