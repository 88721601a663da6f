"""The rule `duplicate-capability`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Label, Severity
from aiowners.diagnostics.rule import rule
from aiowners.manifest.model import Platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.workspace import Workspace


@rule(category="platform", severity=Severity.WARNING, since="0.1")
def duplicate_capability(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """Each capability is provided by the platforms of one team.

    Every product team writes an evaluation harness in its first month, because the one next door
    did not quite fit. By the fourth, no two scores can be compared, a fix to one of them reaches
    nobody else, and four teams staff half a platform each instead of one staffing a whole one. A
    team may well run several platforms for one capability; `tooling` may be anybody's.

    ## Everyone has a harness

    ```yaml mlops/ai-ownership.yaml
    version: 1
    owner: mlops
    platforms:
      eval-harness: {provides: [evaluation-framework]}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    platforms:
      relevance-lab:
        provides:
          - tooling
          - evaluation-framework  # warning: platform `relevance-lab` of `search` provides evaluation-framework, as does platform `eval-harness` of `mlops`
    ```

    ## One harness, and tools around it

    ```yaml mlops/ai-ownership.yaml
    version: 1
    owner: mlops
    platforms:
      eval-harness: {provides: [evaluation-framework, tooling]}
      eval-archive: {provides: [evaluation-framework]}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    platforms:
      relevance-lab:
        provides: [tooling]
        uses: {platforms: [eval-harness]}
    ```
    """
    first: dict[str, DeclaredNode] = {}
    for node, platform in workspace.graph.platforms():
        if workspace.graph.first[node.key] is not node:
            continue
        for index, capability in enumerate(platform.provides):
            if capability in {"", "tooling"}:
                continue
            earlier = first.setdefault(capability, node)
            if earlier is node:
                continue
            if earlier.owner_unsure or node.owner_unsure:
                yield duplicate_capability.withheld(node.key, earlier.key)
            elif earlier.owner.party is not None and node.owner.party not in {None, earlier.owner.party}:
                yield _finding(workspace, node, index, earlier)
            if earlier.owner.party is None:
                first[capability] = node


def _finding(workspace: Workspace, node: DeclaredNode, index: int, first: DeclaredNode) -> Diagnostic:
    assert isinstance(node.declaration, Platform)
    assert isinstance(first.declaration, Platform)
    capability = node.declaration.provides[index]
    there = workspace.locate(first, "provides", first.declaration.provides.index(capability))
    return duplicate_capability.at(
        workspace.locate(node, "provides", index),
        f"{node.key.words} of `{node.owner.party}` provides {capability},"
        f" as does {first.key.words} of `{first.owner.party}`",
        subject=node.key,
        about=first.key,
        anchor=("provides", capability),
        identity=" ".join((*sorted((str(first.key), str(node.key))), capability)),
        label=f"`{first.owner.party}` provides it already",
        related=(Label(there, f"{first.key.words} of `{first.owner.party}` provides it first"),),
        help=f"agree with `{first.owner.party}` on one, and let the other use it: `uses: {{platforms: [{first.key.name}]}}`",
    )
