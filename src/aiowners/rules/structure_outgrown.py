"""The rule `structure-outgrown`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace

_TEAMS, _FEATURES, _USERS = 3, 5, 4


@rule(category="organization", severity=Severity.INFO, since="0.1", advice=True)
def structure_outgrown(workspace: Workspace) -> Iterator[Diagnostic]:
    """The structure that the organization states still fits what its teams run.

    One central AI team is right for the first features and a queue for the tenth: whoever needs a
    change waits, and then builds on the side. Embedded engineers are close to their users, until
    two teams have each built a vector store and four have a contract with the same vendor. Both are
    outgrown without anybody deciding it. `centralized` is, with features in production of three
    teams, or five features; `embedded`, when two teams provide the same capability, or four use the
    models of one provider. `tooling` is no capability here: everybody has tools.

    ## One team for everything

    ```yaml ai-ownership.yaml
    version: 1
    organization:
      structure: centralized  # info: the structure is `centralized`, and 3 teams run 3 features in production
    features:
      shop-assistant: {owner: ai-platform}
    ```

    ```yaml shop/ai-ownership.yaml
    version: 1
    features:
      ranking: {owner: search}
      help-answers: {owner: support}
    ```

    ## Everybody for themselves

    ```yaml ai-ownership.yaml
    version: 1
    organization:
      structure: embedded  # info: the structure is `embedded`, and `growth` and `search` each provide vector-store
    platforms:
      search-vectors: {owner: search, provides: [vector-store]}
      campaign-vectors: {owner: growth, provides: [vector-store]}
    ```

    ## A hub for what is shared

    ```yaml ai-ownership.yaml
    version: 1
    organization: {structure: hub-and-spoke}
    platforms:
      vectors: {owner: ai-platform, provides: [vector-store]}
    ```

    ```yaml shop/ai-ownership.yaml
    version: 1
    features:
      ranking: {owner: search, uses: {platforms: [vectors]}}
      help-answers: {owner: support, uses: {platforms: [vectors]}}
      coupons: {owner: growth}
    ```
    """
    manifest, organization = workspace.organization or (None, None)
    if manifest is None or organization is None:
        return
    match organization.structure:
        case "centralized":
            signs = _signs_of_spokes(workspace)
            better = "`hub-and-spoke`: the teams own their features, and a hub owns what all of them build on"
        case "embedded":
            signs = [*_provided_twice(workspace), *_common_providers(workspace)]
            better = "`hub-and-spoke`: one team owns what several have built or bought, the others use it"
        case _:
            return
    if signs:
        yield structure_outgrown.at(
            workspace.at(manifest, ("organization", "structure"), key=True),
            f"the structure is `{organization.structure}`, and {'; '.join(words for words, _ in signs)}",
            subject="organization",
            anchor=("structure",),
            label="outgrown",
            related=tuple(label for _, labels in signs for label in labels),
            help=f"think about {better}",
        )


_Sign = tuple[str, list[Label]]


def _signs_of_spokes(workspace: Workspace) -> list[_Sign]:
    graph = workspace.graph
    features = [node for node, feature in graph.features() if graph.first[node.key] is node and feature.in_production]
    teams = {node.owner.party for node in features} - {None}
    if len(teams) < _TEAMS and len(features) < _FEATURES:
        return []
    run = "1 team runs" if len(teams) == 1 else f"{len(teams)} teams run"
    return [(f"{run} {len(features)} features in production", [])]


def _provided_twice(workspace: Workspace) -> Iterator[_Sign]:
    providers: dict[str, dict[str, Label]] = {}
    for node, platform in workspace.graph.platforms():
        if node.owner.party is not None:
            for index, capability in enumerate(platform.provides):
                if capability and capability != "tooling":
                    by_team = providers.setdefault(capability, {})
                    if node.owner.party not in by_team:
                        label = f"{node.key.words} of `{node.owner.party}`"
                        by_team[node.owner.party] = Label(workspace.locate(node, "provides", index), label)
    for capability, by_team in sorted(providers.items()):
        if len(by_team) > 1:
            yield f"{_listed(by_team)} each provide {capability}", list(by_team.values())


def _common_providers(workspace: Workspace) -> Iterator[_Sign]:
    graph = workspace.graph
    teams: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for node, model in graph.models():
        if graph.first[node.key] is node and model.provider:
            users = (graph.declared[number] for number in graph.users[node.number])
            provider = model.provider.strip()
            names.setdefault(provider.lower(), provider)
            teams.setdefault(provider.lower(), set()).update(
                user.owner.party for user in users if user.counts and user.owner.party is not None
            )
    for provider, users_of in sorted(teams.items()):
        if len(users_of) >= _USERS:
            yield f"{len(users_of)} teams use models of {names[provider]}", []


def _listed(teams: dict[str, Label]) -> str:
    names = sorted(f"`{team}`" for team in teams)
    return f"{', '.join(names[:-1])} and {names[-1]}"
