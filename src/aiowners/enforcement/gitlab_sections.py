"""Workspace -> one section of GitLab's CODEOWNERS for each team that must review, below its own mark.

GitLab's "Syntax of CODEOWNERS file": every section is approved on its own, so that sections are
what demands all of several teams. Owners on one line are alternatives there too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.parse import parse
from aiowners.enforcement import marked_block
from aiowners.enforcement.codeowners_writer import CodeownersWriter
from aiowners.enforcement.existing_file import place, whole_text
from aiowners.enforcement.generated import Generated
from aiowners.enforcement.required_reviews import by_party, demands
from aiowners.enforcement.unenforceable import unread
from aiowners.forge import Forge
from aiowners.source import Source

if TYPE_CHECKING:
    from aiowners.enforcement.required_reviews import RequiredReview
    from aiowners.workspace import Workspace

NAME = "gitlab-sections"


def gitlab_sections(workspace: Workspace) -> Generated:
    """CODEOWNERS with a block of sections. Raises TornBlockError."""
    asked_for = demands(workspace)
    speller = CodeownersWriter(workspace, Forge.GITLAB)
    path = place(workspace, Forge.GITLAB)
    lines = sections(asked_for, speller)
    text, part = marked_block.laid(whole_text(workspace, path), NAME, lines, f"aiowners enforce {NAME}")
    return Generated(path, text, part, (*speller.losses(), *unread(workspace)))


def sections(asked_for: list[RequiredReview], speller: CodeownersWriter) -> list[str]:
    """A section for each team, its name the team's, and in it all that the team must review."""
    lines: list[str] = []
    for party, patterns in by_party(asked_for).items():
        heading = f"[aiowners {party}]"
        owned = [line for pattern in patterns for line in speller.lines(pattern, (party,))]
        if owned:
            lines += [heading if _is_heading(heading) else f"[aiowners {_plain(party)}]", *owned]
    return lines


def _is_heading(text: str) -> bool:
    parsed = parse(Source("", text), Forge.GITLAB)
    return not parsed.problems and len(parsed.sections) == 1


def _plain(party: str) -> str:
    """A name that a heading can hold, for whoever goes by something else than the name of a team."""
    return "".join(sign if sign.isalnum() or sign in "@/.-_" else f"%{ord(sign):x}" for sign in party)
