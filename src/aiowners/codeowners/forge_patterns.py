"""A pattern of a manifest, spelled as a forge reads it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from aiowners.forge import Forge

if TYPE_CHECKING:
    from aiowners.codeowners.pattern import Pattern

_PIECE = re.compile(r"\\(?P<escaped>.?)|(?P<sign>[*?]+)|(?P<plain>[^*?\\]+)", re.DOTALL)
_BREAKS = re.compile(r"[\n\r]")
# GitLab reads every blank that a backslash escapes as a space.
# On GitHub and Bitbucket, whether a `#` inside a pattern begins a comment is left open. On Bitbucket,
# whether a backslash escapes a bracket is not known.
_LOST = {
    Forge.GITHUB: re.compile(r"[#\0\v\f]"),
    Forge.GITLAB: re.compile(r"[\t\v\f\0]"),
    Forge.BITBUCKET: re.compile(r"[\[#\0\v\f]"),
}
# GitHub's error for a line with plain brackets: both `[` and `]` must be escaped with a `\`.
_ESCAPES = {
    Forge.GITHUB: re.compile(r"[*?\\\s\[\]]", re.ASCII),
    Forge.GITLAB: re.compile(r"[*?\\\[ ]"),
    Forge.BITBUCKET: re.compile(r"[*?\\\s]", re.ASCII),
}
_ESCAPED_SIGN = re.compile(r"\\\S")
_EVERY = "**"


def spell(pattern: Pattern, forge: Forge) -> tuple[str, ...] | None:
    """The patterns of CODEOWNERS lines that together match exactly the files that `pattern` does.

    `pattern` is relative to the root of the repository, as `rebase` gives it. None where the
    forge cannot say it; empty where no file can match. On GitLab what names both a file and a
    directory takes two lines, and one who knows the files may leave out the one that matches none.
    """
    spelled = [_segment(segment, forge) for segment in pattern.segments]
    names = [segment for segment in spelled if segment is not None]
    if not all(names):
        return ()
    # A backslash at the end would escape the blank before the owners.
    if len(names) < len(spelled) or (names[-1:] and names[-1].endswith("\\")):
        return None
    below = names[-1:] == [_EVERY]
    plain = _join(names[:-1] if below else names)
    if below:
        return (f"{plain}/" if plain else "*",)
    # On GitLab a name is a file's only; and nowhere does a last lone star go further down.
    if plain and forge is Forge.GITLAB and names[-1] != "*":
        return (plain, f"{plain}/")
    return (plain,) if plain else ()


def _join(names: list[str]) -> str:
    """Segments as a pattern. A lone name floats, unless it begins with a sign that means something there.

    With an escaped sign, it could be taken for a path with backslashes.
    """
    if not names:
        return ""
    if names[0] != _EVERY:
        return "/" + "/".join(names)
    if len(names) == 2 and names[1][0] not in "!#@[^\\" and not _ESCAPED_SIGN.search(names[1]):  # noqa: PLR2004 - `**` and the name
        return names[1]
    return "/".join(names)


@lru_cache(maxsize=1 << 16)
def _segment(segment: str, forge: Forge) -> str | None:
    """One segment with the forge's escapes; None if it holds what the forge has no sign for."""
    if segment == _EVERY:
        return segment
    parts = []
    for piece in _PIECE.finditer(segment):
        if piece["sign"]:
            parts.append(piece["sign"])
            continue
        literal = piece["escaped"] or piece["plain"] or ""
        if _BREAKS.search(literal) or _LOST[forge].search(literal):
            return None
        parts.append(_ESCAPES[forge].sub(r"\\\g<0>", literal))
    spelled = "".join(parts)
    # A last backslash is nothing, but a star with one is not the lone star that stops at the direct children.
    return "?*" if spelled != segment and set(spelled) == {"*"} else spelled
