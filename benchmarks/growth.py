"""Measure how time and reports grow with the size: each step and each rule at a size and at ten times that size.

    python benchmarks/growth.py [--shape NAME] [--times 100]

If the time of a step grows more than 1.5 times as fast as the size, some part of it is quadratic: the
step is marked, and the exit code is 1. The same applies to the size of a report. Steps that are too
short to measure are skipped. `bounds.py` measures the cost of the worst manifests.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from shapes import SHAPES

from aiowners.check.collect import MAX_OF_A_RULE
from aiowners.check.fix import apply_fixes
from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.diagnostics.bounds import OutputBoundError
from aiowners.diagnostics.rule import CATEGORIES
from aiowners.diagrams.diagram import diagram_of
from aiowners.display.terminal import Terminal
from aiowners.enforcement.codeowners import NAME, codeowners
from aiowners.enforcement.shadowed_lines import overridden_lines, overriding_lines
from aiowners.graph.build import build
from aiowners.manifest.read import read
from aiowners.reporters import BY_NAME
from aiowners.rules import ALL
from aiowners.workspace import assemble, is_manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shapes import Shape

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.diagnostics.rule import Rule
    from aiowners.source import Source
    from aiowners.workspace import Workspace

T = TypeVar("T")
_TODAY = "2026-01-01"
_MAX_GROWTH = 1.5  # times the growth in size
_SHORT = 0.1  # seconds at the larger size; shorter steps are not compared
_MIN_SECONDS = 0.001  # at the smaller size; shorter steps count as this
_SMALL = 1_000_000  # bytes of a report; smaller reports are not compared
_EVERYTHING = Settings(select=frozenset(CATEGORIES), enforcement=("codeowners",))


class Stopwatch:
    """Seconds of the processor by step. With those of a smaller run, it prints each step as it finishes."""

    def __init__(self, before: Stopwatch | None = None, times: int = 1) -> None:
        self.seconds: dict[str, float] = {}
        self.bytes: dict[str, int] = {}
        self.fine = True
        self._before = before
        self._times = times

    def time(self, name: str, step: Callable[[], T]) -> T:
        """Run one step, and measure it."""
        gc.collect()
        start = time.process_time()
        result = step()
        self.seconds[name] = time.process_time() - start
        if self._before is not None and self.seconds[name] >= _SHORT:
            self._print(name, self._before.seconds[name], str(len(result)) if isinstance(result, list) else "")
        return result

    def weigh(self, name: str, text: str) -> None:
        """Compare the bytes of a report with those of the smaller run, and print them if they grow too fast."""
        self.bytes[name] = len(text.encode("utf-8", "backslashreplace"))
        if (
            self._before is not None
            and self.bytes[name] > _MAX_GROWTH * self._times * self._before.bytes[name] + _SMALL
        ):
            self.fine = False
            print(f"{name:36} {self._before.bytes[name]:8,} B {self.bytes[name]:10,} B  <-- FASTER THAN THE SIZE")

    def _print(self, name: str, before: float, count: str) -> None:
        growth = self.seconds[name] / max(before, _MIN_SECONDS) / self._times
        mark = "  <-- FASTER THAN THE SIZE" if growth > _MAX_GROWTH else ""
        self.fine &= not mark
        row = f"{name:36} {before * 1000:6.0f} ms {self.seconds[name] * 1000:6.0f} ms {growth:7.2f} {count:>8}{mark}"
        print(row.rstrip(), flush=True)


def measure(shape: Shape, watch: Stopwatch) -> Stopwatch:
    """Measure all steps of `check`, and of the commands that generate files."""
    manifests = tuple(
        watch.time("read", lambda: [read(source) for source in shape.sources if is_manifest(source.path)])
    )
    watch.time("build", lambda: build(sorted(manifests, key=lambda manifest: manifest.path)))
    files = None if not shape.files else lambda: shape.files
    workspace = assemble(shape.sources, today=_TODAY, files=files, known=manifests, enforcement=_EVERYTHING.enforcement)
    finished = []
    for rule in ALL:
        results = watch.time(rule.name, lambda rule=rule: _results(rule, workspace))  # type: ignore[misc]
        finished.append(replace(rule, check=lambda _, results=results: results))  # type: ignore[misc]
    report = watch.time("run, without the rules", lambda: run(workspace, finished, _EVERYTHING))
    for name, reporter in BY_NAME.items():
        step = f"report as {name}"
        watch.weigh(step, watch.time(step, lambda reporter=reporter: reporter(report, Terminal(width=80))))  # type: ignore[misc]
    generated = watch.time("codeowners", lambda: codeowners(workspace))
    watch.time(
        "codeowners, overriding and overridden lines",
        lambda: [overriding_lines(workspace, generated, NAME), overridden_lines(workspace, generated, NAME)],
    )
    watch.time("diagram", lambda: diagram_of(workspace))
    if report.diagnostics and not report.stopped:
        watch.time("fix, against syntax and schema", lambda: _applied_fixes(shape.sources))
    return watch


def _results(rule: Rule, workspace: Workspace) -> list[object]:
    """Return the results of a rule, up to the limit of a run."""
    with suppress(OutputBoundError):
        return list(islice(rule.check(workspace), MAX_OF_A_RULE))
    return []


def _applied_fixes(sources: Sequence[Source]) -> Sequence[object]:
    def lint(texts: Sequence[Source]) -> Report:
        return run(assemble(texts, today=_TODAY, files=tuple), ALL, Settings())

    return apply_fixes(sources, lint, _is_fixable).applied


def _is_fixable(diagnostic: Diagnostic) -> bool:
    return diagnostic.fix is not None and diagnostic.fix.safe


def compare(name: str, times: int, size: int | None) -> bool:
    """Print the table of a shape; return whether everything grows slowly enough."""
    make, usual = SHAPES[name]
    size = size or usual
    print(f"\n{name}: {size:,} and {size * times:,}\n{'':36} {'small':>9} {'large':>9}  growth   out of", flush=True)
    small = measure(make(size), Stopwatch())
    return measure(make(size * times), Stopwatch(small, times)).fine


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=SHAPES, action="append")
    parser.add_argument("--times", type=int, default=10, help="factor between the two sizes")
    parser.add_argument("--size", type=int, help="the smaller size")
    options = parser.parse_args()
    gc.disable()  # as the command does
    fine = {name: compare(name, options.times, options.size) for name in options.shape or SHAPES}
    return int(not all(fine.values()))


if __name__ == "__main__":
    sys.exit(_main())
