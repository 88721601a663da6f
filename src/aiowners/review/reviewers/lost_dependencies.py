"""Downstream teams that a change removes: they have to agree that a model may change without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.review.reviewers.downstream import Downstream, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiowners.graph.graph import Graph
    from aiowners.graph.nodes import Key
    from aiowners.review.reviewers.downstream import Chain


class LostDependency(NamedTuple):
    """Teams that are downstream of a model before a change and not after it, each with the chain before."""

    model: Key
    chains: dict[str, Chain]


def lost_teams(pairs: Iterable[tuple[Graph, Graph]], base: Graph) -> Iterator[LostDependency]:
    """Yield the teams that are downstream of a model in the first graph of a pair, and not in the second.

    Models that are retired in `base` are left out, and so is the team that owns the model afterwards.
    """
    retired = _retired(base)
    for before, after in pairs:
        was, now = Downstream(before), Downstream(after)
        owners = _owners(after)
        for model in was.declared:
            if model not in retired:
                teams = was.teams(model) - now.teams(model) - owners.get(model, set())
                if teams:
                    yield LostDependency(model, was.chains(model, teams))


def gained_teams(befores: Iterable[Graph], after: Graph) -> Iterator[tuple[Key, frozenset[str]]]:
    """For each model the teams that are downstream of it in `after`, and in none of the graphs before."""
    was, now = [Downstream(before) for before in befores], Downstream(after)
    for model in now.declared:
        teams = now.teams(model).difference(*(graph.teams(model) for graph in was))
        if teams:
            yield model, teams


def _retired(base: Graph) -> set[Key]:
    models = list(base.models())
    return {node.key for node, _ in models} - {node.key for node, model in models if model.status != "retired"}


def _owners(graph: Graph) -> dict[Key, set[str]]:
    owners: dict[Key, set[str]] = {}
    for node in graph.declared:
        if node.key.kind == "model" and node.owner.named is not None:
            owners.setdefault(node.key, set()).add(folded(node.owner.named))
    return owners
