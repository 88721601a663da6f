"""The rule `unused-ignore`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="suppression", severity=Severity.WARNING, since="0.1")
def unused_ignore(_workspace: Workspace) -> Iterable[Diagnostic]:
    """Every suppression silences a finding.

    A suppression that outlives its finding waits for the next one, and hides it. It is judged
    only where all the rules that it names were asked.

    ## The owner has been found since

    ```yaml ai-ownership.yaml
    version: 1
    features:
      ranking:  # aiowners: ignore[unowned] the teams are being merged  # warning: silences nothing
        owner: search
        status: pilot
    ```

    ```yaml ai-ownership.yaml fixed
    version: 1
    features:
      ranking:
        owner: search
        status: pilot
    ```

    ## In use

    ```yaml ai-ownership.yaml
    version: 1
    features:
      ranking:  # aiowners: ignore[unowned] the teams are being merged
        status: pilot
    ```
    """
    return ()  # `check` reports it, because only it knows what was suppressed
