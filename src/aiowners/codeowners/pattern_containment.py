"""Containment and intersection of patterns, as far as their text decides them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from aiowners.codeowners.pattern import GLOBSTAR, Pattern

# The segments of a pattern, as `Pattern.segments` returns them.
Segments: TypeAlias = tuple[str, ...]

_SPECIAL = re.compile(r"[*?\\]")
_TOKEN = re.compile(r"\*+|\\.|[^\\]", re.DOTALL)


def contains(wide: Segments, narrow: Segments) -> bool:
    """Return whether `wide` matches every file that `narrow` matches; False also if that is undecided."""
    if wide == narrow or wide in {(GLOBSTAR,), (GLOBSTAR, "*")}:
        return True
    wide_names, wide_below = _without_below(wide)
    narrow_names, narrow_below = _without_below(narrow)
    ends = _prefix_lengths(wide_names, narrow_names)
    if wide_below:
        is_deeper = any(
            end < len(narrow_names) and (narrow_below or set(narrow_names[end:]) != {GLOBSTAR}) for end in ends
        )
        return is_deeper or (narrow_below and len(narrow_names) in ends)
    if wide_names[-1] == "*":
        return not narrow_below and narrow_names[-1:] == ("*",) and len(narrow_names) in ends
    return bool(ends)


def is_inside(narrow: Segments, wide: Segments) -> bool:
    """Return whether `narrow` is more specific than `wide`, which matches the same files and more.

    `a` and `a/` are equally specific, although a file may have the name of the directory.
    """
    if _without_below(narrow)[0] == _without_below(wide)[0] or not narrow or not wide:
        return False
    return contains(wide, narrow) and not contains(narrow, wide)


def intersection(directory: Segments, floating: Segments) -> Segments | None:
    """Return the pattern of the files below `directory` that `floating` matches; None if that is undecided.

    `floating` begins in the same directory or in a parent: literal names and then `**`, as in
    `search/**/*.md`.
    """
    names, below = _without_below(directory)
    start = literal_start(floating)
    if GLOBSTAR in names or names[: len(start)] != start or floating[len(start) : len(start) + 1] != (GLOBSTAR,):
        return None
    if not below and names[-1:] == ("*",):
        return None
    rest = floating[len(start) + 1 :]
    if not rest or rest == ("*",):
        return None
    return (*names, GLOBSTAR, *rest)


@lru_cache(maxsize=1 << 16)
def literal_start(segments: Segments) -> Segments:
    """Return the leading segments without special characters; all segments of a literal path."""
    start: list[str] = []
    for name in segments:
        if _SPECIAL.search(name):
            break
        start.append(name)
    return tuple(start)


def as_pattern(segments: Segments) -> Pattern:
    """Return the pattern with these segments, in its usual notation."""
    names, below = _without_below(segments)
    tail = "/" if below else ""
    if not names:
        return Pattern(GLOBSTAR)
    if len(names) == 2 and names[0] == GLOBSTAR:  # noqa: PLR2004 - a name that floats
        return Pattern(names[1] + tail)
    return Pattern(f"/{'/'.join(names)}{tail}")


def _without_below(segments: Segments) -> tuple[Segments, bool]:
    """Return the segments without a last `**`, and whether there was one."""
    below = segments[-1] == GLOBSTAR
    return (segments[:-1] if below else segments), below


def _prefix_lengths(wide: Segments, narrow: Segments) -> set[int]:
    """Return each number of leading segments of `narrow` that all of `wide` matches."""
    ends = {0}
    for name in wide:
        if name == GLOBSTAR:
            ends = set(range(min(ends), len(narrow) + 1))
        else:
            ends = {end + 1 for end in ends if end < len(narrow) and _segment_contains(name, narrow[end])}
        if not ends:
            break
    return ends


@lru_cache(maxsize=4096)
def _segment_contains(wide: str, narrow: str) -> bool:
    """Return whether the segment `wide` matches every name that the segment `narrow` matches."""
    if GLOBSTAR in (wide, narrow):
        return False
    if wide == narrow or set(wide) == {"*"}:
        return True
    narrow_tokens = _TOKEN.findall(narrow)
    ends = {0}
    for token in _TOKEN.findall(wide):
        if token[0] == "*":
            ends = set(range(min(ends), len(narrow_tokens) + 1))
        else:
            ends = {end + 1 for end in ends if end < len(narrow_tokens) and _token_contains(token, narrow_tokens[end])}
        if not ends:
            return False
    return len(narrow_tokens) in ends


def _token_contains(wide: str, narrow: str) -> bool:
    return narrow[0] != "*" and (wide == "?" or (narrow != "?" and wide[-1] == narrow[-1]))
