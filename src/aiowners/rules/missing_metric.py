"""The rule `missing-metric`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule
from aiowners.manifest.model import Metric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.workspace import Workspace

_NOTHING = Metric()


@rule(category="evaluation", severity=Severity.WARNING, since="0.1")
def missing_metric(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Every feature in production is held against a business metric.

    A model's scores say how good the model is, not whether anybody is better off. A feature that
    went live on a good demo, and never had a figure to move, cannot be found to have failed: it is
    paid for year after year, and when the budget is cut nobody can say what would be lost. This is
    asked of what says `status: production`.

    ## Live, and nobody knows what for

    ```yaml marketplace/ai-ownership.yaml
    version: 1
    owner: marketplace
    features:
      listing-coach:  # warning: feature `listing-coach` is in production without a business metric
        status: production
        uses: {models: [listing-scorer]}
    ```

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      listing-scorer: {reviewers: [marketplace]}
    ```

    ## A figure that the business knows

    ```yaml marketplace/ai-ownership.yaml
    version: 1
    owner: marketplace
    features:
      listing-coach:
        status: production
        metric:
          name: listings sold within 30 days
          target: "+5% for sellers who follow a hint"
          source: https://dash.acme.test/marketplace/sold-30
    ```

    ```yaml labs/ai-ownership.yaml
    version: 1
    owner: labs
    features:
      photo-coach: {status: experiment}
    ```
    """
    for node, feature in workspace.graph.features():
        if feature.status != "production":
            continue
        if feature.metric is not None and feature.metric != _NOTHING:
            continue
        gaps = feature.gaps
        if gaps and (feature.metric is not None or "metric" in gaps.keys | gaps.words):
            yield missing_metric.withheld(node.key)
            continue
        yield missing_metric.at(
            workspace.locate(node),
            f"{node.key.words} is in production without a business metric",
            subject=node.key,
            label="no `metric` is stated",
            help='say what it is to change, and by how much: `metric: {name: search conversion, target: "+2%"}`',
        )
