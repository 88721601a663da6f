"""The labels of nodes: they repeat in words what colors show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiowners.diagrams.diagram import DiagramNode

WARNING = "\u26a0"  # the sign of a warning

_MAX_MISSING = 20  # teams of one label


def lines(node: DiagramNode) -> list[str]:
    """Return the lines of a label: the name, the owner, and the defects."""
    label = [node.key.name, f"{node.key.kind}, {_owner(node)}"]
    if not node.declared:
        label.append(f"{WARNING} declared nowhere")
    if node.missing:
        more = f" and {len(node.missing) - _MAX_MISSING:,} more" if len(node.missing) > _MAX_MISSING else ""
        label.append(f"{WARNING} not asked: {', '.join(node.missing[:_MAX_MISSING])}{more}")
    return label


def _owner(node: DiagramNode) -> str:
    match node.standing:
        case "team":
            return str(node.owner)
        case "unknown":
            return f"{WARNING} {node.owner}: no such team"
        case "disbanded":
            return f"{WARNING} {node.owner}: disbanded"
        case "nobody":
            return f"{WARNING} nobody owns it" if node.unowned and node.declared else "nobody's"
