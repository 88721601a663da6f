"""References to teams in a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.graph.team_directory import OwnerStatus, handles
from aiowners.manifest.model import Feature, Model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.graph.graph import Graph
    from aiowners.graph.nodes import Node
    from aiowners.manifest.model import Declaration


def reviewing(declaration: Declaration | None) -> tuple[str, ...]:
    """Return the reviewers that a declaration lists, as written: those of a model, or the domain reviewers of a feature."""
    match declaration:
        case Model(reviewers=tuple() as reviewers):
            return tuple(reviewer.team for reviewer in reviewers)
        case Feature():
            return declaration.domain_reviewers
        case _:
            return ()


def parties(graph: Graph) -> set[str]:
    """Return all teams that own, co-own, review, waive, or use a model in another repository."""
    teams = {node.owner.party for node in graph.declared if node.owner.party is not None}
    for node in graph.declared:
        teams |= graph.directory.parties(texts(node.declaration))
    return teams


def texts(declaration: Declaration) -> Iterator[str]:
    """Yield the strings by which a declaration names teams, without its owner."""
    yield from declaration.co_owners
    yield from reviewing(declaration)
    if isinstance(declaration, Model):
        yield from (waiver.team for waiver in declaration.waivers)
        yield from (consumer.team for consumer in declaration.used_elsewhere)


def disbanded(graph: Graph, node: Node) -> str | None:
    """Return the disbanded team that is set as the owner; None otherwise."""
    if node.owner.standing is not OwnerStatus.DISBANDED:
        return None
    text, teams = node.owner.text.strip(), graph.directory.teams
    if text in teams:
        return text
    return next((name for name, team in teams.items() if text.lower() in map(str.lower, handles(team))), None)


def instead(node: Node) -> str:
    """Return why there is no owner, in words; empty if there is one."""
    match node.owner.standing:
        case OwnerStatus.RESOLVED:
            return ""
        case OwnerStatus.NOBODY:
            return "nobody"
        case OwnerStatus.DISBANDED:
            return f"nobody: `{node.owner.text.strip()}` is disbanded"
        case OwnerStatus.UNKNOWN:
            return f"`{node.owner.text.strip()}`, a team that no manifest declares"
