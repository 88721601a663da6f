"""The rule `speculative-specialists`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.workspace import Workspace

_SPECIALISTS = {"ml-engineer": "ML engineer", "research-scientist": "research scientist"}


@rule(category="organization", severity=Severity.INFO, since="0.1", advice=True)
def speculative_specialists(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Those who train models are staffed where models are trained.

    Somebody has read that AI needs ML engineers. Two are hired, and the product calls a vendor's
    model through a gateway. They fine-tune what a better prompt would have done, or write glue and
    look for another job. What such a company needs are engineers who build with models. Training of
    one's own begins where a vendor's model has been shown to fall short, and shows as `trained_by`.

    ## Nothing to train

    ```yaml ai-ownership.yaml
    version: 1
    teams:
      search:
        kind: product
        staffing:
          product-engineer: 4
          ml-engineer: 2  # info: team `search` has 2 ML engineers, and no model is trained here
    ```

    ```yaml platform/ai-ownership.yaml
    version: 1
    models:
      gpt-4o: {owner: search, trained_by: external, provider: openai}
    ```

    ## A model of one's own

    ```yaml ai-ownership.yaml
    version: 1
    teams:
      search:
        kind: product
        staffing: {product-engineer: 4, ml-engineer: 2}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    models:
      product-ranker: {owner: search, trained_by: search, status: development}
    ```
    """
    directory = workspace.graph.directory
    staffed = [
        (team.name, role, number)
        for team in directory.teams.values()
        if not team.disbanded
        for role, number in team.staffing
        if number and role in _SPECIALISTS
    ]
    if not staffed:
        return
    models = [model for _, model in workspace.graph.models()]
    if any(model.trained_in_house for model in models):
        return
    unread = "trained_by" in workspace.unread or any("trained_by" in model.gaps.keys for model in models)
    for name, role, number in staffed:
        key = Key("team", name)
        if unread:
            yield speculative_specialists.withheld(key)
            continue
        yield speculative_specialists.at(
            workspace.at(directory.manifests[name], ("teams", name, "staffing", role), key=True),
            f"team `{name}` has {number:g} {_SPECIALISTS[role]}{'s' * (number != 1)}, and no model is trained here",
            subject=key,
            anchor=("staffing", role),
            label="no model names a team as `trained_by`",
            help="state `trained_by: TEAM` on what they have trained; if there is nothing, build on models of others first",
        )
