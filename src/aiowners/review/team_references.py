"""Who is named anywhere in a graph, and as what."""

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
    """The texts by which a declaration names its reviewers: a model's own, a feature's of its domain."""
    match declaration:
        case Model(reviewers=tuple() as reviewers):
            return tuple(reviewer.team for reviewer in reviewers)
        case Feature():
            return declaration.domain_reviewers
        case _:
            return ()


def parties(graph: Graph) -> set[str]:
    """Everybody who owns, co-owns, reviews, has waived, or uses a model elsewhere."""
    teams = {node.owner.party for node in graph.declared if node.owner.party is not None}
    for node in graph.declared:
        assert node.declaration is not None
        teams |= graph.directory.parties(texts(node.declaration))
    return teams


def texts(declaration: Declaration) -> Iterator[str]:
    """Every text by which a declaration names a team, its owner apart."""
    yield from declaration.co_owners
    yield from reviewing(declaration)
    if isinstance(declaration, Model):
        yield from (waiver.team for waiver in declaration.waivers)
        yield from (consumer.team for consumer in declaration.used_elsewhere)


def disbanded(graph: Graph, node: Node) -> str | None:
    """The team that is stated as the owner and no longer exists; None where that is not so."""
    if node.owner.standing is not OwnerStatus.DISBANDED:
        return None
    text, teams = node.owner.text.strip(), graph.directory.teams
    if text in teams:
        return text
    return next((name for name, team in teams.items() if text.lower() in map(str.lower, handles(team))), None)


def instead(node: Node) -> str:
    """Why the owner is nobody, in words; nothing where there is one."""
    match node.owner.standing:
        case OwnerStatus.RESOLVED:
            return ""
        case OwnerStatus.NOBODY:
            return "nobody"
        case OwnerStatus.DISBANDED:
            return f"nobody: `{node.owner.text.strip()}` is disbanded"
        case OwnerStatus.UNKNOWN:
            return f"`{node.owner.text.strip()}`, a team that no manifest declares"
