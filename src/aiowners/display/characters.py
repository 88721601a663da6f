"""Characters that a terminal shows as they are, and escapes for all others."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category

# Letters, marks, and symbols of Unicode that no terminal shows: fillers, selectors, blank letters.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U00016fe4\U0001d159\U000e0100-\U000e01ef]"
)
# Symbols that a selector may follow, and that a joiner may join. The hearts, signs, and arrows of
# emoji sequences are among the older symbols.
_SYMBOLS = "©®‼⁉™\u2139〰〽\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3297-\u3299\U0001f000-\U0001faff"
_JOINED = (
    "\u2194\u2195\u2620\u2640\u2642\u2695\u2696\u26a7\u26d3\u26f9\u2708\u2764\u27a1\u2b1b"
    "\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6fc\U0001f7e0-\U0001f7eb"
    "\U0001f900-\U0001f9ff\U0001fa70-\U0001faff"
)
_SKIN = "\U0001f3fb-\U0001f3ff"
# Joiners and selectors inside an emoji; elsewhere they would be invisible.
_JOINERS = re.compile(
    f"(?<=[{_SYMBOLS}])[\ufe0e\ufe0f]"
    f"|(?:(?<=[{_JOINED}])|(?<=[{_JOINED}][\ufe0f{_SKIN}]))\u200d(?=[{_JOINED}])"
    "|(?<=[0-9#*])\ufe0f(?=\u20e3)"
)
# More marks than this on a letter overwrite the lines around it.
_MAX_MARKS = 4


def shown_characters(text: str) -> list[str]:
    """Return each code point of `text`, or an escape if it would be invisible or hide other characters."""
    joiners = {match.start() for match in _JOINERS.finditer(text) if _is_shown(text, match.start())}
    pieces = []
    marks_left = 0  # A mark needs a letter that is shown as itself.
    for index, character in enumerate(text):
        shown, is_mark = _shown(character)
        if index in joiners:
            shown = character
        elif is_mark and marks_left == 0:
            shown = escape(character)
        elif is_mark:
            marks_left -= 1
        else:
            marks_left = _MAX_MARKS if shown == character else 0
        pieces.append(shown)
    return pieces


def _is_shown(text: str, joiner: int) -> bool:
    """Check that the neighbors of a joiner, or the symbol before a selector, are shown as they are."""
    after = joiner + 1 if text[joiner] == "\u200d" else joiner - 1
    return all(text[index].isprintable() for index in (joiner - 1, after))


@lru_cache(maxsize=4096)
def _shown(character: str) -> tuple[str, bool]:
    """Return a character as it is shown, and whether it is a mark on the character before it."""
    if not character.isprintable() or _INVISIBLE.match(character):
        return escape(character), False
    return character, category(character).startswith("M")


def escape(character: str) -> str:
    """Return a character's escape in a Python string."""
    return character.encode("unicode_escape").decode("ascii")
