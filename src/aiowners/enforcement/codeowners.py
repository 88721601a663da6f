"""Workspace -> the block of CODEOWNERS that says what the manifests say, in the forge of the forge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.parse import parse
from aiowners.codeowners.ruleset import Ruleset
from aiowners.enforcement import marked_block
from aiowners.enforcement.codeowners_entries import entries, owning
from aiowners.enforcement.codeowners_writer import CodeownersWriter
from aiowners.enforcement.effect import Effect
from aiowners.enforcement.existing_file import place, whole_text
from aiowners.enforcement.generated import Generated, losses
from aiowners.enforcement.gitlab_sections import sections
from aiowners.enforcement.required_reviews import demands
from aiowners.enforcement.unenforceable import unread
from aiowners.forge import Forge
from aiowners.source import Source

if TYPE_CHECKING:
    from aiowners.codeowners.line import CodeOwners
    from aiowners.enforcement.codeowners_entries import Entry
    from aiowners.enforcement.generated import Limitation
    from aiowners.enforcement.required_reviews import RequiredReview
    from aiowners.workspace import Workspace

NAME = "codeowners"
COMMAND = "aiowners codeowners --write"
SECTION = "AI ownership"


def codeowners(workspace: Workspace) -> Generated:
    """CODEOWNERS with the block of this workspace. Raises TornBlockError and EncodingError.

    A line that changes no file's owners is left out; without any line, no block is added. On GitLab the lines are a section of their own: there no line of another section takes a file
    from them; the section is optional if all others of the file are. Where `enforcement` holds `codeowners`, the lines of a shared model's artifacts name
    everybody who must review it.
    """
    forge = workspace.forge
    speller = CodeownersWriter(workspace, forge)
    asked_for = demands(workspace)
    is_reviewed = "codeowners" in workspace.enforcement
    reviewed = asked_for if is_reviewed else []
    found = entries(workspace, reviewed)
    _widen(workspace, found, speller, reviewed)
    path = place(workspace, forge)
    before = whole_text(workspace, path)
    others = _others(before, forge)
    lines = _lines(found, speller, Effect(forge, () if forge is Forge.GITLAB else others.lines))
    required: tuple[Limitation, ...] = ()
    if forge is Forge.GITLAB and found:
        is_optional = _is_optional(others)
        lines.insert(0, f"{'^' * is_optional}[{SECTION}]")
        required = () if is_optional else _required(before)
    if is_reviewed and forge is Forge.GITLAB:
        lines += sections(asked_for, speller)
    text, part = marked_block.laid(before, NAME, lines, COMMAND)
    if not lines and marked_block.find(before, NAME) is None:
        text = before
    lost = (
        *speller.losses(), *_alternatives(workspace, asked_for), *required, *_too_large(text, forge), *unread(workspace),
    )  # fmt: skip
    return Generated(path, text, part, lost)


def _others(text: str, forge: Forge) -> CodeOwners:
    """What people wrote: on GitLab all outside the block, elsewhere what comes before it."""
    ours = marked_block.find(text, NAME)
    if ours is not None:
        text = text[: ours.start] + (text[ours.end :] if forge is Forge.GITLAB else "")
    return parse(Source("", text), forge)


def _lines(found: list[Entry], speller: CodeownersWriter, effect: Effect) -> list[str]:
    lines = []
    for entry in found:
        written = speller.lines(entry.pattern, entry.parties)
        if written and effect.changes(entry.segments, speller.handles(entry.parties)):
            lines += written
    return lines


def _is_optional(others: CodeOwners) -> bool:
    """Whether nothing else in the file requires an approval on GitLab, although it has sections."""
    has_required = any(not section.optional for section in others.sections)
    return bool(others.sections) and not has_required and not any(line.heading is None for line in others.lines)


def _required(before: str) -> tuple[Limitation, ...]:
    """That the section is required, if it is new."""
    ours = marked_block.find(before, NAME)
    if ours is not None and f"\n[{SECTION}]" in before[ours.start : ours.end].replace("\r", "\n"):
        return ()
    advice = "GitLab then requires one approval from the owners of the changed files."
    return losses(
        ("new section", "is required, because not all other sections are optional", {SECTION}, advice), matters=False
    )


def _widen(workspace: Workspace, found: list[Entry], speller: CodeownersWriter, reviewed: list[RequiredReview]) -> None:
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
            for _, winning in ruleset.lines_for_each(files.paths[start:end])
            for line in winning
        }
        for number in numbers:
            lines[number - 1][0].parties |= parties


def _alternatives(workspace: Workspace, asked_for: list[RequiredReview]) -> tuple[Limitation, ...]:
    """The models of which one line cannot demand all who must review them."""
    forge = workspace.forge
    if forge is Forge.GITLAB and "codeowners" in workspace.enforcement:
        return ()
    several = {demand.name for demand in asked_for if len(demand.parties) > 1}
    teams = {party for demand in asked_for if len(demand.parties) > 1 for party in demand.parties}
    fate = f"whose teams, {len(teams)} in all, are alternatives in CODEOWNERS on {forge.title}"
    return losses(("shared model", fate, several, _ADVICE[forge]))


def _too_large(text: str, forge: Forge) -> tuple[Limitation, ...]:
    limit = forge.size_limit
    if limit is None or len(text.encode("utf-8", "surrogatepass")) < limit:
        return ()
    return losses(
        ("file", f"too large for {forge.title} to load", {"CODEOWNERS"}, "Let patterns stand for more files.")
    )


_ADVICE = {
    Forge.GITHUB: "`aiowners enforce ruleset`, `policy-bot` or `codeowners-plus` demands them all.",
    Forge.GITLAB: "`aiowners enforce gitlab-sections` demands them all.",
    Forge.BITBUCKET: "Bitbucket only suggests reviewers, and nothing that this tool writes demands them there.",
}
