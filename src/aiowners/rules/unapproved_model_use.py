"""The rule `unapproved-model-use`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Fix, Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.manifest.edits import item_added, value_replaced
from aiowners.manifest.model import Model
from aiowners.manifest.scalar_text import scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.workspace import Workspace


def _options(workspace: Workspace, finding: Diagnostic) -> Iterator[Fix | None]:
    """Offer access for the user's team."""
    model = workspace.graph.declarations[Key.of(finding.about or "")][0]
    user = workspace.graph.declarations[Key.of(finding.subject or "")][0]
    team = user.owner.party or ""
    source, path = model.manifest.source, ("models", model.key.name, "access")
    edits = item_added(source, path, team) or value_replaced(source, path, f"[{scalar_text(team)}]")
    yield Fix.of(f"Agree with `{model.owner.party or 'its owner'}`, who lets `{team}` use it", edits, safe=False)


@rule(category="reference", severity=Severity.ERROR, since="0.1", options=_options)
def unapproved_model_use(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """A model is used by those only to whom its `access` allows it.

    `access: private` is for the owner and the co-owners, a list for these and the teams on it. The
    owner of a private model changes it without asking anybody: a user who is not allowed breaks
    on a day that nobody could foresee. Such a use does not make the model shared.

    ## Private

    ```yaml risk/ai-ownership.yaml
    version: 1
    owner: risk
    models:
      fraud-score:
        access: private
    ```

    ```yaml growth/ai-ownership.yaml
    version: 1
    owner: growth
    features:
      coupons:
        uses:
          models: [fraud-score]  # error: may not use model `fraud-score`
    ```

    ## Allowed by name

    ```yaml risk/ai-ownership.yaml
    version: 1
    owner: risk
    models:
      fraud-score:
        access: [growth]
        reviewers: [growth]
    ```

    ```yaml growth/ai-ownership.yaml
    version: 1
    owner: growth
    features:
      coupons:
        uses:
          models: [fraud-score]
    ```
    """
    yield from _unknown_users(workspace)
    for edge in workspace.graph.unapproved:
        model, user = edge.source, edge.target
        assert isinstance(model.declaration, Model)
        if user.owner.party in model.declaration.gaps.words:
            yield unapproved_model_use.withheld(user.key, model.key)
            continue
        restriction = "is private" if model.declaration.access == "private" else "is for others alone"
        yield unapproved_model_use.at(
            workspace.at(user.manifest, edge.path),
            f"{user.key.words} of `{user.owner.party}` may not use {model.key.words}, which {restriction}",
            subject=user.key,
            about=model.key,
            anchor=edge.inside,
            label=f"`{user.owner.party}` is not among those who may use it",
            related=(Label(workspace.locate(model, "access", key=True), f"{model.key.words} {restriction}"),),
            help=f"agree with `{model.owner.party or 'its owner'}` on it and add `{user.owner.party}` to `access`, or use another model",
        )


def _unknown_users(workspace: Workspace) -> Iterator[Skipped]:
    """The uses of models with limited access by owners that are not declared, or not read: they may have no access."""
    graph = workspace.graph
    for node, model in graph.models():
        if model.access == "private" or isinstance(model.access, tuple):
            for number in dict.fromkeys(graph.users[node.number]):
                user = graph.declared[number]
                if user.owner_unsure:
                    yield unapproved_model_use.withheld(user.key, node.key)
