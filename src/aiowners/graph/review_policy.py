"""Who must review a change of an entity: the one definition of owners, downstream, waived, and missing reviewers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.graph.shortest_chains import chains
from aiowners.graph.team_directory import OwnerStatus
from aiowners.manifest.model import Feature, Model

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from aiowners.graph.graph import Graph
    from aiowners.graph.nodes import Edge, Node

_KNOWN = frozenset((OwnerStatus.RESOLVED, OwnerStatus.DISBANDED))


class RequiredReviewers(NamedTuple):
    """The teams that must review a change of one entity, and those that are notified.

    Each has the edges that lead from the entity to something that the team owns. There are none if the
    team owns the entity itself, uses it from another repository, or is only listed as its reviewer.
    """

    required: dict[str, tuple[Edge, ...]]
    notified: dict[str, tuple[Edge, ...]]


def required_reviewers(
    graph: Graph, node: Node, waived: Collection[str] = (), *, declared: bool = False
) -> RequiredReviewers:
    """Return who must review a change of `node`, and who is notified.

    The owner must review it; a model also the downstream owners and the listed reviewers. Downstream
    owners that waived their review, and those of anything but a model, are notified. If what is
    `declared` about a feature in pilot or production changes, its domain reviewers must review it too.
    """
    required = _required(graph, node, waived, declared=declared)
    downstream = downstream_owners(graph, node) - {node.owner.party}
    edges = {team: chain.edges for team, chain in chains(graph, node, downstream).items()} if downstream else {}
    return RequiredReviewers(
        {team: edges.get(team, ()) for team in required},
        {team: edges.get(team, ()) for team in downstream - required},
    )


def must_review(graph: Graph, node: Node, today: str) -> frozenset[str]:
    """Return the teams that must review a model if it changes on a day, YYYY-MM-DD; none for other kinds.

    These are the keys of `required_reviewers`, without the chains, which cost a search each.
    """
    if not isinstance(node.declaration, Model):
        return frozenset()
    return _required(graph, node, waived(graph, node, today))


def _required(graph: Graph, node: Node, waived: Collection[str], *, declared: bool = False) -> frozenset[str]:
    declaration = node.declaration
    listed: Iterable[str] = ()
    downstream: frozenset[str] = frozenset()
    if isinstance(declaration, Model):
        downstream = downstream_owners(graph, node) - frozenset(waived)
        if isinstance(declaration.reviewers, tuple):
            listed = (reviewer.team for reviewer in declaration.reviewers)
    elif isinstance(declaration, Feature) and declared and needs_domain_review(declaration):
        listed = declaration.domain_reviewers
    own = {node.owner.party} if node.owner.standing is OwnerStatus.RESOLVED and node.owner.party is not None else set()
    return downstream | graph.directory.parties(listed) | own


def waived(graph: Graph, node: Node, today: str) -> frozenset[str]:
    """Return the teams whose waiver of a model's reviews is in effect on a day, YYYY-MM-DD.

    A waiver is in effect through its `until`.
    """
    if not isinstance(node.declaration, Model):
        return frozenset()
    in_effect = (waiver.team for waiver in node.declaration.waivers if waiver.until is None or today <= waiver.until)
    return graph.directory.parties(in_effect)


def needs_domain_review(feature: Feature) -> bool:
    """Whether the domain reviewers of a feature must review a change of its declaration."""
    return (feature.status or "production") in {"pilot", "production"}


def downstream_owners(graph: Graph, node: Node) -> frozenset[str]:
    """Return the teams that own what a change of `node` can change."""
    return frozenset(graph.reachability.teams(_downstream(graph, node)))


def downstream_feature_owners(graph: Graph, node: Node) -> frozenset[str]:
    """Return the teams that own features that a change of `node` can change."""
    reachability = graph.reachability
    return frozenset(reachability.teams(reachability.feature_owners.downstream(node)))


def _downstream(graph: Graph, node: Node) -> int:
    return graph.reachability.owners.downstream(node) | _outside(graph, node)


def _outside(graph: Graph, node: Node) -> int:
    """Return the teams in a model's `used_elsewhere`."""
    bits = 0
    if isinstance(node.declaration, Model):
        for consumer in node.declaration.used_elsewhere:
            bits |= graph.reachability.bit(graph.directory.resolve(consumer.team).party)
    return bits


def is_shared(graph: Graph, node: Node) -> bool:
    """Whether a model is shared ("Shared" in the manifest's format)."""
    model = node.declaration
    reachability = graph.reachability
    if isinstance(model, Model):
        if model.access == "company" or isinstance(model.access, tuple):
            return True
        if node.owner.standing is OwnerStatus.RESOLVED:
            return _downstream(graph, node) & ~reachability.bit(node.owner.party) != 0
    return reachability.feature_owners.downstream(node).bit_count() > 1


def missing_reviewers(graph: Graph, node: Node, today: str) -> list[str]:
    """Return the downstream owners of a shared model that are not owners or reviewers, and have no waiver in effect.

    There are none for a retired model, nor for one with an undeclared owner, because it is uncertain whether
    that one is shared. `today` is YYYY-MM-DD. The teams are in alphabetical order.
    """
    model = node.declaration
    if not isinstance(model, Model) or model.reviewers == "downstream" or model.status == "retired":
        return []
    if node.owner.standing is OwnerStatus.UNKNOWN:
        return []
    reachability = graph.reachability
    missing = _downstream(graph, node) & ~reachability.bit(node.owner.party)
    if not missing:
        return []
    covered = [*model.co_owners]
    if isinstance(model.reviewers, tuple):
        covered += [reviewer.team for reviewer in model.reviewers]
    for team in graph.directory.parties(covered) | waived(graph, node, today):
        missing &= ~reachability.bit(team)
    return sorted(reachability.teams(missing)) if missing and is_shared(graph, node) else []


def stale_reviewers(graph: Graph, node: Node) -> list[int]:
    """Return the indexes in a model's `reviewers` of teams, by name alone, that own nothing downstream.

    Nothing of any status counts, nor anything in `used_elsewhere`. A reviewer with a reason, or one
    named by a handle, reviews for something else than what it owns.
    """
    model = node.declaration
    if not isinstance(model, Model) or not isinstance(model.reviewers, tuple):
        return []
    teams = [
        reviewer.team if reviewer.reason is None and "@" not in reviewer.team else None for reviewer in model.reviewers
    ]
    return _owning_nothing(graph, node, teams)


def stale_waivers(graph: Graph, node: Node) -> list[int]:
    """Return the indexes in a model's `waivers` of teams that own nothing downstream, of any status.

    A team in `used_elsewhere` depends on the model too. A handle counts as the team that has it.
    """
    model = node.declaration
    if not isinstance(model, Model) or not model.waivers:
        return []
    return _owning_nothing(graph, node, [waiver.team for waiver in model.waivers])


def _owning_nothing(graph: Graph, node: Node, teams: Iterable[str | None]) -> list[int]:
    reachability = graph.reachability
    owners = reachability.all_owners.downstream(node) | _outside(graph, node)
    resolved = [None if team is None else graph.directory.resolve(team) for team in teams]
    return [
        index
        for index, owner in enumerate(resolved)
        if owner is not None and owner.standing in _KNOWN and not owners & reachability.bit(owner.party)
    ]


def undeclared_downstream(graph: Graph, node: Node, *, counting: bool = False) -> list[str]:
    """Return the undeclared owners downstream of `node`, as written, in alphabetical order.

    With `counting`, only those of entities whose owner counts as downstream.
    """
    reachability = graph.reachability
    if not reachability.has_undeclared_owner:
        return []
    table = reachability.counting_undeclared_owners if counting else reachability.undeclared_owners
    return sorted(reachability.teams(table.downstream(node)))
