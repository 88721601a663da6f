"""The rule `missing-product-manager`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.team_directory import OwnerStatus
from aiowners.manifest.value_decoders import PLACEHOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.manifest.model import Feature, Team
    from aiowners.workspace import Workspace


@rule(category="evaluation", severity=Severity.INFO, since="0.1")
def missing_product_manager(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Every feature in production has a product manager, of its own or in its owner's team.

    Without one the people who build a feature also decide what it is for. The model gets better by
    its own measure, quarter after quarter, and nobody has asked whether its users wanted that. It
    is asked of what says `status: production`: that the feature names somebody
    (`product_manager`), or that the team that owns it counts an `ai-product-manager` among its
    staff.

    ## Engineers only

    ```yaml catalog/ai-ownership.yaml
    version: 1
    owner: catalog
    features:
      attribute-suggestions:  # info: no product manager answers for feature `attribute-suggestions`
        status: production
    ```

    ```yaml teams/ai-ownership.yaml
    version: 1
    teams:
      catalog: {kind: product, staffing: {product-engineer: 4, ai-engineer: 2}}
    ```

    ## Named, or on the team

    ```yaml catalog/ai-ownership.yaml
    version: 1
    owner: catalog
    features:
      attribute-suggestions:
        status: production
        product_manager: "@lena"
      listing-moderation:
        owner: trust
        status: production
    ```

    ```yaml teams/ai-ownership.yaml
    version: 1
    teams:
      catalog: {kind: product, staffing: {product-engineer: 4}}
      trust: {kind: product, staffing: {ai-product-manager: 0.5, product-engineer: 3}}
    ```
    """
    for node, feature in workspace.graph.features():
        if feature.status != "production":
            continue
        if feature.product_manager is not None and feature.product_manager.strip().lower() not in PLACEHOLDERS:
            continue
        team = workspace.graph.directory.teams.get(node.owner.party or "")
        if team is not None and any(role == "ai-product-manager" and count for role, count in team.staffing):
            continue
        if _is_unsure(node, feature, team):
            yield missing_product_manager.withheld(node.key)
            continue
        yield missing_product_manager.at(
            workspace.locate(node),
            f"no product manager answers for {node.key.words} in production",
            subject=node.key,
            label=f"it names none, and `{node.owner.party}` counts none" if team is not None else "it names none",
            help='state `product_manager: "@name"` on it, or count an `ai-product-manager` in the `staffing` of its owner',
        )


def _is_unsure(node: DeclaredNode, feature: Feature, team: Team | None) -> bool:
    """Whether the owner is an undeclared team, or what the finding rests on could not be read."""
    return (
        node.owner.standing is OwnerStatus.UNKNOWN
        or node.owner_unread
        or "product_manager" in feature.gaps.keys | feature.gaps.words
        or (team is not None and bool(team.gaps))
    )
