"""The rule `platform-owns-feature`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.team_directory import OwnerStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.manifest.model import Feature
    from aiowners.workspace import Workspace


@rule(category="ownership", severity=Severity.WARNING, since="0.1")
def platform_owns_feature(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """A feature is owned, or at least co-owned, by a product team.

    A platform team knows what its gateway can do, and not what a customer came for. Left alone with
    a feature, it ships the demo that became the product: fast answers that nobody measures, next to
    a roadmap of quotas and upgrades that goes first every time. The experience, the metric and the
    criteria belong to a product team; the platform may well run it, or share it. Ideas and what is
    retired are left alone.

    ## The demo that became the product

    ```yaml platform/ai-ownership.yaml
    version: 1
    owner: ai-platform
    teams:
      ai-platform: {kind: platform}
    features:
      shop-assistant:  # warning: feature `shop-assistant` is owned by platform team `ai-platform`
        status: production
    platforms:
      inference-gateway: {provides: [inference-gateway]}
    ```

    ## Shared with those who know the customer

    ```yaml platform/ai-ownership.yaml
    version: 1
    owner: ai-platform
    teams:
      ai-platform: {kind: platform}
    features:
      shop-assistant:
        co_owners: [search]
        status: production
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    teams:
      search: {kind: product}
    ```
    """
    directory = workspace.graph.directory
    platform_teams = {name for name, team in directory.teams.items() if team.team_kind == "platform"}
    for node, feature in workspace.graph.features():
        if feature.status in {"idea", "retired"}:
            continue
        if node.owner.standing is OwnerStatus.UNKNOWN:
            yield platform_owns_feature.withheld(node.key)
        elif node.owner.party in platform_teams and not _has_product_team(workspace, feature):
            yield platform_owns_feature.withheld(node.key) if _is_unread(workspace, node) else _finding(workspace, node)


def _has_product_team(workspace: Workspace, feature: Feature) -> bool:
    directory = workspace.graph.directory
    teams = (directory.teams.get(directory.resolve(text).party or "") for text in feature.co_owners)
    return any(team is not None and team.team_kind == "product" for team in teams)


def _is_unread(workspace: Workspace, node: DeclaredNode) -> bool:
    """Whether an owner, a co-owner or a co-owner's kind could not be read, or is unknown."""
    gaps, named = node.declaration.gaps, node.declaration.co_owners
    if node.owner_unread or "co_owners" in gaps.keys | gaps.words or "" in named:
        return True
    directory = workspace.graph.directory
    owners = [directory.resolve(text) for text in named]
    teams = [directory.teams[owner.party] for owner in owners if owner.party in directory.teams]
    return any(owner.standing is OwnerStatus.UNKNOWN for owner in owners) or any(
        "kind" in team.gaps.keys for team in teams
    )


def _finding(workspace: Workspace, node: DeclaredNode) -> Diagnostic:
    label = Label(workspace.at(node.manifest, ("owner",)), "the owner of what the file declares")
    return platform_owns_feature.at(
        workspace.locate(node) if node.inherits else workspace.locate(node, "owner"),
        f"{node.key.words} is owned by platform team `{node.owner.party}`, and no product team co-owns it",
        subject=node.key,
        anchor=("owner",),
        label=f"`{node.owner.party}` is a team of kind `platform`",
        related=(label,) if node.inherits else (),
        help="give it to the product team whose users it serves, or name that team under `co_owners`",
    )
