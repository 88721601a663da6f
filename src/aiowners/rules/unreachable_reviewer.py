"""The rule `unreachable-reviewer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.graph.review_policy import must_review

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.workspace import Workspace

_MAX_SHOWN = 3


@rule(category="review", severity=Severity.WARNING, since="0.1")
def unreachable_reviewer(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Every team that must review a model has a handle on the repository's forge.

    A review is asked of a handle: `@acme/search` on GitHub, `@acme/search` or a subgroup on GitLab.
    A team without one stands in the manifests as a reviewer, in no CODEOWNERS line and in no
    request, and the change goes on without it. A team must review a model that it owns, one whose
    `reviewers` name it, and one that something of its own is built on, unless it has waived: what
    `aiowners reviewers` requires when the model changes. An email address reaches people, but no
    forge asks a team for a review by it. Whether the handle exists only the forge knows.

    ## A handle elsewhere

    ```yaml ai-ownership.yaml
    version: 1
    teams:
      ml-core: {handles: {github: "@acme/ml-core"}}
      search:  # warning: `search` must review model `text-embed-v3` and has no handle on GitHub
        handles: {gitlab: "@acme/search"}
    models:
      text-embed-v3: {owner: ml-core, reviewers: [search]}
    features:
      ranking: {owner: search, uses: {models: [text-embed-v3]}}
    ```

    ## On the forge

    ```toml aiowners.toml
    forge = "gitlab"
    ```

    ```yaml ai-ownership.yaml
    version: 1
    teams:
      ml-core: {handles: {gitlab: "@acme/ml/core"}}
      search: {handles: {gitlab: ["@acme/search", "@acme/ranking"]}}
      growth: {}
    models:
      text-embed-v3:
        owner: ml-core
        reviewers: [search, "@acme/model-risk"]
        waivers: [{team: growth, reason: pins a version}]
    features:
      ranking: {owner: search, uses: {models: [text-embed-v3]}}
      coupons: {owner: growth, uses: {models: [text-embed-v3]}}
    ```
    """
    graph = workspace.graph
    mute = {name for name in graph.directory.teams if not workspace.handles.readable(name)}
    models_by_team: dict[str, list[DeclaredNode]] = {}
    if mute:
        for node, _ in graph.models():
            for party in mute & must_review(graph, node, workspace.today):
                models_by_team.setdefault(party, []).append(node)
    for party in sorted(models_by_team):
        team = Key("team", party)
        if workspace.handles.may_be_unread(party) or workspace.may_be_unread(party):
            yield unreachable_reviewer.withheld(team, team)
        else:
            yield _finding(workspace, team, models_by_team[party])


def _finding(workspace: Workspace, team: Key, models: Sequence[DeclaredNode]) -> Diagnostic:
    more = len(models) - 1
    others = f" and {more} more model{'s' if more > 1 else ''}" if more else ""
    forge = workspace.forge
    stated = workspace.handles.of(team.name)
    which = f"that {forge.title} reads as one: `{stated[0]}`" if stated else f"on {forge.title}"
    label = f"{forge.title} knows no handle of this form" if stated else f"it states no `handles.{forge.value}`"
    return unreachable_reviewer.at(
        workspace.at(workspace.graph.directory.manifests[team.name], ("teams", team.name), key=True),
        f"`{team.name}` must review {models[0].key.words}{others} and has no handle {which}",
        subject=team,
        about=team,
        anchor=f"handles.{forge.value}",
        label=f"nobody can ask it there: {label}",
        related=tuple(
            Label(workspace.locate(node), f"a change of {node.key.words} needs its review")
            for node in models[:_MAX_SHOWN]
        ),
        help=f'write what it is called there: `handles: {{{forge.value}: "@..."}}`',
    )
