"""The rule `unapproved-model-use`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Withheld
    from aiowners.workspace import Workspace


@rule(category="reference", severity=Severity.ERROR, since="0.1")
def unapproved_model_use(workspace: Workspace) -> Iterator[Diagnostic | Withheld]:
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
    for edge in workspace.graph.unapproved:
        model, user = edge.source, edge.target
        assert model.declaration is not None
        assert user.manifest is not None
        if user.owner.party in model.declaration.gaps.words:
            yield unapproved_model_use.withheld(user.key, model.key)
            continue
        word = model.declaration.access  # type: ignore[union-attr]
        said = "is private" if word == "private" else "is for others alone"
        yield unapproved_model_use.at(
            workspace.at(user.manifest, edge.path),
            f"{user.key.words} of `{user.owner.party}` may not use {model.key.words}, which {said}",
            subject=user.key,
            about=model.key,
            anchor=edge.inside,
            label=f"`{user.owner.party}` is not among those who may use it",
            related=(Label(workspace.locate(model, "access", key=True), f"{model.key.words} {said}"),),
            help=f"agree with `{model.owner.party or 'its owner'}` on it and add `{user.owner.party}` to `access`, or use another model",
        )
