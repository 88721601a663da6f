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

UNNAMED = "codeowners"  # what GitLab calls the section before the first heading
_BEGINNING = re.compile(r"\^?\[")
_HEADING = re.compile(
    r"(?P<optional>\^)?\[(?P<name>[^\]]*)\](?:\[(?P<approvals>[\s\d]*)\])?(?P<owners>\s*[@\w.\-/\s]*)", re.ASCII
)
_STRICT = re.compile(r"\^?\[[^\]]+\](?:\[\d+\])?(?:\s[@\w.\-/\s]+)?", re.ASCII)


def is_heading(place: Location) -> bool:
    """Whether a line was meant as a heading, by its `[` or `^[`."""
    return _BEGINNING.match(place.text) is not None


def read(place: Location, names: Mapping[str, str]) -> tuple[Section | None, list[LineProblem]]:
    """The section that a line heads, None where its `]` is missing, and what GitLab reports of it.

    `names` are the sections so far, `UNNAMED` among them, by their names without case. What follows the part that GitLab
    understands is ignored.
    """
    match = _HEADING.match(place.text)
    if match is None:
        message = "This heading has no `]`: GitLab begins no section here, and what follows is in the one before"
        return None, [LineProblem(place, message, "Close it, as in `[Section]`.")]
    start = place.span.start
    default = tokens.words(tokens.within(place, start + match.start("owners"), start + match.end("owners")))
    owners, problems = owner.read(default, Forge.GITLAB)
    problems = [*_name_problem(place, match), *_approval_problem(place, match), *problems]
    problems = problems or _rest_problem(place, match)
    count = (match["approvals"] or "").split()
    section = Section(
        _name(match["name"], names),
        match["optional"] is not None,
        max(1, int(count[0][:9])) if count else 1,
        owners,
        place,
    )
    return section, problems


def _name(name: str, names: Mapping[str, str]) -> str:
    """The first spelling of the name. GitLab does not look for it while no heading has been read."""
    return names.get(name.casefold(), name) if len(names) > 1 else name


def _name_problem(place: Location, match: re.Match[str]) -> list[LineProblem]:
    if match["name"].strip():
        return []
    start = place.span.start
    where = tokens.within(place, start + match.start("name") - 1, start + match.end("name") + 1)
    return [LineProblem(where, "This section has no name", "Write one, as in `[Docs]`.")]


def _approval_problem(place: Location, match: re.Match[str]) -> list[LineProblem]:
    count = match["approvals"]
    if count is None:
        return []
    start = place.span.start
    where = tokens.within(place, start + match.start("approvals") - 1, start + match.end("approvals") + 1)
    numbers = count.split()
    if len(numbers) != 1:
        return [LineProblem(where, f"`[{count}]` is not a number of approvals", "Write `[1]` or more.")]
    if not numbers[0].strip("0"):
        return [
            LineProblem(
                where, "GitLab requires one approval where `0` is written", "Write `^` before an optional section."
            )
        ]
    if match["optional"]:
        message = f"An optional section requires no approvals: GitLab does not wait for these {numbers[0]}"
        return [LineProblem(where, message, "Remove the number, or the `^`.")]
    return []


def _rest_problem(place: Location, match: re.Match[str]) -> list[LineProblem]:
    if _STRICT.fullmatch(place.text):
        return []
    rest = place.text[match.end() :]
    if rest:
        where = tokens.within(place, place.span.start + match.end(), place.span.end)
        advice = "A pattern that begins with a character class is written with `/` or `**/` before it."
        return [LineProblem(where, f"GitLab reads this line as a heading and ignores `{rest}`", advice)]
    return [LineProblem(place, "GitLab reports this heading: blanks stand where it knows none, or are missing")]
