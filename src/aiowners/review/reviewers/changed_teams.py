"""Teams that a change alters: their status, handles, contact, or existence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aiowners.graph.nodes import DeclaredNode, Key
from aiowners.graph.references import named_teams
from aiowners.graph.team_directory import handles
from aiowners.manifest.value_decoders import PLACEHOLDERS
from aiowners.review.reviewers.downstream import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiowners.graph.team_directory import TeamDirectory
    from aiowners.manifest.model import Team
    from aiowners.workspace import Workspace

_Declarations: TypeAlias = "dict[str, dict[str, set[_Identity]]]"  # by team and path


class _Identity(NamedTuple):
    """What makes a team the one that it is: to change it is to change the team.

    A team without a handle is known by who vouches for it: the owner of the manifest that declares it.
    """

    disbanded: bool
    handles: tuple[tuple[str, frozenset[str]], ...]
    contact: tuple[str | None, ...]
    voucher: str | None


def changed_teams(before: Workspace, after: Workspace) -> Mapping[Key, frozenset[str]]:
    """Return the teams that differ between two revisions, each with the paths of the manifests that declare it otherwise.

    Handles are compared per code host, ignoring case. A team that is declared more than once differs
    if any of its declarations does. Moving a declaration to another manifest is no difference, unless
    the team has no handle and the owner of the other manifest would approve its first.
    """
    was, now = _declarations(before), _declarations(after)
    changed = {}
    for name in sorted(was.keys() | now.keys()):
        old, new = was.get(name, {}), now.get(name, {})
        if set().union(*old.values()) != set().union(*new.values()):
            paths = {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}
            changed[Key("team", name)] = frozenset(paths)
    return changed


def _declarations(workspace: Workspace) -> _Declarations:
    teams: _Declarations = {}
    for manifest in workspace.manifests:
        for team in manifest.teams:
            voucher = workspace.graph.directory.resolve(manifest.owner).named
            teams.setdefault(team.name, {}).setdefault(manifest.path, set()).add(_identity(team, voucher))
    return teams


def _identity(team: Team, voucher: str | None) -> _Identity:
    by_host = {} if team.handles is None else team.handles._asdict()
    written = ((host, frozenset(handle.strip().lower() for handle in names)) for host, names in by_host.items())
    by_code_host = tuple(pair for pair in written if pair[1])
    contact = () if team.contact is None else tuple(team.contact)
    voucher = None if by_code_host else voucher
    return _Identity(team.disbanded, by_code_host, contact if any(contact) else (), voucher)


def changed_names(before: Workspace, after: Workspace) -> frozenset[str]:
    """Return the names, handles, and addresses that a team gained or lost, or that refer to another team than before.

    Handles and addresses are in lower case.
    """
    was, now = (workspace.graph.directory.carriers for workspace in (before, after))
    moved = {handle for handle in was.keys() | now.keys() if was.get(handle) != now.get(handle)}
    return frozenset(name for _, name in _names(before) ^ _names(after)) | moved


def _names(workspace: Workspace) -> set[tuple[str, str]]:
    teams = [team for manifest in workspace.manifests for team in manifest.teams]
    return {(team.name, name) for team in teams for name in (team.name, *map(folded, handles(team)))}


def names_in(node: DeclaredNode) -> frozenset[str]:
    """Return the names by which a declaration refers to teams, its owner included; handles in lower case."""
    texts = (node.owner.text, *(text for text, _, _ in named_teams(node.declaration)))
    return frozenset(folded(text.strip()) for text in texts if text)


def identity(directory: TeamDirectory, text: str | None) -> str | None:
    """Return what a reference to a team refers to at one revision: equal for every spelling of the same team.

    A name that no manifest declares, and a handle or an address that no team has, refer to something
    else than a declared team of that name. None for a placeholder.
    """
    name = (text or "").strip()
    if name.lower() in PLACEHOLDERS:
        return None
    if "@" in name:
        carrier = directory.carrier(name)
        return name.lower() if carrier is None else f"team {carrier}"
    return f"team {name}" if name in directory.teams else f"undeclared {name}"
