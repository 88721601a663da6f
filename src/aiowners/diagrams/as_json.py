"""The diagram as JSON, `aiowners-graph/1`, for programs and the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiowners.diagnostics.bounds import Allowance
from aiowners.display.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagrams.diagram import Diagram, DiagramEdge, DiagramNode, DiagramTeam

SCHEMA = "aiowners-graph/1"


def as_data(picture: Diagram) -> dict[str, Any]:
    """Return the diagram as JSON data. Every key is present, null or empty if there is no value.

    Raises OutputBoundError if the lists of teams of all entities together are too large.
    """
    room = Allowance("the graph", len(picture.shapes))
    for shape in picture.shapes:
        room.take(_texts(shape))
    return {
        "schema": SCHEMA,
        "focus": list(picture.focus),
        "nodes": [_node(shape) for shape in picture.shapes],
        "edges": [_edge(arrow) for arrow in picture.arrows],
        "teams": [_team(party) for party in picture.parties],
        "unread": list(picture.unread),
    }


def as_json(picture: Diagram) -> str:
    """Return the diagram as JSON text."""
    return json_text(as_data(picture))


def _texts(shape: DiagramNode) -> Iterator[str]:
    reviewers = shape.reviewers if isinstance(shape.reviewers, tuple) else ()
    yield shape.description or ""
    for names in (shape.co_owners, reviewers, shape.downstream_owners, shape.missing, shape.waived):
        yield from names


def _node(shape: DiagramNode) -> dict[str, Any]:
    return {
        "id": str(shape.key),
        "kind": shape.key.kind,
        "name": shape.key.name,
        "owner": shape.owner,
        "standing": shape.standing,
        "co_owners": list(shape.co_owners),
        "status": shape.status,
        "description": shape.description,
        "declared": shape.declared,
        "path": shape.path,
        "line": shape.line,
        "shared": shape.shared,
        "unowned": shape.unowned,
        "reviewers": list(shape.reviewers) if isinstance(shape.reviewers, tuple) else shape.reviewers,
        "downstream_owners": list(shape.downstream_owners),
        "missing": list(shape.missing),
        "waived": list(shape.waived),
    }


def _edge(arrow: DiagramEdge) -> dict[str, Any]:
    return {
        "from": str(arrow.source),
        "to": str(arrow.target),
        "key": arrow.key or None,
        "path": arrow.path,
        "line": arrow.line,
        "through": arrow.through,
        "approved": arrow.approved,
    }


def _team(party: DiagramTeam) -> dict[str, Any]:
    return {
        "name": party.name,
        "kind": party.kind,
        "declared": party.declared,
        "status": party.status,
        "color": party.color,
    }
