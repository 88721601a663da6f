"""AlsoRequired: a team that a change requires for another reason than the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from aiowners.workspace import Workspace


class AlsoRequired(NamedTuple):
    """`party` must review the change for `subject`.

    `workspace` is the revision whose teams give the party its handles. `subject` is `kind:name`, or
    `path:PATH` for a file that belongs to no declaration.
    """

    party: str
    workspace: Workspace
    subject: str
    reason: Literal["suppression", "enforcement"]
