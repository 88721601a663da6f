"""The rule `external-integration`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.team_directory import OwnerStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.workspace import Workspace


@rule(category="evaluation", severity=Severity.WARNING, since="0.1")
def external_integration(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Whatever outsiders have integrated, a team inside owns the integration.

    An agency wires a model into the product, presents it, and leaves at the end of its contract.
    The prompts, the retries and the reasons for them leave too: when the vendor withdraws the
    model version, nobody inside can say what has to change. An integration by others is fine, as
    long as `integration.owner` is a team that is there to stay. The owner of the feature is not
    enough, since it owned the feature while somebody else built it. This is asked of what says
    `status: production`.

    ## The agency knows

    ```yaml claims/ai-ownership.yaml
    version: 1
    owner: claims
    features:
      damage-photos:
        status: production
        integration:  # warning: outsiders have integrated feature `damage-photos`
          external: true
        uses: {models: [damage-vision]}
    ```

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      damage-vision: {reviewers: [claims]}
    ```

    ## Built outside, owned inside

    ```yaml claims/ai-ownership.yaml
    version: 1
    owner: claims
    features:
      damage-photos:
        status: production
        integration: {owner: claims, external: true}
    ```

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      claim-letters:
        status: pilot
        integration: {external: true}
    ```
    """
    for node, feature in workspace.graph.features():
        if feature.status != "production":
            continue
        integration = feature.integration
        if integration is None or not integration.external:
            continue
        owner = workspace.graph.directory.resolve(integration.owner)
        if owner.standing is OwnerStatus.RESOLVED:
            continue
        if owner.standing is OwnerStatus.UNKNOWN or (feature.gaps and integration.owner is None):
            yield external_integration.withheld(node.key)
            continue
        label = "no `owner` is stated beside `external: true`"
        if owner.standing is OwnerStatus.DISBANDED:
            label = f"its owner `{owner.text}` is disbanded"
        elif owner.text.strip():
            label = f"`{owner.text.strip()}` stands in the owner's place"
        yield external_integration.at(
            workspace.locate(node, "integration", key=True),
            f"outsiders have integrated {node.key.words}, and no team inside owns the integration",
            subject=node.key,
            anchor=("integration",),
            label=label,
            help="name the team that can change it when they are gone: `integration: {owner: TEAM, external: true}`",
        )
