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


def as_mermaid(picture: Diagram) -> str:
    """Return the flowchart. It may be larger than what code hosts draw: MAX_CHARACTERS, MAX_EDGES."""
    names = {shape.key: f"n{number}" for number, shape in enumerate(picture.shapes)}
    chart = ["flowchart LR"]
    for shape in picture.shapes:
        opening, closing = _BRACKETS[shape.key.kind]
        words = "<br>".join(label(line) for line in lines(shape))
        chart.append(f'  {names[shape.key]}{opening}"{words}"{closing}')
    chart += dict.fromkeys(f"  {names[arrow.source]} {_link(arrow)} {names[arrow.target]}" for arrow in picture.arrows)
    chart += _styles(picture, names)
    return "\n".join(chart) + "\n"


def _link(arrow: DiagramEdge) -> str:
    if not arrow.approved:
        return "-. not approved .-x"
    return "-.->" if arrow.through else "-->"


def _styles(picture: Diagram, names: dict[Key, str]) -> Iterator[str]:
    owners: dict[str | None, list[str]] = {}
    for shape in picture.shapes:
        owners.setdefault(shape.owner, []).append(names[shape.key])
    colors = picture.colors
    for number, (owner, members) in enumerate(owners.items()):
        yield f"  classDef o{number} fill:{colors[owner]},stroke:#57606a,color:{TEXT}"
        yield f"  class {','.join(members)} o{number}"
    for name, style, wanted in _MARKS:
        marked = [names[shape.key] for shape in picture.shapes if wanted(shape)]
        if marked:
            yield f"  classDef {name} {style}"
            yield f"  class {','.join(marked)} {name}"


def _is_missing(shape: DiagramNode) -> bool:
    return bool(shape.missing)


def _is_unowned(shape: DiagramNode) -> bool:
    return shape.unowned


def _is_pale(shape: DiagramNode) -> bool:
    return shape.pale


_MARKS: Final = (
    ("missing", "stroke:#bc4c00,stroke-width:4px", _is_missing),
    ("unowned", "stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 4", _is_unowned),
    ("pale", "opacity:0.55", _is_pale),
)
