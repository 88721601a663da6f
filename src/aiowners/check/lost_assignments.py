"""CODEOWNERS before and after a change -> the teams that it no longer requires for the files of models."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.file_owners import folded
from aiowners.graph.review_policy import must_review
from aiowners.manifest.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.codeowners.line import Line
    from aiowners.graph.nodes import Node
    from aiowners.workspace import Workspace


def lost_assignments(before: Workspace, after: Workspace) -> Iterator[tuple[str, Node]]:
    """Yield each team that must review a model of `before`, with the model, if CODEOWNERS now requires less of it.

    A team loses if a file of the model, or its manifest, is no longer assigned to one of the team's
    earlier handles. It also loses if the approval of another owner is now enough, the section is now
    optional, or fewer approvals are required. Both files are read by the rules of the code host of `before`.
    """
    if before.codeowners is None:
        return
    same_forge = after if after.forge is before.forge else replace(after, forge=before.forge)
    codeowners = same_forge.codeowners
    if codeowners is not None and codeowners.source.content == before.codeowners.source.content:
        return
    lost_owners = _LostOwners(before, same_forge)
    paths = _model_paths(before, after)
    for node, model in before.graph.models():
        if model.status == "retired":
            continue
        files = (node.manifest.path, *paths.get(node.number, ()))
        names = frozenset[str]().union(*{lost_owners.lost(path) for path in files})
        for team in sorted(must_review(before.graph, node, before.today)):
            if not names.isdisjoint(before.handles.names([team])):
                yield team, node


def _model_paths(before: Workspace, after: Workspace) -> dict[int, set[str]]:
    """Return the files of each model of `before`, by the number of its node, at both revisions."""
    paths: dict[int, set[str]] = {}
    for claim in before.claims:
        if isinstance(claim.node.declaration, Model):
            for index in (before.files, after.files):
                for start, end in () if index is None else index.runs(claim.pattern):
                    paths.setdefault(claim.node.number, set()).update(index.paths[start:end] if index else ())
    return paths


class _Assignment(NamedTuple):
    """The owners of one line, one of whom must approve: `optional` and `approvals` are those of its section."""

    names: frozenset[str]
    optional: bool
    approvals: int

    def implies(self, earlier: _Assignment, name: str) -> bool:
        """Return whether this assignment still requires of the owner `name` all that `earlier` requires."""
        return (
            name in self.names
            and self.names <= earlier.names
            and (earlier.optional or not self.optional)
            and self.approvals >= earlier.approvals
        )


class _LostOwners:
    """The owners that a change of CODEOWNERS requires less, by path."""

    def __init__(self, before: Workspace, after: Workspace) -> None:
        self._sides = (_Side(before), _Side(after))
        self._lost: dict[tuple[tuple[int, ...], tuple[int, ...]], frozenset[str]] = {}

    def lost(self, path: str) -> frozenset[str]:
        """Return the owners of a file, `folded`, of which less is required than before."""
        before, after = (side.lines(path) for side in self._sides)
        key = (tuple(line.number for line in before), tuple(line.number for line in after))
        names = self._lost.get(key)
        if names is None:
            assigned, kept = (
                [side.assignment(line) for line in lines]
                for side, lines in zip(self._sides, (before, after), strict=True)
            )
            names = self._lost[key] = frozenset(
                name
                for earlier in assigned
                for name in earlier.names
                if not any(later.implies(earlier, name) for later in kept)
            )
        return names


class _Side:
    """The CODEOWNERS file at a revision, if it has one."""

    def __init__(self, workspace: Workspace) -> None:
        self._forge = workspace.forge
        self._ruleset = workspace.ruleset
        self._optional: dict[str, bool] = {}
        for section in () if workspace.codeowners is None else workspace.codeowners.sections:
            self._optional[section.name] = section.optional and self._optional.get(section.name, True)

    def lines(self, path: str) -> tuple[Line, ...]:
        """Return the last matching rules of a file."""
        return () if self._ruleset is None else self._ruleset.lines_for(path)

    def assignment(self, line: Line) -> _Assignment:
        """Return the approvals that a line requires."""
        names = frozenset(folded(name, self._forge) for name in line.names)
        if line.heading is None:
            return _Assignment(names, optional=False, approvals=1)
        return _Assignment(names, self._optional[line.heading.name], line.heading.approvals)
