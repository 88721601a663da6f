"""The rule `duplicate-identifier`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.source import Location
    from aiowners.workspace import Workspace


@rule(category="reference", severity=Severity.ERROR, since="0.1")
def duplicate_identifier(workspace: Workspace) -> Iterator[Diagnostic]:
    """No two models claim the same identifier, and no identifier is the name of another model.

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

    ## The name of another model

    ```yaml ai-ownership.yaml
    version: 1
    owner: platform
    models:
      gpt-4o:
        identifiers: [gpt-4o-2024-11-20]
      gpt-4o-2024-11-20: {}  # error: the name `gpt-4o-2024-11-20` is also an identifier of model `gpt-4o`
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
    claimed: dict[str, tuple[DeclaredNode, int | None]] = {}
    for node, model in workspace.graph.models():
        # A name is an identifier too: None stands for its index.
        for index, text in [(None, node.key.name), *enumerate(model.identifiers)]:
            if not text:
                continue
            first, first_index = claimed.setdefault(text, (node, index))
            if first.key != node.key:
                yield _finding(workspace, text, (node, index), (first, first_index))


def _finding(
    workspace: Workspace, text: str, later: tuple[DeclaredNode, int | None], first: tuple[DeclaredNode, int | None]
) -> Diagnostic:
    """The finding at the later of two models with the same name or identifier, each with the identifier's index."""
    (node, index), (other, _) = later, first
    names = " ".join((*sorted((str(other.key), str(node.key))), text))
    what = f"`{text}` is also" if first[1] is not None else f"`{text}` is also the name of"
    if index is None:
        what, label = f"the name `{text}` is also an identifier of", f"an identifier of `{other.key.name}`"
    else:
        label = f"claimed by `{other.key.name}` as well"
    return duplicate_identifier.at(
        _location(workspace, *later),
        f"{what} {other.key.words}: one model under two names",
        subject=node.key,
        about=other.key,
        anchor=f"identifiers={text}",
        identity=names,
        label=label,
        related=(Label(_location(workspace, *first), "claimed first here"),),
        help="keep one of the two models and use its name everywhere, or correct the identifier",
    )


def _location(workspace: Workspace, node: DeclaredNode, index: int | None) -> Location:
    return workspace.locate(node) if index is None else workspace.locate(node, "identifiers", index)
