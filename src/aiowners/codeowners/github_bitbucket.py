"""The lines of GitHub and Bitbucket: gitignore's patterns, with fewer of its signs.

Sources: GitHub's "About code owners" (what does not work, inline comments, lines that are
skipped) and Bitbucket's "Set up and use code owners", which leaves out the same signs.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from aiowners.codeowners import owner, tokens
from aiowners.codeowners.line import CodeOwners, Line, LineProblem
from aiowners.codeowners.pattern import Pattern
from aiowners.forge import Forge

if TYPE_CHECKING:
    from aiowners.codeowners.glob_steps import GlobSteps
    from aiowners.source import Location, Source

# A `[` that no backslash escapes, and the class that it begins where it ends.
_CLASS = re.compile(r"(?:[^\\\[]|\\.?)*+(?P<all>\[(?:[^\]]*\])?)", re.DOTALL)
# A `]` that no backslash escapes; and an escaped character, or a bracket.
_CLOSING = re.compile(r"(?:[^\\\]]|\\.?)*+(?P<all>\])", re.DOTALL)
_ESCAPED_OR_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)


def read(source: Source, forge: Forge) -> CodeOwners:
    """What GitHub or Bitbucket reads in a text.

    A comment is a word that begins with `#`, and what follows it. A line that has a problem with
    its pattern is skipped. One that has a word that is no owner is skipped by GitHub, and
    Bitbucket drops the word (Data Center says so; Cloud is taken to do likewise).
    """
    lines: list[Line] = []
    problems: list[LineProblem] = []
    for number, place in tokens.rules(source):
        pattern, *others = tokens.split(place)
        found = _pattern_problem(pattern, forge)
        if found is not None:
            problems.append(found)
            continue
        owners, malformed = owner.read(takewhile(lambda word: not word.text.startswith("#"), others), forge)
        problems += malformed
        if not malformed or forge is not Forge.GITHUB:
            lines.append(Line(number, place, pattern.text, pattern, owners, owners))
    return CodeOwners(source, forge, tuple(lines), (), tuple(problems))


def _pattern_problem(place: Location, forge: Forge) -> LineProblem | None:
    pattern, start = place.text, place.span.start
    skipped = "this line is skipped"
    if pattern.startswith("!"):
        return LineProblem(
            tokens.within(place, start, start + 1),
            f"{forge.title} has no negation: {skipped}",
            "Files lose their owners by a later line that has their pattern and no owner.",
        )
    if pattern.startswith(r"\#"):
        return LineProblem(
            tokens.within(place, start, start + 2),
            rf"{forge.title} has no pattern that begins with `\#`: {skipped}",
            "`?` stands for any one character.",
        )
    bracket = _CLASS.match(pattern)
    if bracket is not None:
        return LineProblem(
            tokens.within(place, start + bracket.start("all"), start + bracket.end("all")),
            f"{forge.title} has no character classes: {skipped}",
            _bracket_help(pattern, forge),
        )
    single = _CLOSING.match(pattern) if forge is Forge.GITHUB else None
    if single is not None:
        return LineProblem(
            tokens.within(place, start + single.start("all"), start + single.end("all")),
            f"GitHub requires both `[` and `]` to be escaped: {skipped}",
            _bracket_help(pattern, forge),
        )
    return never(place, Pattern(pattern).walk)


def _bracket_help(pattern: str, forge: Forge) -> str:
    """How to write a name that has brackets; on Bitbucket, whether a backslash escapes them is not known."""
    if forge is not Forge.GITHUB:
        return "`?` stands for any one character; what it is too wide for takes one line a name."
    escaped = _ESCAPED_OR_BRACKET.sub(lambda sign: sign[0] if len(sign[0]) > 1 else f"\\{sign[0]}", pattern)
    return f"if the name has brackets, write `{escaped}`; otherwise, write one line for each name"


def never(place: Location, walk: GlobSteps | None) -> LineProblem | None:
    """The problem of a pattern that no path can fit: one without steps, or with an empty, `.` or `..` one."""
    if walk is not None and not any(step and step.literal in ("", ".", "..") for step in walk.steps):
        return None
    every = not place.text.strip("/")
    return LineProblem(
        place,
        f"`{place.text}` can never match a file",
        "`*` matches every file." if every else "A path begins at the root of the repository, as in `/docs/`.",
    )
