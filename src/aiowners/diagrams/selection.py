"""A part of a diagram: around entities, of teams, or of kinds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aiowners.diagrams.diagram import DiagramEdge

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from aiowners.diagrams.diagram import Diagram
    from aiowners.graph.nodes import Key


def around(diagram: Diagram, keys: Collection[Key], depth: int | None = None) -> Diagram:
    """Select what the entities depend on and what depends on them, at most `depth` steps away; all of it for None."""
    reached = set(keys) | _reached(_users(diagram), keys, depth) | _reached(_dependencies(diagram), keys, depth)
    return _limited(diagram, reached)


def of_teams(diagram: Diagram, teams: Collection[str]) -> Diagram:
    """Select what the teams own and, dimmed, their direct neighbors."""
    own = {node.key for node in diagram.nodes if node.owner in teams}
    edges = tuple(edge for edge in diagram.edges if edge.source in own or edge.target in own)
    near = own | {key for edge in edges for key in (edge.source, edge.target)}
    limited = _limited(replace(diagram, edges=edges), near)
    nodes = tuple(replace(node, pale=node.key not in own) for node in limited.nodes)
    return replace(limited, nodes=nodes)


def of_kinds(diagram: Diagram, kinds: Collection[str]) -> Diagram:
    """Select the entities of these kinds. If others are between two of them, one edge leads through."""
    kept = {node.key for node in diagram.nodes if node.key.kind in kinds}
    users = _users(diagram)
    direct = {(edge.source, edge.target) for edge in _followed(diagram)}
    through = [
        DiagramEdge(key, target, through=True)
        for key in sorted(kept)
        for target in sorted(_beyond(users, key, kept))
        if (key, target) not in direct
    ]
    limited = _limited(diagram, kept)
    return replace(limited, edges=(*limited.edges, *through))


def _limited(diagram: Diagram, keys: Collection[Key]) -> Diagram:
    nodes = tuple(node for node in diagram.nodes if node.key in keys)
    edges = tuple(edge for edge in diagram.edges if edge.source in keys and edge.target in keys)
    return replace(diagram, nodes=nodes, edges=edges)


def _followed(diagram: Diagram) -> list[DiagramEdge]:
    """Yield the edges along which a change has effects."""
    return [edge for edge in diagram.edges if edge.approved]


def _users(diagram: Diagram) -> Mapping[Key, list[Key]]:
    users: dict[Key, list[Key]] = {}
    for edge in _followed(diagram):
        users.setdefault(edge.source, []).append(edge.target)
    return users


def _dependencies(diagram: Diagram) -> Mapping[Key, list[Key]]:
    dependencies: dict[Key, list[Key]] = {}
    for edge in _followed(diagram):
        dependencies.setdefault(edge.target, []).append(edge.source)
    return dependencies


def _reached(next_to: Mapping[Key, Iterable[Key]], keys: Iterable[Key], depth: int | None) -> set[Key]:
    seen = set(keys)
    border = set(seen)
    while border and depth != 0:
        border = {neighbor for key in border for neighbor in next_to.get(key, ())} - seen
        seen |= border
        depth = None if depth is None else depth - 1
    return seen


def _beyond(users: Mapping[Key, Iterable[Key]], key: Key, kept: Collection[Key]) -> set[Key]:
    """Return the kept entities that are reachable from `key` through entities that are not kept."""
    hidden: set[Key] = set()
    seen: set[Key] = set()
    todo = [user for user in users.get(key, ()) if user not in kept]
    while todo:
        between = todo.pop()
        if between in seen:
            continue
        seen.add(between)
        for user in users.get(between, ()):
            if user not in kept:
                todo.append(user)
            elif user != key:
                hidden.add(user)
    return hidden
