"""Glob: a pattern as GitLab matches it, with Ruby's `File.fnmatch`, DOTMATCH and PATHNAME set.

Sources: GitLab's page "Advanced CODEOWNERS configuration", its `ee/lib/gitlab/code_owners/file.rb`
(`normalize_pattern`), and `fnmatch_helper` and `bracket` in Ruby's `dir.c`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.glob_steps import (
    ANY_CHARACTER,
    STAR,
    GlobSteps,
    GlobToken,
    Segment,
    files_matching,
    literal_token,
    segment_from,
    to_regex,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_ESCAPED_SPACES = re.compile(r"\\\s+", re.ASCII)
_ANY_DIRECTORIES = re.compile(r"(?:\*\*/)+")
_NO_CHARACTER = GlobToken("(?!)")


@dataclass(frozen=True)
class Glob:
    """A pattern as written in the file, without the `!` of an exclusion.

    A pattern without a leading slash floats, even if it contains a slash. A pattern that ends in a
    slash matches all files below. Other patterns match files only: `/docs` never matches the files
    in that directory. `**` between slashes matches any number of directories; at the end, it is an
    ordinary star. `[a-z]`, `[!a-z]`, and `[^a-z]` are character classes, and braces are literal. A
    backslash escapes the next character, and is ignored before a slash or at the end.
    """

    glob: str

    @cached_property
    def normal(self) -> str:
        """The argument of `fnmatch`: two patterns of a section with the same value are one entry."""
        if self.glob == "*":
            return "/**/*"
        normal = "#" + self.glob[2:] if self.glob.startswith(r"\#") else self.glob
        normal = _ESCAPED_SPACES.sub(" ", normal)
        if not normal.startswith("/"):
            normal = f"/**/{normal}"
        return f"{normal}**/*" if normal.endswith("/") else normal

    @cached_property
    def glob_steps(self) -> GlobSteps | None:
        """The pattern as steps from the root; None if a `[` has no `]`, so that nothing matches."""
        steps: list[Segment | None] = []
        start = 1
        while start <= len(self.normal):
            directories = _ANY_DIRECTORIES.match(self.normal, start)
            if directories is not None:
                steps.append(None)
                start = directories.end()
            parsed = _parse_segment(self.normal, start)
            if parsed is None:
                return None
            steps.append(parsed.segment)
            start = parsed.end + 1
        return files_matching(steps)

    def matches(self, path: str) -> bool:
        """Return whether the pattern matches the file at `path` (relative, `/` between segments)."""
        return self._matcher(path)

    @cached_property
    def _matcher(self) -> Callable[[str], bool]:
        if self.glob_steps is None:
            return lambda _: False
        match = re.compile(to_regex(self.glob_steps)).match
        return lambda path: match(path) is not None


class _ParsedSegment(NamedTuple):
    segment: Segment
    end: int  # the index of the slash after it, or the length of the glob


def _parse_segment(glob: str, start: int) -> _ParsedSegment | None:
    """Parse the segment at `start`; return None if a `[` in it has no `]`."""
    tokens: list[GlobToken] = []
    index = start
    while index < len(glob) and glob[index] != "/":
        character = glob[index]
        if character == "[":
            bracket = _parse_bracket(glob, index + 1)
            if bracket is None:
                return None
            token, index = bracket
            tokens.append(token)
            continue
        if character == "\\":
            index += 1
            if glob[index : index + 1] in ("", "/"):
                break
            tokens.append(literal_token(glob[index]))
        else:
            tokens.append({"*": STAR, "?": ANY_CHARACTER}.get(character) or literal_token(character))
        index += 1
    return _ParsedSegment(segment_from(tokens), index)


def _parse_bracket(glob: str, start: int) -> tuple[GlobToken, int] | None:
    """Parse the character class whose `[` is before `start`; return it and the index after its `]`.

    Return None if it has no `]`. It may contain a slash, which no name has. A range in reverse
    order matches its two ends only.
    """
    negated = glob[start : start + 1] in ("!", "^")
    index = start + negated
    parts: list[str] = []
    while index < len(glob):
        if glob[index] == "]":
            return _character_class(parts, negated=negated), index + 1
        first, index = _character(glob, index)
        if glob[index : index + 1] == "-" and glob[index + 1 : index + 2] not in ("", "]"):
            last, index = _character(glob, index + 1)
            ends = [re.escape(first), re.escape(last)]
            parts.append("-".join(ends) if first <= last else "".join(ends))
        else:
            parts.append(re.escape(first))
    return None


def _character(glob: str, index: int) -> tuple[str, int]:
    index += glob[index] == "\\"
    return glob[index : index + 1], index + 1


def _character_class(parts: list[str], *, negated: bool) -> GlobToken:
    """Return the token of a class. An empty class matches nothing, an empty negated class every character."""
    if not parts:
        return ANY_CHARACTER if negated else _NO_CHARACTER
    return GlobToken(f"[^/{''.join(parts)}]" if negated else f"(?!/)[{''.join(parts)}]")
