"""Workspace -> the block of CODEOWNERS that says what the manifests say, in the dialect of the forge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.dialect import Dialect
from aiowners.codeowners.parse import parse
from aiowners.codeowners.ruleset import Ruleset
from aiowners.generate import block
from aiowners.generate.demands import demands
from aiowners.generate.entries import entries, owning
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
    is_reviewed = "codeowners" in workspace.enforcement
    reviewed = asked_for if is_reviewed else []
    found = entries(workspace, reviewed)
    _widen(workspace, found, speller, reviewed)
    lines = [f"[{SECTION}]"] if forge is Dialect.GITLAB and found else []
    for entry in found:
        lines += speller.lines(entry.pattern, entry.parties)
    if is_reviewed and forge is Dialect.GITLAB:
        lines += sections(asked_for, speller)
    path = place(workspace, forge)
    text, part = block.laid(whole_text(workspace, path), NAME, lines, COMMAND)
    lost = (
        *speller.losses(), *_alternatives(workspace, asked_for), *_too_large(text, forge), *unread(workspace),
    )  # fmt: skip
    return Generated(path, text, part, lost)


def _widen(workspace: Workspace, found: list[Entry], speller: Speller, reviewed: list[Demand]) -> None:
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
    files, owners = workspace.files, owning(workspace, reviewed)
    claimed = ((workspace.applied.runs(claim, files), owners[claim.node]) for claim in workspace.claims)
    added = ((list(files.runs(entry.pattern)), entry.added) for entry in found)
    for runs, parties in (*claimed, *added):
        numbers = {
            line.number
            for start, end in (runs if parties else ())
            for _, winning in ruleset.each(files.paths[start:end])
            for line in winning
        }
        for number in numbers:
            lines[number - 1][0].parties |= parties


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
