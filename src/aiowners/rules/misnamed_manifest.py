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


@rule(category="manifest", severity=Severity.WARNING, since="0.1")
def misnamed_manifest(workspace: Workspace) -> Iterator[Diagnostic]:
    """A file that looks like a manifest is named like one.

    Manifests are found by their exact name. One letter off, and everything that a team declared
    in the file is as good as not written, without a word from any tool.

    ## The other ending

    ```yaml search/ai-ownership.yml
    version: 1  # warning: is not read
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
            f"`{name}` is not read: a manifest is named `{MANIFEST}`",
            subject=None,
            help=f"rename it to `{folder}{slash}{MANIFEST}`",
        )
