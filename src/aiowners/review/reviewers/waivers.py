"""Which waivers are in effect for a change: those that the base has, and that the head does not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.review.reviewers.downstream import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiowners.graph.graph import Graph
    from aiowners.graph.nodes import Key

_FOREVER = "9999-12-31"


class Waivers:
    """The waivers of one revision: for each model the teams that waived, each with the last day of its waiver."""

    def __init__(self, graph: Graph) -> None:
        self._until: dict[tuple[Key, str], str] = {}
        for key, team, until in _waivers(graph):
            self._until[key, team] = max(until, self._until.get((key, team), until))

    def until(self, key: Key, team: str) -> str | None:
        """Return the last day (YYYY-MM-DD) of a team's waiver for a model; None without a waiver."""
        return self._until.get((key, team))

    def holds(self, key: Key, team: str, today: str) -> bool:
        """Whether a team's waiver for a model has not expired on `today`."""
        until = self.until(key, team)
        return until is not None and today <= until


class WaiversInEffect:
    """The waivers of the base, less those that the change withdrew, shortened, or extended.

    To extend a waiver is to agree for the team once more.
    """

    def __init__(self, forks: Iterable[Graph], base: Graph, head: Graph, today: str) -> None:
        self._forks = [Waivers(fork) for fork in forks]
        self._base, self._head, self._today = Waivers(base), Waivers(head), today

    def excuse(self, key: Key, team: str) -> bool:
        """Whether a waiver of the team for this model is in effect."""
        at_base, at_head = self._base.until(key, team), self._head.until(key, team)
        if at_base is None or at_base < self._today:
            return False
        # A head that has what a fork point has did not change it: the base is newer.
        unchanged = any(fork.until(key, team) == at_head for fork in self._forks)
        return unchanged or at_head == at_base


def _waivers(graph: Graph) -> Iterator[tuple[Key, str, str]]:
    for node, model in graph.models():
        for waiver in model.waivers:
            team = graph.directory.resolve(waiver.team).party
            if team is not None:
                yield node.key, folded(team), _FOREVER if waiver.until is None else waiver.until
