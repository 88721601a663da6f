"""The rule `dependency-cycle`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.cycles import cycles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.graph.nodes import Edge
    from aiowners.workspace import Workspace


@rule(category="reference", severity=Severity.WARNING, since="0.1")
def dependency_cycle(workspace: Workspace) -> Iterator[Diagnostic]:
    """Nothing depends on itself, however many steps around.

    In a circle everybody is downstream of everybody: each change needs the review of all, and no
    change can be made first. Often one of the references is turned the wrong way round. The way
    back by which production behaviour reaches training (`feedback`) is meant to close a circle
    and does not count; neither do platforms that use each other.

    ## Turned the wrong way round

    ```yaml ai-ownership.yaml
    version: 1
    owner: data-eng
    pipelines:
      product-feed:
        uses: {assets: [product-index]}
    assets:
      product-index:
        built_by: [product-feed]  # warning: asset `product-index` and pipeline `product-feed` depend on each other
    ```

    ## A way back to training

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    pipelines:
      clicks:
        uses: {models: [ranker]}
    models:
      ranker:
        feedback: [clicks]
    ```
    """
    for cycle in cycles(workspace.graph):
        steps = [(workspace.locate(edge.target, *edge.inside), edge) for edge in cycle]
        location, last = max(steps, key=lambda step: step[0].order)
        yield dependency_cycle.at(
            location,
            _message(cycle),
            subject=last.target.key,
            about=last.source.key,
            anchor=last.inside,
            identity=" ".join(str(edge.source.key) for edge in cycle),
            label=last.words,
            related=tuple(Label(step_location, edge.words) for step_location, edge in steps if edge is not last),
            help="remove the reference that is turned the wrong way round",
        )


def _message(cycle: tuple[Edge, ...]) -> str:
    things = [edge.source.key.words for edge in cycle]
    if len(things) == 1:
        return f"{things[0]} depends on itself"
    if len(things) == 2:  # noqa: PLR2004
        return f"{things[0]} and {things[1]} depend on each other"
    return f"{things[0]} depends on itself, {len(things)} steps around"
