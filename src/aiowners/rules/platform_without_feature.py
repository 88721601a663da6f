"""The rule `platform-without-feature`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.manifest.model import Feature, Platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.workspace import Workspace


@rule(category="organization", severity=Severity.INFO, since="0.1", advice=True)
def platform_without_feature(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """A platform team owns or co-owns at least one feature in production.

    A platform team that ships nothing to users builds for users whom it imagines. It standardizes
    what nobody has asked for, while the teams that it serves work around the one thing they need.
    Those that keep in touch co-own a feature: they are paged with the team in front of it, and feel
    their own platform. Which is not the same as owning a feature alone.

    ## Out of touch

    ```yaml mlops/ai-ownership.yaml
    version: 1
    owner: mlops
    teams:
      mlops: {kind: platform}  # info: platform team `mlops` owns 2 platforms, and no feature in production
    platforms:
      model-serving: {provides: [model-serving]}
      feature-store: {provides: [feature-store]}
    ```

    ```yaml logistics/ai-ownership.yaml
    version: 1
    owner: logistics
    teams:
      logistics: {kind: product}
    features:
      delivery-promise:
        uses: {platforms: [model-serving, feature-store]}
    ```

    ## On call together

    ```yaml mlops/ai-ownership.yaml
    version: 1
    owner: mlops
    teams:
      mlops: {kind: platform}
    platforms:
      model-serving: {provides: [model-serving]}
    ```

    ```yaml logistics/ai-ownership.yaml
    version: 1
    owner: logistics
    teams:
      logistics: {kind: product}
    features:
      delivery-promise:
        co_owners: [mlops]
        uses: {platforms: [model-serving]}
    ```
    """
    directory = workspace.graph.directory
    owned: dict[str, list[DeclaredNode]] = {}
    in_touch: set[str | None] = set()
    for node in workspace.graph.declared:
        thing = node.declaration
        if isinstance(thing, Platform) and node.owner.party is not None:
            owned.setdefault(node.owner.party, []).append(node)
        elif isinstance(thing, Feature) and thing.in_production:
            in_touch.update((node.owner.party, *(directory.resolve(text).party for text in thing.co_owners)))
    for name, team in directory.teams.items():
        if team.team_kind == "platform" and name in owned and name not in in_touch:
            if workspace.may_be_unread(name):
                yield platform_without_feature.withheld(Key("team", name))
            else:
                yield _finding(workspace, name, owned[name])


def _finding(workspace: Workspace, name: str, platforms: list[DeclaredNode]) -> Diagnostic:
    owns = platforms[0].key.words if len(platforms) == 1 else f"{len(platforms)} platforms"
    return platform_without_feature.at(
        workspace.at(workspace.graph.directory.manifests[name], ("teams", name), key=True),
        f"platform team `{name}` owns {owns}, and no feature in production",
        subject=Key("team", name),
        label="owns and co-owns no feature that users have",
        related=tuple(Label(workspace.locate(node), f"{node.key.words} of `{name}`") for node in platforms),
        help=f"let it share a feature that runs on what it builds: `co_owners: [{name}]` there",
    )
