"""The rule `unguarded-manifest`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.graph.team_directory import OwnerStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.codeowners.file_owners import MatchedOwners
    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.manifest.model import Manifest
    from aiowners.workspace import Workspace


@rule(category="review", severity=Severity.WARNING, since="0.1")
def unguarded_manifest(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """A manifest is owned in CODEOWNERS by the team that it says it belongs to.

    A manifest says who answers for what, and who is asked before it changes. Whoever may change it
    unasked may hand over a model, or strike a team from its reviewers, without a word to anyone.
    The team in the file's `owner` is therefore an owner of the file itself. This runs where the
    repository has a CODEOWNERS file. Other owners beside the team are in order, although on one
    line any one of them can approve; and no forge waits for code owners unless the branch is told
    to require their review (Bitbucket cannot be told: it suggests them).

    ## Anybody may change it

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search  # warning: `search/ai-ownership.yaml` belongs to `search`, and is not owned by it in CODEOWNERS
    teams:
      search: {handles: {github: "@acme/search"}}
    ```

    ```text .github/CODEOWNERS
    *.py @acme/search
    ```

    ## The team is asked

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    teams:
      search: {handles: {github: "@acme/search"}}
    ```

    ```text .github/CODEOWNERS
    * @acme/everyone
    ai-ownership.yaml @acme/ai-platform
    /search/ai-ownership.yaml @Acme/Search @acme/ai-platform
    ```
    """
    winners = workspace.winners
    if winners is None:
        return
    for manifest in workspace.manifests:
        owner = workspace.graph.directory.resolve(manifest.owner)
        won = winners.of(manifest.path)
        if owner.standing is OwnerStatus.UNKNOWN:
            yield unguarded_manifest.withheld(None, Key("team", owner.text.strip()), path=manifest.path)
        elif owner.party is not None and won.names.isdisjoint(names := workspace.handles.names([owner.party])):
            if not workspace.handles.knows(owner.party) or winners.may_be_unread(names):
                team = Key("team", owner.party)
                causes = winners.causes(names)
                yield unguarded_manifest.withheld(None, team, path=manifest.path, causes=causes)
            else:
                yield _finding(workspace, manifest, owner.party, won)


def _finding(workspace: Workspace, manifest: Manifest, party: str, won: MatchedOwners) -> Diagnostic:
    assert workspace.codeowners is not None
    handle = workspace.handles.readable(party)[0]
    line = f"`/{manifest.path} {handle}`"
    return unguarded_manifest.at(
        workspace.at(manifest, ("owner",)),
        f"`{manifest.path}` belongs to `{party}`, and is not owned by it in CODEOWNERS: {_consequence(won)}",
        subject=None,
        about=Key("team", party),
        anchor=("owner",),
        label=won.description,
        related=won.labels(manifest.path),
        help=f"write {line} at the end of `{workspace.codeowners.source.path}`, or run `aiowners codeowners --write`",
    )


def _consequence(won: MatchedOwners) -> str:
    return "others can change who owns what" if won.names else "anybody can change who owns what"
