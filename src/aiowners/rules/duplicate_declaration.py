"""The rule `duplicate-declaration`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.source import Location
    from aiowners.workspace import Workspace


@rule(category="reference", severity=Severity.ERROR, since="0.1")
def duplicate_declaration(workspace: Workspace) -> Iterator[Diagnostic]:
    """Each thing is declared once in the repository.

    Two declarations of one model are two owners who each think that the other is asked. A reference
    to the name depends on both, so that both owners need the reviews of all downstream teams. Teams
    and the `organization` block are declared once as well.

    ## Two owners of one model

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3: {}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    models:
      text-embed-v3: {}  # error: model `text-embed-v3` is declared twice
    ```

    ## One declaration

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3: {co_owners: [search]}
    ```
    """
    for node in workspace.graph.repeated:
        first = workspace.graph.declarations[node.key][0]
        yield _finding(node.key, workspace.locate(node), workspace.locate(first))
    manifests = workspace.graph.directory.manifests
    organization: Location | None = None
    for manifest in workspace.manifests:
        for team in manifest.teams:
            if (declared := manifests[team.name]) is not manifest:
                path = ("teams", team.name)
                here, there = (workspace.at(m, path, key=True) for m in (manifest, declared))
                yield _finding(Key("team", team.name), here, there)
        if manifest.organization is not None:
            here = workspace.at(manifest, ("organization",), key=True)
            if organization is None:
                organization = here
            else:
                yield _finding("organization", here, organization)


def _finding(key: Key | str, here: Location, first: Location) -> Diagnostic:
    words = key.words if isinstance(key, Key) else f"the {key}"
    return duplicate_declaration.at(
        here,
        f"{words} is declared twice: first in {first.path}",
        subject=key,
        about=key,
        label="declared again here",
        related=(Label(first, "declared first here"),),
        help="keep the declaration of the team that owns it, and remove the other, or rename one",
    )
