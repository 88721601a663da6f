"""The ownership graph as a diagram: a node for each entity, an edge for each use, and their defects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from aiowners.diagnostics.bounds import Allowance
from aiowners.diagrams.owner_colors import NOBODY, owner_colors
from aiowners.graph.review_policy import downstream_owners, is_shared, missing_reviewers, waived
from aiowners.graph.team_directory import OwnerStatus
from aiowners.manifest.model import Feature, Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aiowners.graph.nodes import Key, Mention, Node
    from aiowners.manifest.model import KeyPath
    from aiowners.workspace import Workspace

_EDGE = 200  # characters that one takes

OwnerStanding: TypeAlias = Literal["team", "unknown", "disbanded", "nobody"]


@dataclass(frozen=True, slots=True)
class DiagramNode:
    """An entity. `path` and `line` are those of its declaration, None for an undeclared one.

    `owner` is the name as written, None without one, and `standing` its status. `reviewers` are those that
    a model lists, or the word `downstream`. `missing` are the downstream owners that are not reviewers.
    A `pale` node only shows what the others are connected with.
    """

    key: Key
    owner: str | None
    standing: OwnerStanding
    co_owners: tuple[str, ...] = ()
    status: str | None = None
    description: str | None = None
    path: str | None = None
    line: int | None = None
    shared: bool = False
    reviewers: tuple[str, ...] | str | None = None
    downstream_owners: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    pale: bool = False

    @property
    def declared(self) -> bool:
        """Whether a manifest declares it."""
        return self.path is not None

    @property
    def unowned(self) -> bool:
        """Whether it is in use without an owner: none is set, or the owner is disbanded."""
        return self.standing in {"nobody", "disbanded"} and self.status not in {"idea", "retired"}


@dataclass(frozen=True, slots=True)
class DiagramEdge:
    """A change of `source` can change `target`, which refers to it under `key`, at `path` and `line`.

    If entities in between are left out of the diagram, `through` is true, and there is no location.
    A use that the model's `access` does not allow is not `approved`: nothing is downstream by it.
    """

    source: Key
    target: Key
    key: str = ""
    path: str | None = None
    line: int | None = None
    through: bool = False
    approved: bool = True


@dataclass(frozen=True, slots=True)
class DiagramTeam:
    """An owner: a team, or a handle or address that no team has. `color` is `#rrggbb`."""

    name: str
    kind: str | None
    status: str | None
    declared: bool
    color: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """A diagram. `focus` are the entities that it was selected around; `unread` are manifests that could not be read in full."""

    nodes: tuple[DiagramNode, ...]
    edges: tuple[DiagramEdge, ...]
    teams: tuple[DiagramTeam, ...]
    unread: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()

    @property
    def colors(self) -> dict[str | None, str]:
        """The color of each owner's entities, as `#rrggbb`; for None, that of entities without an owner."""
        return {None: NOBODY, **{team.name: team.color for team in self.teams}}


def diagram_of(workspace: Workspace) -> Diagram:
    """Return a diagram of everything that the manifests declare or refer to. Of two declarations of one entity, it shows the first.

    Raises OutputBoundError if many models have the identifiers by which many others use them.
    """
    graph = workspace.graph
    nodes: dict[Key, list[Node]] = dict(graph.by_key)
    for mention in graph.unresolved:
        if not graph.resolve(mention.key):
            nodes[mention.key] = []
    # By manifest, and only then by key: a text is parsed again for each place that is not near the last.
    drawn_nodes = sorted(
        (_node(workspace, key, nodes_of_key) for key, nodes_of_key in nodes.items()), key=lambda drawn: drawn.key
    )
    edges: dict[tuple[Key, Key, KeyPath], DiagramEdge] = {}
    room = Allowance("the graph", len(graph.nodes))
    for node in graph.declared:
        for mention in graph.mentions(node):
            approved: dict[Key, bool] = {}
            for source in graph.resolve(mention.key):
                approved[source.key] = approved.get(source.key, True) and graph.may_use(node, source)
            room.use(_EDGE * max(0, len(approved) - 1))
            for key, every in approved.items():
                if (key, node.key, mention.path) not in edges:
                    edges[key, node.key, mention.path] = _edge(workspace, key, mention, approved=every)
    ordered = sorted(edges.values(), key=lambda edge: (edge.source, edge.target, edge.path or "", edge.line or 0))
    unread = tuple(manifest.path for manifest in workspace.manifests if not manifest.is_read)
    return Diagram(tuple(drawn_nodes), tuple(ordered), _teams(workspace, drawn_nodes), unread)


def _node(workspace: Workspace, key: Key, nodes: Sequence[Node]) -> DiagramNode:
    graph = workspace.graph
    node = graph.first.get(key) or next(iter(nodes), None)
    if node is None or node.declaration is None:
        shared = node is not None and key.kind == "model" and is_shared(graph, node)
        downstream = () if node is None else tuple(sorted(downstream_owners(graph, node)))
        return DiagramNode(key, None, "nobody", shared=shared, downstream_owners=downstream)
    declaration = node.declaration
    location = workspace.locate(node)
    owner, standing = _owner(node)
    shared = isinstance(declaration, Model) and is_shared(graph, node)
    return DiagramNode(
        key, owner, standing,
        co_owners=tuple(sorted(graph.directory.parties(declaration.co_owners))),
        status=(declaration.status or "production") if isinstance(declaration, (Feature, Model)) else None,
        description=declaration.description,
        path=location.path,
        line=location.start.line,
        shared=shared,
        reviewers=_reviewers(workspace, declaration) if isinstance(declaration, Model) else None,
        downstream_owners=tuple(sorted(downstream_owners(graph, node) - {node.owner.party})),
        missing=tuple(sorted({team for node in nodes for team in missing_reviewers(graph, node, workspace.today)})),
        waived=tuple(sorted(waived(graph, node, workspace.today))),
    )  # fmt: skip


def _owner(node: Node) -> tuple[str | None, OwnerStanding]:
    match node.owner.standing:
        case OwnerStatus.RESOLVED:
            return node.owner.party, "team"
        case OwnerStatus.UNKNOWN:
            return node.owner.text.strip(), "unknown"
        case OwnerStatus.DISBANDED:
            return node.owner.text.strip(), "disbanded"
        case OwnerStatus.NOBODY:
            return None, "nobody"


def _reviewers(workspace: Workspace, model: Model) -> tuple[str, ...] | str | None:
    if not isinstance(model.reviewers, tuple):
        return model.reviewers
    return tuple(sorted(workspace.graph.directory.parties(reviewer.team for reviewer in model.reviewers)))


def _edge(workspace: Workspace, source: Key, mention: Mention, *, approved: bool) -> DiagramEdge:
    location = workspace.locate(mention.user, *mention.path)
    key = ".".join(step for step in mention.path if isinstance(step, str))
    return DiagramEdge(source, mention.user.key, key, location.path, location.start.line, approved=approved)


def _teams(workspace: Workspace, drawn_nodes: Iterable[DiagramNode]) -> tuple[DiagramTeam, ...]:
    teams = workspace.graph.directory.teams
    names = {drawn.owner for drawn in drawn_nodes if drawn.owner is not None} | teams.keys()
    for drawn in drawn_nodes:
        names.update(drawn.downstream_owners, drawn.missing, drawn.co_owners)
    diagram_teams = []
    colors = owner_colors(names)
    for name in sorted(names):
        team = teams.get(name)
        kind, status = (None, None) if team is None else (team.team_kind, team.status or "active")
        diagram_teams.append(DiagramTeam(name, kind, status, team is not None, colors[name]))
    return tuple(diagram_teams)
