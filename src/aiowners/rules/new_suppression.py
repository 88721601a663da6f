"""The rule `new-suppression`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="suppression", severity=Severity.WARNING, since="0.1")
def new_suppression(_workspace: Workspace) -> Iterable[Diagnostic]:
    """Change adds a suppression.

    A change that drops a reviewer can suppress the finding about it in the same commit. The report is
    then as clean as before. So `check --since` and `check --ci` report everything that a change
    suppresses, each at what was added:

    - a suppression comment, one that covers more, or one that expires later
    - an entry in the baseline
    - a lower level of a rule or category, also by an override, or because a declaration moves to where one applies
    - a pattern in `exclude`
    - a waiver, or one that expires later
    - a higher `fail-on`, an enforcement method that is removed, or another code host

    The change is compared with the commit at which it starts. A comment that only moves with its
    lines is not new. Without `--since` and `--ci`, there is nothing to compare with.

    The change cannot suppress this finding. It has the level that the configuration sets at the start of
    the change, and `fail-on` has its value of then, unless the new value is stricter. No comment, baseline
    entry, exclusion, or PATH applies.

    ## Suppressed in the change that drops the reviewer

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking: {uses: {models: [text-embed-v3]}}
    ```

    ```yaml ml/ai-ownership.yaml before
    version: 1
    owner: ml-core
    models:
      text-embed-v3:
        reviewers: [search]
    ```

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      text-embed-v3:
        # aiowners: ignore[missing-downstream-reviewer] agreed  # warning: new suppression comment
        reviewers: []
    ```

    ## Moved with its lines

    ```yaml ml/ai-ownership.yaml before
    version: 1
    owner: ml-core
    models:
      text-embed-v3:
        metadata: {}  # aiowners: ignore[unknown-key] read by the registry
    ```

    ```yaml ml/ai-ownership.yaml
    version: 1
    # Models that other teams use.
    owner: ml-core
    models:
      text-embed-v3:
        metadata: {}  # aiowners: ignore[unknown-key] the registry reads it
    ```
    """
    return ()  # `check` compares the revisions
