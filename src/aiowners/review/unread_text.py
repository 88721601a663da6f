"""The defects of manifests that could not be read in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


def unread(*workspaces: Workspace) -> tuple[Diagnostic, ...]:
    """Return each defect of any of the workspaces once, by location."""
    by_location: dict[tuple[object, ...], Diagnostic] = {}
    for workspace in workspaces:
        for manifest in workspace.manifests:
            if not manifest.is_read:
                for defect in manifest.defects:
                    location = defect.location
                    by_location.setdefault((location.path, location.span, defect.rule, defect.message), defect)
    return tuple(sorted(by_location.values(), key=lambda defect: defect.order))
