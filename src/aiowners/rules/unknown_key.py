"""The rule `unknown-key`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="manifest", severity=Severity.ERROR, since="0.1")
def unknown_key(workspace: Workspace) -> Iterable[Diagnostic]:
    """Every key is one that the format has at its place.

    A misspelt key is a statement that nobody reads: `onwer: search` leaves a feature without an
    owner. Keys that begin with `x-` are free, at every level, for what other programs keep there.

    ## Misspelt

    ```yaml ai-ownership.yaml
    version: 1
    features:
      ranking:
        onwer: search  # error: unknown key `onwer` in feature `ranking`
        status: pilot
    ```

    ```yaml ai-ownership.yaml fixed
    version: 1
    features:
      ranking:
        owner: search
        status: pilot
    ```

    ## At another level

    The reviewers are those of a model, not of the feature that uses it.

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        reviewers: [search]  # error: unknown key `reviewers`
    ```

    ## Known, or free

    ```yaml ai-ownership.yaml
    version: 1
    x-generated-by: portal
    features:
      ranking:
        owner: search
        x-ticket: AI-123
    ```
    """
    return workspace.defects("unknown-key")
