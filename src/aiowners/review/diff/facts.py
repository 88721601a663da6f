"""What one side of a change says about ownership, thing by thing, in names that both sides share."""

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
    """What is said of one thing, all its declarations together; `nodes` are these, none if there is none.

    `owners` has None where a declaration has nobody for an owner. `waivers` are a team and the day
    until which it has waived, or None. `unsure` are keys of which not all could be read, and `sharing`
    where that cannot be judged.
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
        """Whether some manifest declares it."""
        return bool(self.nodes) and self.nodes[0].declaration is not None


def facts(workspace: Workspace, names: PartyNames) -> dict[Key, OwnershipFacts]:
    """What a workspace says, of the things that are only used as well.

    Raises OutputBoundError when a comparison of it would be too large to show.
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
        unsure.add("sharing")  # whether a model of nobody knows whom is shared, nobody judges
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
    """The owner that counts; of a team that nobody declares its name, since the finding is another."""
    if node.owner.standing in {OwnerStatus.NOBODY, OwnerStatus.DISBANDED}:
        return None
    return names.of(graph, node.owner.text)
