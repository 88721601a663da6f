"""A pattern in the three languages of engines: regular expressions, doublestar's globs, a ruleset's fnmatch.

Each gives the patterns that together mean the same files, none where no file can match, and None
where the language cannot say it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.codeowners.pattern import GLOBSTAR

if TYPE_CHECKING:
    from aiowners.codeowners.pattern import Pattern

_PIECE = re.compile(r"\\(?P<escaped>.?)|(?P<stars>\*+)|(?P<one>\?)|(?P<plain>[^*?\\]+)", re.DOTALL)
# What RE2, the language of Go's `regexp`, reads as signs; github.com/google/re2, "Syntax".
_RE2 = re.compile(r"[\\.+*?()|\[\]{}^$]")
# github.com/bmatcuk/doublestar, "Patterns".
_DOUBLESTAR = re.compile(r"[\\*?\[\]{}]")
# gitignore's signs and Ruby's `File.fnmatch`'s; a backslash makes any character itself in both.
_FNMATCH = re.compile(r"[\\*?\[\]{}!# ]")


def as_regex(pattern: Pattern) -> tuple[str, ...] | None:
    """The expression that finds the files of a pattern, for policy-bot.

    It is anchored at the start. What lies below a directory needs no end: a `.*$` would let a name
    with a line break in it pass.
    """
    segments = pattern.segments
    if not pattern.glob.isprintable():
        return None
    if not _can_match(segments):
        return ()
    below = segments[-1] == GLOBSTAR
    names = segments[:-1] if below else segments
    steps = "".join("(?:[^/]+/)*" if name == GLOBSTAR else f"{_regex_of(name)}/" for name in names)
    if below:
        return (f"^{steps}",)
    steps = steps.removesuffix("/")
    return (f"^{steps}$",) if names[-1] == "*" else (f"^{steps}(?:/|$)",)


def as_doublestar(pattern: Pattern) -> tuple[str, ...] | None:
    """The globs of a pattern for codeowners-plus, the file's first.

    That program cuts a line at blanks, whatever stands before them (`strings.Fields` in its
    `reader.go`), and matches files alone, never directories. Its `dir/**` is a file `dir` too.
    """
    if any(sign.isspace() for sign in pattern.glob):
        return None
    return _globs(pattern, _DOUBLESTAR)


def as_fnmatch(pattern: Pattern) -> tuple[str, ...] | None:
    """The globs of a pattern that mean the same as fnmatch and as gitignore, the file's first.

    GitHub's REST description says fnmatch, and its page on rulesets that this is Ruby's with
    FNM_PATHNAME: there `dir/**` stops at the direct children, and `dir/**/*` is everything. Its page
    "Available rules for rulesets" says gitignore: there both are everything, a name without a slash
    floats, and a last lone star does not stop.
    """
    names = [name for name in pattern.segments if name != GLOBSTAR]
    floats = pattern.segments[:1] == (GLOBSTAR,)
    single = len(pattern.segments) == 1 and pattern.segments[0] != GLOBSTAR
    if single or (pattern.segments[-1:] == ("*",) and not (floats and names == ["*"])):
        return None
    return _globs(pattern, _FNMATCH)


def _globs(pattern: Pattern, signs: re.Pattern[str]) -> tuple[str, ...] | None:
    segments = pattern.segments
    if not pattern.glob.isprintable():
        return None
    if not _can_match(segments):
        return ()
    if segments in {(GLOBSTAR,), (GLOBSTAR, "*")}:
        return ("**/*",)
    below = segments[-1] == GLOBSTAR
    names = [
        name if name == GLOBSTAR else _spelled(name, signs, "*", "?") for name in segments[: -1 if below else None]
    ]
    plain = "/".join(names)
    if below:
        return (f"{plain}/**/*",)
    return (plain,) if segments[-1] == "*" else (plain, f"{plain}/**/*")


def _can_match(segments: tuple[str, ...]) -> bool:
    """Whether there is a path with names for all segments. A backslash before nothing is nothing."""
    return bool(segments) and not any(name in {"", "\\"} for name in segments)


def _regex_of(name: str) -> str:
    """One segment. A lone star is at least one character, since no name is empty."""
    return "[^/]+" if set(name) == {"*"} else _spelled(name, _RE2, "[^/]*", "[^/]")


def _spelled(name: str, signs: re.Pattern[str], star: str, one: str) -> str:
    parts = []
    for piece in _PIECE.finditer(name):
        if piece["stars"]:
            parts.append(star)
        elif piece["one"]:
            parts.append(one)
        else:
            parts.append(signs.sub(r"\\\g<0>", piece["escaped"] or piece["plain"] or ""))
    return "".join(parts)
