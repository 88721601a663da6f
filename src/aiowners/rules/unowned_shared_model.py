"""The rule `unowned-shared-model`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Fix, Label, Severity
from aiowners.diagnostics.nearest import NameIndex
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import DeclaredNode, Key
from aiowners.graph.review_policy import downstream_feature_owners, downstream_owners, is_shared, undeclared_downstream
from aiowners.graph.team_directory import OwnerStatus
from aiowners.manifest.edits import value_replaced
from aiowners.manifest.model import Model
from aiowners.manifest.scalar_text import respelled, scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import Node
    from aiowners.workspace import Workspace


_MAX_TEAMS = 5


def _options(workspace: Workspace, finding: Diagnostic) -> Iterator[Fix | None]:
    """Offer the team that trained it, and the teams that depend on it; nothing for an undeclared model."""
    node = workspace.graph.first[Key.of(finding.subject or "")]
    model = node.declaration
    if not isinstance(model, Model) or not isinstance(node, DeclaredNode):
        return
    trainer = workspace.graph.directory.resolve(model.trained_by if model.trained_in_house else None).party
    teams = [*filter(None, [trainer]), *sorted(downstream_owners(workspace.graph, node) - {trainer})]
    for team in teams[:_MAX_TEAMS]:
        edits = value_replaced(node.manifest.source, ("models", node.key.name, "owner"), scalar_text(team))
        yield Fix.of(f"`{team}` owns it", edits, safe=False)


@rule(category="ownership", severity=Severity.ERROR, since="0.1", options=_options)
def unowned_shared_model(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Every model that several teams share has an owner.

    A shared model without an owner is changed by whoever happens to, retrained by nobody, and
    switched off by accident; each of its users takes another one for its owner. A model is shared
    when it is open to the company (`access`), or when features of two or more teams are built on
    it, however many steps away. One that no manifest declares counts too.

    ## Declared by nobody

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        uses: {models: [gpt-4o]}  # error: features of `search` and `support` are built on model `gpt-4o`, and no manifest declares it
    ```

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      answer-bot:
        uses: {models: [gpt-4o]}
    ```

    ## The same slip in two teams

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3: {reviewers: [search, support]}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        uses: {models: [text-embed-3]}  # error: features of `search` and `support` are built on model `text-embed-3`
    ```

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      answer-bot:
        uses: {models: [text-embed-3]}
    ```

    ```yaml search/ai-ownership.yaml fixed
    version: 1
    owner: search
    features:
      ranking:
        uses: {models: [text-embed-v3]}
    ```

    ```yaml support/ai-ownership.yaml fixed
    version: 1
    owner: support
    features:
      answer-bot:
        uses: {models: [text-embed-v3]}
    ```

    ## To be decided

    ```yaml ml/ai-ownership.yaml
    version: 1
    models:
      text-embed-v3:  # error: shared model `text-embed-v3` has no owner
        owner: tbd
        access: company
    ```

    ## Stewarded

    A vendor's model has an owner inside the company as well: who answers for its use here.

    ```yaml platform/ai-ownership.yaml
    version: 1
    owner: ai-platform
    models:
      gpt-4o:
        trained_by: external
        provider: openai
        reviewers: downstream
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        uses: {models: [gpt-4o]}
    ```
    """
    known = NameIndex(workspace.graph.names.get("model", ()))
    for node in workspace.graph.nodes:
        if node.key.kind != "model" or node.owner.standing in {OwnerStatus.RESOLVED, OwnerStatus.UNKNOWN}:
            continue
        if not is_shared(workspace.graph, node):
            if names := _unknown_users(workspace, node):
                yield unowned_shared_model.withheld(node.key, names=names)
            continue
        if not isinstance(node, DeclaredNode):
            yield _undeclared(workspace, node, known)
        elif not _is_retired(node):
            yield _unowned(workspace, node)


def _unknown_users(workspace: Workspace, node: Node) -> tuple[str, ...]:
    """The undeclared owners downstream of a model, if the model is shared unless they are no teams."""
    if _is_retired(node):
        return ()
    names = undeclared_downstream(workspace.graph, node, counting=True)
    known = downstream_feature_owners(workspace.graph, node)
    return tuple(names) if len(names) + len(known) > 1 else ()


def _undeclared(workspace: Workspace, node: Node, known: NameIndex) -> Diagnostic | Skipped:
    if workspace.may_declare(node.key):
        return unowned_shared_model.withheld(node.key, names=(node.key.name,))
    uses = _uses(workspace, node)
    teams = sorted(downstream_feature_owners(workspace.graph, node))
    listed = ", ".join(f"`{team}`" for team in teams[:-1]) + f" and `{teams[-1]}`"
    advice = f"declare `{node.key.name}` under `models` in the manifest of the team that answers for it"
    label, near = _likely_model(workspace, node, known)
    return unowned_shared_model.at(
        uses[0].location,
        f"features of {listed} are built on {node.key.words}, and no manifest declares it",
        subject=node.key,
        label=label or uses[0].message,
        related=tuple(uses[1:]),
        help=f"write `{near}` at each use, or {advice}" if near else advice,
        fix=_renamed(node, uses, near) if near else None,
    )


def _likely_model(workspace: Workspace, node: Node, known: NameIndex) -> tuple[str, str | None]:
    """Words on the declared model that an undeclared name means, and its name; empty if it may be none or several."""
    claimed = workspace.graph.identifiers.get(node.key.name)
    if claimed is not None:
        return f"that is an identifier of `{claimed.key.name}`: name the model", claimed.key.name
    near = known.nearest(node.key.name)
    if not near:
        return "", None
    return f"did you mean `{near[0]}`?", near[0] if len(near) == 1 else None


def _renamed(node: Node, uses: list[Label], near: str) -> Fix | None:
    """Write the declared name at each use; None if one of them is written in another way than the name is."""
    locations = dict.fromkeys(use.location for use in uses)
    if any(location.text.strip("'\"") != node.key.name for location in locations):
        return None
    edits = tuple(edit for location in locations for edit in respelled(location, near))
    return Fix.of(f"Write `{near}`", edits, safe=False)


def _is_retired(node: Node) -> bool:
    return isinstance(node.declaration, Model) and node.declaration.status == "retired"


def _unowned(workspace: Workspace, node: DeclaredNode) -> Diagnostic | Skipped:
    if node.owner_unread:
        return unowned_shared_model.withheld(node.key)
    match node.owner.standing:
        case OwnerStatus.DISBANDED:
            label = f"its owner `{node.owner.text}` is disbanded"
        case _ if node.owner.text.strip():
            label = f"`{node.owner.text.strip()}` stands in the owner's place"
        case _:
            label = "no owner is stated"
    return unowned_shared_model.at(
        workspace.locate(node),
        f"shared {node.key.words} has no owner",
        subject=node.key,
        label=label,
        related=tuple(_uses(workspace, node)),
        help="state `owner: TEAM`: the team that trained it, or, for a vendor's model, that stewards it here",
    )


def _uses(workspace: Workspace, node: Node) -> list[Label]:
    """Every use of a model, by place."""
    labels = [Label(workspace.locate(edge.target, *edge.inside), edge.words) for edge in workspace.graph.uses(node)]
    return sorted(labels, key=lambda label: label.location.order)
