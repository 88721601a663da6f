"""The rule `unowned`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Fix, Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.graph.review_policy import is_shared
from aiowners.graph.team_directory import OwnerStatus
from aiowners.manifest.edits import value_replaced
from aiowners.manifest.model import Feature, Model
from aiowners.manifest.scalar_text import scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.manifest.model import KeyPath
    from aiowners.workspace import Workspace


_MAX_TEAMS = 5
_MAX_NAMED = 2  # in the message
_MAX_RELATED = 20


def _options(workspace: Workspace, finding: Diagnostic) -> Iterator[Fix | None]:
    """Offer the teams that the manifest declares or, if it declares none, all teams."""
    path: KeyPath = ("owner",)
    if finding.subject is None:
        manifest = next(manifest for manifest in workspace.manifests if manifest.path == finding.location.source.path)
    else:
        node = workspace.graph.declarations[Key.of(finding.subject)][0]
        manifest = node.manifest
        path = (node.declaration.section, node.key.name, "owner")
    here = [team.name for team in manifest.teams]
    if manifest.owner:
        here.append(manifest.owner)
    directory = workspace.graph.directory
    teams = dict.fromkeys(here or sorted(directory.teams))
    named = [name for name in teams if directory.resolve(name).standing is OwnerStatus.RESOLVED]
    for name in named[:_MAX_TEAMS]:
        edits = value_replaced(manifest.source, path, scalar_text(name))
        yield Fix.of(f"`{name}` owns {'it' if finding.subject else 'them'}", edits, safe=False)


@rule(category="ownership", severity=Severity.WARNING, since="0.1", options=_options)
def unowned(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Everything that is declared has an owner.

    An owner is the one team that answers when the thing misbehaves. `none`, `tbd` and the like are
    honest, and no owner; nor is a team that has been disbanded. A model that several teams share
    is `unowned-shared-model`; ideas and what is retired need no owner. A placeholder as the `owner`
    of the file is one finding, which lists the declarations that inherit it.

    ## Nobody yet

    ```yaml ai-ownership.yaml
    version: 1
    features:
      ranking:  # warning: feature `ranking` has no owner
        status: pilot
      suggestions:  # warning: feature `suggestions` has no owner
        owner: tbd
    ```

    ## The team is gone

    ```yaml ai-ownership.yaml
    version: 1
    teams:
      search: {kind: product}
      discovery: {kind: product, status: disbanded}
    pipelines:
      product-feed:  # warning: pipeline `product-feed` has no owner
        owner: discovery
    ```

    ## A placeholder for the whole file

    ```yaml ai-ownership.yaml
    version: 1
    owner: tbd  # warning: feature `ranking`, pipeline `product-feed`, and 1 more have no owner
    features:
      ranking: {status: pilot}
    pipelines:
      product-feed: {}
      clickstream: {}
    ```

    ## One owner for the whole file

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking: {status: pilot}
      crystal-ball: {owner: none, status: idea}
    ```
    """
    inherited: dict[str, list[DeclaredNode]] = {}
    for node in workspace.graph.declared:
        if node.owner.standing not in {OwnerStatus.NOBODY, OwnerStatus.DISBANDED} or _excepted(node):
            continue
        if isinstance(node.declaration, Model) and is_shared(workspace.graph, node):
            continue
        if node.owner_unread:
            yield unowned.withheld(node.key)
            continue
        manifest = node.manifest
        if node.inherits and node.owner.standing is OwnerStatus.NOBODY and manifest.owner is not None:
            inherited.setdefault(manifest.path, []).append(node)
            continue
        yield unowned.at(
            workspace.locate(node),
            f"{node.key.words} has no owner",
            subject=node.key,
            label=_why(node),
            help="state `owner: TEAM` on it, or once at the top for everything in the file",
        )
    for nodes in inherited.values():
        yield _of_file(workspace, nodes)


def _of_file(workspace: Workspace, nodes: list[DeclaredNode]) -> Diagnostic:
    """One finding for everything that inherits the placeholder of its file."""
    manifest = nodes[0].manifest
    assert manifest is not None
    words = [node.key.words for node in nodes]
    rest = len(words) - _MAX_NAMED
    listed = f"{', '.join(words[:_MAX_NAMED])}, and {rest} more" if rest > 0 else " and ".join(words)
    return unowned.at(
        workspace.at(manifest, ("owner",)),
        f"{listed} {'have' if len(words) > 1 else 'has'} no owner",
        subject=None,
        anchor=("owner",),
        label=_why(nodes[0]),
        related=tuple(Label(workspace.locate(node), f"{node.key.words} inherits it") for node in nodes[:_MAX_RELATED]),
        help="set `owner` to the team that owns everything in this file, or set `owner: TEAM` on each declaration",
    )


def _excepted(node: DeclaredNode) -> bool:
    match node.declaration:
        case Feature(status=status):
            return status in {"idea", "retired"}
        case Model(status=status):
            return status == "retired"
        case _:
            return False


def _why(node: DeclaredNode) -> str:
    if node.owner.standing is OwnerStatus.DISBANDED:
        return f"its owner `{node.owner.text}` is disbanded"
    if node.owner.text.strip():
        return f"`{node.owner.text.strip()}` stands in the owner's place"
    return "no owner is stated, here or for the file"
