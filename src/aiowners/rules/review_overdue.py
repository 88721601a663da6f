"""The rule `review-overdue`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="review", severity=Severity.WARNING, since="0.1")
def review_overdue(workspace: Workspace) -> Iterator[Diagnostic]:
    """Every asset has been looked at by the day that its `review_by` states.

    A prompt is tuned to one version of one model; an agent is given a tool for one demo. Nothing
    breaks when the model moves on, the answers just get worse. The day that a team once set itself
    is when somebody was to read the thing again, run its evaluation, and set the next day. The day
    itself still counts as in time.

    ## Nobody has looked

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    assets:
      help-answers-prompt:
        kind: prompt
        review_by: 2026-10-31  # warning: the review of asset `help-answers-prompt` was due on 2026-10-31
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    assets:
      golden-queries:
        kind: eval-suite
        review_by: 2027-04-30
    ```

    ## In time

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    assets:
      help-answers-prompt: {kind: prompt, review_by: 2027-01-31}
      macros: {kind: dataset}
    ```
    """
    for node, asset in workspace.graph.assets():
        if asset.review_by is None or workspace.today <= asset.review_by:
            continue
        days = (date.fromisoformat(workspace.today) - date.fromisoformat(asset.review_by)).days
        yield review_overdue.at(
            workspace.locate(node, "review_by"),
            f"the review of {node.key.words} was due on {asset.review_by}, {days} day{'s' * (days > 1)} ago",
            subject=node.key,
            anchor=("review_by",),
            label="this day has passed",
            help="read it, run its evaluation, and set the next day; or remove what nobody needs any more",
        )
