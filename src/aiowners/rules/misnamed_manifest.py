"""The rule `misnamed-manifest`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule
from aiowners.filenames import MANIFEST
from aiowners.source import Location, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="manifest", severity=Severity.ERROR, since="0.1")
def misnamed_manifest(workspace: Workspace) -> Iterator[Diagnostic]:
    """Manifest is ignored because of its file name.

    A manifest has exactly one name. If the name is nearly right, nothing that the file declares counts:
    its entities have no owners here, and its teams review nothing. References to what the file
    declares are not reported in addition.

    ## The other ending

    ```yaml search/ai-ownership.yml
    version: 1  # error: is not read
    owner: search
    ```

    ## The exact name

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    ```
    """
    for source in workspace.misnamed:
        folder, slash, name = source.path.rpartition("/")
        yield misnamed_manifest.at(
            Location(Source(source.path, "")),  # the name is meant, not the text
            f"misnamed manifest `{name}` is not read; its name must be `{MANIFEST}`",
            subject=None,
            help=f"rename it to `{folder}{slash}{MANIFEST}`",
        )
