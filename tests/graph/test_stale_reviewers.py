"""Stale reviewers are those that a plain search from each model does not meet."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from aiowners.graph.review_policy import stale_reviewers
from aiowners.manifest.model import Model
from aiowners.source import Source
from aiowners.workspace import assemble

if TYPE_CHECKING:
    from aiowners.graph.graph import Graph
    from aiowners.graph.nodes import Node

TEAMS = [f"t{number}" for number in range(6)]
STATUS = ["idea", "experiment", "retired", "production"]


def _organisation(pick: random.Random) -> str:
    count = pick.randint(2, 12)
    models = [f"m{number}" for number in range(count)]
    lines = ["version: 1", "models:"]
    for name in models:
        derived, reviewers = (pick.sample(pool, pick.randint(0, 2)) for pool in (models, TEAMS))
        scope = pick.choice(["direct", "transitive"])
        lines.append(
            f"  {name}: {{owner: {pick.choice(TEAMS)}, derived_from: [{', '.join(derived)}], "
            f"reviewers: [{', '.join(reviewers)}], review_scope: {scope}, used_elsewhere: [{{team: {pick.choice(TEAMS)}}}]}}"
        )
    lines.append("features:")
    lines += [
        f"  f{number}: {{owner: {pick.choice(TEAMS)}, status: {pick.choice(STATUS)}, uses: {{models: [{pick.choice(models)}]}}}}"
        for number in range(count)
    ]
    return "\n".join(lines)


def _downstream(graph: Graph, node: Node, *, direct: bool) -> set[int]:
    seen: set[int] = set()
    todo = list(graph.users[node.number])
    while todo:
        if (number := todo.pop()) not in seen:
            seen.add(number)
            todo += [] if direct else graph.users[number]
    return seen - {node.number}


@pytest.mark.parametrize("seed", range(60))
def test_stale_reviewers_own_nothing_that_a_search_meets(seed: int) -> None:
    graph = assemble([Source("ai-ownership.yaml", _organisation(random.Random(seed)))]).graph
    for node in graph.declared:
        model = node.declaration
        if isinstance(model, Model):
            assert isinstance(model.reviewers, tuple)
            met = _downstream(graph, node, direct=model.review_scope == "direct")
            owners = {graph.nodes[number].owner.party for number in met} | {one.team for one in model.used_elsewhere}
            asked = enumerate(reviewer.team for reviewer in model.reviewers)
            assert stale_reviewers(graph, node) == [index for index, team in asked if team not in owners]
