"""The rule `codeowners-missing-owner`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.graph.team_directory import OwnerStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.claims import Claim
    from aiowners.codeowners.file_owners import FileOwners, UnownedFiles
    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.workspace import Workspace


@rule(category="review", severity=Severity.WARNING, since="0.1")
def codeowners_missing_owner(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """The files of a declaration are owned in CODEOWNERS by its owner, or by a co-owner.

    The manifest says that a feature is `search`'s, and the forge asks somebody else when its files
    change, or nobody. Both texts are right to whoever wrote them. This runs where the repository
    has a CODEOWNERS file, and holds each tracked file against the line that wins for it, which is
    the last that matches; on GitLab there is one in each section, and any of them will do. A team
    goes by its handles for this forge and by its email address, whatever their case. Others on the
    line are no matter, although each of them can approve in the team's place: owners on one line
    are alternatives. Bitbucket asks them and waits for none; nor do GitHub and GitLab, unless the
    branch is told to require the review of code owners.

    What a line that the forge skips may say is `codeowners-syntax`, and not judged here. Nor is a
    team that has no handle on the forge.

    ## The line further down

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    teams:
      search: {handles: {github: "@acme/search"}}
    features:
      ranking:
        paths:
          - src/  # warning: `search/src/data/feed.py` and 1 more file are of feature `ranking` and not owned by `search`
      suggestions:
        paths: [//suggest/]  # warning: `suggest/complete.py` is of feature `suggestions` and not owned by `search`
    ```

    ```text .github/CODEOWNERS
    /search/ @acme/search
    data/ @acme/data-eng
    ```

    ```python search/src/rank.py
    def rank(products): ...
    ```

    ```python search/src/data/feed.py
    def feed(): ...
    ```

    ```python search/src/data/read.py
    def read(): ...
    ```

    ```python suggest/complete.py
    def complete(words): ...
    ```

    ## Owned by one of them

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    teams:
      search: {handles: {github: "@acme/search"}}
      data-eng: {handles: {github: ["@acme/data-eng", "@acme/feeds"]}}
    features:
      ranking:
        co_owners: [data-eng]
        paths: [src/]
    ```

    ```text .github/CODEOWNERS
    * @acme/everyone
    /search/ @acme/ml-core @Acme/Search
    data/ @acme/feeds
    ```

    ```python search/src/rank.py
    def rank(products): ...
    ```

    ```python search/src/data/feed.py
    def feed(): ...
    ```
    """
    winners, files = workspace.winners, workspace.files
    if winners is None or files is None:
        return
    known: dict[int, _AcceptedOwners] = {}
    for claim in workspace.claims:
        node = claim.node
        if node.owner.party is None and not node.owner_unsure:
            continue
        owners = known.get(node.number)
        if owners is None:
            owners = known[node.number] = _owners(workspace, node)
        stray = workspace.applied.stray(claim, files, winners, owners.names)
        if stray is None:
            continue
        if _is_unsure(workspace, winners, claim, owners, stray):
            owner = node.owner.party or node.owner.text.strip()
            team = Key("team", owner) if owner else None
            yield codeowners_missing_owner.withheld(node.key, team, causes=winners.causes(owners.names))
        else:
            yield _finding(workspace, claim, stray)


class _AcceptedOwners(NamedTuple):
    """The owner and the co-owners, and their names on the code host."""

    parties: tuple[str, ...]
    names: frozenset[str]
    has_unknown: bool


def _owners(workspace: Workspace, node: DeclaredNode) -> _AcceptedOwners:
    resolved = [node.owner, *map(workspace.graph.directory.resolve, node.declaration.co_owners)]
    parties = tuple(owner.party for owner in resolved if owner.party is not None)
    has_unknown = any(owner.standing is OwnerStatus.UNKNOWN for owner in resolved)
    return _AcceptedOwners(parties, workspace.handles.names(parties), has_unknown)


def _is_unsure(
    workspace: Workspace, winners: FileOwners, claim: Claim, owners: _AcceptedOwners, stray: UnownedFiles
) -> bool:
    """Whether an owner may be on the line under a name that is unknown or was not read."""
    node = claim.node
    if (
        node.owner_unsure
        or owners.has_unknown
        or "co_owners" in node.declaration.gaps.keys | node.declaration.gaps.words
    ):
        return True
    owner, *others = owners.parties
    if not workspace.handles.knows(owner) or winners.may_be_unread(owners.names):
        return True
    return bool(stray.matched.names) and not all(map(workspace.handles.knows, others))


def _finding(workspace: Workspace, claim: Claim, stray: UnownedFiles) -> Diagnostic:
    assert workspace.codeowners is not None
    node, owner = claim.node, claim.node.owner.party
    assert owner is not None
    co_owners = " or a co-owner" if node.declaration.co_owners else ""
    from aiowners.codeowners.forge_patterns import to_codeowners_for

    pattern = to_codeowners_for(claim.naming(stray.path), stray.path, workspace.forge)
    where = (
        "below the line that wins" if len(stray.matched.lines) == 1 else f"into `{workspace.codeowners.source.path}`"
    )
    advice = f"{workspace.forge.title} has no way to write `{claim.text}`: give these files lines of their own"
    if pattern is not None:
        line = f"{pattern} {workspace.handles.readable(owner)[0]}"
        advice = f"write `{line}` {where}, or run `aiowners codeowners --write`"
    return codeowners_missing_owner.at(
        workspace.locate(node, claim.key, claim.position),
        f"{stray.subject} of {node.key.words} and not owned by `{owner}`{co_owners} in CODEOWNERS",
        subject=node.key,
        about=Key("team", owner),
        anchor=f"{claim.key}={claim.text}",
        label=stray.matched.description,
        related=stray.matched.labels(stray.path),
        help=advice,
    )
