"""Terminal: where a report is read, and the one place that makes text harmless for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from unicodedata import category

# GitHub and Azure take `##[` for a command anywhere in a line, Azure `##vso[` and TeamCity
# `##teamcity[` too. Words that they may learn later are taken along.
_COMMAND = re.compile(r"##(?=\w*\[)")
# GitHub takes a line for a command that begins with `::` behind blanks.
_LEADING_COMMAND = re.compile(r" *::")

# What Unicode counts as a letter, mark or symbol and no terminal shows: fillers, selectors, blanks.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U00016fe4\U0001d159\U000e0100-\U000e01ef]"
)
# What a selector may follow, and what a joiner may join: the hearts, signs and arrows that emoji
# sequences use are among the older symbols.
_SYMBOLS = "©®‼⁉™\u2139〰〽\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3297-\u3299\U0001f000-\U0001faff"
_JOINED = (
    "\u2194\u2195\u2620\u2640\u2642\u2695\u2696\u26a7\u26d3\u26f9\u2708\u2764\u27a1\u2b1b"
    "\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6fc\U0001f7e0-\U0001f7eb"
    "\U0001f900-\U0001f9ff\U0001fa70-\U0001faff"
)
_SKIN = "\U0001f3fb-\U0001f3ff"
# Joiners and selectors that hold an emoji together; alone they would be invisible.
_JOINTS = re.compile(
    f"(?<=[{_SYMBOLS}])[\ufe0e\ufe0f]"
    f"|(?:(?<=[{_JOINED}])|(?<=[{_JOINED}][\ufe0f{_SKIN}]))\u200d(?=[{_JOINED}])"
    "|(?<=[0-9#*])\ufe0f(?=\u20e3)"
)
# More marks than this on one letter serve to overwrite the lines around it.
_MARKS_ON_A_LETTER = 4


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a report is read.

    `width` is in cells. `color`, `unicode` and `links` say whether colours, characters outside
    of ASCII, and OSC 8 links are understood there; no reporter writes links yet.
    """

    width: int = 80
    color: bool = False
    unicode: bool = True
    links: bool = False

    @property
    def dots(self) -> str:
        """What stands for text that was cut out of a line."""
        return "…" if self.unicode else "..."


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
    if terminal.unicode and not text.isascii():
        pieces = _with_unicode(text)
    else:
        pieces = [c if " " <= c <= "~" else _escape(c) for c in text]
    for command in _COMMAND.finditer(text):
        pieces[command.start() + 1] = r"\x23"
    return pieces


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and "##" not in text


def _with_unicode(text: str) -> list[str]:
    joints = {joint.start() for joint in _JOINTS.finditer(text) if _holds(text, joint.start())}
    pieces = []
    marks_left = 0  # A mark needs a letter that is shown as itself.
    for index, character in enumerate(text):
        shown, is_mark = _look(character)
        if index in joints:
            shown = character
        elif is_mark and marks_left == 0:
            shown = _escape(character)
        elif is_mark:
            marks_left -= 1
        else:
            marks_left = _MARKS_ON_A_LETTER if shown == character else 0
        pieces.append(shown)
    return pieces


def _holds(text: str, joint: int) -> bool:
    """Whether both neighbours of a joiner are shown, or the symbol before a selector."""
    after = joint + 1 if text[joint] == "\u200d" else joint - 1
    return all(text[at].isprintable() for at in (joint - 1, after))


@lru_cache(maxsize=4096)
def _look(character: str) -> tuple[str, bool]:
    """A character as it is shown, and whether it is a mark on the one before it."""
    if not character.isprintable() or _UNSEEN.match(character):
        return _escape(character), False
    return character, category(character).startswith("M")


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
