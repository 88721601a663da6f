"""Workspace -> the block of CODEOWNERS that says what the manifests say, in the dialect of the forge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.dialect import Dialect
from aiowners.codeowners.parse import parse
from aiowners.codeowners.ruleset import Ruleset
from aiowners.generate import block
from aiowners.generate.demands import demands
from aiowners.generate.entries import entries
from aiowners.generate.gitlab_sections import sections
from aiowners.generate.losses import Generated, losses
from aiowners.generate.speller import Speller
from aiowners.generate.standing import place, whole_text
from aiowners.generate.unheld import unread
from aiowners.source import Source

if TYPE_CHECKING:
    from aiowners.generate.demands import Demand
    from aiowners.generate.entries import Entry
    from aiowners.generate.losses import Loss
    from aiowners.workspace import Workspace

NAME = "codeowners"
COMMAND = "aiowners codeowners --write"
SECTION = "AI ownership"


def codeowners(workspace: Workspace) -> Generated:
    """CODEOWNERS with the block of this workspace. Raises TornBlockError.

    On GitLab the lines are a section of their own: there no line of another section takes a file
    from them. Where `enforcement` holds `codeowners`, the lines of a shared model's artifacts name
    everybody who must review it.
    """
    forge = workspace.forge
    speller = Speller(workspace, forge)
    asked_for = demands(workspace)
    reviewed = "codeowners" in workspace.enforcement
    found = entries(workspace, asked_for if reviewed else ())
    _widen(workspace, found, speller)
    lines = [f"[{SECTION}]"] if forge is Dialect.GITLAB and found else []
    for entry in found:
        lines += speller.lines(entry.pattern, entry.parties)
    if reviewed and forge is Dialect.GITLAB:
        lines += sections(asked_for, speller)
    path = place(workspace, forge)
    text, part = block.laid(whole_text(workspace, path), NAME, lines, COMMAND)
    lost = (
        *speller.losses(), *_alternatives(workspace, asked_for), *_too_large(text, forge), *unread(workspace),
    )  # fmt: skip
    return Generated(path, text, part, lost)


def _widen(workspace: Workspace, found: list[Entry], speller: Speller) -> None:
    """Where patterns overlap in a way that no third pattern says, let the last that matches name all owners."""
    if workspace.files is None or not found:
        return
    lines = [
        (entry, spelled)
        for entry in found
        if speller.handles(entry.parties)
        for spelled in speller.patterns(entry.pattern)
    ]
    text = "".join(f"{spelled} @x\n" for _, spelled in lines)
    ruleset = Ruleset(parse(Source("", text), workspace.forge))
    winners: dict[Entry, set[int]] = {}
    for entry in found:
        seen = winners.setdefault(entry, set())
        for start, end in workspace.files.runs(entry.pattern) if entry.own else ():
            for _, winning in ruleset.each(workspace.files.paths[start:end]):
                seen.update(line.number for line in winning)
    for entry, seen in winners.items():
        for number in seen:
            lines[number - 1][0].parties |= entry.own


def _alternatives(workspace: Workspace, asked_for: list[Demand]) -> tuple[Loss, ...]:
    """The models of which one line cannot demand all who must review them."""
    forge = workspace.forge
    if forge is Dialect.GITLAB and "codeowners" in workspace.enforcement:
        return ()
    several = {demand.name for demand in asked_for if len(demand.parties) > 1}
    teams = {party for demand in asked_for if len(demand.parties) > 1 for party in demand.parties}
    fate = f"whose teams, {len(teams)} in all, are alternatives in CODEOWNERS on {forge.title}"
    return losses(("shared model", fate, several, _ADVICE[forge]))


def _too_large(text: str, forge: Dialect) -> tuple[Loss, ...]:
    limit = forge.size_limit
    if limit is None or len(text.encode("utf-8", "surrogatepass")) < limit:
        return ()
    return losses(
        ("file", f"too large for {forge.title} to load", {"CODEOWNERS"}, "Let patterns stand for more files.")
    )


_ADVICE = {
    Dialect.GITHUB: "`aiowners enforce ruleset`, `policy-bot` or `codeowners-plus` demands them all.",
    Dialect.GITLAB: "`aiowners enforce gitlab-sections` demands them all.",
    Dialect.BITBUCKET: "Bitbucket only suggests reviewers, and nothing that this tool writes demands them there.",
}
