"""One block of the report for people: the findings of one rule at one place, drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiowners.display.cells import width, wrap
from aiowners.display.terminal import ACCENT, Style, Terminal, harmless, paint
from aiowners.reporters.full.fix_preview import draw, patch, start
from aiowners.reporters.full.gutter import Gutter
from aiowners.reporters.full.source_frame import FrameMark, frame, last_line
from aiowners.reporters.grouping import advice, messages, related
from aiowners.reporters.summary import counted
from aiowners.source import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Edit, Fix
    from aiowners.reporters.full.fix_preview import PreviewLine
    from aiowners.source import Source, Span

_MOST_RELATED = 12
_AND = "  and: "


@dataclass(frozen=True, slots=True)
class _Remedy:
    """The fixes of a block that can be shown as one diff, their edits, and how many fixes cannot."""

    titles: tuple[str, ...]
    patches: list[tuple[Source, list[PreviewLine]]]
    edits: list[Edit]
    safe: bool
    others: int


def block(together: tuple[Diagnostic, ...], terminal: Terminal) -> Iterator[str]:
    """The lines of one block: findings of one rule, subject and place."""
    frames, unseen = _frames(together)
    remedy = _remedy(together)
    numbers = [last_line(source, marks) for source, marks in frames]
    numbers.extend(line.number for _, lines in remedy.patches for line in lines)
    margin = Gutter(terminal, len(str(max(numbers))), ACCENT[together[0].severity])
    yield from _title(together, margin)
    for index, (source, marks) in enumerate(frames):
        if index:
            yield margin.beside()
        yield margin.place(":::" if index else "-->", Location(source, marks[0].span))
        drawn = list(frame(source, marks, margin))
        if drawn:
            yield margin.beside()
            yield from drawn
    if unseen:
        places = f"... and {counted(unseen, 'more place')} (see --output-format json)"
        yield f"{' ' * margin.digits} {places}"
    yield from _advice(together, remedy, margin)


def _title(together: tuple[Diagnostic, ...], margin: Gutter) -> Iterator[str]:
    """`error[rule]: message` and `  and: message`, with all lines that follow under the text."""
    terminal = margin.terminal
    rest = max(terminal.width - len(_AND), len(_AND))
    kind = f"{together[0].severity.value}[{together[0].rule}]"
    opening, size = f"{paint(kind, margin.accent, terminal)}: ", len(kind) + 2
    for message in messages(together):
        first, *others = wrap(harmless(message, terminal), terminal.width - size, rest)
        yield f"{opening}{paint(first, Style.STRONG, terminal)}".rstrip(" ")
        yield from (" " * len(_AND) + paint(line, Style.STRONG, terminal) for line in others)
        opening, size = _AND, width(_AND)


def _frames(together: tuple[Diagnostic, ...]) -> tuple[list[tuple[Source, list[FrameMark]]], int]:
    """The marks in each source, the primary one first, and how many places were left out."""
    at = together[0].location
    labels: dict[Source, dict[Span, list[str]]] = {at.source: {at.span: []}}
    labels[at.source][at.span].extend(dict.fromkeys(found.label for found in together if found.label))
    places = related(together)
    for label in places[:_MOST_RELATED]:
        place = label.location
        words = labels.setdefault(place.source, {}).setdefault(place.span, [])
        if label.message and label.message not in words:
            words.append(label.message)
    frames = [
        (source, [FrameMark(span, tuple(words), Location(source, span) == at) for span, words in spans.items()])
        for source, spans in labels.items()
    ]
    return frames, max(0, len(places) - _MOST_RELATED)


def _remedy(together: tuple[Diagnostic, ...]) -> _Remedy:
    """Fixes that touch each other cannot be shown as one: then the first is."""
    fixes = list(dict.fromkeys(found.fix for found in together if found.fix is not None))
    shown: list[Fix] = []
    edits: list[Edit] = []
    for fix in fixes:
        if shown and (fix.safe is not shown[0].safe or _touch(fix.edits, edits)):
            continue
        shown.append(fix)
        edits.extend(fix.edits)
    titles = tuple(dict.fromkeys(fix.title for fix in shown))
    return _Remedy(titles, patch(edits), edits, all(fix.safe for fix in shown), len(fixes) - len(shown))


def _touch(some: tuple[Edit, ...], others: list[Edit]) -> bool:
    return any(
        one.location.source is other.location.source
        and one.location.span.start <= other.location.span.end
        and other.location.span.start <= one.location.span.end
        and not _in_a_row(other, one)
        for one in some
        for other in others
    )


def _in_a_row(first: Edit, second: Edit) -> bool:
    """Whether both insert at one place, and one of them brings what parts the two texts."""
    one, other = first.location.span, second.location.span
    parted = first.text.endswith((" ", "\n")) or second.text.startswith((",", "\n"))
    return one == other and one.start == one.end and parted


def _advice(together: tuple[Diagnostic, ...], remedy: _Remedy, margin: Gutter) -> Iterator[str]:
    """The helps, the fix as a diff under them, and what has to be known about it."""
    notes = advice(together, remedy.titles)
    if notes:
        yield margin.beside()
    for word, text in notes:
        yield from margin.note(word, text)
    for source, lines in remedy.patches:
        yield margin.beside()
        if source is not together[0].location.source:
            yield margin.place("-->", start(source, lines, remedy.edits))
        yield from draw(lines, margin)
    if not remedy.safe:
        yield from margin.note("note", "this is an unsafe fix")
    if remedy.others:
        more = "1 more fix" if remedy.others == 1 else f"{remedy.others} more fixes"
        yield from margin.note("note", f"{more} here, see --output-format json")
