"""Workspace -> one section of GitLab's CODEOWNERS for each team that must review, below its own mark.

GitLab's "Syntax of CODEOWNERS file": every section is approved on its own, so that sections are
what demands all of several teams. Owners on one line are alternatives there too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.dialect import Dialect
from aiowners.codeowners.parse import parse
from aiowners.generate import block
from aiowners.generate.demands import by_party, demands
from aiowners.generate.losses import Generated
from aiowners.generate.speller import Speller
from aiowners.generate.standing import place, whole_text
from aiowners.generate.unheld import unread
from aiowners.source import Source

if TYPE_CHECKING:
    from aiowners.generate.demands import Demand
    from aiowners.workspace import Workspace

NAME = "gitlab-sections"


def gitlab_sections(workspace: Workspace) -> Generated:
    """CODEOWNERS with a block of sections. Raises TornBlockError."""
    asked_for = demands(workspace)
    speller = Speller(workspace, Dialect.GITLAB)
    path = place(workspace, Dialect.GITLAB)
    lines = sections(asked_for, speller)
    text, part = block.laid(whole_text(workspace, path), NAME, lines, f"aiowners enforce {NAME}")
    return Generated(path, text, part, (*speller.losses(), *unread(workspace)))


def sections(asked_for: list[Demand], speller: Speller) -> list[str]:
    """A section for each team, its name the team's, and in it all that the team must review."""
    lines: list[str] = []
    for party, patterns in by_party(asked_for).items():
        heading = f"[aiowners {party}]"
        owned = [line for pattern in patterns for line in speller.lines(pattern, (party,))]
        if owned:
            lines += [heading if _is_heading(heading) else f"[aiowners {_plain(party)}]", *owned]
    return lines


def _is_heading(text: str) -> bool:
    parsed = parse(Source("", text), Dialect.GITLAB)
    return not parsed.problems and len(parsed.sections) == 1


def _plain(party: str) -> str:
    """A name that a heading can hold, for whoever goes by something else than the name of a team."""
    return "".join(sign if sign.isalnum() or sign in "@/.-_" else f"%{ord(sign):x}" for sign in party)
