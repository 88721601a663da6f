"""The lines of GitHub and Bitbucket: gitignore's patterns, with fewer of its signs.

Sources: GitHub's "About code owners" (what does not work, inline comments, lines that are
skipped) and Bitbucket's "Set up and use code owners", which leaves out the same signs.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from aiowners.codeowners import owner, words
from aiowners.codeowners.dialect import Dialect
from aiowners.codeowners.line import CodeOwners, Line, Problem
from aiowners.codeowners.pattern import Pattern

if TYPE_CHECKING:
    from aiowners.codeowners.walk import Walk
    from aiowners.source import Location, Source

# A `[` that no backslash escapes, and the class that it begins where it ends.
_CLASS = re.compile(r"(?:[^\\\[]|\\.?)*+(?P<all>\[(?:[^\]]*\])?)", re.DOTALL)
# A `]` that no backslash escapes; and an escaped character, or a bracket.
_CLOSING = re.compile(r"(?:[^\\\]]|\\.?)*+(?P<all>\])", re.DOTALL)
_ESCAPED_OR_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)


def read(source: Source, dialect: Dialect) -> CodeOwners:
    """What GitHub or Bitbucket reads in a text.

    A comment is a word that begins with `#`, and what follows it. A line that has a problem with
    its pattern is skipped. One that has a word that is no owner is skipped by GitHub, and
    Bitbucket drops the word (Data Center says so; Cloud is taken to do likewise).
    """
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, place in words.rules(source):
        pattern, *others = words.split(place)
        found = _pattern_problem(pattern, dialect)
        if found is not None:
            problems.append(found)
            continue
        owners, malformed = owner.read(takewhile(lambda word: not word.text.startswith("#"), others), dialect)
        problems += malformed
        if not malformed or dialect is not Dialect.GITHUB:
            lines.append(Line(number, place, pattern.text, pattern, owners, owners))
    return CodeOwners(source, dialect, tuple(lines), (), tuple(problems))


def _pattern_problem(place: Location, dialect: Dialect) -> Problem | None:
    pattern, start = place.text, place.span.start
    skipped = "this line is skipped"
    if pattern.startswith("!"):
        return Problem(
            words.within(place, start, start + 1),
            f"{dialect.title} has no negation: {skipped}",
            "Files lose their owners by a later line that has their pattern and no owner.",
        )
    if pattern.startswith(r"\#"):
        return Problem(
            words.within(place, start, start + 2),
            rf"{dialect.title} has no pattern that begins with `\#`: {skipped}",
            "`?` stands for any one character.",
        )
    bracket = _CLASS.match(pattern)
    if bracket is not None:
        return Problem(
            words.within(place, start + bracket.start("all"), start + bracket.end("all")),
            f"{dialect.title} has no character classes: {skipped}",
            _bracket_help(pattern, dialect),
        )
    single = _CLOSING.match(pattern) if dialect is Dialect.GITHUB else None
    if single is not None:
        return Problem(
            words.within(place, start + single.start("all"), start + single.end("all")),
            f"GitHub requires both `[` and `]` to be escaped: {skipped}",
            _bracket_help(pattern, dialect),
        )
    return never(place, Pattern(pattern).walk)


def _bracket_help(pattern: str, dialect: Dialect) -> str:
    """How to write a name that has brackets; on Bitbucket, whether a backslash escapes them is not known."""
    if dialect is not Dialect.GITHUB:
        return "`?` stands for any one character; what it is too wide for takes one line a name."
    escaped = _ESCAPED_OR_BRACKET.sub(lambda sign: sign[0] if len(sign[0]) > 1 else f"\\{sign[0]}", pattern)
    return f"if the name has brackets, write `{escaped}`; otherwise, write one line for each name"


def never(place: Location, walk: Walk | None) -> Problem | None:
    """The problem of a pattern that no path can fit: one without steps, or with an empty, `.` or `..` one."""
    if walk is not None and not any(step and step.literal in ("", ".", "..") for step in walk.steps):
        return None
    every = not place.text.strip("/")
    return Problem(
        place,
        f"`{place.text}` can never match a file",
        "`*` matches every file." if every else "A path begins at the root of the repository, as in `/docs/`.",
    )
