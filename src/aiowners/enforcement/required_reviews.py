"""Demand: a shared model, the files that it is made of, and everybody who must review a change of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.pattern import literal
from aiowners.diagnostics.bounds import Allowance
from aiowners.enforcement.claimed_patterns import claimed
from aiowners.graph.review_policy import is_shared, must_review
from aiowners.manifest.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.codeowners.pattern import Pattern
    from aiowners.graph.nodes import Node
    from aiowners.workspace import Workspace


class RequiredReview(NamedTuple):
    """`parties` must all review a change of what `patterns` match; sorted, both."""

    node: Node
    patterns: tuple[Pattern, ...]
    parties: tuple[str, ...]

    @property
    def name(self) -> str:
        """The model's name."""
        return self.node.key.name


def required(workspace: Workspace) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Every shared model, and every one with `reviewers: downstream`, with the parties that must review it, sorted.

    Retired models are left out, and so are the teams whose waiver holds today. Raises OutputBoundError
    when they are too many to show.
    """
    graph = workspace.graph
    room = Allowance("the required reviewers", len(graph.nodes))
    for node in graph.declared:
        model = node.declaration
        if not isinstance(model, Model) or model.status == "retired":
            continue
        if model.reviewers == "downstream" or is_shared(graph, node):
            parties = tuple(sorted(must_review(graph, node, workspace.today)))
            room.take(parties)
            yield node, parties


def demands(workspace: Workspace) -> list[RequiredReview]:
    """The same, by path, each model without files with the manifest that declares it. Raises OutputBoundError when files for all of them would be too large."""
    room = Allowance("the required reviewers", len(workspace.graph.nodes))
    patterns: dict[int, set[Pattern]] = _settings(workspace)
    for claim, pattern, _ in claimed(workspace):
        patterns.setdefault(claim.node.number, set()).add(pattern)
    found = []
    for node, parties in required(workspace):
        globs = sorted(patterns.get(node.number, ()) or _declaration(node), key=lambda pattern: pattern.glob)
        found.append(RequiredReview(node, tuple(globs), parties))
        room.take(parties, len(globs))
        room.take((pattern.glob for pattern in globs), len(parties))
    return found


def _declaration(node: Node) -> set[Pattern]:
    """The manifest that declares a model: a model without files here changes by its declaration alone."""
    return set() if node.manifest is None else {literal(node.manifest.path)}


def _settings(workspace: Workspace) -> dict[int, set[Pattern]]:
    """For each model, by number, the files that say where its content comes from."""
    found: dict[int, set[Pattern]] = {}
    if workspace.files is not None and workspace.applied.settings_files:
        for claim in workspace.claims:
            if isinstance(claim.node.declaration, Model):
                paths = workspace.applied.settings(claim, workspace.files)
                found.setdefault(claim.node.number, set()).update(map(literal, paths))
    return found


def by_party(asked_for: list[RequiredReview]) -> dict[str, list[Pattern]]:
    """For each party, by name, the patterns of all that it must review, sorted."""
    found: dict[str, set[Pattern]] = {}
    for demand in asked_for:
        for party in demand.parties:
            found.setdefault(party, set()).update(demand.patterns)
    return {party: sorted(found[party], key=lambda pattern: pattern.glob) for party in sorted(found) if found[party]}
