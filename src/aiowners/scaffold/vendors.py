"""Vendors: propose the external models of vendors and hubs, and the platforms behind libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.scaffold.declaration import ProposedDeclaration, ProposedValue
from aiowners.scaffold.naming import slug
from aiowners.usage.libraries import PLATFORM_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.scaffold.context import Context
    from aiowners.scaffold.declaration import Body
    from aiowners.usage.evidence import Import, ModelName

_MAX_USERS_SHOWN = 3


class Vendors:
    """The external models and platforms, with the declarations that use them.

    `propose` then adds each. Its owner is the team that owns all its users, if there is one.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._names: dict[tuple[str, str], str] = {}
        self._bodies: dict[tuple[str, str], Body] = {}
        self._users: dict[tuple[str, str], list[ProposedDeclaration]] = {}

    def model(self, model: ModelName, user: ProposedDeclaration) -> str:
        """Add `user` to the users of a vendor's model, and return the name of the model."""
        declared = self._context.declared_name("models", model.identifier, model.name)
        if declared is not None:
            return declared
        body: Body = {
            "kind": ProposedValue(model.kind), "trained_by": ProposedValue("external"), "provider": ProposedValue(model.provider),
        }  # fmt: skip
        name = self._add_user("models", model.name, body, user)
        self._add_identifier(name, model.identifier)
        return name

    def hub_model(self, address: str, user: ProposedDeclaration) -> str:
        """Add `user` to the users of the model at an address on a hub, and return the name of the model."""
        declared = self._context.declared_name("models", address)
        if declared is not None:
            return declared
        account, slash, base_name = address.rpartition("/")
        provider = slug(account) if slash and slug(account) else "huggingface"
        body: Body = {
            "trained_by": ProposedValue("external"),
            "provider": ProposedValue(provider),
            "hosting": ProposedValue("self"),
        }
        name = self._add_user("models", base_name.lower(), body, user)
        self._add_identifier(name, address)
        return name

    def platform(self, library: Import, user: ProposedDeclaration, location: str) -> str:
        """Add `user` to the users of the platform behind a library, and return the name of the platform."""
        candidate = PLATFORM_NAMES.get(library.library, slug(library.library))
        existing = self._context.declared_name("platforms", candidate) or self._configured(library.provides)
        if existing is not None:
            return existing
        reason = f"imports {library.library}: {location}"
        body: Body = {"provides": [ProposedValue(library.provides, reason)]}
        return self._add_user("platforms", candidate, body, user)

    def _configured(self, capability: str) -> str | None:
        """Return the only platform in the repository that provides a capability; None unless there is exactly one."""
        names = [
            declaration.name
            for declaration in self._context.declarations
            if declaration.section == "platforms" and declaration.body["provides"] == [ProposedValue(capability)]
        ]
        return names[0] if len(names) == 1 else None

    def _add_user(self, section: str, candidate: str, body: Body, user: ProposedDeclaration) -> str:
        key = (section, candidate)
        if key not in self._names:
            self._names[key] = self._context.names.take(section, candidate)
            self._bodies[section, self._names[key]] = body
        name = self._names[key]
        users = self._users.setdefault((section, name), [])
        if user not in users:
            users.append(user)
        return name

    def _add_identifier(self, name: str, identifier: str) -> None:
        identifiers = self._bodies["models", name].setdefault("identifiers", [])
        assert isinstance(identifiers, list)
        if ProposedValue(identifier) not in identifiers:
            identifiers.append(ProposedValue(identifier))

    def remove_uses(self, models: Iterable[str], user: ProposedDeclaration) -> None:
        """Remove `user` from the users of these external models."""
        for name in models:
            users = self._users.get(("models", name), [])
            if user in users:
                users.remove(user)

    def propose(self) -> None:
        """Add each model and platform with a user to the proposed declarations."""
        for (section, name), users in self._users.items():
            if not users:
                continue
            owner, directory = self._context.owner_of_dependency(users)
            names = [user.name for user in users]
            more = len(names) - _MAX_USERS_SHOWN
            reason = f"used by {', '.join(names[:_MAX_USERS_SHOWN])}" + (f" and {more} more" if more > 0 else "")
            body = self._bodies[section, name]
            self._context.declarations.append(ProposedDeclaration(section, name, directory, owner, [], reason, body))
