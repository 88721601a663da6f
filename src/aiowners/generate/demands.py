"""Demand: a shared model, the files that it is made of, and everybody who must review a change of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.generate.claimed import claimed
from aiowners.graph.reviewers import must_review
from aiowners.manifest.model import Model

if TYPE_CHECKING:
    from aiowners.codeowners.pattern import Pattern
    from aiowners.graph.graph import Node
    from aiowners.workspace import Workspace


class Demand(NamedTuple):
    """`parties` must all review a change of what `patterns` match; sorted, both."""

    node: Node
    patterns: tuple[Pattern, ...]
    parties: tuple[str, ...]

    @property
    def name(self) -> str:
        """The model's name."""
        return self.node.key.name


def demands(workspace: Workspace) -> list[Demand]:
    """For every shared model, and every one with `reviewers: downstream`: who must review it, by path.

    Retired models are left out, and so are the teams whose waiver holds today.
    """
    graph = workspace.graph
    patterns: dict[int, set[Pattern]] = {}
    for node, pattern in claimed(workspace):
        patterns.setdefault(node.number, set()).add(pattern)
    found = []
    for node in graph.declared:
        model = node.declaration
        if not isinstance(model, Model) or model.status == "retired":
            continue
        if model.reviewers == "downstream" or graph.is_shared(node):
            required = must_review(graph, node, workspace.today)
            own = sorted(patterns.get(node.number, ()), key=lambda pattern: pattern.glob)
            found.append(Demand(node, tuple(own), tuple(sorted(required))))
    return found


def by_party(asked_for: list[Demand]) -> dict[str, list[Pattern]]:
    """For each party, by name, the patterns of all that it must review, sorted."""
    found: dict[str, set[Pattern]] = {}
    for demand in asked_for:
        for party in demand.parties:
            found.setdefault(party, set()).update(demand.patterns)
    return {party: sorted(found[party], key=lambda pattern: pattern.glob) for party in sorted(found) if found[party]}
