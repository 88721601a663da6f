"""Which characters a terminal shows as what they are."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category

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


def looks(text: str) -> list[str]:
    """For each code point itself, or an escape where it would not be seen or would hide others."""
    joints = {joint.start() for joint in _JOINTS.finditer(text) if _holds(text, joint.start())}
    pieces = []
    marks_left = 0  # A mark needs a letter that is shown as itself.
    for index, character in enumerate(text):
        shown, is_mark = _look(character)
        if index in joints:
            shown = character
        elif is_mark and marks_left == 0:
            shown = escape(character)
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
        return escape(character), False
    return character, category(character).startswith("M")


def escape(character: str) -> str:
    """A character by its number, as Python writes it in a text."""
    return character.encode("unicode_escape").decode("ascii")
