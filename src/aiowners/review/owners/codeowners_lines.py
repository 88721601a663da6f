"""The CODEOWNERS lines that apply to files, and where they disagree with the manifests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.file_owners import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.codeowners.line import Line
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.workspace import Workspace


class MatchedLine(NamedTuple):
    """A line of CODEOWNERS, and the number of files for which it is the last matching rule."""

    line: Line
    files: int


@dataclass(slots=True)
class Disagreement:
    """Files of an entity that CODEOWNERS assigns neither to its owner nor to a co-owner.

    `lines` are those that apply to the first of them; none if no line matches.
    """

    node: DeclaredNode
    lines: tuple[Line, ...]
    files: list[str] = field(default_factory=list)


def matched_lines(workspace: Workspace, paths: Iterable[str]) -> tuple[MatchedLine, ...]:
    """Return the lines that apply to any of the files, in the order of CODEOWNERS; none without that file."""
    ruleset = workspace.ruleset
    counts: dict[int, int] = {}
    lines: dict[int, Line] = {}
    for _, winning in () if ruleset is None else ruleset.lines_for_each(paths):
        for line in winning:
            lines[line.number] = line
            counts[line.number] = counts.get(line.number, 0) + 1
    return tuple(MatchedLine(lines[number], counts[number]) for number in sorted(lines))


def disagreements(workspace: Workspace, node: DeclaredNode, paths: Iterable[str]) -> list[Disagreement]:
    """Return the files of `node` that CODEOWNERS assigns to others, by the lines that do.

    An entity without an owner, or whose owner has no handle on the code host, disagrees with nothing.
    """
    ruleset, owner = workspace.ruleset, node.owner.party
    if ruleset is None or owner is None or node.owner_unsure or not workspace.handles.knows(owner):
        return []
    names = workspace.handles.names({owner, *_co_owners(workspace, node)})
    by_lines: dict[tuple[int, ...], Disagreement | None] = {}
    for path, lines in ruleset.lines_for_each(paths):
        numbers = tuple(line.number for line in lines)
        if numbers not in by_lines:
            assigned = {folded(name, workspace.forge) for line in lines for name in line.names}
            by_lines[numbers] = None if names & assigned else Disagreement(node, lines)
        disagreement = by_lines[numbers]
        if disagreement is not None:
            disagreement.files.append(path)
    return [disagreement for _, disagreement in sorted(by_lines.items()) if disagreement is not None]


def _co_owners(workspace: Workspace, node: DeclaredNode) -> frozenset[str]:
    return workspace.graph.directory.parties(node.declaration.co_owners)


def claimed(workspace: Workspace, nodes: Iterable[DeclaredNode]) -> dict[DeclaredNode, list[str]]:
    """Return the tracked entries that the claims of each declaration apply to, sorted."""
    files, claimed_files = workspace.files, {node: set[str]() for node in nodes}
    if files is None:
        return {node: [] for node in claimed_files}
    for claim in workspace.claims:
        if claim.node in claimed_files:
            for start, end in workspace.applied.runs(claim, files):
                claimed_files[claim.node].update(files.paths[start:end])
    return {node: sorted(paths) for node, paths in claimed_files.items()}
