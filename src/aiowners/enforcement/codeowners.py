"""Generate the block of CODEOWNERS that assigns files as the manifests do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.parse import parse
from aiowners.codeowners.ruleset import Ruleset
from aiowners.enforcement import marked_block
from aiowners.enforcement.codeowners_entries import entries, owners_by_node
from aiowners.enforcement.codeowners_writer import CodeownersWriter
from aiowners.enforcement.generated import Generated, codeowners_path, existing_text, limitations, unread_manifests
from aiowners.enforcement.gitlab_sections import sections
from aiowners.enforcement.preceding_lines import PrecedingLines
from aiowners.enforcement.required_reviews import required_reviews
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
    """Return CODEOWNERS with the block of this workspace. Raises InvalidBlockError and EncodingError.

    The block does not contain redundant lines, and a block without lines is not added. On GitLab,
    the lines are a section of their own, because a line of another section never overrides them.
    The section is optional if all other sections are. If `enforcement` includes `codeowners`, the
    lines of a shared model's artifacts assign all its required reviewers.
    """
    forge = workspace.forge
    writer = CodeownersWriter(workspace, forge)
    reviews = required_reviews(workspace)
    enforces = "codeowners" in workspace.enforcement
    enforced_reviews = reviews if enforces else []
    block_entries = entries(workspace, enforced_reviews)
    _add_owners_of_overlaps(workspace, block_entries, writer, enforced_reviews)
    path = codeowners_path(workspace, forge)
    before = existing_text(workspace, path)
    handwritten = _handwritten(before, forge)
    lines = _lines(block_entries, writer, PrecedingLines(forge, () if forge is Forge.GITLAB else handwritten.lines))
    new_section: tuple[Limitation, ...] = ()
    if forge is Forge.GITLAB and block_entries:
        is_optional = _is_optional(handwritten)
        lines.insert(0, f"{'^' * is_optional}[{SECTION}]")
        new_section = () if is_optional else _new_required_section(before)
    if enforces and forge is Forge.GITLAB:
        lines += sections(reviews, writer)
    text, part = marked_block.with_block(before, NAME, lines, COMMAND)
    if not lines and marked_block.find(before, NAME) is None:
        text = before
    omitted = (
        *writer.limitations(), *_models_without_all_approvals(workspace, reviews), *new_section,
        *_too_large(text, forge), *unread_manifests(workspace),
    )  # fmt: skip
    return Generated(path, text, part, omitted)


def _handwritten(text: str, forge: Forge) -> CodeOwners:
    """Parse the lines before the block, and on GitLab also those after it."""
    block = marked_block.find(text, NAME)
    if block is not None:
        text = text[: block.start] + (text[block.end :] if forge is Forge.GITLAB else "")
    return parse(Source("", text), forge)


def _lines(block_entries: list[Entry], writer: CodeownersWriter, preceding: PrecedingLines) -> list[str]:
    lines: dict[str, str] = {}
    for entry in block_entries:
        entry_lines = writer.lines(entry.pattern, entry.owners)
        if entry_lines and preceding.add_unless_redundant(entry.segments, writer.handles(entry.owners)):
            for glob, line in zip(writer.globs(entry.pattern), entry_lines, strict=True):
                # A repeated line replaces the earlier one, which is dead, or on GitLab decides the line's position.
                lines.pop(glob, None)
                lines[glob] = line
    return list(lines.values())


def _is_optional(handwritten: CodeOwners) -> bool:
    """Return whether the file has sections on GitLab, and none of its lines requires an approval."""
    has_required = any(not section.optional for section in handwritten.sections)
    return (
        bool(handwritten.sections) and not has_required and not any(line.heading is None for line in handwritten.lines)
    )


def _new_required_section(before: str) -> tuple[Limitation, ...]:
    """Return the notice that the section is required, if the section is new."""
    block = marked_block.find(before, NAME)
    if block is not None and f"\n[{SECTION}]" in before[block.start : block.end].replace("\r", "\n"):
        return ()
    advice = "GitLab then requires one approval from the owners of the changed files."
    return limitations(
        ("new section", "is required, because not all other sections are optional", {SECTION}, advice), matters=False
    )


def _add_owners_of_overlaps(
    workspace: Workspace, block_entries: list[Entry], writer: CodeownersWriter, reviews: list[RequiredReview]
) -> None:
    """Add owners to the last matching line of files in an overlap that no pattern of its own describes."""
    if workspace.files is None or not block_entries:
        return
    lines = [
        (entry, glob) for entry in block_entries if writer.handles(entry.owners) for glob in writer.globs(entry.pattern)
    ]
    ruleset = Ruleset(parse(Source("", "".join(f"{glob} @x\n" for _, glob in lines)), workspace.forge))
    files, owners = workspace.files, owners_by_node(workspace, reviews)
    claimed = ((workspace.applied.runs(claim, files), owners[claim.node]) for claim in workspace.claims)
    always_owned = ((list(files.runs(entry.pattern)), entry.unconditional_owners) for entry in block_entries)
    for runs, teams in (*claimed, *always_owned):
        numbers = {
            line.number
            for start, end in (runs if teams else ())
            for _, last_lines in ruleset.lines_for_each(files.paths[start:end])
            for line in last_lines
        }
        for number in numbers:
            lines[number - 1][0].owners |= teams


def _models_without_all_approvals(workspace: Workspace, reviews: list[RequiredReview]) -> tuple[Limitation, ...]:
    """Return the models with several required reviewers, of which CODEOWNERS requires only one to approve."""
    forge = workspace.forge
    if forge is Forge.GITLAB and "codeowners" in workspace.enforcement:
        return ()
    models = {review.name for review in reviews if len(review.teams) > 1}
    teams = {team for review in reviews if len(review.teams) > 1 for team in review.teams}
    reason = f"whose teams, {len(teams)} in all, are alternatives in CODEOWNERS on {forge.title}"
    return limitations(("shared model", reason, models, _ADVICE[forge]))


def _too_large(text: str, forge: Forge) -> tuple[Limitation, ...]:
    limit = forge.size_limit
    if limit is None or len(text.encode("utf-8", "surrogatepass")) < limit:
        return ()
    return limitations(
        ("file", f"too large for {forge.title} to load", {"CODEOWNERS"}, "Let patterns stand for more files.")
    )


_ADVICE = {
    Forge.GITHUB: "`aiowners enforce ruleset`, `policy-bot` or `codeowners-plus` demands them all.",
    Forge.GITLAB: "`aiowners enforce gitlab-sections` demands them all.",
    Forge.BITBUCKET: "Bitbucket only suggests reviewers, and nothing that this tool writes demands them there.",
}
