"""Which pattern contains which, and what two patterns have in common, as far as it can be told from their text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from aiowners.codeowners.pattern import Pattern

# A pattern cut at its slashes, as `Pattern.segments` gives it.
Segments: TypeAlias = tuple[str, ...]

EVERY = "**"
_SIGN = re.compile(r"[*?\\]")
_TOKEN = re.compile(r"\*+|\\.|[^\\]", re.DOTALL)


def contains(one: Segments, other: Segments) -> bool:
    """Whether every file that `other` matches is matched by `one`; False also where that cannot be told."""
    if one == other or one in {(EVERY,), (EVERY, "*")}:
        return True
    names, below = _cut(one)
    others, others_below = _cut(other)
    ends = _ends(names, others)
    if below:
        deeper = any(end < len(others) and (others_below or set(others[end:]) != {EVERY}) for end in ends)
        return deeper or (others_below and len(others) in ends)
    if names[-1] == "*":
        return not others_below and others[-1:] == ("*",) and len(others) in ends
    return bool(ends)


def is_inside(one: Segments, other: Segments) -> bool:
    """Whether `one` is more specific than `other`, which matches all that it matches, and more.

    `a` and `a/` are equally specific, although a file may have the name of the directory.
    """
    if _cut(one)[0] == _cut(other)[0] or not one or not other:
        return False
    return contains(other, one) and not contains(one, other)


def meet(directory: Segments, floating: Segments) -> Segments | None:
    """The files below `directory` that `floating`, which begins further up, matches; None where one cannot tell.

    `floating` is literal names and then `**`, as in `search/**/*.md`.
    """
    names, below = _cut(directory)
    top = literal_start(floating)
    if EVERY in names or names[: len(top)] != top or floating[len(top) : len(top) + 1] != (EVERY,):
        return None
    if not below and names[-1:] == ("*",):
        return None
    rest = floating[len(top) + 1 :]
    if not rest or rest == ("*",):
        return None
    return (*names, EVERY, *rest)


@lru_cache(maxsize=1 << 16)
def literal_start(segments: Segments) -> Segments:
    """The directories with which a pattern begins, up to the first sign in it; all names of a plain path."""
    start: list[str] = []
    for name in segments:
        if _SIGN.search(name):
            break
        start.append(name)
    return tuple(start)


def as_pattern(segments: Segments) -> Pattern:
    """The pattern of these segments, as a person would write it."""
    names, below = _cut(segments)
    tail = "/" if below else ""
    if not names:
        return Pattern(EVERY)
    if len(names) == 2 and names[0] == EVERY:  # noqa: PLR2004 - a name that floats
        return Pattern(names[1] + tail)
    return Pattern(f"/{'/'.join(names)}{tail}")


def _cut(segments: Segments) -> tuple[Segments, bool]:
    below = segments[-1] == EVERY
    return (segments[:-1] if below else segments), below


def _ends(names: Segments, others: Segments) -> set[int]:
    """How many of `others` all of `names` may stand for, whatever those stand for."""
    ends = {0}
    for name in names:
        if name == EVERY:
            ends = set(range(min(ends), len(others) + 1))
        else:
            ends = {end + 1 for end in ends if end < len(others) and _fits(name, others[end])}
        if not ends:
            break
    return ends


@lru_cache(maxsize=4096)
def _fits(name: str, other: str) -> bool:
    """Whether every name that the segment `other` matches is matched by the segment `name`."""
    if EVERY in (name, other):
        return False
    if name == other or set(name) == {"*"}:
        return True
    wide, narrow = _TOKEN.findall(name), _TOKEN.findall(other)
    ends = {0}
    for token in wide:
        if token[0] == "*":
            ends = set(range(min(ends), len(narrow) + 1))
        else:
            ends = {end + 1 for end in ends if end < len(narrow) and _same(token, narrow[end])}
        if not ends:
            return False
    return len(narrow) in ends


def _same(wide: str, narrow: str) -> bool:
    return narrow[0] != "*" and (wide == "?" or (narrow != "?" and wide[-1] == narrow[-1]))
