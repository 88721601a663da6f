"""The rule `owner-is-not-trainer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Fix, Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.graph.team_directory import OwnerStatus, handles
from aiowners.manifest.edits import value_replaced
from aiowners.manifest.scalar_text import scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.graph.team_directory import ResolvedOwner
    from aiowners.manifest.model import Model
    from aiowners.workspace import Workspace


def _options(workspace: Workspace, finding: Diagnostic) -> Iterator[Fix | None]:
    """Offer the trainer as the owner, or a record of the handover."""
    node = workspace.graph.declarations[Key.of(finding.subject or "")][0]
    source, model, trainer = node.manifest.source, ("models", node.key.name), Key.of(finding.about or "").name
    owned = value_replaced(source, (*model, "owner"), scalar_text(trainer))
    yield Fix.of(f"`{trainer}`, who trained it, owns it", owned, safe=False)
    heir = scalar_text(node.owner.party or "")
    record = f"{{from: {scalar_text(trainer)}, to: {heir}, on: {workspace.today}}}"
    handed = value_replaced(source, (*model, "handover"), record)
    yield Fix.of(f"It was handed over to `{node.owner.party}`: write when", handed, safe=False)


@rule(category="ownership", severity=Severity.WARNING, since="0.1", options=_options)
def owner_is_not_trainer(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """A model is owned by the team that trained it, or has been handed over to its owner.

    The artefact belongs to whoever trained it: that team knows the data, the seeds and the short
    cuts, and can train it again. A team that was merely given the weights is asked for repairs that
    it cannot make, while those who could make them believe that the model is no longer theirs. A
    `handover` says that the knowledge went along with the weights, and when. A vendor's model has
    `trained_by: external`; its owner here is whoever stewards it.

    ## Given away without a word

    ```yaml research/ai-ownership.yaml
    version: 1
    teams:
      research: {kind: ml}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    teams:
      search: {kind: product}
    models:
      product-ranker:
        owner: search  # warning: `search` owns model `product-ranker`, which `research` trained
        trained_by: research
    ```

    ## Handed over

    ```yaml research/ai-ownership.yaml
    version: 1
    teams:
      research: {kind: ml}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    teams:
      search: {kind: product}
    models:
      product-ranker:
        owner: search
        trained_by: research
        handover: {from: research, to: search, on: 2026-03-01, record: https://wiki.acme.test/ranker}
    ```
    """
    resolve = workspace.graph.directory.resolve
    for node, model in workspace.graph.models():
        if not model.trained_in_house:
            continue
        trainer = resolve(model.trained_by)
        if trainer.standing is OwnerStatus.NOBODY or node.owner.standing in {OwnerStatus.NOBODY, OwnerStatus.DISBANDED}:
            continue
        heir = resolve(model.handover.to if model.handover is not None else None)
        if node.owner.party is not None and node.owner.party in {trainer.party, heir.party}:
            continue
        if OwnerStatus.UNKNOWN in {node.owner.standing, trainer.standing, heir.standing} or _is_unread(node, model):
            yield owner_is_not_trainer.withheld(node.key)
        else:
            yield _finding(workspace, node, trainer)


def _is_unread(node: DeclaredNode, model: Model) -> bool:
    """Whether text that could not be read may state another owner or the handover."""
    gaps = model.gaps
    return node.owner_unread or "handover" in gaps.keys | gaps.words or bool(gaps and model.handover)


def _name(workspace: Workspace, trainer: ResolvedOwner) -> str:
    """Return the trainer's name, also that of a disbanded team."""
    if trainer.party is not None:
        return trainer.party
    text = trainer.text.strip()
    teams = workspace.graph.directory.teams.values()
    return next((team.name for team in teams if text.lower() in map(str.lower, handles(team))), text)


def _finding(workspace: Workspace, node: DeclaredNode, trainer: ResolvedOwner) -> Diagnostic:
    name = _name(workspace, trainer)
    related = [Label(workspace.locate(node, "trained_by"), f"`{name}` trained it")]
    if node.inherits:
        related.append(Label(workspace.at(node.manifest, ("owner",)), "the owner of what the file declares"))
    return owner_is_not_trainer.at(
        workspace.locate(node) if node.inherits else workspace.locate(node, "owner"),
        f"`{node.owner.party}` owns {node.key.words}, which `{name}` trained, and no `handover` says so",
        subject=node.key,
        about=Key("team", name),
        anchor=("owner",),
        label=f"`{node.owner.party}` did not train it",
        related=tuple(related),
        help=f"leave it to `{name}`, or record `handover: {{from: {name}, to: {node.owner.party}, on: YYYY-MM-DD}}`",
    )
