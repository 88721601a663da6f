"""The rule `owner-is-not-a-team`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.graph import Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.graph.parties import Directory
    from aiowners.manifest.model import Manifest
    from aiowners.workspace import Workspace

_TITLES = frozenset(("chief", "head", "lead", "director", "vp", "officer", "manager"))
_BETWEEN = re.compile(r"[-_.\s]+")


@rule(category="ownership", severity=Severity.WARNING, since="0.1")
def owner_is_not_a_team(workspace: Workspace) -> Iterator[Diagnostic]:
    """An owner is a team: neither one person nor a title.

    Companies that begin with AI like to begin with a title. The head of AI then owns forty things
    on paper and can mend none of them at night, and whoever built them waits for a decision. One
    person is on holiday, and one day gone. What holds up is a team: it has a pager, it has hands,
    and it is still there next year. A person has a place as a feature's `product_manager`.

    ## A title

    ```yaml strategy/ai-ownership.yaml
    version: 1
    owner: chief-ai-officer  # warning: the owner of everything here is a title, `chief-ai-officer`
    features:
      answer-bot: {status: pilot}
      call-summaries: {status: production}
    ```

    ## One person

    ```yaml teams/ai-ownership.yaml
    version: 1
    teams:
      search:
        handles: {github: "@acme/search"}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: "@acme/search"
    features:
      ranking:
        owner: "@maya"  # warning: the owner of feature `ranking` is one person, `@maya`
    ```

    ## A team, and a person in a role

    ```yaml search/ai-ownership.yaml
    version: 1
    teams:
      search: {kind: product}
    features:
      ranking:
        owner: search
        product_manager: "@maya"
    ```
    """
    directory = workspace.graph.directory
    for manifest in workspace.manifests:
        if manifest.owner is not None and (what := _instead_of_a_team(directory, manifest.owner)):
            yield _finding(workspace, manifest, None, manifest.owner, what)
        for declaration in manifest.declarations:
            if declaration.owner is not None and (what := _instead_of_a_team(directory, declaration.owner)):
                key = Key(declaration.kind, declaration.name)
                yield _finding(workspace, manifest, key, declaration.owner, what)


def _instead_of_a_team(directory: Directory, text: str) -> str:
    """What an owner is, in words, where it is no team; a name that nobody declares is another finding."""
    party = directory.resolve(text).party
    if party is None or party in directory.teams:
        return ""
    if "@" in party and not (party.startswith("@") and "/" in party):
        return "one person"
    name = party.rpartition("/")[2].lower()
    return "a title" if _TITLES.intersection(_BETWEEN.split(name)) else ""


def _finding(workspace: Workspace, manifest: Manifest, key: Key | None, owner: str, what: str) -> Diagnostic:
    path = ("owner",) if key is None else (f"{key.kind}s", key.name, "owner")
    whose = "everything here" if key is None else key.words
    return owner_is_not_a_team.at(
        workspace.at(manifest, path),
        f"the owner of {whose} is {what}, `{owner.strip()}`: an owner is a team",
        subject=key,
        anchor=("owner",),
        label=f"{what}, not a team",
        help="name the team that mends it; if this is one, declare it under `teams`, with its handle or address",
    )
