"""What is used and made elsewhere: the models of vendors and hubs, and the platforms behind a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.scaffold.declaration import ProposedDeclaration, ProposedValue
from aiowners.scaffold.naming import slug
from aiowners.usage.libraries import PLATFORMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.scaffold.context import Context
    from aiowners.scaffold.declaration import Body
    from aiowners.usage.evidence import Import, Named

_MOST_SHOWN = 3


class Vendors:
    """Collects who uses what; `propose` then gives each an owner: the team that alone uses it, or nobody yet."""

    def __init__(self, ground: Context) -> None:
        self._ground = ground
        self._names: dict[tuple[str, str], str] = {}
        self._bodies: dict[tuple[str, str], Body] = {}
        self._users: dict[tuple[str, str], list[ProposedDeclaration]] = {}

    def model(self, named: Named, user: ProposedDeclaration) -> str:
        """The name of a vendor's model that a thing uses."""
        known = self._ground.known("models", named.identifier, named.name)
        if known is not None:
            return known
        body: Body = {
            "kind": ProposedValue(named.kind), "trained_by": ProposedValue("external"), "provider": ProposedValue(named.provider),
        }  # fmt: skip
        name = self._note("models", named.name, body, user)
        self._identify(name, named.identifier)
        return name

    def from_hub(self, address: str, user: ProposedDeclaration) -> str:
        """The name of a model that a thing loads by its address on a hub."""
        known = self._ground.known("models", address)
        if known is not None:
            return known
        account, slash, name = address.rpartition("/")
        provider = slug(account) if slash and slug(account) else "huggingface"
        body: Body = {
            "trained_by": ProposedValue("external"),
            "provider": ProposedValue(provider),
            "hosting": ProposedValue("self"),
        }
        given = self._note("models", name.lower(), body, user)
        self._identify(given, address)
        return given

    def platform(self, library: Import, user: ProposedDeclaration, where: str) -> str:
        """The name of the platform behind a library that a thing imports."""
        wanted = PLATFORMS.get(library.library, slug(library.library))
        known = self._ground.known("platforms", wanted) or self._configured(library.provides)
        if known is not None:
            return known
        body: Body = {"provides": [ProposedValue(library.provides, f"imports {library.library}: {where}")]}
        return self._note("platforms", wanted, body, user)

    def _configured(self, capability: str) -> str | None:
        """The only platform in the tree that provides a capability; None if there are none or several."""
        names = [
            thing.name
            for thing in self._ground.things
            if thing.section == "platforms" and thing.body["provides"] == [ProposedValue(capability)]
        ]
        return names[0] if len(names) == 1 else None

    def _note(self, section: str, wanted: str, body: Body, user: ProposedDeclaration) -> str:
        key = (section, wanted)
        if key not in self._names:
            self._names[key] = self._ground.names.give(section, wanted)
            self._bodies[section, self._names[key]] = body
        name = self._names[key]
        users = self._users.setdefault((section, name), [])
        if user not in users:
            users.append(user)
        return name

    def _identify(self, name: str, identifier: str) -> None:
        said = self._bodies["models", name].setdefault("identifiers", [])
        assert isinstance(said, list)
        if ProposedValue(identifier) not in said:
            said.append(ProposedValue(identifier))

    def forget(self, models: Iterable[str], user: ProposedDeclaration) -> None:
        """Let a thing use none of these models after all; those in the tree stay."""
        for name in models:
            users = self._users.get(("models", name), [])
            if user in users:
                users.remove(user)

    def propose(self) -> None:
        """Add all of it to the things."""
        for (section, name), users in self._users.items():
            if not users:
                continue
            owner, place = self._ground.steward(users)
            names = [user.name for user in users]
            left = len(names) - _MOST_SHOWN
            why = ", ".join(names[:_MOST_SHOWN]) + (f" and {left} more" if left > 0 else "")
            thing = ProposedDeclaration(section, name, place, owner, [], f"used by {why}", self._bodies[section, name])
            self._ground.things.append(thing)
