"""What no enforcement method can hold: manifests of which something could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.enforcement.generated import losses

if TYPE_CHECKING:
    from aiowners.enforcement.generated import Limitation
    from aiowners.workspace import Workspace


def unread(workspace: Workspace) -> tuple[Limitation, ...]:
    """The manifests of which something could not be read."""
    broken = {manifest.path for manifest in workspace.manifests if not manifest.is_read}
    advice = "What they declare is missing here: `aiowners check` says what is wrong in them."
    return losses(("manifest", "not read to the end", broken, advice))
