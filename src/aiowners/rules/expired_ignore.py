"""The rule `expired-ignore`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="suppression", severity=Severity.ERROR, since="0.1")
def expired_ignore(_workspace: Workspace) -> Iterable[Diagnostic]:
    """No suppression is past the day until which it was agreed.

    "Until the migration is done" has a way of lasting for ever. A suppression with `until` holds
    through that day; after it, the finding shows again, and so does the promise that was made.

    ## Past its day

    ```yaml ai-ownership.yaml
    version: 1
    features:
      # aiowners: ignore[unowned] until=2024-01-31 the teams are being merged  # error: held until 2024-01-31
      ranking:
        status: pilot
    ```

    ## Still agreed

    ```yaml ai-ownership.yaml
    version: 1
    features:
      # aiowners: ignore[unowned] until=2099-01-31 the teams are being merged
      ranking:
        status: pilot
    ```
    """
    return ()  # `check` reads the comments
