"""The rule `stale-waiver`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Fix, Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.graph.review_policy import stale_waivers
from aiowners.graph.team_directory import OwnerStatus
from aiowners.manifest.edits import item_removed
from aiowners.manifest.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.graph.team_directory import ResolvedOwner
    from aiowners.workspace import Workspace


@rule(category="review", severity=Severity.ERROR, since="0.1")
def stale_waiver(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Waiver names a team that does not depend on the model.

    A waiver is an agreement: a downstream team accepts notifications instead of reviews. A team that
    owns nothing downstream had nothing to agree to. If it starts to depend on the model later, the
    waiver already excludes it, without the consent of the team. So a waiver comes after the
    dependency and goes with it. Teams in `used_elsewhere` depend on the model from another repository.

    ## The team does not depend on the model

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3:
        reviewers: [search]
        waivers:
          - {team: growth, reason: agreed in June}  # error: `growth` waives reviews of model `text-embed-v3`
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        uses: {models: [text-embed-v3]}
    ```

    ```yaml ml/ai-ownership.yaml fixed
    version: 1
    owner: ml-core
    models:
      text-embed-v3:
        reviewers: [search]
        waivers: []
    ```

    ## The team depends on the model

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3:
        waivers:
          - {team: search, reason: pins a version}
          - {team: mobile, reason: pins a version}
        used_elsewhere:
          - {team: mobile, repository: acme/mobile}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        uses: {models: [text-embed-v3]}
    ```
    """
    for node in workspace.graph.declared:
        for index in stale_waivers(workspace.graph, node):
            team = _team(workspace, node, index)
            if team.party in workspace.graph.refused(node):
                continue  # its use is the finding
            names = workspace.may_own_downstream(node, _name(workspace, team))
            if names or _may_be_lost(node):
                yield stale_waiver.withheld(node.key, Key("team", _name(workspace, team)), names=names)
            else:
                yield _finding(workspace, node, index, team)


def _team(workspace: Workspace, node: DeclaredNode, index: int) -> ResolvedOwner:
    model = node.declaration
    assert isinstance(model, Model)
    return workspace.graph.directory.resolve(model.waivers[index].team)


def _name(workspace: Workspace, team: ResolvedOwner) -> str:
    """Return the team's name, also that of a disbanded one."""
    return team.party or workspace.graph.directory.carrier(team.text) or team.text.strip()


def _may_be_lost(node: DeclaredNode) -> bool:
    """Whether the team may be in what could not be read of the model."""
    gaps = node.declaration.gaps
    return bool({"used_elsewhere", "review_scope"} & (gaps.keys | gaps.words))


def _finding(workspace: Workspace, node: DeclaredNode, index: int, team: ResolvedOwner) -> Diagnostic:
    model, name = node.declaration, _name(workspace, team)
    assert isinstance(model, Model)
    is_disbanded = team.standing is OwnerStatus.DISBANDED
    why = "is disbanded" if is_disbanded else "does not depend on it"
    if model.review_scope == "direct" and not is_disbanded:
        why = "does not use it directly (`review_scope: direct`)"
    return stale_waiver.at(
        workspace.locate(node, "waivers", index),
        f"`{name}` waives reviews of {node.key.words} but {why}",
        subject=node.key,
        about=Key("team", name),
        anchor=("waivers",),
        label="this team no longer exists" if is_disbanded else f"`{name}` owns nothing downstream",
        help="remove the waiver, or add the team to `used_elsewhere` if it uses the model in another repository",
        fix=_fix(node, index, name),
    )


def _fix(node: DeclaredNode, index: int, name: str) -> Fix | None:
    edits = item_removed(node.manifest.source, ("models", node.key.name, "waivers", index))
    return Fix.of(f"Remove the waiver of `{name}`", edits, safe=False)
