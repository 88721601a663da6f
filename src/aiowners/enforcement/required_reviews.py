"""RequiredReview: a shared model, its files, and the teams that must review a change of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.pattern import literal
from aiowners.diagnostics.bounds import Allowance
from aiowners.enforcement.claimed_patterns import claimed_patterns
from aiowners.graph.review_policy import is_shared, must_review
from aiowners.manifest.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.codeowners.pattern import Pattern
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.workspace import Workspace


class RequiredReview(NamedTuple):
    """All of `teams` must review a change of a file that one of `patterns` matches. Both are sorted."""

    node: DeclaredNode
    patterns: tuple[Pattern, ...]
    teams: tuple[str, ...]

    @property
    def name(self) -> str:
        """The model's name."""
        return self.node.key.name


def required_reviewers(workspace: Workspace) -> Iterator[tuple[DeclaredNode, tuple[str, ...]]]:
    """Yield each shared model, and each with `reviewers: downstream`, with its required reviewers, sorted.

    Retired models are not included, nor are teams with a waiver that is valid today. Raises
    OutputBoundError if there are too many reviewers to show.
    """
    graph = workspace.graph
    allowance = Allowance("the required reviewers", len(graph.nodes))
    for node, model in graph.models():
        if model.status == "retired":
            continue
        if model.reviewers == "downstream" or is_shared(graph, node):
            teams = tuple(sorted(must_review(graph, node, workspace.today)))
            allowance.take(teams)
            yield node, teams


def required_reviews(workspace: Workspace) -> list[RequiredReview]:
    """Return the required review of each such model, by path.

    A model without files is reviewed through the manifest that declares it. Raises OutputBoundError
    if the generated files would be too large.
    """
    allowance = Allowance("the required reviewers", len(workspace.graph.nodes))
    patterns: dict[int, set[Pattern]] = _settings_files(workspace)
    for claim, pattern, _ in claimed_patterns(workspace):
        patterns.setdefault(claim.node.number, set()).add(pattern)
    reviews = []
    for node, teams in required_reviewers(workspace):
        globs = _sorted(patterns.get(node.number, ()) or _declaring_manifest(node))
        reviews.append(RequiredReview(node, tuple(globs), teams))
        allowance.take(teams, len(globs))
        allowance.take((pattern.glob for pattern in globs), len(teams))
    return reviews


def _sorted(patterns: set[Pattern] | tuple[()]) -> list[Pattern]:
    return sorted(patterns, key=lambda pattern: pattern.glob)


def _declaring_manifest(node: DeclaredNode) -> set[Pattern]:
    return {literal(node.manifest.path)}


def _settings_files(workspace: Workspace) -> dict[int, set[Pattern]]:
    """Return, by the number of the model's node, the files that configure where its content is stored."""
    patterns: dict[int, set[Pattern]] = {}
    if workspace.files is not None and workspace.applied.settings_files:
        for claim in workspace.claims:
            if isinstance(claim.node.declaration, Model):
                paths = workspace.applied.settings(claim, workspace.files)
                patterns.setdefault(claim.node.number, set()).update(map(literal, paths))
    return patterns


def patterns_by_team(reviews: list[RequiredReview]) -> dict[str, list[Pattern]]:
    """Return, by team, the patterns of all files that it must review. Teams and patterns are sorted."""
    patterns: dict[str, set[Pattern]] = {}
    for review in reviews:
        for team in review.teams:
            patterns.setdefault(team, set()).update(review.patterns)
    return {team: _sorted(patterns[team]) for team in sorted(patterns) if patterns[team]}
