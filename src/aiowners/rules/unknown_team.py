"""The rule `unknown-team`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Fix, Severity
from aiowners.diagnostics.nearest import NameIndex, nearest
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.graph.other_notations import team_in_other_notation
from aiowners.graph.references import team_references
from aiowners.graph.team_directory import OwnerStatus
from aiowners.manifest.decode import NAME
from aiowners.manifest.edits import key_added
from aiowners.manifest.scalar_text import respelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.references import TeamReference
    from aiowners.graph.team_directory import TeamDirectory
    from aiowners.manifest.model import Manifest
    from aiowners.workspace import Workspace


def _options(workspace: Workspace, finding: Diagnostic) -> Iterator[Fix | None]:
    """Offer each similar name, or a declaration of the team in this manifest."""
    name = Key.of(finding.about or "").name
    directory = workspace.graph.directory
    for near in nearest(team_in_other_notation(name, directory) or name, directory.teams):
        yield Fix.of(f"Write `{near}`", respelled(finding.location, near), safe=False)
    if NAME.fullmatch(name):
        declared = key_added(finding.location.source, ("teams", name), "{}")
        yield Fix.of(f"Declare `{name}` in this manifest", declared, safe=False)


@rule(category="reference", severity=Severity.ERROR, since="0.1", options=_options)
def unknown_team(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Every team that a manifest names is declared under `teams` in some manifest.

    A misspelt owner is nobody: the review is requested from a team that does not exist. Handles
    (`@acme/search`) and addresses stand for themselves, and where no manifest declares any team,
    bare names are taken as they are.

    ## A misspelt owner

    ```yaml teams/ai-ownership.yaml
    version: 1
    teams:
      search: {kind: product}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    features:
      ranking:
        owner: serach  # error: no team is called `serach`
    ```

    ```yaml search/ai-ownership.yaml fixed
    version: 1
    features:
      ranking:
        owner: search
    ```

    ## The owner of a whole file

    It is reported once, where it stands, and not again for each thing that the file declares.

    ```yaml ai-ownership.yaml
    version: 1
    owner: discovery  # error: no team is called `discovery`
    teams:
      search: {kind: product}
    features:
      ranking: {}
      suggestions: {}
    ```

    ## A reference from a catalog

    ```yaml ai-ownership.yaml
    version: 1
    teams:
      search: {kind: product}
    features:
      ranking:
        owner: group:default/search  # error: no team is called `group:default/search`
    ```

    ```yaml ai-ownership.yaml fixed
    version: 1
    teams:
      search: {kind: product}
    features:
      ranking:
        owner: search
    ```

    ## Declared, or known to the forge

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    teams:
      search: {kind: product}
    features:
      ranking: {co_owners: ["@acme/growth"]}
    ```
    """
    directory = workspace.graph.directory
    if not directory.teams:
        return
    known = NameIndex(directory.teams)
    likely: dict[str, list[str]] = {}
    for manifest in workspace.manifests:
        for reference in team_references(manifest, besides=directory.teams):
            owner = directory.resolve(reference.text)
            placeholder = owner.standing is OwnerStatus.NOBODY and not reference.owns
            if owner.standing is not OwnerStatus.UNKNOWN and not placeholder:
                continue
            name = reference.text.strip()
            team = Key("team", name)
            if workspace.may_declare(team):
                yield unknown_team.withheld(reference.subject, team, path=manifest.path)
            else:
                if name not in likely:
                    likely[name] = _likely_teams(directory, known, name)
                yield _finding(workspace, manifest, reference, name, likely[name])


def _help(name: str) -> str:
    if not NAME.fullmatch(name):
        return "name a declared team"
    return f"declare it: `teams: {{{name}: {{}}}}` in the manifest of the team, or name one that is declared"


def _likely_teams(directory: TeamDirectory, known: NameIndex, name: str) -> list[str]:
    """Return the declared teams that a name may mean, the likeliest first."""
    team = team_in_other_notation(name, directory)
    if team in directory.teams:
        return [team]
    return known.nearest(team or name)


def _finding(
    workspace: Workspace, manifest: Manifest, reference: TeamReference, name: str, near: list[str]
) -> Diagnostic:
    location = workspace.at(manifest, reference.path)
    fix = None
    if len(near) == 1:
        fix = Fix.of(f"Write `{near[0]}`", respelled(location, near[0]), safe=False)
    return unknown_team.at(
        location,
        f"no team is called `{name}`",
        subject=reference.subject,
        about=Key("team", name),
        anchor=reference.path[2:] or reference.path,
        label=f"did you mean `{near[0]}`?" if near else "declared in no manifest",
        help=_help(name),
        fix=fix,
    )
