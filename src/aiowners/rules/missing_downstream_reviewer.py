"""The rule `missing-downstream-reviewer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Fix, Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.graph.review_policy import missing_reviewers, undeclared_downstream
from aiowners.graph.shortest_chains import shortest_chains_by_node
from aiowners.graph.team_directory import OwnerStatus, handles
from aiowners.manifest.edits import item_added, value_replaced
from aiowners.manifest.model import Model
from aiowners.manifest.scalar_text import scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode, Edge
    from aiowners.graph.shortest_chains import Chain
    from aiowners.workspace import Workspace


def _options(workspace: Workspace, finding: Diagnostic) -> Iterator[Fix | None]:
    """Offer a waiver, or a computed list of reviewers."""
    node = workspace.graph.declarations[Key.of(finding.subject or "")][0]
    source, model, team = node.manifest.source, ("models", node.key.name), Key.of(finding.about or "").name
    waiver = f"{{team: {scalar_text(team)}, reason: REASON}}"
    waived = item_added(source, (*model, "waivers"), team, waiver)
    yield Fix.of(f"`{team}` agrees to be told rather than asked: say why", waived, safe=False)
    computed = value_replaced(source, (*model, "reviewers"), "downstream")
    yield Fix.of("Have the list computed: then something has to enforce it", computed, safe=False)


@rule(category="review", severity=Severity.ERROR, since="0.1", options=_options)
def missing_downstream_reviewer(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Everyone downstream of a shared model is asked before it changes.

    The artefact belongs to whoever trained it; what it does to a product is felt by whoever built
    on it, often several steps away: a team whose feature queries an index that is built with an
    embedding model has never heard of the model, and breaks when it is retrained. Such a team is
    among the model's `reviewers`, or has agreed under `waivers` to be told rather than asked.
    `reviewers: downstream` has the list computed.

    ## Two steps away

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3:
        reviewers: [data-eng]  # error: `support` is downstream of shared model `text-embed-v3`
    ```

    ```yaml data/ai-ownership.yaml
    version: 1
    owner: data-eng
    assets:
      help-index:
        uses: {models: [text-embed-v3]}
    ```

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      answer-bot:
        uses: {assets: [help-index]}
    ```

    ```yaml ml/ai-ownership.yaml fixed
    version: 1
    owner: ml-core
    models:
      text-embed-v3:
        reviewers: [data-eng, support]
    ```

    ## Asked, told, or computed

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3:
        reviewers: [data-eng]
        waivers:
          - {team: support, reason: pins a version}
      reranker:
        reviewers: downstream
    ```

    ```yaml data/ai-ownership.yaml
    version: 1
    owner: data-eng
    assets:
      help-index:
        uses: {models: [text-embed-v3]}
    ```

    ```yaml support/ai-ownership.yaml
    version: 1
    owner: support
    features:
      answer-bot:
        uses: {assets: [help-index], models: [reranker]}
    ```
    """
    for node, model in workspace.graph.models():
        if model.status == "retired":
            continue
        if node.owner.standing is OwnerStatus.UNKNOWN:
            yield missing_downstream_reviewer.withheld(node.key)
            continue
        if names := _downstream_of_unknown(workspace, node):
            yield missing_downstream_reviewer.withheld(node.key, names=names)
        if model.gaps:
            missing = missing_reviewers(workspace.graph, node, workspace.today)
            unread = (party for party in missing if _may_be_unread(workspace, node, party))
            yield from (missing_downstream_reviewer.withheld(node.key, Key("team", party)) for party in unread)
    labels: dict[Edge, Label] = {}  # chains share their steps
    for node, party, chain in shortest_chains_by_node(workspace.graph, _teams_by_model(workspace)):
        yield _finding(workspace, node, party, chain, labels)


def _teams_by_model(workspace: Workspace) -> Iterator[tuple[DeclaredNode, list[str]]]:
    """The models with the reviewers that they certainly miss."""
    for node, model in workspace.graph.models():
        if missing := missing_reviewers(workspace.graph, node, workspace.today):
            if model.gaps:
                missing = [party for party in missing if not _may_be_unread(workspace, node, party)]
            yield node, missing


def _downstream_of_unknown(workspace: Workspace, node: DeclaredNode) -> tuple[str, ...]:
    """The names that may hide an owner downstream: of undeclared owners, and in text that could not be read.

    An undeclared owner that the model names among its reviewers, waivers, or co-owners is not missing.
    """
    model = node.declaration
    assert isinstance(model, Model)
    names = undeclared_downstream(workspace.graph, node, counting=True)
    names += [consumer.team for consumer in model.used_elsewhere if _is_undeclared(workspace, consumer.team)]
    if names:
        listed = [*model.co_owners, *(waiver.team for waiver in model.waivers)]
        if isinstance(model.reviewers, tuple):
            listed += [reviewer.team for reviewer in model.reviewers]
        named = {text.strip() for text in listed}
        names = [name for name in names if name.strip() not in named]
    if node.number in workspace.named_in_unread:
        names.append(workspace.named_in_unread[node.number])
    return tuple(names)


def _is_undeclared(workspace: Workspace, team: str) -> bool:
    return workspace.graph.directory.resolve(team).standing is OwnerStatus.UNKNOWN


def _may_be_unread(workspace: Workspace, node: DeclaredNode, party: str) -> bool:
    """Whether the part of the model's declaration that could not be read may name the party."""
    gaps = node.declaration.gaps
    if not gaps:
        return False
    if gaps.keys & {"reviewers", "waivers", "co_owners"}:
        return True
    team = workspace.graph.directory.teams.get(party)
    names = {party, *(handles(team) if team is not None else ())}
    return any(name.rpartition("/")[2].lstrip("@") in gaps.words for name in names)


def _finding(
    workspace: Workspace, node: DeclaredNode, party: str, chain: Chain, labels: dict[Edge, Label]
) -> Diagnostic:
    model = node.declaration
    assert isinstance(model, Model)
    if chain.edges:
        related = tuple(labels.get(edge) or _label(workspace, edge, labels) for edge in chain.edges)
        if chain.left_out:
            half = len(related) // 2
            more = Label(related[half - 1].location, f"and {chain.left_out} more steps")
            related = (*related[:half], more, *related[half:])
        owns = f"owns {chain.edges[-1].target.key.words}"
    else:
        location = workspace.locate(node, "used_elsewhere", chain.consumer or 0)
        related = (Label(location, f"`{party}` uses it in another repository"),)
        owns = "uses it in another repository"
    stated = model.reviewers is not None
    return missing_downstream_reviewer.at(
        workspace.locate(node, "reviewers", key=True) if stated else workspace.locate(node),
        f"`{party}` is downstream of shared {node.key.words} ({owns}) and is not asked before it changes",
        subject=node.key,
        about=Key("team", party),
        label="not everyone downstream is among them" if stated else "it names no reviewers",
        related=related,
        help="add the team to `reviewers`, or, if it agrees to be told rather than asked, to `waivers`",
        fix=_fix(node, party),
    )


def _label(workspace: Workspace, edge: Edge, labels: dict[Edge, Label]) -> Label:
    label = labels[edge] = Label(workspace.locate(edge.target, *edge.inside), edge.words)
    return label


def _fix(node: DeclaredNode, party: str) -> Fix | None:
    edits = item_added(node.manifest.source, ("models", node.key.name, "reviewers"), party)
    return Fix.of(f"Add `{party}` to the reviewers", edits, safe=True)
