"""The rule `codeowners-missing-reviewer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule
from aiowners.forge import Forge
from aiowners.graph.nodes import Key
from aiowners.graph.review_policy import is_shared, must_review
from aiowners.manifest.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.claims import Claim
    from aiowners.codeowners.file_owners import FileOwners, UnownedFiles
    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.workspace import Workspace


@rule(category="review", severity=Severity.WARNING, since="0.1")
def codeowners_missing_reviewer(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Where CODEOWNERS enforces, it names every team that must review a shared model's artifacts.

    A team that is downstream of a model is asked by the forge only if the line that wins for the
    model's files names it. This runs where the repository has a CODEOWNERS file and `enforcement`
    in the configuration says that it is what makes reviews happen (`codeowners`, or
    `gitlab-sections`); another engine has its own list. Who must review is what
    `aiowners reviewers` requires: downstream owners who have not waived, and whoever `reviewers`
    names. The model's owner is `codeowners-missing-owner`.

    To be named is to be asked, and no more. Owners on one line are alternatives: on GitHub one
    approval of them all is enough, and the list that is complete here still lets a change through
    that the others have not seen. On GitLab a section for each team makes all of them approve, if
    none of the sections is optional; on Bitbucket owners are suggestions. `unenforced-review` says
    what can demand them all.

    ## Asked for everything but the weights

    ```toml aiowners.toml
    enforcement = ["codeowners"]
    ```

    ```yaml ai-ownership.yaml
    version: 1
    teams:
      ml-core: {handles: {github: "@acme/ml-core"}}
      search: {handles: {github: "@acme/search"}}
    models:
      text-embed-v3:
        owner: ml-core
        reviewers: [search]
        artifacts:
          - models/embed/  # warning: `models/embed/tokens.bin` and 1 more file are of shared model `text-embed-v3`, which `search` must review
    features:
      ranking: {owner: search, uses: {models: [text-embed-v3]}}
    ```

    ```text .github/CODEOWNERS
    /models/ @acme/ml-core @acme/search
    *.bin @acme/ml-core
    ```

    ```text models/embed/config.json
    {}
    ```

    ```text models/embed/tokens.bin
    ```

    ```text models/embed/weights.bin
    ```

    ## A section for each team

    ```toml aiowners.toml
    forge = "gitlab"
    enforcement = ["gitlab-sections"]
    ```

    ```yaml ai-ownership.yaml
    version: 1
    teams:
      ml-core: {handles: {gitlab: "@acme/ml-core"}}
      search: {handles: {gitlab: "@acme/search"}}
      growth: {handles: {gitlab: "@acme/growth"}}
    models:
      text-embed-v3:
        owner: ml-core
        reviewers: [search]
        waivers: [{team: growth, reason: pins a version}]
        artifacts: [models/embed/]
    features:
      ranking: {owner: search, uses: {models: [text-embed-v3]}}
      coupons: {owner: growth, uses: {models: [text-embed-v3]}}
    ```

    ```text .gitlab/CODEOWNERS
    [ml-core]
    /models/ @acme/ml-core

    [search]
    /models/embed/ @acme/search
    ```

    ```text models/embed/weights.bin
    ```
    """
    winners, files = workspace.winners, workspace.files
    if winners is None or files is None or not _is_by_codeowners(workspace):
        return
    wanted: dict[int, list[tuple[str, frozenset[str]]]] = {}
    for claim in workspace.claims:
        node = claim.node
        if not isinstance(node.declaration, Model) or node.declaration.status == "retired":
            continue
        if node.number not in wanted:
            wanted[node.number] = _wanted(workspace, node)
        for party, names in wanted[node.number]:
            stray = workspace.applied.stray(claim, files, winners, names)
            if stray is None:
                continue
            if _is_unsure(workspace, winners, node, party, names):
                team = Key("team", party)
                yield codeowners_missing_reviewer.withheld(node.key, team, causes=winners.causes(names))
            else:
                yield _finding(workspace, claim, party, stray)


def _wanted(workspace: Workspace, node: DeclaredNode) -> list[tuple[str, frozenset[str]]]:
    """Who must review a shared model beside its owner, and what the forge calls each."""
    if not is_shared(workspace.graph, node):
        return []
    parties = must_review(workspace.graph, node, workspace.today) - {node.owner.party}
    return [(party, workspace.handles.names([party])) for party in sorted(parties)]


def _is_unsure(
    workspace: Workspace, winners: FileOwners, node: DeclaredNode, party: str, names: frozenset[str]
) -> bool:
    """Whether the team may be on the line under a name that is not known, or need not be: that was not read."""
    gaps = node.declaration.gaps
    if gaps:
        mentions = {name.rpartition("/")[2].lstrip("@") for name in (party, *workspace.handles.of(party))}
        if gaps.keys & {"waivers", "review_scope", "access"} or mentions & gaps.words:
            return True
    return node.owner_unsure or not workspace.handles.knows(party) or winners.may_be_unread(names)


def _finding(workspace: Workspace, claim: Claim, party: str, stray: UnownedFiles) -> Diagnostic:
    node = claim.node
    return codeowners_missing_reviewer.at(
        workspace.locate(node, claim.key, claim.position),
        f"{stray.subject} of shared {node.key.words}, which `{party}` must review, and not owned by it in CODEOWNERS",
        subject=node.key,
        about=Key("team", party),
        anchor=f"{claim.key}={claim.text}",
        label=stray.matched.description,
        related=stray.matched.labels(stray.path),
        help=_advice(workspace, claim, party, stray),
    )


def _advice(workspace: Workspace, claim: Claim, party: str, stray: UnownedFiles) -> str:
    handle = workspace.handles.readable(party)[0]
    by_sections = "codeowners" not in workspace.enforcement
    write = "run `aiowners enforce gitlab-sections`" if by_sections else "run `aiowners codeowners --write`"
    if workspace.forge is Forge.GITLAB:
        from aiowners.codeowners.forge_patterns import to_codeowners_for

        pattern = to_codeowners_for(claim.naming(stray.path), stray.path, workspace.forge)
        line = f"`{pattern} {handle}`" if pattern is not None else f"lines for these files and `{handle}`"
        return f"give it a section of its own, with {line}, or {write}"
    where = "the line that wins" if stray.matched.lines else "a line for these files, beside their owner"
    return f"add `{handle}` to {where}, or {write}; one approval of that line is then enough, whoever gives it"


def _is_by_codeowners(workspace: Workspace) -> bool:
    """Whether the configuration names CODEOWNERS, or GitLab's sections, as an enforcement method."""
    sections = workspace.forge is Forge.GITLAB and "gitlab-sections" in workspace.enforcement
    return sections or "codeowners" in workspace.enforcement
