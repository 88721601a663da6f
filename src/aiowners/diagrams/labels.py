"""The labels of nodes: they repeat in words what colors show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiowners.diagrams.diagram import DiagramNode

WARNING = "\u26a0"  # the sign of a warning

_MAX_MISSING = 20  # teams of one label


def lines(shape: DiagramNode) -> list[str]:
    """Return the lines of a label: the name, the owner, and the defects."""
    label = [shape.key.name, f"{shape.key.kind}, {_owner(shape)}"]
    if not shape.declared:
        label.append(f"{WARNING} declared nowhere")
    if shape.missing:
        more = f" and {len(shape.missing) - _MAX_MISSING:,} more" if len(shape.missing) > _MAX_MISSING else ""
        label.append(f"{WARNING} not asked: {', '.join(shape.missing[:_MAX_MISSING])}{more}")
    return label


def _owner(shape: DiagramNode) -> str:
    match shape.standing:
        case "team":
            return str(shape.owner)
        case "unknown":
            return f"{WARNING} {shape.owner}: no such team"
        case "disbanded":
            return f"{WARNING} {shape.owner}: disbanded"
        case "nobody":
            return f"{WARNING} nobody owns it" if shape.unowned and shape.declared else "nobody's"
