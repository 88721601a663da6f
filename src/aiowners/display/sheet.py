"""Sheet: labelled lines for people, wrapped to their terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.display.cells import width, wrap
from aiowners.display.terminal import Style, Terminal, as_line_start, harmless, paint

if TYPE_CHECKING:
    from collections.abc import Iterable

_LABEL = 13
_LEAST_ROOM = 16


class Sheet:
    """Lines in the making. Every text that is handed in is made harmless here."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._lines: list[str] = []

    def title(self, text: str, place: str = "") -> None:
        """A heading, a blank line before it; behind it a place, which is never cut: people click it."""
        if self._lines:
            self._lines.append("")
        shown = paint(as_line_start(harmless(text, self._terminal)), Style.STRONG, self._terminal)
        self._lines.append(f"{shown}  {harmless(place, self._terminal)}" if place else shown)

    def heading(self, text: str, place: str = "") -> None:
        """A heading inside a sheet, without a blank line before it."""
        shown = paint(harmless(text, self._terminal), Style.STRONG, self._terminal)
        self._lines.append(f"  {shown}  {harmless(place, self._terminal)}".rstrip())

    def row(self, label: str, text: str, *, style: Style | None = None, text_style: Style | None = None) -> None:
        """`label  text`; all lines of the text stand below each other. A long label has a line of its own.

        `style` is the label's, `text_style` the text's.
        """
        indent = 4 + _LABEL
        room = max(self._terminal.width - indent, _LEAST_ROOM)
        lines = [paint(one, text_style, self._terminal) for one in wrap(harmless(text, self._terminal), room, room)]
        label = as_line_start(harmless(label, self._terminal))
        blanks = _LABEL - width(label)
        shown = paint(label, style or Style.FRAME, self._terminal)
        if blanks > 0:
            self._lines.append(f"    {shown}{' ' * blanks}{lines.pop(0)}".rstrip())
        else:
            self._lines.append(f"    {shown}")
        self._lines += [" " * indent + line for line in lines]

    def rows(self, label: str, texts: Iterable[str], *, style: Style | None = None) -> None:
        """A row each, the label at the first alone; none where there are no texts."""
        for index, text in enumerate(texts):
            self.row("" if index else label, text, style=style)

    def chain(self, links: Iterable[object]) -> str:
        """A chain in a line: `model:a → asset:b → feature:c`."""
        return (" → " if self._terminal.unicode else " -> ").join(map(str, links))

    def note(self, text: str) -> None:
        """A paragraph of its own."""
        room = max(self._terminal.width - 2, _LEAST_ROOM)
        self._lines += [f"  {line}" for line in wrap(harmless(text, self._terminal), room, room)]

    def plain(self, text: str) -> None:
        """A paragraph at the margin."""
        self._lines += wrap(harmless(text, self._terminal), self._terminal.width, self._terminal.width)

    def item(self, sign: str, text: str, style: Style | None = None) -> None:
        """A paragraph behind a sign of one cell."""
        room = max(self._terminal.width - 4, _LEAST_ROOM)
        first, *others = wrap(harmless(text, self._terminal), room, room)
        self._lines.append(f"  {paint(sign, style, self._terminal)} {first}")
        self._lines += [f"    {line}" for line in others]

    @property
    def text(self) -> str:
        """All lines, with a line break at the end of each."""
        return "".join(f"{line}\n" for line in self._lines)
