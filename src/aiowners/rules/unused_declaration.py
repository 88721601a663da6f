"""The rule `unused-declaration`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.nearest import NameIndex
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.manifest.model import Feature, Model, Platform

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.workspace import Workspace

# What works without being named by what it works for.
_BESIDE = frozenset(("cost-attribution", "monitoring", "security-review", "tooling"))

_HOW = {
    "model": "name it under `uses.models` where it is used, or, for other repositories, in its `used_elsewhere`",
    "platform": "name it under `uses.platforms` where it is used",
    "pipeline": "name it where it is used: under `uses.pipelines`, `trained_on`, `feedback`, `consumes` or `built_by`",
    "asset": "name it under `uses.assets` where it is used",
}


# So many undeclared names are looked at as slips; more are no slips, and each costs a look at all names.
_MAX_SLIPS = 100


@rule(category="platform", severity=Severity.INFO, since="0.1")
def unused_declaration(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Every platform, model, pipeline and asset is used by something.

    A platform team builds the feature store that a conference talk called for, and the prompt
    registry after it, and no feature needs either. They have an owner, a budget and a rota; what
    they do not have is a user who would notice if they went. Or there are users, and nobody has
    declared them, so that they are asked nothing when it changes. Being mentioned is not being
    used: neither by the gateway that `serves` a model, nor as what replaces another.

    Retired models and those in development may be without a user, and so may platforms that only
    provide cost attribution, monitoring, security review or tooling.

    ## A capability that no feature needs

    ```yaml mlops/ai-ownership.yaml
    version: 1
    owner: mlops
    platforms:
      feature-store:  # info: nothing uses platform `feature-store`
        provides: [feature-store]
      model-registry:
        provides: [model-registry]
    ```

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      product-ranker:
        reviewers: [search]
        uses: {platforms: [model-registry]}
      product-ranker-old:  # info: nothing uses model `product-ranker-old`
        status: deprecated
        replaced_by: product-ranker
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking: {uses: {models: [product-ranker]}}
    ```

    ## Used, or not yet expected to be

    ```yaml mlops/ai-ownership.yaml
    version: 1
    owner: mlops
    platforms:
      drift-dashboards: {provides: [monitoring, tooling]}
      model-registry: {provides: [model-registry]}
    ```

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      product-ranker:
        reviewers: [search, mobile]
        uses: {platforms: [model-registry]}
      product-ranker-next: {status: development}
      on-device-ranker:
        reviewers: [mobile]
        used_elsewhere: [{team: mobile, repository: acme/mobile}]
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking: {uses: {models: [product-ranker]}}
    ```
    """
    graph = workspace.graph
    slips: set[Key] = set()
    slips.update(dangling.key for dangling in graph.dangling)
    known = {kind: NameIndex(names) for kind, names in graph.names.items()}
    for dangling in graph.dangling[:_MAX_SLIPS]:
        kind, name = dangling.key.kind, dangling.key.name
        if kind in known:
            slips.update(Key(kind, near) for near in known[kind].nearest(name, limit=len(graph.names[kind])))
    for node in graph.declared:
        if graph.users[node.number] or isinstance(node.declaration, Feature) or graph.refused(node):
            continue
        if graph.first[node.key] is not node or _is_excepted(node):
            continue
        if node.key.name in workspace.unread or _is_unsure(node, slips):
            yield unused_declaration.withheld(node.key)
            continue
        yield unused_declaration.at(
            workspace.locate(node),
            f"nothing uses {node.key.words}",
            subject=node.key,
            label="declared, and named by nothing that would depend on it",
            help=f"{_HOW[node.key.kind]}, or remove it",
        )


def _is_excepted(node: DeclaredNode) -> bool:
    match node.declaration:
        case Model(status=status, used_elsewhere=elsewhere):
            return status in {"retired", "development"} or bool(elsewhere)
        case Platform(provides=provides):
            return bool(provides) and _BESIDE.issuperset(provides)
        case _:
            return False


def _is_unsure(node: DeclaredNode, slips: Container[Key]) -> bool:
    """Whether an exception may stand in what could not be read, or others use it by another name.

    `slips` are names that are used and declared nowhere, and those that they may be slips for.
    """
    thing = node.declaration
    assert thing is not None
    gaps = thing.gaps
    if node.key in slips:
        return True
    match thing:
        case Model():
            return not {"status", "used_elsewhere"}.isdisjoint(gaps.keys | gaps.words)
        case Platform(provides=provides):
            return "provides" in gaps.keys | gaps.words or "" in provides
        case _:
            return False
