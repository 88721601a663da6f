"""What no engine can hold, whichever it is: models that no file of the repository is, and unread manifests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.generate.losses import losses

if TYPE_CHECKING:
    from aiowners.generate.demands import Demand
    from aiowners.generate.losses import Loss
    from aiowners.workspace import Workspace


def unheld(workspace: Workspace, asked_for: list[Demand]) -> tuple[Loss, ...]:
    """The models that state no artifact here, and the manifests of which something could not be read.

    A model without files changes by its declaration alone: no pull request touches what it is made of.
    That matters where it is so with all of them: then the engine demands nothing.
    """
    elsewhere = {demand.name for demand in asked_for if demand.parties and not demand.patterns}
    advice = "`aiowners reviewers` says who must review a change of their declarations."
    demands_nothing = not any(demand.parties and demand.patterns for demand in asked_for)
    return (
        *losses(("model", "without artifacts in this repository", elsewhere, advice), matters=demands_nothing),
        *unread(workspace),
    )


def unread(workspace: Workspace) -> tuple[Loss, ...]:
    """The manifests of which something could not be read."""
    broken = {manifest.path for manifest in workspace.manifests if not manifest.is_read}
    advice = "What they declare is missing here: `aiowners check` says what is wrong in them."
    return losses(("manifest", "not read to the end", broken, advice))
