"""The chains to many parties at once are those that a search for each of them finds; and nothing grows too fast."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from aiowners.graph import shortest_chains
from aiowners.graph.graph import Graph
from aiowners.graph.nodes import DeclaredNode, Key
from aiowners.graph.review_policy import downstream_owners
from aiowners.graph.shortest_chains import Chain, ShortestChains, chains, shortest_chains_by_node
from aiowners.manifest.model import Model
from aiowners.source import Source
from aiowners.workspace import assemble
from tests.oracle.organisations import random_organisation

if TYPE_CHECKING:
    from collections.abc import Iterator


def _graph(organisation: dict[str, str]) -> Graph:
    return assemble([Source(path, text) for path, text in organisation.items()], today="2026-11-22").graph


def _tangle(seed: int) -> dict[str, str]:
    """Models of few teams, each derived from some others: circles, loops and names that are said twice."""
    chance = random.Random(seed)
    count = 3 + seed % 17
    lines = [
        f"  m{n}: {{owner: '@t{chance.randrange(4)}', status: {chance.choice(('production', 'retired'))},"
        f" review_scope: {chance.choice(('transitive', 'direct'))},"
        f" used_elsewhere: [{{team: '@t{chance.randrange(6)}', repository: a/b}}],"
        f" derived_from: [{', '.join(f'm{chance.randrange(count)}' for _ in range(chance.randrange(4)))}]}}"
        for n in range(count)
    ]
    return {"ai-ownership.yaml": "\n".join(("version: 1", "models:", *lines, ""))}


def _line(length: int) -> dict[str, str]:
    lines = [f"  m{n}: {{owner: '@a', derived_from: [{f'm{n - 1}' if n else ''}]}}" for n in range(length)]
    last = f"features: {{f: {{owner: '@b', uses: {{models: [m{length - 1}]}}}}}}"
    return {"ai-ownership.yaml": "\n".join(("version: 1", "models:", *lines, last, ""))}


def _asked(graph: Graph) -> dict[DeclaredNode, list[str]]:
    found = {
        node: sorted(downstream_owners(graph, node) - {node.owner.party})
        for node in graph.declared
        if isinstance(node.declaration, Model)
    }
    return {node: parties for node, parties in found.items() if parties}


def _cut(chain: Chain) -> Chain:
    left_out = max(0, len(chain.edges) - 2 * shortest_chains.SHOWN)
    if not left_out:
        return chain
    return Chain(chain.edges[: shortest_chains.SHOWN] + chain.edges[-shortest_chains.SHOWN :], left_out=left_out)


@pytest.mark.parametrize("shown", [1, 2, 16])
@pytest.mark.parametrize("seed", range(60))
def test_each_chain_is_the_one_that_a_search_finds(seed: int, shown: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shortest_chains, "SHOWN", shown)
    for organisation in (random_organisation(seed, 5 + seed % 40), _tangle(seed)):
        graph = _graph(organisation)
        asked = _asked(graph)
        found = ShortestChains(graph, asked)
        for node, parties in asked.items():
            expected = chains(graph, node, parties)
            assert {party: found.chain(node, party) for party in parties} == {
                party: _cut(chain) for party, chain in expected.items()
            }


@pytest.mark.parametrize("parties", [1, 2, 128])
@pytest.mark.parametrize("seed", range(30))
def test_a_few_nodes_at_a_time_have_the_same_chains(seed: int, parties: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shortest_chains, "SHOWN", 1 + seed % 3)
    monkeypatch.setattr(shortest_chains, "PARTIES", parties)
    for organisation in (random_organisation(seed, 5 + seed), _tangle(seed), _line(9)):
        graph = _graph(organisation)
        asked = _asked(graph)
        expected = [
            (node, party, _cut(chain))
            for node, wanted in asked.items()
            for party, chain in chains(graph, node, wanted).items()
        ]
        found = list(shortest_chains_by_node(graph, asked.items()))
        assert sorted(found, key=_order) == sorted(expected, key=_order)


def _order(answer: tuple[DeclaredNode, str, Chain]) -> tuple[int, str]:
    return answer[0].number, answer[1]


def test_what_is_not_read_is_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = _graph(_line(50))
    seen = []

    def asked() -> Iterator[tuple[DeclaredNode, list[str]]]:
        for node, parties in _asked(graph).items():
            seen.append(node)
            yield node, [*parties, *(f"x{number}" for number in range(shortest_chains.PARTIES))]

    monkeypatch.setattr(shortest_chains, "outside_consumers", lambda _graph, _node: _Everyone())
    next(shortest_chains_by_node(graph, asked()))
    assert len(seen) == 1


class _Everyone(dict[str, Chain]):
    def __missing__(self, _: str) -> Chain:
        return Chain((), 0)


def test_of_a_long_chain_both_ends_are_told() -> None:
    graph = _graph(_line(100))
    found = ShortestChains(graph, _asked(graph)).chain(graph.first[Key("model", "m0")], "@b")
    assert found.left_out == 100 - 2 * shortest_chains.SHOWN
    assert [edge.target.key.name for edge in (found.edges[0], found.edges[-1])] == ["m1", "f"]


def test_a_chain_that_is_four_times_as_long_takes_four_times_the_steps() -> None:
    steps = []
    for length in (500, 2000):
        graph = _graph(_line(length))
        asked = _asked(graph)
        count = _Counting()
        graph.users = [count.counted(users) for users in graph.users]
        found = ShortestChains(graph, asked)
        assert all(found.chain(node, "@b").edges for node in asked)
        steps.append(count.steps)
    assert steps[1] < 5 * steps[0]


class _Counting:
    """How many edges have been walked."""

    def __init__(self) -> None:
        self.steps = 0

    def counted(self, users: list[int]) -> list[int]:
        """The list, counting how often it is gone through."""
        outer = self

        class Users(list[int]):
            def __iter__(self):  # type: ignore[no-untyped-def]  # noqa: ANN204
                outer.steps += len(self)
                return super().__iter__()

        return Users(users)
