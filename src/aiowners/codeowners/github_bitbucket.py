"""The lines of GitHub and Bitbucket: gitignore's patterns, without some of its syntax.

Sources: GitHub's "About code owners" (unsupported syntax, inline comments, skipped lines) and
Bitbucket's "Set up and use code owners", which does not support the same syntax.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.codeowners import owner, tokens
from aiowners.codeowners.line import CodeOwners, Line, LineProblem
from aiowners.codeowners.pattern import Pattern
from aiowners.forge import Forge

if TYPE_CHECKING:
    from aiowners.codeowners.glob_steps import GlobSteps
    from aiowners.source import Location, Source

# An unescaped `[`, with the rest of its class if it has a `]`.
_CLASS = re.compile(r"(?:[^\\\[]|\\.?)*+(?P<match>\[(?:[^\]]*\])?)", re.DOTALL)
# An unescaped `]`; and an escaped character or a bracket.
_CLOSING = re.compile(r"(?:[^\\\]]|\\.?)*+(?P<match>\])", re.DOTALL)
_ESCAPED_OR_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)


def read(source: Source, forge: Forge) -> CodeOwners:
    """Return the file as GitHub or Bitbucket reads it.

    A comment begins with a word that begins with `#`. A line with an invalid pattern is skipped.
    If a word is not an owner, GitHub skips the line. Bitbucket ignores the word (Data Center's page
    says so; Cloud is assumed to do the same).
    """
    lines: list[Line] = []
    problems: list[LineProblem] = []
    for number, location in tokens.rule_lines(source):
        pattern, *words = tokens.split(location)
        problem = _pattern_problem(pattern, forge)
        if problem is not None:
            problems.append(problem)
            continue
        owners, malformed = owner.read(tokens.without_comment(words), forge)
        problems += malformed
        if not malformed or forge is not Forge.GITHUB:
            lines.append(Line(number, location, pattern.text, pattern, owners, owners))
    return CodeOwners(source, forge, tuple(lines), (), tuple(problems))


def _pattern_problem(location: Location, forge: Forge) -> LineProblem | None:
    pattern, start = location.text, location.span.start
    skipped = "this line is skipped"
    if pattern.startswith("!"):
        return LineProblem(
            tokens.within(location, start, start + 1),
            f"{forge.title} has no negation: {skipped}",
            "Files lose their owners by a later line that has their pattern and no owner.",
        )
    if pattern.startswith(r"\#"):
        return LineProblem(
            tokens.within(location, start, start + 2),
            rf"{forge.title} has no pattern that begins with `\#`: {skipped}",
            "`?` stands for any one character.",
        )
    bracket = _CLASS.match(pattern)
    if bracket is not None:
        return LineProblem(
            _matched(location, bracket),
            f"{forge.title} has no character classes: {skipped}",
            _bracket_help(pattern, forge),
        )
    closing = _CLOSING.match(pattern) if forge is Forge.GITHUB else None
    if closing is not None:
        return LineProblem(
            _matched(location, closing),
            f"GitHub requires both `[` and `]` to be escaped: {skipped}",
            _bracket_help(pattern, forge),
        )
    return never_matches(location, Pattern(pattern).glob_steps)


def _matched(location: Location, match: re.Match[str]) -> Location:
    start = location.span.start
    return tokens.within(location, start + match.start("match"), start + match.end("match"))


def _bracket_help(pattern: str, forge: Forge) -> str:
    """Return how to write a name with brackets. Whether a backslash escapes them on Bitbucket is unknown."""
    if forge is not Forge.GITHUB:
        return "`?` stands for any one character; what it is too wide for takes one line a name."
    escaped = _ESCAPED_OR_BRACKET.sub(lambda match: match[0] if len(match[0]) > 1 else f"\\{match[0]}", pattern)
    return f"if the name has brackets, write `{escaped}`; otherwise, write one line for each name"


def never_matches(location: Location, glob: GlobSteps | None) -> LineProblem | None:
    """Return the problem of a pattern that matches no path: no steps, or a step that is empty, `.`, or `..`."""
    if glob is not None and not any(step and step.literal in ("", ".", "..") for step in glob.steps):
        return None
    only_slashes = not location.text.strip("/")
    return LineProblem(
        location,
        f"`{location.text}` can never match a file",
        "`*` matches every file." if only_slashes else "A path begins at the root of the repository, as in `/docs/`.",
    )
