"""The report for people: source frames, related locations, and fixes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from aiowners.display.cells import wrap
from aiowners.display.plural import counted
from aiowners.display.terminal import Terminal, harmless
from aiowners.reporters.grouping import by_location
from aiowners.reporters.summary import summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report

MAX_PER_FILE: Final = 100


def render(report: Report, terminal: Terminal) -> str:
    r"""Return the report as blocks, separated by empty lines, with a summary at the end.

    Findings with the same rule, subject, and location are one block. The worst MAX_PER_FILE findings
    of a file are shown, and the others are counted. Lines fit the width of the terminal, except for
    paths, which readers click and copy, and below about 30 cells. A text of a diagnostic is one
    paragraph: a line break in it is shown as `\n`.
    """
    shown = blocks(report, terminal)
    counts = summary(report, terminal)
    return f"{shown}\n{counts}\n" if shown else f"{counts}\n"


def blocks(report: Report, terminal: Terminal) -> str:
    """Return the blocks of the findings, without the summary; empty if there are no findings."""
    if not report.diagnostics:
        return ""
    from aiowners.reporters.full.finding import block

    shown = _shown(report.diagnostics)
    texts = ["\n".join(block(group, terminal)) for group in by_location(shown)]
    return "\n\n".join((*texts, *_remainders(report.diagnostics, shown, terminal))) + "\n"


def _shown(diagnostics: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
    """Return the worst MAX_PER_FILE findings of each file, in their order."""
    if len(diagnostics) <= MAX_PER_FILE:
        return diagnostics
    per_file: Counter[str] = Counter()
    kept = []
    for index, diagnostic in sorted(enumerate(diagnostics), key=lambda pair: -pair[1].urgency):
        per_file[diagnostic.location.path] += 1
        if per_file[diagnostic.location.path] <= MAX_PER_FILE:
            kept.append(index)
    return [diagnostics[index] for index in sorted(kept)]


def _remainders(diagnostics: Sequence[Diagnostic], shown: Sequence[Diagnostic], terminal: Terminal) -> Iterator[str]:
    """Yield a sentence for each file whose findings are not all shown."""
    left = Counter(diagnostic.location.path for diagnostic in diagnostics)
    left.subtract(diagnostic.location.path for diagnostic in shown)
    for path, number in left.items():
        if number:
            count = f"... and {counted(number, 'more finding')} in {harmless(path, terminal)}, none of them worse: "
            sentence = f"{count}`--output-format concise` lists them all."
            yield "\n".join(wrap(sentence, terminal.width, terminal.width))
