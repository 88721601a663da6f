"""Who has to review a thing when it changes, and who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.graph.team_directory import OwnerStatus
from aiowners.manifest.model import Feature, Model

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from aiowners.graph.graph import Edge, Graph, Node


class RequiredReviewers(NamedTuple):
    """The parties that must review a change of one thing, and those that are told of it.

    Each with the edges that lead from the thing to something that the party owns; none where it
    owns the thing itself, uses it from another repository, or is only named by it.
    """

    required: dict[str, tuple[Edge, ...]]
    notified: dict[str, tuple[Edge, ...]]


def asked(graph: Graph, node: Node, waived: Collection[str] = (), *, declared: bool = False) -> RequiredReviewers:
    """Whom a change of `node` asks: its owner; of a model the downstream owners and the named reviewers.

    Downstream owners who have waived, and those of anything but a model, are told. Where what is
    `declared` about a feature in pilot or production changes, its domain reviewers are asked too.
    """
    required = _required(graph, node, waived, declared=declared)
    own = node.owner.party
    downstream = graph.downstream_owners(node) - {own}
    chains = {party: chain.edges for party, chain in graph.chains(node, downstream).items()} if downstream else {}
    return RequiredReviewers(
        {party: chains.get(party, ()) for party in required},
        {party: chains.get(party, ()) for party in downstream - required},
    )


def must_review(graph: Graph, node: Node, today: str) -> frozenset[str]:
    """The parties that must review a model when it changes on a day, YYYY-MM-DD; none for anything else.

    What `asked` requires, without the chains, which cost a search each.
    """
    if not isinstance(node.declaration, Model):
        return frozenset()
    return _required(graph, node, waived(graph, node, today))


def _required(graph: Graph, node: Node, waived: Collection[str], *, declared: bool = False) -> frozenset[str]:
    declaration = node.declaration
    named: Iterable[str] = ()
    found: frozenset[str] = frozenset()
    if isinstance(declaration, Model):
        found = graph.downstream_owners(node) - frozenset(waived)
        if isinstance(declaration.reviewers, tuple):
            named = (reviewer.team for reviewer in declaration.reviewers)
    elif isinstance(declaration, Feature) and declared and needs_domain_review(declaration):
        named = declaration.domain_reviewers
    own = {node.owner.party} if node.owner.standing is OwnerStatus.RESOLVED and node.owner.party is not None else set()
    return found | graph.directory.parties(named) | own


def waived(graph: Graph, node: Node, today: str) -> frozenset[str]:
    """The parties whose waiver of a model's reviews holds on a day, YYYY-MM-DD."""
    if not isinstance(node.declaration, Model):
        return frozenset()
    holding = (waiver.team for waiver in node.declaration.waivers if waiver.until is None or today <= waiver.until)
    return graph.directory.parties(holding)


def needs_domain_review(feature: Feature) -> bool:
    """Whether the domain reviewers of a feature must review a change of its declaration."""
    return (feature.status or "production") in {"pilot", "production"}
