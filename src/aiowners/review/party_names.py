"""What a party is called when a change is looked at from both of its sides."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from aiowners.manifest.value_decoders import PLACEHOLDERS
from aiowners.review.team_references import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiowners.graph.graph import Graph


class PartyNames:
    """One name for each party, whichever side's manifests name it, and however they spell it.

    A handle or an address is the team that carries it on that side, or else on the other: that a
    team is declared in between is no change of owner. Where two different teams carry it, it has
    changed hands. One that nobody carries stands for itself, in one of the spellings that are met.
    """

    def __init__(self, before: Graph, after: Graph) -> None:
        self._sides = (before, after)

    @property
    def differ(self) -> bool:
        """Whether any handle is carried by another team than before, or by one on one side alone."""
        before, after = self._sides
        return before.directory.carriers != after.directory.carriers

    def of(self, graph: Graph, text: str | None) -> str | None:
        """The party that a reference on one side stands for, in being or not; None where it is nobody."""
        name = (text or "").strip()
        if name.lower() in PLACEHOLDERS:
            return None
        if "@" not in name:
            return name
        before, after = self._sides
        other = after if graph is before else before
        carrier = graph.directory.carrier(name) or other.directory.carrier(name)
        return carrier or self._spelled.get(name.lower(), name)

    def all(self, graph: Graph, names: Iterable[str]) -> frozenset[str]:
        """The parties among these references."""
        return frozenset(name for text in names if (name := self.of(graph, text)) is not None)

    def shown(self, party: str) -> str:
        """The name under which a party of either side is told of."""
        return self.of(self._sides[1], party) or party

    @cached_property
    def _spelled(self) -> dict[str, str]:
        spellings: dict[str, str] = {}
        for text in (text for graph in self._sides for text in _handles(graph)):
            low = text.lower()
            spellings[low] = min(text, spellings.get(low, text))
        return spellings


def _handles(graph: Graph) -> Iterator[str]:
    for node in graph.declared:
        assert node.declaration is not None
        yield from (text.strip() for text in (node.owner.text, *texts(node.declaration)) if "@" in text)
