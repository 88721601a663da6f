"""One name for each team over both revisions of a comparison."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from aiowners.manifest.value_decoders import PLACEHOLDERS
from aiowners.review.team_references import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiowners.graph.graph import Graph


class PartyNames:
    """One name for each team, for every revision and every spelling.

    A handle or an address means the team that has it at that revision, or else at the other: declaring a
    team is not a change of owner. If two different teams have it, it has changed hands. One that no team
    has stands for itself, in one of its spellings.
    """

    def __init__(self, before: Graph, after: Graph) -> None:
        self._sides = (before, after)

    def of(self, graph: Graph, text: str | None) -> str | None:
        """Return the team that a reference at one revision means, active or disbanded; None for a placeholder."""
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
        """Return the teams among these references."""
        return frozenset(name for text in names if (name := self.of(graph, text)) is not None)

    def shown(self, party: str) -> str:
        """Return the name that messages use for a team of either revision."""
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
        yield from (text.strip() for text in (node.owner.text, *texts(node.declaration)) if "@" in text)
