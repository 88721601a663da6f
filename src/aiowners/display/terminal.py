"""Terminal: where a report is read, and the one place that makes text harmless for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from aiowners.diagnostics.diagnostic import Severity

# GitHub and Azure take `##[` for a command anywhere in a line, Azure `##vso[` and TeamCity
# `##teamcity[` too. Words that they may learn later are taken along.
_COMMAND = re.compile(r"##(?=\w*\[)")
# GitHub takes a line for a command that begins with `::` behind blanks.
_LEADING_COMMAND = re.compile(r" *::")


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a report is read.

    `width` is in cells. `color` and `unicode` say whether colours and characters outside of
    ASCII are understood there.
    """

    width: int = 80
    color: bool = False
    unicode: bool = True

    @property
    def dots(self) -> str:
        """What stands for text that was cut out of a line."""
        return "…" if self.unicode else "..."


# A log, a page, a file: it shows Unicode, and no colours of ours.
LOG: Final = Terminal()


class Style(Enum):
    """How a stretch of text looks: the parameters of an SGR sequence."""

    ERROR = "1;31"
    WARNING = "1;33"
    INFO = "1;34"
    STRONG = "1"
    FRAME = "2"
    RELATED = "34"
    REMOVED = "31"
    ADDED = "32"


ACCENT = {
    Severity.ERROR: Style.ERROR,
    Severity.WARNING: Style.WARNING,
    Severity.INFO: Style.INFO,
}


def paint(text: str, style: Style | None, terminal: Terminal) -> str:
    """`text` in `style`, where the terminal shows colours. The text has to be harmless already."""
    if not terminal.color or style is None or not text:
        return text
    return f"\x1b[{style.value}m{text}\x1b[0m"


def harmless(text: str, terminal: Terminal) -> str:
    r"""`text` as it can be put into a line of a terminal or of a CI log, whoever wrote it.

    Shown as an escape (`\n`, `\x1b`, `\u202e`) is whatever has no look of its own or changes the
    look of other text: controls, line separators, blanks other than U+0020, bidirectional and
    other format characters, tags, fillers, lone surrogates, what is private or unassigned, and
    the fifth and later marks on a letter. Joiners and selectors stay inside an emoji. Where the
    terminal has only ASCII, everything else is an escape. A backslash stays as it is.

    Of what would begin a command of a CI system, the second character is escaped: `##[`, `##vso[`
    and `##teamcity[` become `#\x23[` and so on, a leading `::` becomes `:\x3a`.

    The result has no line break. Whoever joins or cuts it so that another part of it begins a line
    calls `as_line_start` on that line.
    """
    if _is_plain(text) and not _LEADING_COMMAND.match(text):
        return text
    pieces = visible(text, terminal)
    leading = _LEADING_COMMAND.match(text)
    if leading:
        pieces[leading.end() - 1] = r"\x3a"
    return "".join(pieces)


def as_line_start(line: str) -> str:
    """A harmless `line` that begins no command of a CI system either."""
    leading = _LEADING_COMMAND.match(line)
    return line if leading is None else rf"{line[: leading.end() - 1]}\x3a{line[leading.end() :]}"


def visible(text: str, terminal: Terminal) -> list[str]:
    """What `harmless` shows for each code point of a text that does not begin its line."""
    from aiowners.display.characters import escape, looks

    if terminal.unicode and not text.isascii():
        pieces = looks(text)
    else:
        pieces = [c if " " <= c <= "~" else escape(c) for c in text]
    for command in _COMMAND.finditer(text):
        pieces[command.start() + 1] = r"\x23"
    return pieces


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and "##" not in text
