"""The headings of GitLab's sections.

Sources: GitLab's "Syntax of CODEOWNERS file" and "Advanced CODEOWNERS configuration"; its
`ee/lib/gitlab/code_owners/section_parser.rb`, with the table of headings in that file's spec.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.codeowners import owner, tokens
from aiowners.codeowners.line import LineProblem, Section
from aiowners.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiowners.source import Location

UNNAMED = "codeowners"  # GitLab's name for the section before the first heading
_START = re.compile(r"\^?\[")
_HEADING = re.compile(
    r"(?P<optional>\^)?\[(?P<name>[^\]]*)\](?:\[(?P<approvals>[\s\d]*)\])?(?P<owners>\s*[@\w.\-/\s]*)", re.ASCII
)
_STRICT = re.compile(r"\^?\[[^\]]+\](?:\[\d+\])?(?:\s[@\w.\-/\s]+)?", re.ASCII)


def is_heading(line: Location) -> bool:
    """Return whether GitLab reads a line as a heading, because it begins with `[` or `^[`."""
    return _START.match(line.text) is not None


def read(line: Location, names: Mapping[str, str]) -> tuple[Section | None, list[LineProblem]]:
    """Return the section that a heading begins, and the problems that GitLab reports.

    The section is None if the `]` is missing. `names` maps the casefolded names of the sections so
    far, including `UNNAMED`, to their first spellings. GitLab ignores text after the part that it
    understands.
    """
    match = _HEADING.match(line.text)
    if match is None:
        message = "This heading has no `]`: GitLab begins no section here, and what follows is in the one before"
        return None, [LineProblem(line, message, "Close it, as in `[Section]`.")]
    default_owners, problems = owner.read(tokens.words(_group(line, match, "owners")), Forge.GITLAB)
    problems = [*_name_problem(line, match), *_approval_problem(line, match), *problems]
    problems = problems or _rest_problem(line, match)
    count = (match["approvals"] or "").split()
    section = Section(
        _first_spelling(match["name"], names),
        match["optional"] is not None,
        max(1, int(count[0][:9])) if count else 1,
        default_owners,
        line,
    )
    return section, problems


def _group(line: Location, match: re.Match[str], group: str, *, margin: int = 0) -> Location:
    """Return the location of a group, with `margin` more characters at both ends."""
    start = line.span.start
    return tokens.within(line, start + match.start(group) - margin, start + match.end(group) + margin)


def _first_spelling(name: str, names: Mapping[str, str]) -> str:
    """Return the first spelling of the name. GitLab does not look for it before the first heading."""
    return names.get(name.casefold(), name) if len(names) > 1 else name


def _name_problem(line: Location, match: re.Match[str]) -> list[LineProblem]:
    if match["name"].strip():
        return []
    location = _group(line, match, "name", margin=1)
    return [LineProblem(location, "This section has no name", "Write one, as in `[Docs]`.")]


def _approval_problem(line: Location, match: re.Match[str]) -> list[LineProblem]:
    count = match["approvals"]
    if count is None:
        return []
    location = _group(line, match, "approvals", margin=1)
    numbers = count.split()
    if len(numbers) != 1:
        return [LineProblem(location, f"`[{count}]` is not a number of approvals", "Write `[1]` or more.")]
    if not numbers[0].strip("0"):
        return [
            LineProblem(
                location, "GitLab requires one approval where `0` is written", "Write `^` before an optional section."
            )
        ]
    if match["optional"]:
        message = f"An optional section requires no approvals: GitLab does not wait for these {numbers[0]}"
        return [LineProblem(location, message, "Remove the number, or the `^`.")]
    return []


def _rest_problem(line: Location, match: re.Match[str]) -> list[LineProblem]:
    if _STRICT.fullmatch(line.text):
        return []
    rest = line.text[match.end() :]
    if rest:
        location = tokens.within(line, line.span.start + match.end(), line.span.end)
        advice = "A pattern that begins with a character class is written with `/` or `**/` before it."
        return [LineProblem(location, f"GitLab reads this line as a heading and ignores `{rest}`", advice)]
    return [LineProblem(line, "GitLab reports this heading: blanks stand where it knows none, or are missing")]
