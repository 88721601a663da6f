"""A part of a diagram: around entities, of teams, or of kinds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aiowners.diagrams.diagram import DiagramEdge

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from aiowners.diagrams.diagram import Diagram
    from aiowners.graph.nodes import Key


def around(picture: Diagram, keys: Collection[Key], depth: int | None = None) -> Diagram:
    """Select what the entities depend on and what depends on them, at most `depth` steps away; all of it for None."""
    reached = set(keys) | _reached(_users(picture), keys, depth) | _reached(_dependencies(picture), keys, depth)
    return _limited(picture, reached)


def of_teams(picture: Diagram, teams: Collection[str]) -> Diagram:
    """Select what the teams own and, dimmed, their direct neighbors."""
    own = {shape.key for shape in picture.shapes if shape.owner in teams}
    arrows = tuple(arrow for arrow in picture.arrows if arrow.source in own or arrow.target in own)
    near = own | {key for arrow in arrows for key in (arrow.source, arrow.target)}
    limited = _limited(replace(picture, arrows=arrows), near)
    shapes = tuple(replace(shape, pale=shape.key not in own) for shape in limited.shapes)
    return replace(limited, shapes=shapes)


def of_kinds(picture: Diagram, kinds: Collection[str]) -> Diagram:
    """Select the entities of these kinds. If others are between two of them, one edge leads through."""
    kept = {shape.key for shape in picture.shapes if shape.key.kind in kinds}
    users = _users(picture)
    direct = {(arrow.source, arrow.target) for arrow in _followed(picture)}
    through = [
        DiagramEdge(key, target, through=True)
        for key in sorted(kept)
        for target in sorted(_beyond(users, key, kept))
        if (key, target) not in direct
    ]
    limited = _limited(picture, kept)
    return replace(limited, arrows=(*limited.arrows, *through))


def _limited(picture: Diagram, keys: Collection[Key]) -> Diagram:
    shapes = tuple(shape for shape in picture.shapes if shape.key in keys)
    arrows = tuple(arrow for arrow in picture.arrows if arrow.source in keys and arrow.target in keys)
    return replace(picture, shapes=shapes, arrows=arrows)


def _followed(picture: Diagram) -> list[DiagramEdge]:
    """Yield the edges along which a change has effects."""
    return [arrow for arrow in picture.arrows if arrow.approved]


def _users(picture: Diagram) -> Mapping[Key, list[Key]]:
    users: dict[Key, list[Key]] = {}
    for arrow in _followed(picture):
        users.setdefault(arrow.source, []).append(arrow.target)
    return users


def _dependencies(picture: Diagram) -> Mapping[Key, list[Key]]:
    dependencies: dict[Key, list[Key]] = {}
    for arrow in _followed(picture):
        dependencies.setdefault(arrow.target, []).append(arrow.source)
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
