"""The ownership of each entity at one revision, in names that both revisions share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.diagnostics.bounds import Allowance
from aiowners.graph.review_policy import downstream_owners, is_shared
from aiowners.graph.team_directory import OwnerStatus
from aiowners.manifest.model import Model
from aiowners.review.team_references import reviewing

if TYPE_CHECKING:
    from aiowners.graph.graph import Graph
    from aiowners.graph.nodes import Key, Node
    from aiowners.review.party_names import PartyNames
    from aiowners.workspace import Workspace

COMPUTED = "downstream"


class OwnershipFacts(NamedTuple):
    """The ownership of one entity, over all its declarations; `nodes` are these.

    `owners` has None for a declaration without an owner. `waivers` are a team and the last day of its
    waiver, or None. `unsure` are keys that could not be read in full, with `sharing` if it is uncertain
    whether the entity is shared.
    """

    nodes: tuple[Node, ...] = ()
    owners: frozenset[str | None] = frozenset()
    co_owners: frozenset[str] = frozenset()
    reviewers: frozenset[str] = frozenset()
    waivers: frozenset[tuple[str, str | None]] = frozenset()
    shared: bool = False
    downstream: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()

    @property
    def declared(self) -> bool:
        """Whether a manifest declares it."""
        return bool(self.nodes) and self.nodes[0].declaration is not None


def facts(workspace: Workspace, names: PartyNames) -> dict[Key, OwnershipFacts]:
    """Return the ownership of every entity of a workspace, undeclared ones included.

    Raises OutputBoundError if a comparison would be too large to show.
    """
    graph = workspace.graph
    room = Allowance("the comparison", len(graph.nodes))
    by_key = {}
    for key, nodes in graph.by_key.items():
        by_key[key] = _facts(graph, names, nodes)
        room.take(by_key[key].downstream)
    return by_key


def _facts(graph: Graph, names: PartyNames, nodes: list[Node]) -> OwnershipFacts:
    declarations = [node.declaration for node in nodes if node.declaration is not None]
    models = [declaration for declaration in declarations if isinstance(declaration, Model)]
    is_model = nodes[0].key.kind == "model"
    reviewers = {name for declaration in declarations for name in names.all(graph, reviewing(declaration))}
    if any(model.reviewers == COMPUTED for model in models):
        reviewers.add(COMPUTED)
    unsure = {
        key
        for declaration in declarations
        if declaration.gaps
        for key in declaration.gaps.keys | declaration.gaps.words
    }
    if any(node.owner_unread for node in nodes):
        unsure.add("owner")
    if any(node.owner_unsure for node in nodes):
        unsure.add("sharing")  # if the owner is unknown, so is whether the model is shared
    return OwnershipFacts(
        tuple(nodes),
        frozenset(_owner(graph, names, node) for node in nodes if node.declaration is not None),
        frozenset(name for declaration in declarations for name in names.all(graph, declaration.co_owners)),
        frozenset(reviewers),
        frozenset(
            (name, waiver.until)
            for model in models
            for waiver in model.waivers
            if (name := names.of(graph, waiver.team)) is not None
        ),
        is_model and any(is_shared(graph, node) for node in nodes),
        frozenset(name for node in nodes for name in names.all(graph, downstream_owners(graph, node)))
        if is_model
        else frozenset(),
        frozenset(unsure),
    )


def _owner(graph: Graph, names: PartyNames, node: Node) -> str | None:
    """Return the owner that counts: for an undeclared team its name, because that is another finding."""
    if node.owner.standing in {OwnerStatus.NOBODY, OwnerStatus.DISBANDED}:
        return None
    return names.of(graph, node.owner.text)
