"""The gutter of a report: the column of line numbers, and the lines beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiowners.display.cells import wrap
from aiowners.display.terminal import Style, Terminal, harmless, paint

if TYPE_CHECKING:
    from aiowners.source import Location

# Fewer cells are unreadable. On a narrow terminal, lines are wider than the terminal.
_MIN_ROOM = 12


@dataclass(frozen=True, slots=True)
class Gutter:
    """The layout of one block: its terminal, the number of digits of its line numbers, and its color."""

    terminal: Terminal
    digits: int
    accent: Style

    @property
    def room(self) -> int:
        """The number of cells beside the gutter."""
        return max(self.terminal.width - self.digits - 3, _MIN_ROOM)

    def beside(self, text: str = "", *, number: int | None = None, rule: str = "|") -> str:
        """Return `12 | text`, or `   | text` without a number. The text must be harmless, and may be painted."""
        label = "" if number is None else str(number)
        gutter = paint(f"{label:>{self.digits}} {rule}", Style.FRAME, self.terminal)
        return f"{gutter} {text}" if text else gutter

    def location(self, arrow: str, location: Location) -> str:
        """Return ` --> path:line:col`, never cut, because readers click it. An empty file has no lines."""
        path = harmless(location.path, self.terminal)
        start = location.start
        shown = f"{path}:{start.line}:{start.column}" if location.source.text else path
        return f"{' ' * self.digits}{paint(arrow, Style.FRAME, self.terminal)} {shown}"

    def note(self, word: str, text: str) -> list[str]:
        """Return `   = word: text`, wrapped; `text` is untrusted."""
        indent = self.digits + len(word) + 5
        room = max(self.terminal.width - indent, _MIN_ROOM)
        first, *rest = wrap(harmless(text, self.terminal), room, room)
        equals = paint("=", Style.FRAME, self.terminal)
        opening = f"{' ' * self.digits} {equals} {paint(word, Style.STRONG, self.terminal)}: "
        return [opening + first, *(" " * indent + line for line in rest)]
