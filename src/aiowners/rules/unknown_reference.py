"""The rule `unknown-reference`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Fix, Severity
from aiowners.diagnostics.nearest import NameIndex, nearest
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.graph.review_policy import is_shared
from aiowners.manifest.edits import key_added
from aiowners.manifest.model import SECTION_OF
from aiowners.manifest.scalar_text import respelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.manifest.model import KeyPath
    from aiowners.workspace import Workspace

_MAX_MODELS = 2  # with the same identifier: more are not named


def _options(workspace: Workspace, finding: Diagnostic) -> Iterator[Fix | None]:
    """Offer each similar name, or a declaration in this manifest."""
    key = Key.of(finding.about or "")
    for near in nearest(key.name, workspace.graph.names.get(key.kind, ())):
        yield Fix.of(f"Write `{near}`", respelled(finding.location, near), safe=False)
    declared = key_added(finding.location.source, (SECTION_OF[key.kind], key.name), "{owner: tbd}")
    yield Fix.of(f"Declare it in this manifest: {key.words}, until somebody owns it", declared, safe=False)


@rule(category="reference", severity=Severity.ERROR, since="0.1", options=_options)
def unknown_reference(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Every model, platform, pipeline, asset and feature that is named is declared somewhere.

    What is declared nowhere has no owner and no reviewers, and a change of it reaches nobody. A
    name that is one letter off hides a user from the owner of the thing that was meant. A model
    that several teams use and nobody declares is reported once, as `unowned-shared-model`. An
    identifier of a model is not its name, but means the model: its users are downstream of the model.

    ## One letter off

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3: {}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        uses:
          models: [text-embed-3]  # error: no manifest declares model `text-embed-3`
    ```

    ```yaml search/ai-ownership.yaml fixed
    version: 1
    owner: search
    features:
      ranking:
        uses:
          models: [text-embed-v3]
    ```

    ## The vendor's name for it

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    models:
      gpt-4o: {identifiers: [gpt-4o-2024-11-20]}
    features:
      ranking:
        uses:
          models: [gpt-4o-2024-11-20]  # error: no manifest declares model `gpt-4o-2024-11-20`
    ```

    ```yaml ai-ownership.yaml fixed
    version: 1
    owner: search
    models:
      gpt-4o: {identifiers: [gpt-4o-2024-11-20]}
    features:
      ranking:
        uses:
          models: [gpt-4o]
    ```

    ## Declared, in any manifest

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3: {reviewers: [search]}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        uses: {models: [text-embed-v3]}
    ```
    """
    graph = workspace.graph
    known = {kind: NameIndex(names) for kind, names in graph.names.items()}
    likely: dict[Key, tuple[str, str | None]] = {}
    for user, key, path in graph.unresolved:
        thing = graph.first.get(key)
        if workspace.may_declare(key):
            yield unknown_reference.withheld(user.key, key, names=(key.name,))
        elif thing is None or key.kind != "model" or not is_shared(graph, thing):
            if key not in likely:
                likely[key] = _likely_name(workspace, key, known.get(key.kind))
            yield _finding(workspace, user, key, path, *likely[key])


def _finding(
    workspace: Workspace, node: DeclaredNode, key: Key, path: KeyPath, label: str, near: str | None
) -> Diagnostic:
    location = workspace.locate(node, *path)
    return unknown_reference.at(
        location,
        f"no manifest declares {key.words}",
        subject=node.key,
        about=key,
        anchor=path,
        label=label,
        help=f"declare it under `{key.kind}s` with its owner, or name one that is declared",
        fix=Fix.of(f"Write `{near}`", respelled(location, near), safe=False) if near else None,
    )


def _likely_name(workspace: Workspace, key: Key, known: NameIndex | None) -> tuple[str, str | None]:
    """Return a label with the likely name, and the name if there is only one."""
    graph = workspace.graph
    models = list(dict.fromkeys(node.key.name for node in graph.resolve(key) if node.declaration is not None))
    if models:
        listed = " and ".join(f"`{model}`" for model in models[:_MAX_MODELS])
        return f"that is an identifier of {listed}: name the model", models[0] if len(models) == 1 else None
    other = next((Key(kind, key.name) for kind, names in graph.names.items() if key.name in names), None)
    if other is not None:
        return f"`{other.name}` is declared as {_article(other.kind)}, not as {_article(key.kind)}", None
    near = [] if known is None else known.nearest(key.name)
    if not near:
        return "declared nowhere", None
    return f"did you mean `{near[0]}`?", near[0] if len(near) == 1 else None


def _article(kind: str) -> str:
    return f"an {kind}" if kind == "asset" else f"a {kind}"
