"""Generate one section of GitLab's CODEOWNERS for each required reviewer, in a block of its own.

GitLab's "Syntax of CODEOWNERS file": every section is approved on its own, so sections can require
all of several teams. One approval from the owners on a line is enough on GitLab, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.parse import parse
from aiowners.enforcement import marked_block
from aiowners.enforcement.codeowners_writer import CodeownersWriter
from aiowners.enforcement.generated import Generated, codeowners_path, existing_text, unread_manifests
from aiowners.enforcement.required_reviews import patterns_by_team, required_reviews
from aiowners.forge import Forge
from aiowners.source import Source

if TYPE_CHECKING:
    from aiowners.enforcement.required_reviews import RequiredReview
    from aiowners.workspace import Workspace

NAME = "gitlab-sections"


def gitlab_sections(workspace: Workspace) -> Generated:
    """Return CODEOWNERS with a block of sections. Raises InvalidBlockError."""
    reviews = required_reviews(workspace)
    writer = CodeownersWriter(workspace, Forge.GITLAB)
    path = codeowners_path(workspace, Forge.GITLAB)
    lines = sections(reviews, writer)
    text, part = marked_block.with_block(existing_text(workspace, path), NAME, lines, f"aiowners enforce {NAME}")
    return Generated(path, text, part, (*writer.limitations(), *unread_manifests(workspace)))


def sections(reviews: list[RequiredReview], writer: CodeownersWriter) -> list[str]:
    """Return the lines of a section for each team, with the files that the team must review."""
    lines: list[str] = []
    for team, patterns in patterns_by_team(reviews).items():
        heading = f"[aiowners {team}]"
        section_lines = [line for pattern in patterns for line in writer.lines(pattern, (team,))]
        if section_lines:
            lines += [heading if _is_heading(heading) else f"[aiowners {_escaped(team)}]", *section_lines]
    return lines


def _is_heading(heading: str) -> bool:
    code_owners = parse(Source("", heading), Forge.GITLAB)
    return not code_owners.problems and len(code_owners.sections) == 1


def _escaped(team: str) -> str:
    """Return a name that is valid in a heading, for a handle or an address that is not the name of a team."""
    return "".join(
        character if character.isalnum() or character in "@/.-_" else f"%{ord(character):x}" for character in team
    )
