"""One block of the report for people: the findings of one rule at one location."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiowners.display.cells import width, wrap
from aiowners.display.plural import counted
from aiowners.display.terminal import ACCENT, Style, Terminal, harmless, paint
from aiowners.reporters.full.fix_preview import draw, first_change, preview
from aiowners.reporters.full.gutter import Gutter
from aiowners.reporters.full.source_frame import FrameMark, frame, last_line
from aiowners.reporters.grouping import advice, messages, related
from aiowners.source import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Edit, Fix
    from aiowners.reporters.full.fix_preview import PreviewLine
    from aiowners.source import Source, Span

_MAX_RELATED = 12
_AND = "  and: "


@dataclass(frozen=True, slots=True)
class _FixPreview:
    """The fixes of a block that can be shown as one diff, and the number of fixes that cannot."""

    titles: tuple[str, ...]
    changes: list[tuple[Source, list[PreviewLine]]]
    edits: list[Edit]
    safe: bool
    hidden: int


def block(group: tuple[Diagnostic, ...], terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a block, for findings with the same rule, subject, and location."""
    frames, hidden = _frames(group)
    fixes = _fixes(group)
    numbers = [last_line(source, marks) for source, marks in frames]
    numbers.extend(line.number for _, lines in fixes.changes for line in lines)
    gutter = Gutter(terminal, len(str(max(numbers))), ACCENT[group[0].severity])
    yield from _title(group, gutter)
    for index, (source, marks) in enumerate(frames):
        if index:
            yield gutter.beside()
        yield gutter.location(":::" if index else "-->", Location(source, marks[0].span))
        drawn = list(frame(source, marks, gutter))
        if drawn:
            yield gutter.beside()
            yield from drawn
    if hidden:
        yield f"{' ' * gutter.digits} ... and {counted(hidden, 'more place')} (see --output-format json)"
    yield from _advice(group, fixes, gutter)


def _title(group: tuple[Diagnostic, ...], gutter: Gutter) -> Iterator[str]:
    """Yield `error[rule]: message` and `  and: message`, with the later lines of each indented."""
    terminal = gutter.terminal
    rest = max(terminal.width - len(_AND), len(_AND))
    kind = f"{group[0].severity.value}[{group[0].rule}]"
    opening, size = f"{paint(kind, gutter.accent, terminal)}: ", len(kind) + 2
    for message in messages(group):
        first, *lines = wrap(harmless(message, terminal), terminal.width - size, rest)
        yield f"{opening}{paint(first, Style.STRONG, terminal)}".rstrip(" ")
        yield from (" " * len(_AND) + paint(line, Style.STRONG, terminal) for line in lines)
        opening, size = _AND, width(_AND)


def _frames(group: tuple[Diagnostic, ...]) -> tuple[list[tuple[Source, list[FrameMark]]], int]:
    """Return the marks of each source, the primary mark first, and the number of related locations without a mark."""
    primary = group[0].location
    texts: dict[Source, dict[Span, list[str]]] = {primary.source: {primary.span: []}}
    texts[primary.source][primary.span].extend(dict.fromkeys(finding.label for finding in group if finding.label))
    labels = related(group)
    for label in labels[:_MAX_RELATED]:
        location = label.location
        of_span = texts.setdefault(location.source, {}).setdefault(location.span, [])
        if label.message and label.message not in of_span:
            of_span.append(label.message)
    frames = [
        (
            source,
            [FrameMark(span, tuple(of_span), Location(source, span) == primary) for span, of_span in spans.items()],
        )
        for source, spans in texts.items()
    ]
    return frames, max(0, len(labels) - _MAX_RELATED)


def _fixes(group: tuple[Diagnostic, ...]) -> _FixPreview:
    """Select the fixes to show as one diff. Of fixes whose edits touch, only the first can be shown."""
    fixes = list(dict.fromkeys(diagnostic.fix for diagnostic in group if diagnostic.fix is not None))
    shown: list[Fix] = []
    edits: list[Edit] = []
    for fix in fixes:
        if shown and (fix.safe is not shown[0].safe or _touch(fix.edits, edits)):
            continue
        shown.append(fix)
        edits.extend(fix.edits)
    titles = tuple(dict.fromkeys(fix.title for fix in shown))
    return _FixPreview(titles, preview(edits), edits, all(fix.safe for fix in shown), len(fixes) - len(shown))


def _touch(later: tuple[Edit, ...], earlier: list[Edit]) -> bool:
    return any(
        second.location.source is first.location.source
        and second.location.span.start <= first.location.span.end
        and first.location.span.start <= second.location.span.end
        and not _in_a_row(first, second)
        for second in later
        for first in earlier
    )


def _in_a_row(first: Edit, second: Edit) -> bool:
    """Check that both edits insert at the same offset, and that their texts are separated."""
    first_span, second_span = first.location.span, second.location.span
    separated = first.text.endswith((" ", "\n")) or second.text.startswith((",", "\n"))
    return first_span == second_span and first_span.start == first_span.end and separated


def _advice(group: tuple[Diagnostic, ...], fixes: _FixPreview, gutter: Gutter) -> Iterator[str]:
    """Yield the helps, the diff of the fixes, and notes about the fixes."""
    notes = advice(group, fixes.titles)
    if notes:
        yield gutter.beside()
    for word, text in notes:
        yield from gutter.note(word, text)
    for source, lines in fixes.changes:
        yield gutter.beside()
        if source is not group[0].location.source:
            yield gutter.location("-->", first_change(source, lines, fixes.edits))
        yield from draw(lines, gutter)
    if not fixes.safe:
        yield from gutter.note("note", "this is an unsafe fix")
    if fixes.hidden:
        more = "1 more fix" if fixes.hidden == 1 else f"{fixes.hidden} more fixes"
        yield from gutter.note("note", f"{more} here, see --output-format json")
