"""The rule `invalid-value`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="manifest", severity=Severity.ERROR, since="0.1")
def invalid_value(workspace: Workspace) -> Iterable[Diagnostic]:
    """Every value is one that its key can have.

    A `status` that the format does not know, a name with capitals, the 30th of February, a path
    that climbs out of the directory: each would be read one way by a person and another way, or
    not at all, by a program.

    ## A word of another list

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        status: prod  # error: cannot be `prod`
    ```

    ```yaml ai-ownership.yaml fixed
    version: 1
    owner: search
    features:
      ranking:
        status: production
    ```

    ## Not a name, not a day, not below

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    models:
      Ranker-V2:  # error: is not a name
        retire_on: 2027-02-30  # error: is not a day
        artifacts: [../models/ranker/]  # error: cannot be `../models/ranker/`
    ```

    ## In order

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        status: production
    models:
      ranker-v2:
        retire_on: 2027-02-28
        artifacts: [//models/ranker/]
    ```
    """
    return workspace.defects("invalid-value")
