"""Terminal: the properties of the reader's terminal, and the one function that makes text harmless for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from aiowners.diagnostics.diagnostic import Severity

# GitHub and Azure run `##[` as a command anywhere in a line; Azure also runs `##vso[`, and TeamCity
# `##teamcity[`. The pattern also covers words that they may add later.
_COMMAND = re.compile(r"##(?=\w*\[)")
# GitHub runs a line as a command if it begins with `::` after any spaces.
_LEADING_COMMAND = re.compile(r" *::")


@dataclass(frozen=True, slots=True)
class Terminal:
    """The terminal, log, or file in which a report is read.

    `width` is in cells. `color` and `unicode` state whether it shows colors and characters outside
    ASCII.
    """

    width: int = 80
    color: bool = False
    unicode: bool = True

    @property
    def ellipsis(self) -> str:
        """The sign for text that was cut out of a line."""
        return "…" if self.unicode else "..."


# A log, a page, or a file: it shows Unicode, but no color.
LOG: Final = Terminal()


class Style(Enum):
    """A style of text; the values are the parameters of an SGR sequence."""

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
    """Return `text` in `style` if the terminal shows colors. The text must already be harmless."""
    if not terminal.color or style is None or not text:
        return text
    return f"\x1b[{style.value}m{text}\x1b[0m"


def harmless(text: str, terminal: Terminal) -> str:
    r"""Return untrusted `text` in a form that is safe in a line of a terminal or of a CI log.

    Characters that are invisible, or that change how other text looks, become escapes (`\n`,
    `\x1b`, `\u202e`): controls, line separators, spaces other than U+0020, bidirectional and other
    format characters, tags, fillers, lone surrogates, private and unassigned code points, and the
    fifth and later marks on a letter. Joiners and selectors stay inside an emoji. If the terminal
    shows only ASCII, all other characters become escapes. A backslash stays as it is.

    In the beginning of a CI system's command, the second character is escaped: `##[`, `##vso[`, and
    `##teamcity[` become `#\x23[` and so on, and a leading `::` becomes `:\x3a`.

    The result has no line break. If a caller joins or cuts it so that another part of it begins a
    line, the caller must call `as_line_start` on that line.
    """
    if _is_plain(text) and not _LEADING_COMMAND.match(text):
        return text
    pieces = visible(text, terminal)
    leading = _LEADING_COMMAND.match(text)
    if leading:
        pieces[leading.end() - 1] = r"\x3a"
    return "".join(pieces)


def as_line_start(line: str) -> str:
    """Return a harmless `line` so that it also begins no command of a CI system."""
    leading = _LEADING_COMMAND.match(line)
    return line if leading is None else rf"{line[: leading.end() - 1]}\x3a{line[leading.end() :]}"


def visible(text: str, terminal: Terminal) -> list[str]:
    """Return what `harmless` shows for each code point of a text that does not begin its line."""
    from aiowners.display.characters import escape, shown_characters

    if terminal.unicode and not text.isascii():
        pieces = shown_characters(text)
    else:
        pieces = [c if " " <= c <= "~" else escape(c) for c in text]
    for command in _COMMAND.finditer(text):
        pieces[command.start() + 1] = r"\x23"
    return pieces


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and "##" not in text
