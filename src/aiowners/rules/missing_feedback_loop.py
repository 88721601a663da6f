"""The rule `missing-feedback-loop`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.workspace import Workspace

_READ = frozenset(("status", "trained_by", "provider", "hosting", "feedback"))


@rule(category="evaluation", severity=Severity.INFO, since="0.1")
def missing_feedback_loop(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """At scale, what a model does in production finds its way back to its training.

    A model is trained on a snapshot of the world before it was there. Its users correct it every
    day, in returns, overrides and chargebacks, and none of that reaches the team that trains the
    next version, which repeats the mistakes with more parameters. A young company may live with
    that; one that says `stage: scale` of itself states under `feedback` which pipelines bring
    production behaviour back. Asked of models trained in-house, in production or without a status.

    ## No way back

    ```yaml ai-ownership.yaml
    version: 1
    organization: {name: Acme, stage: scale}
    ```

    ```yaml risk/ai-ownership.yaml
    version: 1
    owner: risk
    models:
      fraud-score:  # info: nothing brings the production behaviour of model `fraud-score` back to its training
        trained_by: risk
        trained_on: [payment-events]
    pipelines:
      payment-events: {}
    ```

    ## Chargebacks correct it

    ```yaml ai-ownership.yaml
    version: 1
    organization: {name: Acme, stage: scale}
    ```

    ```yaml risk/ai-ownership.yaml
    version: 1
    owner: risk
    models:
      fraud-score:
        trained_by: risk
        trained_on: [payment-events]
        feedback: [chargebacks]
      credit-score: {status: development}
    pipelines:
      payment-events: {}
      chargebacks: {}
    ```

    ## Not at this size yet

    ```yaml ai-ownership.yaml
    version: 1
    organization: {name: Acme, stage: growth}
    ```

    ```yaml risk/ai-ownership.yaml
    version: 1
    owner: risk
    models:
      fraud-score: {trained_by: risk}
    ```
    """
    if workspace.organization is None or workspace.organization[1].stage != "scale":
        return
    for node, model in workspace.graph.models():
        if not model.in_production:
            continue
        if any(model.feedback) or not model.trained_in_house:
            continue
        gaps = model.gaps
        if model.feedback or not _READ.isdisjoint(gaps.keys | gaps.words):
            yield missing_feedback_loop.withheld(node.key)
            continue
        yield missing_feedback_loop.at(
            workspace.locate(node),
            f"nothing brings the production behaviour of {node.key.words} back to its training",
            subject=node.key,
            label="no `feedback` is stated",
            help="name the pipeline that carries what its users did: `feedback: [PIPELINE]`",
        )
