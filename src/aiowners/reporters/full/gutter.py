"""The margin of a report: the column of line numbers, and what is set beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiowners.display.cells import wrap
from aiowners.display.terminal import Style, Terminal, harmless, paint

if TYPE_CHECKING:
    from aiowners.source import Location

# In fewer cells nothing can be read: there, lines are wider than the terminal.
_LEAST_ROOM = 12


@dataclass(frozen=True, slots=True)
class Gutter:
    """How the lines of one block are set: numbers of `digits` digits, and the block's colour."""

    terminal: Terminal
    digits: int
    accent: Style

    @property
    def room(self) -> int:
        """The cells that are left beside the margin."""
        return max(self.terminal.width - self.digits - 3, _LEAST_ROOM)

    def beside(self, text: str = "", *, number: int | None = None, rule: str = "|") -> str:
        """`12 | text`, or without a number `   | text`; the text is harmless and may be painted."""
        label = "" if number is None else str(number)
        margin = paint(f"{label:>{self.digits}} {rule}", Style.FRAME, self.terminal)
        return f"{margin} {text}" if text else margin

    def place(self, arrow: str, location: Location) -> str:
        """` --> path:line:col`, never cut: people click and copy it. An empty file has no lines."""
        path = harmless(location.path, self.terminal)
        start = location.start
        words = f"{path}:{start.line}:{start.column}" if location.source.text else path
        return f"{' ' * self.digits}{paint(arrow, Style.FRAME, self.terminal)} {words}"

    def note(self, word: str, text: str) -> list[str]:
        """`   = word: text` in lines; the text is anybody's."""
        indent = self.digits + len(word) + 5
        room = max(self.terminal.width - indent, _LEAST_ROOM)
        first, *others = wrap(harmless(text, self.terminal), room, room)
        equals = paint("=", Style.FRAME, self.terminal)
        opening = f"{' ' * self.digits} {equals} {paint(word, Style.STRONG, self.terminal)}: "
        return [opening + first, *(" " * indent + line for line in others)]
