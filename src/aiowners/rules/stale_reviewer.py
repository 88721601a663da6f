"""The rule `stale-reviewer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Edit, Fix, Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.graph.review_policy import stale_reviewers
from aiowners.graph.team_directory import OwnerStatus
from aiowners.manifest.edits import item_removed
from aiowners.manifest.model import Model
from aiowners.manifest.scalar_text import scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.workspace import Workspace


def _options(_workspace: Workspace, finding: Diagnostic) -> Iterator[Fix | None]:
    """Offer a reason for the review."""
    team = Key.of(finding.about or "").name
    edits = (Edit(finding.location, f"{{team: {scalar_text(team)}, reason: REASON}}"),)
    yield Fix.of(f"Say why `{team}` is asked all the same", edits, safe=False)


@rule(category="review", severity=Severity.WARNING, since="0.1", options=_options)
def stale_reviewer(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Whoever must review a model owns something that it can change.

    Teams move on, and lists stay. A reviewer whom a change cannot touch approves without looking,
    or does not answer at all, and the reviews of those who would be hurt wait with it: soon the
    whole list is waved through. Whoever has another cause than what they own states it as `reason`
    and is left alone, as are handles (`@acme/model-risk`) and those in `used_elsewhere`.

    ## Moved to another model

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3:
        reviewers:
          - search
          - growth  # warning: `growth` reviews model `text-embed-v3` and owns nothing downstream of it
      reco-two-tower:
        reviewers: [growth]
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        uses: {models: [text-embed-v3]}
    ```

    ```yaml growth/ai-ownership.yaml
    version: 1
    owner: growth
    features:
      similar-products:
        uses: {models: [reco-two-tower]}
    ```

    ```yaml ml/ai-ownership.yaml fixed
    version: 1
    owner: ml-core
    models:
      text-embed-v3:
        reviewers:
          - search
      reco-two-tower:
        reviewers: [growth]
    ```

    ## Everyone has a cause

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3:
        reviewers:
          - search
          - mobile
          - {team: model-risk, reason: regulated scoring}
        used_elsewhere:
          - {team: mobile, repository: acme/mobile}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        status: experiment
        uses: {models: [text-embed-v3]}
    ```
    """
    for node in workspace.graph.declared:
        for index in stale_reviewers(workspace.graph, node):
            if _party(workspace, node, index) in workspace.graph.refused(node):
                continue  # its use is the finding
            finding = _finding(workspace, node, index)
            names = workspace.may_own_downstream(node, Key.of(finding.about or "").name)
            if names or _may_be_lost(workspace, node, index):
                yield stale_reviewer.withheld(node.key, finding.about, names=names)
            else:
                yield finding


def _party(workspace: Workspace, node: DeclaredNode, index: int) -> str | None:
    """Return the team that a reviewer refers to."""
    model = node.declaration
    assert isinstance(model, Model)
    assert isinstance(model.reviewers, tuple)
    return workspace.graph.directory.resolve(model.reviewers[index].team).party


def _may_be_lost(workspace: Workspace, node: DeclaredNode, index: int) -> bool:
    """Whether the team, or a reason for its review, may be in what could not be read of the model."""
    model = node.declaration
    assert isinstance(model, Model)
    assert isinstance(model.reviewers, tuple)
    name = model.reviewers[index].team.strip()
    return bool(model.gaps.keys & {"used_elsewhere", "review_scope"}) or (
        bool(model.gaps) and workspace.locate(node, "reviewers", index).text.strip("\"' ") != name
    )


def _finding(workspace: Workspace, node: DeclaredNode, index: int) -> Diagnostic:
    model = node.declaration
    assert isinstance(model, Model)
    assert isinstance(model.reviewers, tuple)
    name = model.reviewers[index].team.strip()
    disbanded = workspace.graph.directory.resolve(name).standing is OwnerStatus.DISBANDED
    scope = "uses it directly: its `review_scope` is `direct`" if model.review_scope == "direct" else "is built on it"
    return stale_reviewer.at(
        workspace.locate(node, "reviewers", index),
        f"`{name}` reviews {node.key.words} and {'is disbanded' if disbanded else 'owns nothing downstream of it'}",
        subject=node.key,
        about=Key("team", name),
        anchor=("reviewers",),
        label="this team no longer exists" if disbanded else f"nothing of `{name}` {scope}",
        help="remove it, or say why it is asked all the same: "
        f"`{{team: {name}, reason: ...}}`, or `used_elsewhere` for what lies in another repository",
        fix=_fix(node, index, name),
    )


def _fix(node: DeclaredNode, index: int, name: str) -> Fix | None:
    edits = item_removed(node.manifest.source, ("models", node.key.name, "reviewers", index))
    return Fix.of(f"Remove `{name}` from the reviewers", edits, safe=False)
