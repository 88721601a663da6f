"""The rule `retired-dependency`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import DeclaredNode, Edge
from aiowners.manifest.model import Feature, Model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.graph.nodes import Mention
    from aiowners.workspace import Workspace


@rule(category="reference", severity=Severity.ERROR, since="0.1")
def retired_dependency(workspace: Workspace) -> Iterator[Diagnostic]:
    """Nothing in production is built on what is retired.

    A retired model is switched off by somebody who believes that nobody uses it any more. Past its
    `retire_on` day a model counts as retired; what is deprecated, and will be retired, is a
    warning. What has no `status` is in production.

    ## Still in use

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v2:
        status: retired
        replaced_by: text-embed-v3
      text-embed-v3: {reviewers: [search]}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        uses:
          models:
            - text-embed-v2  # error: uses model `text-embed-v2`, which is retired
    ```

    ## Deprecated

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    models:
      ranker: {status: deprecated}
    features:
      ranking:
        uses: {models: [ranker]}  # warning: which is deprecated
    ```

    ## Replaced in time

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    models:
      ranker-v1: {status: retired, replaced_by: ranker-v2}
      ranker-v2: {}
    features:
      ranking:
        uses: {models: [ranker-v2]}
    ```
    """
    ended = {node.number: ending for node in workspace.graph.declared if (ending := _ending(node, workspace.today))}
    if not ended:
        return
    for user in workspace.graph.declared:
        for mention in workspace.graph.mentions(user) if _in_production(user) else ():
            sources = [
                node
                for node in workspace.graph.resolve(mention.key)
                if isinstance(node, DeclaredNode) and node.number in ended
            ]
            if sources:
                # Of several declarations the first of those that are the furthest gone.
                used = max(sources, key=lambda node: ended[node.number][-1].rank)
                yield _finding(workspace, used, mention, *ended[used.number])


def _ending(node: DeclaredNode, today: str) -> tuple[str, tuple[str, ...], Severity] | None:
    """How a thing's life has ended: words, the key that says so, how bad its use is."""
    thing = node.declaration
    if isinstance(thing, (Feature, Model)):
        if thing.status == "retired":
            return "is retired", ("status",), Severity.ERROR
        if isinstance(thing, Model) and thing.retire_on is not None and thing.retire_on < today:
            return f"was to be retired on {thing.retire_on}", ("retire_on",), Severity.ERROR
        if thing.status == "deprecated":
            return "is deprecated", ("status",), Severity.WARNING
    return None


def _in_production(node: DeclaredNode) -> bool:
    return not isinstance(node.declaration, (Feature, Model)) or node.declaration.in_production


def _finding(
    workspace: Workspace, used: DeclaredNode, mention: Mention, ending: str, path: tuple[str, ...], severity: Severity
) -> Diagnostic:
    user = mention.user
    edge = Edge(used, user, (user.declaration.section, user.declaration.name, *mention.path))
    successor = used.declaration.replaced_by if isinstance(used.declaration, Model) else None
    return retired_dependency.at(
        workspace.locate(user, *mention.path),
        f"{edge.words}, which {ending}",
        subject=user.key,
        about=used.key,
        anchor=mention.path,
        label=f"{ending}",
        related=(Label(workspace.locate(used, *path), f"{used.key.words} {ending}"),),
        help=f"use `{successor}`, which replaces it" if successor else "move to something that is kept alive",
        severity=severity,
    )
