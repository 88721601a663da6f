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


def as_dot(diagram: Diagram) -> str:
    """Return the graph, from left to right, for `dot -Tsvg`."""
    colors = diagram.colors
    lines = [
        "digraph ownership {",
        "  rankdir=LR;",
        f'  node [style=filled, fontname="Helvetica", fontcolor="{TEXT}", color="#57606a"];',
        '  edge [color="#57606a"];',
        *(_node(node, colors[node.owner]) for node in diagram.nodes),
        *dict.fromkeys(_edge(edge) for edge in diagram.edges),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _node(node: DiagramNode, color: str) -> str:
    style = ["filled"]
    more = ""
    if node.unowned:
        style.append("dashed")
        more = ', color="#cf222e", penwidth=3'
    elif node.missing:
        more = ', color="#bc4c00", penwidth=4'
    fill = color + ("8c" if node.pale else "")
    label = r"\n".join(_escaped(line) for line in lines(node))
    tooltip = _escaped(node.description or "" if node.path is None else f"{node.path}:{node.line}")
    return (
        f'  "{_escaped(str(node.key))}" [label="{label}", shape={_SHAPES[node.key.kind]}, '
        f'style="{",".join(style)}", fillcolor="{fill}", tooltip="{tooltip}"{more}];'
    )


def _edge(edge: DiagramEdge) -> str:
    style = " [style=dashed]" if edge.through else ""
    if not edge.approved:
        style = ' [style=dotted, color="#cf222e", label="not approved", arrowhead=tee]'
    return f'  "{_escaped(str(edge.source))}" -> "{_escaped(str(edge.target))}"{style};'


def _escaped(words: str) -> str:
    """Inside quotes: a backslash begins an escape in labels, and `&` an entity of HTML (Graphviz, "escString")."""
    plain = harmless(words, LOG).replace("\\", "\\\\").replace('"', '\\"')
    return plain.replace("&", "&amp;")
