"""What stands on the disk where a generated file goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiowners.forge import Forge
    from aiowners.workspace import Workspace


def place(workspace: Workspace, forge: Forge) -> str:
    """The CODEOWNERS file that the forge reads; where it first looks, if there is none."""
    return next((path for path in forge.places if path in workspace.others), forge.places[0])


def whole_text(workspace: Workspace, path: str) -> str:
    """The text of a file that is no manifest, as it is on the disk; empty where there is none."""
    source = workspace.others.get(path)
    return "" if source is None else "\ufeff" * source.byte_order_mark + source.text
