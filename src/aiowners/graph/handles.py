"""The handles of each team on one code host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.file_owners import folded, is_owner

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.forge import Forge
    from aiowners.manifest.model import Manifest, Names


class TeamHandles:
    """The names that a CODEOWNERS file on `forge` may use for each team.

    A handle or an address that no team has stands for itself.
    """

    def __init__(self, manifests: Iterable[Manifest], forge: Forge) -> None:
        self._written: dict[str, Names] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._unread: set[str] = set()
        for manifest in manifests:
            for team in manifest.teams:
                written: Names = getattr(team.handles, forge.value) if team.handles is not None else ()
                email = team.contact.email if team.contact is not None else None
                written = tuple(handle.strip() for handle in written if handle.strip())
                names = frozenset(folded(name.strip(), forge) for name in (*written, email or "") if name.strip())
                # A team that is declared twice goes by the handles of both: which to keep is that finding's.
                self._written[team.name] = (*self._written.get(team.name, ()), *written)
                self._names[team.name] = self._names.get(team.name, frozenset()) | names
                if team.gaps:
                    self._unread.add(team.name)
        self._forge = forge

    def of(self, party: str) -> Names:
        """Return the team's handles on the code host, as written."""
        known = self._written.get(party)
        if known is None:
            return (party,) if "@" in party else ()
        return known

    def names(self, parties: Iterable[str]) -> frozenset[str]:
        """Return all names of these teams on the code host: handles and email addresses, `folded`."""
        names: set[str] = set()
        for party in parties:
            known = self._names.get(party)
            names |= known if known is not None else {folded(name, self._forge) for name in self.of(party)}
        return frozenset(names)

    def readable(self, party: str) -> Names:
        """Return the team's handles that are valid owners on this code host: GitHub has no `@acme/group/team`."""
        return tuple(handle for handle in self.of(party) if is_owner(handle, self._forge))

    def knows(self, party: str) -> bool:
        """Whether the handles of a team are known: it has a valid one, and nothing of its declaration is unread."""
        return party not in self._unread and bool(self.readable(party))

    def may_be_unread(self, party: str) -> bool:
        """Whether text of a team's declaration that could not be read may contain a handle."""
        return party in self._unread
