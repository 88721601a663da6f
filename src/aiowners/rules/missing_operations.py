"""The rule `missing-operations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.team_directory import OwnerStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.graph.team_directory import ResolvedOwner
    from aiowners.manifest.model import Model
    from aiowners.workspace import Workspace

_READ = frozenset(("trained_by", "operations"))


@rule(category="evaluation", severity=Severity.WARNING, since="0.1")
def missing_operations(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Every model that is trained in-house and in production is watched, or has somebody on call.

    Companies hire people who train models and nobody who runs them. The weights are shipped, the
    author moves on to the next one, and the first to notice the drift is a customer on a Saturday.
    On-call or monitoring may be the model's own (`operations`), or the on-call contact of the team
    in `operations.owner`, else of its owner. It is asked of what says `status: production`; not of
    a vendor's models, nor of open weights that others have trained (`trained_by: external`).

    ## Shipped and left

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      product-ranker:  # warning: nobody is on call for model `product-ranker`
        status: production
        trained_by: ml-core
        reviewers: [search]
        operations: {rollback: docs/rollback.md}
    ```

    ```yaml teams/ai-ownership.yaml
    version: 1
    teams:
      ml-core: {kind: ml, contact: {slack: "#ml-core"}}
      search: {kind: product, contact: {oncall: https://oncall.acme.test/search}}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking: {uses: {models: [product-ranker]}}
    ```

    ## Watched, or on call

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      product-ranker:
        status: production
        trained_by: ml-core
        operations: {monitoring: https://dash.acme.test/models/ranker}
      eta-regressor:
        status: production
        trained_by: ml-core
        operations: {owner: logistics}
      gpt-4o:
        status: production
        trained_by: external
        provider: openai
    ```

    ```yaml teams/ai-ownership.yaml
    version: 1
    teams:
      ml-core: {kind: ml}
      logistics: {kind: product, contact: {oncall: https://oncall.acme.test/logistics}}
    ```
    """
    for node, model in workspace.graph.models():
        if model.status != "production" or not model.trained_in_house:
            continue
        operations = model.operations
        if operations is not None and (operations.oncall or operations.monitoring):
            continue
        runner = node.owner
        if operations is not None and operations.owner is not None:
            runner = workspace.graph.directory.resolve(operations.owner)
        team = workspace.graph.directory.teams.get(runner.party or "")
        if team is not None and team.contact is not None and team.contact.oncall:
            continue
        if _is_unsure(node, model, runner) or (team is not None and team.gaps):
            yield missing_operations.withheld(node.key)
        else:
            yield _finding(workspace, node, runner)


def _is_unsure(node: DeclaredNode, model: Model, runner: ResolvedOwner) -> bool:
    """Whether an undeclared team runs the model, or what the finding rests on could not be read."""
    gaps = model.gaps
    if gaps and (model.operations is not None or not _READ.isdisjoint(gaps.keys | gaps.words)):
        return True
    return runner.standing is OwnerStatus.UNKNOWN or (runner is node.owner and node.owner_unread)


def _finding(workspace: Workspace, node: DeclaredNode, runner: ResolvedOwner) -> Diagnostic:
    label, advice = "no on-call and no monitoring is stated", "state `operations: {oncall: URL}` or `{monitoring: URL}`"
    if runner.party in workspace.graph.directory.teams:
        label += f", nor has `{runner.party}` an on-call contact"
        advice += f" on it, or `contact: {{oncall: URL}}` on team `{runner.party}`"
    return missing_operations.at(
        workspace.locate(node),
        f"nobody is on call for {node.key.words} in production, and nothing watches it",
        subject=node.key,
        label=label,
        help=advice,
    )
