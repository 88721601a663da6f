"""The diagram as JSON, `aiowners-graph/1`, for programs and the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiowners.diagnostics.bounds import Allowance
from aiowners.display.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagrams.diagram import Diagram, DiagramEdge, DiagramNode, DiagramTeam

SCHEMA = "aiowners-graph/1"


def as_data(diagram: Diagram) -> dict[str, Any]:
    """Return the diagram as JSON data. Every key is present, null or empty if there is no value.

    Raises OutputBoundError if the lists of teams of all entities together are too large.
    """
    room = Allowance("the graph", len(diagram.nodes))
    for node in diagram.nodes:
        room.take(_texts(node))
    return {
        "schema": SCHEMA,
        "focus": list(diagram.focus),
        "nodes": [_node(node) for node in diagram.nodes],
        "edges": [_edge(edge) for edge in diagram.edges],
        "teams": [_team(team) for team in diagram.teams],
        "unread": list(diagram.unread),
    }


def as_json(diagram: Diagram) -> str:
    """Return the diagram as JSON text."""
    return json_text(as_data(diagram))


def _texts(node: DiagramNode) -> Iterator[str]:
    reviewers = node.reviewers if isinstance(node.reviewers, tuple) else ()
    yield node.description or ""
    for names in (node.co_owners, reviewers, node.downstream_owners, node.missing, node.waived):
        yield from names


def _node(node: DiagramNode) -> dict[str, Any]:
    return {
        "id": str(node.key),
        "kind": node.key.kind,
        "name": node.key.name,
        "owner": node.owner,
        "standing": node.standing,
        "co_owners": list(node.co_owners),
        "status": node.status,
        "description": node.description,
        "declared": node.declared,
        "path": node.path,
        "line": node.line,
        "shared": node.shared,
        "unowned": node.unowned,
        "reviewers": list(node.reviewers) if isinstance(node.reviewers, tuple) else node.reviewers,
        "downstream_owners": list(node.downstream_owners),
        "missing": list(node.missing),
        "waived": list(node.waived),
    }


def _edge(edge: DiagramEdge) -> dict[str, Any]:
    return {
        "from": str(edge.source),
        "to": str(edge.target),
        "key": edge.key or None,
        "path": edge.path,
        "line": edge.line,
        "through": edge.through,
        "approved": edge.approved,
    }


def _team(team: DiagramTeam) -> dict[str, Any]:
    return {
        "name": team.name,
        "kind": team.kind,
        "declared": team.declared,
        "status": team.status,
        "color": team.color,
    }
