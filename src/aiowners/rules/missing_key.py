"""The rule `missing-key`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="manifest", severity=Severity.ERROR, since="0.1")
def missing_key(workspace: Workspace) -> Iterable[Diagnostic]:
    """Every required key is there.

    `version` is the one key that a manifest must have: by it a later release knows how to read
    today's file. An entry under `reviewers`, `waivers` or `used_elsewhere` names its `team`.

    ## A waiver for nobody

    ```yaml ai-ownership.yaml
    version: 1
    models:
      ranker:
        owner: search
        waivers:
          - reason: pins a version  # error: `team` is missing
    ```

    ## No version

    ```yaml ai-ownership.yaml
    owner: search  # error: `version` is missing
    ```

    ## In order

    ```yaml ai-ownership.yaml
    version: 1
    models:
      ranker:
        owner: search
        waivers:
          - {team: growth, reason: pins a version}
    ```
    """
    return workspace.defects("missing-key")
