"""Sheet: labeled lines, wrapped to the reader's terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.display.cells import width, wrap
from aiowners.display.terminal import Style, Terminal, as_line_start, harmless, paint

if TYPE_CHECKING:
    from collections.abc import Iterable

_LABEL = 13
_MIN_ROOM = 16


class Sheet:
    """A builder of lines. It makes every text that it is given harmless."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._lines: list[str] = []

    def title(self, text: str, location: str = "") -> None:
        """Add a heading after an empty line, and beside it a location, which is never cut: readers click it."""
        if self._lines:
            self._lines.append("")
        shown = paint(as_line_start(harmless(text, self._terminal)), Style.STRONG, self._terminal)
        self._lines.append(f"{shown}  {harmless(location, self._terminal)}" if location else shown)

    def heading(self, text: str, location: str = "") -> None:
        """Add an indented heading, without an empty line before it."""
        shown = paint(harmless(text, self._terminal), Style.STRONG, self._terminal)
        self._lines.append(f"  {shown}  {harmless(location, self._terminal)}".rstrip())

    def row(self, label: str, text: str, *, style: Style | None = None, text_style: Style | None = None) -> None:
        """Add `label  text`, with all lines of the text aligned. A long label has a line of its own.

        `style` applies to the label, `text_style` to the text.
        """
        indent = 4 + _LABEL
        room = max(self._terminal.width - indent, _MIN_ROOM)
        lines = [paint(line, text_style, self._terminal) for line in wrap(harmless(text, self._terminal), room, room)]
        label = as_line_start(harmless(label, self._terminal))
        spaces = _LABEL - width(label)
        shown = paint(label, style or Style.FRAME, self._terminal)
        if spaces > 0:
            self._lines.append(f"    {shown}{' ' * spaces}{lines.pop(0)}".rstrip())
        else:
            self._lines.append(f"    {shown}")
        self._lines += [" " * indent + line for line in lines]

    def rows(self, label: str, texts: Iterable[str], *, style: Style | None = None) -> None:
        """Add a row for each text, with the label at the first row only."""
        for index, text in enumerate(texts):
            self.row("" if index else label, text, style=style)

    def chain(self, links: Iterable[object]) -> str:
        """Return a chain in one line: `model:a → asset:b → feature:c`."""
        return (" → " if self._terminal.unicode else " -> ").join(map(str, links))

    def note(self, text: str) -> None:
        """Add an indented paragraph."""
        room = max(self._terminal.width - 2, _MIN_ROOM)
        self._lines += [f"  {line}" for line in wrap(harmless(text, self._terminal), room, room)]

    def plain(self, text: str) -> None:
        """Add a paragraph without indentation."""
        self._lines += wrap(harmless(text, self._terminal), self._terminal.width, self._terminal.width)

    def item(self, sign: str, text: str, style: Style | None = None) -> None:
        """Add a paragraph after a sign of one cell."""
        room = max(self._terminal.width - 4, _MIN_ROOM)
        first, *rest = wrap(harmless(text, self._terminal), room, room)
        self._lines.append(f"  {paint(sign, style, self._terminal)} {first}")
        self._lines += [f"    {line}" for line in rest]

    @property
    def text(self) -> str:
        """All lines, each with its line break."""
        return "".join(f"{line}\n" for line in self._lines)
