"""CODEOWNERS before and after a change -> the teams that it no longer requires for the files of a model."""

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
    """Each team that must review a model of `before`, but that CODEOWNERS assigns less than before, with the model.

    A team loses if a file of the model, or the manifest that declares it, is no longer assigned to
    one of its handles of then; and if the approval of another owner is now enough, the section is
    now optional, or fewer approvals are required. Both files are read as the code host of `before` reads them.
    """
    if before.codeowners is None:
        return
    later = after if after.forge is before.forge else replace(after, forge=before.forge)
    if later.codeowners is not None and later.codeowners.source.content == before.codeowners.source.content:
        return
    losses = _Losses(before, later)
    paths: dict[int, set[str]] = {}
    for claim in before.claims:
        if isinstance(claim.node.declaration, Model):
            for index in (before.files, after.files):
                for start, end in () if index is None else index.runs(claim.pattern):
                    paths.setdefault(claim.node.number, set()).update(index.paths[start:end] if index else ())
    for node in before.graph.declared:
        if not isinstance(node.declaration, Model) or node.declaration.status == "retired":
            continue
        assert node.manifest is not None
        files = (node.manifest.path, *paths.get(node.number, ()))
        names = frozenset[str]().union(*{losses.at(path) for path in files})
        for party in sorted(must_review(before.graph, node, before.today)):
            if not names.isdisjoint(before.handles.names([party])):
                yield party, node


class _Assignment(NamedTuple):
    """The owners of one line, one of whom must approve: `optional` and `approvals` are those of its section."""

    names: frozenset[str]
    optional: bool
    approvals: int

    def implies(self, other: _Assignment, name: str) -> bool:
        """Whether what `other` requires of the owner `name` is still required."""
        return (
            name in self.names
            and self.names <= other.names
            and (other.optional or not self.optional)
            and self.approvals >= other.approvals
        )


class _Losses:
    """The owners that lose by a change of CODEOWNERS, by path."""

    def __init__(self, before: Workspace, after: Workspace) -> None:
        self._sides = (_Side(before), _Side(after))
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...]], frozenset[str]] = {}

    def at(self, path: str) -> frozenset[str]:
        """The owners of a file, `folded`, of whom less is required than before."""
        before, after = (side.lines(path) for side in self._sides)
        key = (tuple(line.number for line in before), tuple(line.number for line in after))
        names = self._known.get(key)
        if names is None:
            assigned, kept = (
                [side.assignment(line) for line in lines]
                for side, lines in zip(self._sides, (before, after), strict=True)
            )
            names = self._known[key] = frozenset(
                name for one in assigned for name in one.names if not any(other.implies(one, name) for other in kept)
            )
        return names


class _Side:
    """One CODEOWNERS file, or none."""

    def __init__(self, workspace: Workspace) -> None:
        self._forge = workspace.forge
        self._ruleset = workspace.ruleset
        self._optional: dict[str, bool] = {}
        for section in () if workspace.codeowners is None else workspace.codeowners.sections:
            self._optional[section.name] = section.optional and self._optional.get(section.name, True)

    def lines(self, path: str) -> tuple[Line, ...]:
        """The last matching rules of a file."""
        return () if self._ruleset is None else self._ruleset.lines_for(path)

    def assignment(self, line: Line) -> _Assignment:
        """What a line requires."""
        names = frozenset(folded(name, self._forge) for name in line.names)
        if line.heading is None:
            return _Assignment(names, optional=False, approvals=1)
        return _Assignment(names, self._optional[line.heading.name], line.heading.approvals)
