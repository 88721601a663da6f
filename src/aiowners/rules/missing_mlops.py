"""The rule `missing-mlops`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.workspace import Workspace

_MIN_MODELS = 2


@rule(category="organization", severity=Severity.INFO, since="0.1", advice=True)
def missing_mlops(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """With two models of one's own in production, somebody is staffed to run them.

    The first model is kept alive by whoever trained it. With the second, the same people watch two
    dashboards, retrain by hand and ship from a laptop; new work stops, and nobody has decided that.
    An MLOps engineer is the hire that is made a year too late. Where no team states any `staffing`,
    there is nothing to say.

    ## Scientists on call

    ```yaml ai-ownership.yaml
    version: 1
    organization: {name: Acme}  # info: 2 models trained here are in production, and no team has an MLOps engineer
    teams:
      ml-core:
        kind: ml
        staffing: {ml-engineer: 2, data-scientist: 2}
    ```

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3: {trained_by: ml-core}
      product-ranker: {trained_by: ml-core}
    ```

    ## Somebody runs them

    ```yaml ai-ownership.yaml
    version: 1
    organization: {name: Acme}
    teams:
      ml-core:
        kind: ml
        staffing: {ml-engineer: 2, data-scientist: 2}
      mlops:
        kind: platform
        staffing: {mlops-engineer: 1}
    ```

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3: {trained_by: ml-core}
      product-ranker: {trained_by: ml-core}
    ```
    """
    teams = [team for team in workspace.graph.directory.teams.values() if not team.disbanded]
    if not any(team.staffing for team in teams):
        return
    if any(role == "mlops-engineer" and number for team in teams for role, number in team.staffing):
        return
    graph = workspace.graph
    models = sorted(
        (
            node
            for node, model in graph.models()
            if graph.first[node.key] is node and model.in_production and model.trained_in_house
        ),
        key=lambda node: node.key,
    )
    if len(models) < _MIN_MODELS:
        return
    subject = "organization" if workspace.organization is not None else models[0].key
    if any(team.gaps for team in teams) or "mlops-engineer" in workspace.unread:
        yield missing_mlops.withheld(subject)
        return
    location = workspace.locate(models[0])
    if workspace.organization is not None:
        location = workspace.at(workspace.organization[0], ("organization",), key=True)
    yield missing_mlops.at(
        location,
        f"{len(models)} models trained here are in production, and no team has an MLOps engineer",
        subject=subject,
        label="no `staffing` counts an `mlops-engineer`",
        related=tuple(Label(workspace.locate(node), f"{node.key.words} is in production") for node in models),
        help="staff somebody who ships, watches and rolls back models, and count them: `staffing: {mlops-engineer: 1}`",
    )
