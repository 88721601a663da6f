"""The report for people: what is wrong, the places that make it so, and what mends it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from aiowners.display.cells import wrap
from aiowners.display.terminal import Terminal, harmless
from aiowners.reporters.grouping import by_place
from aiowners.reporters.summary import closing, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report

MOST_OF_A_FILE: Final = 100


def render(report: Report, terminal: Terminal) -> str:
    r"""The report in blocks, a blank line between them, and its counts at the end.

    Findings of one rule, subject and place are one block. Of a file the MOST_OF_A_FILE worst are
    shown, and the others counted. Lines fit the terminal's width, except for paths, which people
    click and copy, and below some 30 cells. Text in a diagnostic is one paragraph: a line break in it is shown as `\n`.
    """
    found = blocks(report, terminal)
    counts = closing(report, terminal)
    return f"{found}\n{counts}\n" if found else f"{counts}\n"


def blocks(report: Report, terminal: Terminal) -> str:
    """The findings alone, without the counts; nothing where nothing was found."""
    if not report.diagnostics:
        return ""
    from aiowners.reporters.full.finding import block

    shown = _shown(report.diagnostics)
    found = ["\n".join(block(together, terminal)) for together in by_place(shown)]
    return "\n\n".join((*found, *_left_out(report.diagnostics, shown, terminal))) + "\n"


def _shown(diagnostics: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
    """The findings without those of which a file has too many: the worst of it stay, in their order."""
    if len(diagnostics) <= MOST_OF_A_FILE:
        return diagnostics
    of_file: Counter[str] = Counter()
    kept = []
    for place, found in sorted(enumerate(diagnostics), key=lambda pair: -pair[1].urgency):
        of_file[found.location.path] += 1
        if of_file[found.location.path] <= MOST_OF_A_FILE:
            kept.append(place)
    return [diagnostics[place] for place in sorted(kept)]


def _left_out(diagnostics: Sequence[Diagnostic], shown: Sequence[Diagnostic], terminal: Terminal) -> Iterator[str]:
    """A sentence for each file of which not all findings are shown."""
    left = Counter(found.location.path for found in diagnostics)
    left.subtract(found.location.path for found in shown)
    for path, number in left.items():
        if number:
            where = f"... and {counted(number, 'more finding')} in {harmless(path, terminal)}, none of them worse: "
            sentence = f"{where}`--output-format concise` lists them all."
            yield "\n".join(wrap(sentence, terminal.width, terminal.width))
