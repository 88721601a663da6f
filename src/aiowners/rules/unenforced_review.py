"""The rule `unenforced-review`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.forge import Forge
from aiowners.manifest.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode, Key
    from aiowners.workspace import Workspace

_SHOWN = 5
_WHY = {
    Forge.GITHUB: "owners on one line of CODEOWNERS are alternatives",
    Forge.GITLAB: "owners on one line of CODEOWNERS are alternatives",
    Forge.BITBUCKET: "CODEOWNERS only suggests reviewers there",
}


@rule(category="review", severity=Severity.WARNING, since="0.1")
def unenforced_review(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Something makes all who must review a shared model approve its changes.

    A list of reviewers is a wish. Owners on one CODEOWNERS line are alternatives on GitHub: the
    first of six teams that approves lets the change in, and the other five read of it in an
    incident. Bitbucket only suggests them. What demands every team is a ruleset with required
    reviewers, sections on GitLab, or a bot; `aiowners enforce` writes the configuration of each,
    and `enforcement` in `aiowners.toml` says which one counts. It counts while the file is
    committed and is what would be written today. A model without files here is guarded through
    the manifest that declares it. While `enforcement` is not set, the finding is an info: you have
    not decided yet how to require these reviews.

    ## Two teams, and the first to approve decides

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3:  # info: 2 teams must review shared model `text-embed-v3`, and nothing makes all of them approve
        artifacts: [models/text-embed-v3/]
        reviewers: [search]
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        uses: {models: [text-embed-v3]}
    ```

    ```text .github/CODEOWNERS
    /ml/models/text-embed-v3/ @acme/ml-core @acme/search
    ```

    ## Each team has a section that it approves for itself

    ```toml aiowners.toml
    forge = "gitlab"
    enforcement = ["gitlab-sections"]
    ```

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    teams:
      ml-core: {handles: {gitlab: "@acme/ml-core"}}
      search: {handles: {gitlab: "@acme/search"}}
    models:
      text-embed-v3:
        artifacts: [models/text-embed-v3/]
        reviewers: [search]
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        uses: {models: [text-embed-v3]}
    ```

    ```text CODEOWNERS
    # >>> aiowners gitlab-sections >>> from the ai-ownership.yaml files; `aiowners enforce gitlab-sections` renews it
    [aiowners ml-core]
    /ml/models/text-embed-v3/ @acme/ml-core
    [aiowners search]
    /ml/models/text-embed-v3/ @acme/search
    # <<< aiowners gitlab-sections <<<
    ```

    ## One team alone

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3:
        artifacts: [models/text-embed-v3/]
        waivers:
          - {team: search, reason: pins a version}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        uses: {models: [text-embed-v3]}
    ```
    """
    if not any(workspace.graph.models()):
        return
    from aiowners.enforcement.required_reviews import required_reviewers

    several = [
        (node, parties) for node, parties in required_reviewers(workspace) if len(parties) > 1 or _is_computed(node)
    ]
    if not several:
        return
    from aiowners.enforcement.methods import METHODS, is_enforced

    if is_enforced(workspace):
        return
    if workspace.unread and any(name in METHODS for name in workspace.enforcement):
        # What the file was generated from may stand in the text that could not be read.
        yield unenforced_review.withheld(min(node.key for node, _ in several))
        return
    yield _finding(workspace, several)


def _is_computed(node: DeclaredNode) -> bool:
    model = node.declaration
    return isinstance(model, Model) and model.reviewers == "downstream"


def _finding(workspace: Workspace, several: list[tuple[DeclaredNode, tuple[str, ...]]]) -> Diagnostic:
    # They come by path and then as written. One that is declared twice is one model.
    by_key: dict[Key, tuple[DeclaredNode, tuple[str, ...]]] = {}
    for node, parties in several:
        by_key.setdefault(node.key, (node, parties))
    # The least by name: which is written first changes when declarations move.
    (first, reviewers), *others = (by_key[key] for key in sorted(by_key))
    teams = len(reviewers)
    who = f"{teams} teams must review" if teams > 1 else "everyone downstream must review"
    asks = f"{who} shared {first.key.words}, and nothing makes all of them approve"
    more = f"; so it is with {len(others)} more model{'s' * (len(others) > 1)}" if others else ""
    related = [
        Label(
            workspace.locate(node),
            f"{node.key.words}: {', '.join(parties) or 'everyone downstream'}",
        )
        for node, parties in others[:_SHOWN]
    ]
    return unenforced_review.at(
        workspace.locate(first),
        asks + more,
        subject=first.key,
        label=_WHY[workspace.forge],
        related=tuple(related),
        help=_help(workspace),
        severity=None if workspace.enforcement else Severity.INFO,
    )


def _help(workspace: Workspace) -> str:
    from aiowners.enforcement.methods import methods_for

    engines = methods_for(workspace.forge)
    if not engines:
        return f"nothing on {workspace.forge.title} demands several reviews: `aiowners reviewers` says whom to ask"
    commands = " or ".join(f"`aiowners enforce {name}`" for name in engines)
    stated = [name for name in workspace.enforcement if name in engines]
    if stated:
        return f"`aiowners enforce {stated[0]} --check` says what is not current or lost; commit its file"
    return f'{commands} writes what does; commit it, and set `enforcement = ["{engines[0]}"]`'
