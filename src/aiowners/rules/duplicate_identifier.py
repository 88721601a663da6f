"""The rule `duplicate-identifier`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.manifest.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.graph.graph import Node
    from aiowners.workspace import Workspace


@rule(category="reference", severity=Severity.ERROR, since="0.1")
def duplicate_identifier(workspace: Workspace) -> Iterator[Diagnostic]:
    """No two models claim the same identifier.

    One model under two names hides who shares it: each name has its own few users, and the change
    that breaks them all is reviewed by some of them.

    ## One model, two names

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3: {identifiers: ["models:/text-embed/3"]}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    models:
      search-embedding:
        identifiers: ["models:/text-embed/3"]  # error: is also model `text-embed-v3`
    ```

    ## Two models

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3: {identifiers: ["models:/text-embed/3"]}
      text-embed-v4: {identifiers: ["models:/text-embed/4"]}
    ```
    """
    claimed: dict[str, tuple[Node, int]] = {}
    for node in workspace.graph.declared:
        if not isinstance(node.declaration, Model):
            continue
        for index, identifier in enumerate(node.declaration.identifiers):
            if not identifier:
                continue
            first, place = claimed.setdefault(identifier, (node, index))
            if first.key != node.key:
                yield duplicate_identifier.at(
                    workspace.locate(node, "identifiers", index),
                    f"`{identifier}` is also {first.key.words}: one model under two names",
                    subject=node.key,
                    about=first.key,
                    anchor=f"identifiers={identifier}",
                    identity=" ".join((*sorted((str(first.key), str(node.key))), identifier)),
                    label=f"claimed by `{first.key.name}` as well",
                    related=(Label(workspace.locate(first, "identifiers", place), "claimed first here"),),
                    help="keep one of the two models and let everybody use its name, or correct the identifier",
                )
