"""Hand-written lines of CODEOWNERS and a generated block, where one takes files from the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.parse import parse
from aiowners.codeowners.ruleset import Ruleset
from aiowners.enforcement import marked_block
from aiowners.forge import Forge
from aiowners.source import Source

if TYPE_CHECKING:
    from aiowners.enforcement.generated import Generated
    from aiowners.workspace import Workspace


class ShadowedLine(NamedTuple):
    """A line behind the block that takes files from it: its number, its text, and one of the files."""

    number: int
    text: str
    file: str


def shadows(workspace: Workspace, generated: Generated, name: str) -> list[ShadowedLine]:
    """The lines behind the block `name` that win for tracked files that it owns, numbered as in the generated text."""
    if workspace.files is None:
        return []
    parsed = parse(Source(generated.path, generated.text), workspace.forge)
    inside = marked_block.lines_of(generated.text, name)
    ours = parse(Source(generated.path, generated.part), workspace.forge)
    owned = Ruleset(ours)
    names = {line.section for line in ours.lines}
    found: dict[int, ShadowedLine] = {}
    for file, winning in Ruleset(parsed).lines_for_each(workspace.files.paths):
        for line in winning:
            late = line.number >= inside.stop and line.section in names and line.number not in found
            if late and owned.lines_for(file):
                found[line.number] = ShadowedLine(line.number, line.location.text, file)
    return [found[number] for number in sorted(found)]


class OverriddenLine(NamedTuple):
    """A line above the block that would ask owners for `files` files, the first of them `file`, and no longer does."""

    number: int
    text: str
    file: str
    files: int


def losers(workspace: Workspace, generated: Generated, name: str) -> list[OverriddenLine]:
    """The lines above the block whose owners are not asked for tracked files that the block wins.

    On GitLab none: the block is a section of its own there, and sections do not take from each other.
    """
    found = marked_block.find(generated.text, name)
    if workspace.files is None or found is None or workspace.forge is Forge.GITLAB:
        return []
    above = parse(Source(generated.path, generated.text[: found.start]), workspace.forge)
    if not any(line.owners for line in above.lines):
        return []
    before, after = Ruleset(above), Ruleset(parse(Source(generated.path, generated.text), workspace.forge))
    lost: dict[int, OverriddenLine] = {}
    for file in workspace.files.paths:
        for line in before.lines_for(file):
            asked = {one.lower() for won in after.lines_for(file) for one in won.names}
            if any(one.lower() not in asked for one in line.names):
                known = lost.get(line.number)
                first, count = (file, 0) if known is None else (known.file, known.files)
                lost[line.number] = OverriddenLine(line.number, line.location.text, first, count + 1)
    return [lost[number] for number in sorted(lost)]
