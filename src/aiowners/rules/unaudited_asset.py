"""The rule `unaudited-asset`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.manifest.model import Feature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode, Edge
    from aiowners.workspace import Workspace


@rule(category="review", severity=Severity.WARNING, since="0.1")
def unaudited_asset(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """A prompt or an agent in production states the day by which somebody looks at it again.

    Prompts and agents are written in an afternoon, grow by a sentence for each complaint, and
    outlive those who wrote them. Nobody reviews them like code and nobody counts them as debt,
    until an agent still holds the rights of a demo, or a prompt forbids what was allowed long ago.
    A `review_by` makes the audit an appointment. What is in experiment or in pilot can wait.

    ## Written once

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      help-answers:
        status: production
        uses: {assets: [help-answers-prompt]}
    assets:
      help-answers-prompt:  # warning: prompt `help-answers-prompt` is in production in feature `help-answers`
        kind: prompt
        paths: [//prompts/support/help-answers.md]
    ```

    ```markdown prompts/support/help-answers.md
    Answer from our articles. Do not mention the strike.
    ```

    ## An appointment

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      help-answers:
        uses: {assets: [help-answers-prompt, help-index]}
      refund-agent:
        status: pilot
        uses: {assets: [refund-agent-definition]}
    assets:
      help-answers-prompt: {kind: prompt, review_by: 2027-01-31}
      refund-agent-definition: {kind: agent}
      help-index: {kind: index}
    ```
    """
    for node, asset in workspace.graph.assets():
        if asset.asset_kind not in {"prompt", "agent"} or asset.review_by:
            continue
        if workspace.graph.first[node.key] is not node:
            continue  # its uses are those of the first declaration: that it is declared twice is the finding
        uses = [edge for edge in workspace.graph.uses(node) if _is_live(edge.target)]
        if uses and "review_by" in asset.gaps.keys | asset.gaps.words:
            yield unaudited_asset.withheld(node.key)
        elif uses:
            yield _finding(workspace, node, asset.asset_kind, uses)


def _is_live(node: DeclaredNode) -> bool:
    return isinstance(node.declaration, Feature) and node.declaration.in_production


def _finding(workspace: Workspace, node: DeclaredNode, kind: str, uses: list[Edge]) -> Diagnostic:
    first = uses[0].target.key
    more = f" and {len(uses) - 1} more" if len(uses) > 1 else ""
    return unaudited_asset.at(
        workspace.locate(node),
        f"{kind} `{node.key.name}` is in production in {first.words}{more}, and no day is set to look at it again",
        subject=node.key,
        label="no `review_by`",
        related=tuple(Label(workspace.locate(edge.target, *edge.inside), edge.words) for edge in uses),
        help="read it now, and set `review_by: YYYY-MM-DD`: the day by which somebody reads it again",
    )
