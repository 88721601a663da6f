"""What a party is called when a change is looked at from both of its sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.manifest.values import PLACEHOLDERS

if TYPE_CHECKING:
    from aiowners.graph.parties import Directory


class Names:
    """One name for each party, whichever side's manifests name it, and however they spell it.

    A handle or an address is the team that carries it on that side, or else on the other: that a
    team is declared in between is no change of owner. Where two different teams carry it, it has
    changed hands.
    """

    def __init__(self, base: Directory, head: Directory) -> None:
        self._base = base
        self._head = head

    @property
    def differ(self) -> bool:
        """Whether any handle is carried by another team than before, or by one on one side alone."""
        return self._base.carriers != self._head.carriers

    def said(self, side: Directory, text: str | None) -> str | None:
        """What a reference on one side means; None where it is nobody. To be compared, not shown."""
        name = (text or "").strip()
        if name.lower() in PLACEHOLDERS:
            return None
        if "@" not in name:
            return name
        other = self._head if side is self._base else self._base
        return side.carrier(name) or other.carrier(name) or name.lower()

    def shown(self, party: str) -> str:
        """The name under which a party of either side is told of: a team's, else as the head spells it."""
        if "@" not in party:
            return party
        carrier = self._head.carrier(party) or self._base.carrier(party)
        return carrier or self._head.spelling(party) or party
