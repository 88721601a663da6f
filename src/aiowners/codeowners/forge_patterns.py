"""Convert a pattern of a manifest to patterns of a code host's CODEOWNERS file."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from aiowners.codeowners.pattern import GLOBSTAR
from aiowners.codeowners.ruleset import matcher
from aiowners.forge import Forge

if TYPE_CHECKING:
    from aiowners.codeowners.pattern import Pattern

_TOKEN = re.compile(r"\\(?P<escaped>.?)|(?P<wildcards>[*?]+)|(?P<plain>[^*?\\]+)", re.DOTALL)
_LINE_BREAK = re.compile(r"[\n\r]")
# GitLab reads every whitespace character that a backslash escapes as a space.
# On GitHub and Bitbucket, the pages do not say whether a `#` inside a pattern begins a comment. On
# Bitbucket, whether a backslash escapes a bracket is unknown.
_INEXPRESSIBLE = {
    Forge.GITHUB: re.compile(r"[#\0\v\f]"),
    Forge.GITLAB: re.compile(r"[\t\v\f\0]"),
    Forge.BITBUCKET: re.compile(r"[\[#\0\v\f]"),
}
# GitHub's error for a line with plain brackets: both `[` and `]` must be escaped with a `\`.
_ESCAPED = {
    Forge.GITHUB: re.compile(r"[*?\\\s\[\]]", re.ASCII),
    Forge.GITLAB: re.compile(r"[*?\\\[ ]"),
    Forge.BITBUCKET: re.compile(r"[*?\\\s]", re.ASCII),
}
_ESCAPED_CHARACTER = re.compile(r"\\\S")


def to_codeowners(pattern: Pattern, forge: Forge) -> tuple[str, ...] | None:
    """Return the patterns of CODEOWNERS lines that together match exactly the files of `pattern`.

    `pattern` is relative to the root of the repository, as `rebase` returns it. The result is None
    if the code host cannot express it, and empty if no file can match. On GitLab, a name that may
    be a file or a directory takes two lines; a caller that knows the files may omit the line that
    matches none.
    """
    converted = [_segment(segment, forge) for segment in pattern.segments]
    names = [segment for segment in converted if segment is not None]
    if not all(names):
        return ()
    # A backslash at the end would escape the space before the owners.
    if len(names) < len(converted) or (names[-1:] and names[-1].endswith("\\")):
        return None
    below = names[-1:] == [GLOBSTAR]
    glob = _join(names[:-1] if below else names)
    if below:
        return (f"{glob}/" if glob else "*",)
    # On GitLab, a name matches a file only. On no code host does a last lone star match deeper files.
    if glob and forge is Forge.GITLAB and names[-1] != "*":
        return (glob, f"{glob}/")
    return (glob,) if glob else ()


def to_codeowners_for(pattern: Pattern, path: str, forge: Forge) -> str | None:
    """Return the CODEOWNERS pattern of `pattern` that matches the file at `path`; None if there is none."""
    globs = to_codeowners(pattern, forge) or ()
    return globs[0] if len(globs) == 1 else next((glob for glob in globs if matcher(glob, forge)(path)), None)


def _join(names: list[str]) -> str:
    """Return segments as a pattern. A lone name floats, unless its first character has a special meaning.

    A lone name with an escaped character could be mistaken for a path with backslashes.
    """
    if not names:
        return ""
    if names[0] != GLOBSTAR:
        return "/" + "/".join(names)
    if len(names) == 2 and names[1][0] not in "!#@[^\\" and not _ESCAPED_CHARACTER.search(names[1]):  # noqa: PLR2004 - `**` and the name
        return names[1]
    return "/".join(names)


@lru_cache(maxsize=1 << 16)
def _segment(segment: str, forge: Forge) -> str | None:
    """Return a segment with the code host's escapes; None if the code host cannot express a character."""
    if segment == GLOBSTAR:
        return segment
    parts = []
    for match in _TOKEN.finditer(segment):
        if match["wildcards"]:
            parts.append(match["wildcards"])
            continue
        literal = match["escaped"] or match["plain"] or ""
        if _LINE_BREAK.search(literal) or _INEXPRESSIBLE[forge].search(literal):
            return None
        parts.append(_ESCAPED[forge].sub(r"\\\g<0>", literal))
    converted = "".join(parts)
    # A trailing backslash is ignored, but a star with one is not the lone star that matches direct children only.
    return "?*" if converted != segment and set(converted) == {"*"} else converted
