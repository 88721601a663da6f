"""The diagram as a Mermaid flowchart, as GitHub and GitLab draw it in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiowners.diagrams.labels import lines
from aiowners.diagrams.owner_colors import TEXT
from aiowners.display.mermaid_text import label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagrams.diagram import Diagram, DiagramEdge, DiagramNode
    from aiowners.graph.nodes import Key

# The limits of Mermaid's default configuration, maxTextSize and maxEdges.
MAX_CHARACTERS: Final = 50_000
MAX_EDGES: Final = 500

# The brackets of each kind: Mermaid, "Flowcharts", node shapes.
_BRACKETS: Final = {
    "feature": ("([", "])"),
    "model": ("{{", "}}"),
    "platform": ("[[", "]]"),
    "pipeline": ("[/", "/]"),
    "asset": ("[(", ")]"),
}


def as_mermaid(diagram: Diagram) -> str:
    """Return the flowchart. It may be larger than what code hosts draw: MAX_CHARACTERS, MAX_EDGES."""
    names = {node.key: f"n{number}" for number, node in enumerate(diagram.nodes)}
    chart = ["flowchart LR"]
    for node in diagram.nodes:
        opening, closing = _BRACKETS[node.key.kind]
        words = "<br>".join(label(line) for line in lines(node))
        chart.append(f'  {names[node.key]}{opening}"{words}"{closing}')
    chart += dict.fromkeys(f"  {names[edge.source]} {_link(edge)} {names[edge.target]}" for edge in diagram.edges)
    chart += _styles(diagram, names)
    return "\n".join(chart) + "\n"


def _link(edge: DiagramEdge) -> str:
    if not edge.approved:
        return "-. not approved .-x"
    return "-.->" if edge.through else "-->"


def _styles(diagram: Diagram, names: dict[Key, str]) -> Iterator[str]:
    owners: dict[str | None, list[str]] = {}
    for node in diagram.nodes:
        owners.setdefault(node.owner, []).append(names[node.key])
    colors = diagram.colors
    for number, (owner, members) in enumerate(owners.items()):
        yield f"  classDef o{number} fill:{colors[owner]},stroke:#57606a,color:{TEXT}"
        yield f"  class {','.join(members)} o{number}"
    for name, style, wanted in _MARKS:
        marked = [names[node.key] for node in diagram.nodes if wanted(node)]
        if marked:
            yield f"  classDef {name} {style}"
            yield f"  class {','.join(marked)} {name}"


def _is_missing(node: DiagramNode) -> bool:
    return bool(node.missing)


def _is_unowned(node: DiagramNode) -> bool:
    return node.unowned


def _is_pale(node: DiagramNode) -> bool:
    return node.pale


_MARKS: Final = (
    ("missing", "stroke:#bc4c00,stroke-width:4px", _is_missing),
    ("unowned", "stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 4", _is_unowned),
    ("pale", "opacity:0.55", _is_pale),
)
