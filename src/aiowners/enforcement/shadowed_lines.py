"""Hand-written lines of CODEOWNERS that override a generated block, or that the block overrides."""

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


class OverridingLine(NamedTuple):
    """A line after the block that overrides it: its number, its text, and one of the affected files."""

    number: int
    text: str
    file: str


def overriding_lines(workspace: Workspace, generated: Generated, name: str) -> list[OverridingLine]:
    """Return the lines after the block `name` that override it for tracked files.

    Their numbers are those in the generated text.
    """
    if workspace.files is None:
        return []
    code_owners = parse(Source(generated.path, generated.text), workspace.forge)
    block_numbers = marked_block.line_numbers(generated.text, name)
    block = parse(Source(generated.path, generated.part), workspace.forge)
    block_ruleset = Ruleset(block)
    sections = {line.section for line in block.lines}
    overriding: dict[int, OverridingLine] = {}
    for file, last_lines in Ruleset(code_owners).lines_for_each(workspace.files.paths):
        for line in last_lines:
            is_after = line.number >= block_numbers.stop and line.section in sections
            if is_after and line.number not in overriding and block_ruleset.lines_for(file):
                overriding[line.number] = OverridingLine(line.number, line.location.text, file)
    return [overriding[number] for number in sorted(overriding)]


class OverriddenLine(NamedTuple):
    """A line before the block that the block overrides for `file_count` files; `file` is the first of them."""

    number: int
    text: str
    file: str
    file_count: int


def overridden_lines(workspace: Workspace, generated: Generated, name: str) -> list[OverriddenLine]:
    """Return the lines before the block whose owners the block does not assign to their tracked files.

    The result is empty on GitLab: the block is a section of its own, and sections do not override
    each other.
    """
    block = marked_block.find(generated.text, name)
    if workspace.files is None or block is None or workspace.forge is Forge.GITLAB:
        return []
    preceding = parse(Source(generated.path, generated.text[: block.start]), workspace.forge)
    if not any(line.owners for line in preceding.lines):
        return []
    before, after = Ruleset(preceding), Ruleset(parse(Source(generated.path, generated.text), workspace.forge))
    overridden: dict[int, OverriddenLine] = {}
    for file in workspace.files.paths:
        for line in before.lines_for(file):
            assigned = {owner.lower() for last_line in after.lines_for(file) for owner in last_line.names}
            if any(owner.lower() not in assigned for owner in line.names):
                earlier = overridden.get(line.number)
                first, count = (file, 0) if earlier is None else (earlier.file, earlier.file_count)
                overridden[line.number] = OverriddenLine(line.number, line.location.text, first, count + 1)
    return [overridden[number] for number in sorted(overridden)]
