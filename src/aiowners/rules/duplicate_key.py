"""The rule `duplicate-key`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="manifest", severity=Severity.ERROR, since="0.1")
def duplicate_key(workspace: Workspace) -> Iterable[Diagnostic]:
    """No mapping holds a key twice.

    YAML parsers disagree about which of the two counts: many silently take the last. Then one of
    two owners is gone, and nobody has decided which. Only the first is read here.

    The merge key `<<` is a key like others: to merge several mappings, list them under a single `<<`. Here,
    all of them are merged, and the first of two values counts.

    ## Two owners

    ```yaml ai-ownership.yaml
    version: 1
    models:
      ranker:
        owner: search
        status: staging
        owner: ml-core  # error: `owner` stands twice
    ```

    ## Two merge keys

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    x-llm: &llm {kind: llm}
    x-new: &new {status: staging}
    models:
      ranker:
        <<: *llm
        <<: *new  # error: `<<` stands twice
        reviewers: []
    ```

    ## One merge key for both

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    x-llm: &llm {kind: llm}
    x-new: &new {status: staging}
    models:
      ranker:
        <<: [*llm, *new]
        reviewers: []
    ```

    ## One owner, and one who shares the work

    ```yaml ai-ownership.yaml
    version: 1
    models:
      ranker:
        owner: search
        co_owners: [ml-core]
        status: staging
    ```
    """
    return workspace.defects("duplicate-key")
