"""The diagram in DOT, the language of Graphviz."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiowners.diagrams.labels import lines
from aiowners.diagrams.owner_colors import TEXT
from aiowners.display.terminal import LOG, harmless

if TYPE_CHECKING:
    from aiowners.diagrams.diagram import Diagram, DiagramEdge, DiagramNode

# Graphviz, "Node Shapes".
_SHAPES: Final = {
    "feature": "oval",
    "model": "hexagon",
    "platform": "component",
    "pipeline": "cds",
    "asset": "cylinder",
}


def as_dot(picture: Diagram) -> str:
    """Return the graph, from left to right, for `dot -Tsvg`."""
    colors = picture.colors
    lines = [
        "digraph ownership {",
        "  rankdir=LR;",
        f'  node [style=filled, fontname="Helvetica", fontcolor="{TEXT}", color="#57606a"];',
        '  edge [color="#57606a"];',
        *(_node(shape, colors[shape.owner]) for shape in picture.shapes),
        *dict.fromkeys(_edge(arrow) for arrow in picture.arrows),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _node(shape: DiagramNode, color: str) -> str:
    style = ["filled"]
    more = ""
    if shape.unowned:
        style.append("dashed")
        more = ', color="#cf222e", penwidth=3'
    elif shape.missing:
        more = ', color="#bc4c00", penwidth=4'
    fill = color + ("8c" if shape.pale else "")
    label = r"\n".join(_escaped(line) for line in lines(shape))
    tooltip = _escaped(shape.description or "" if shape.path is None else f"{shape.path}:{shape.line}")
    return (
        f'  "{_escaped(str(shape.key))}" [label="{label}", shape={_SHAPES[shape.key.kind]}, '
        f'style="{",".join(style)}", fillcolor="{fill}", tooltip="{tooltip}"{more}];'
    )


def _edge(arrow: DiagramEdge) -> str:
    style = " [style=dashed]" if arrow.through else ""
    if not arrow.approved:
        style = ' [style=dotted, color="#cf222e", label="not approved", arrowhead=tee]'
    return f'  "{_escaped(str(arrow.source))}" -> "{_escaped(str(arrow.target))}"{style};'


def _escaped(words: str) -> str:
    """Inside quotes: a backslash begins an escape in labels, and `&` an entity of HTML (Graphviz, "escString")."""
    plain = harmless(words, LOG).replace("\\", "\\\\").replace('"', '\\"')
    return plain.replace("&", "&amp;")
