"""Who is downstream of a model at one revision, under the names that count there."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from aiowners.graph.nodes import Key
from aiowners.graph.review_policy import downstream_owners, undeclared_downstream
from aiowners.graph.shortest_chains import chains
from aiowners.manifest.model import Model

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from aiowners.graph.graph import Graph
    from aiowners.graph.nodes import Node

Chain: TypeAlias = tuple[Key, ...]


class Downstream:
    """The downstream teams of every declared model of one graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    @property
    def declared(self) -> list[Key]:
        """The models that a manifest declares."""
        return [key for key in self._graph.declarations if key.kind == "model"]

    def teams(self, model: Key) -> frozenset[str]:
        """Return the teams downstream of all declarations of a model, `folded`. An undeclared owner counts as no team."""
        nodes = self._graph.by_key.get(model, ())
        return frozenset(folded(name) for node in nodes for name in downstream_owners(self._graph, node))

    def chains(self, model: Key, teams: Collection[str]) -> dict[str, Chain]:
        """Return the shortest chain from a model to each of these teams, which are `folded`."""
        return shortest_chains(self._graph, self._graph.by_key.get(model, ()), teams)


def folded(name: str) -> str:
    """Return the name of a team as it is compared: a handle or an address without regard to case."""
    return name.lower() if "@" in name else name


def downstream_names(graph: Graph, node: Node) -> frozenset[str]:
    """Return the owners of what `node` can change, those that no manifest declares included."""
    names = {text.strip() for text in undeclared_downstream(graph, node, counting=True)}
    if isinstance(node.declaration, Model):
        outside = (graph.directory.resolve(consumer.team) for consumer in node.declaration.used_elsewhere)
        names |= {owner.named for owner in outside if owner.named is not None}
    return downstream_owners(graph, node) | names


def shortest_chains(graph: Graph, nodes: Iterable[Node], teams: Collection[str]) -> dict[str, Chain]:
    """Return the shortest chain from any of these nodes to each team; empty to one that only uses it in another repository."""
    shortest: dict[str, Chain] = {}
    for node in nodes:
        wanted = {name for name in downstream_names(graph, node) if folded(name) in teams}
        for name, chain in chains(graph, node, wanted).items():
            keys = (node.key, *(edge.target.key for edge in chain.edges)) if chain.edges else ()
            team = folded(name)
            if team not in shortest or comes_before(keys, shortest[team]):
                shortest[team] = keys
    return shortest


def comes_before(chain: Chain, other: Chain) -> bool:
    """Whether a chain is shown rather than the other: the shorter, and of equally short ones the lowest by name."""
    if not (chain and other):
        return bool(chain) and not other
    if len(chain) != len(other):
        return len(chain) < len(other)
    return chain != other and [*map(str, chain)] < [*map(str, other)]
