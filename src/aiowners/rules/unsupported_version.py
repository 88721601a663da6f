"""The rule `unsupported-version`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="manifest", severity=Severity.ERROR, since="0.1")
def unsupported_version(workspace: Workspace) -> Iterable[Diagnostic]:
    """The version of a manifest is one that this release reads.

    A later format may give the same words another meaning. Such a manifest is not read at all, and
    what rests on the absence of a name that stands in it is not reported.

    ## A later version

    ```yaml ai-ownership.yaml
    version: 2  # error: version 2 of the format
    owner: search
    ```

    ## Version 1

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    ```
    """
    return workspace.defects("unsupported-version")
