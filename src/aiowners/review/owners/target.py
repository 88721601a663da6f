"""A target of `aiowners owners`: a path, `kind:name`, a team, or a vendor of models."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aiowners.diagnostics.nearest import nearest
from aiowners.graph.nodes import Key
from aiowners.manifest.model import ENTITIES
from aiowners.review.team_references import parties

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.workspace import Workspace

PREFIXES = (*(kind.name for kind in ENTITIES), "team", "provider")
_NAMED = re.compile(r"(?P<kind>[^:/\\\s]*):(?P<name>[^/\\].*|)", re.DOTALL)


class OwnersTarget(NamedTuple):
    """A target. `kind` is one of PREFIXES, and `text` is the argument as typed."""

    text: str
    kind: str
    name: str


class UnknownTarget(Exception):  # noqa: N818 - a state, which the shell puts into its own words
    """No entity has this name; the message has the nearest name."""


def named(workspace: Workspace, text: str, *, is_path: bool) -> OwnersTarget | None:
    """Return the target that `text` names as `kind:name`; None if it is a path. A model's identifier names the model.

    If `is_path`, a file has this name, so an unknown kind is the beginning of a path. Raises UnknownTarget.
    """
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    kind, name = match["kind"], match["name"].strip()
    if kind not in PREFIXES:
        near = nearest(kind, PREFIXES, limit=1)
        if is_path or not near:
            return None
        raise UnknownTarget(f"There is no kind `{kind}`. Did you mean `{near[0]}:{name}`? A path: `./{text}`.")
    known = {"team": _teams, "provider": _providers}.get(kind)
    names = _things(workspace, kind) if known is None else known(workspace)
    declared_name = _known_as(workspace, kind, name, names)
    if declared_name is None:
        raise UnknownTarget(_unknown(workspace, kind, name, names))
    return OwnersTarget(text, kind, declared_name)


def of_this_name(workspace: Workspace, name: str) -> list[str]:
    """Return the entities and teams of this name, as `kind:name`, for a name that was typed alone."""
    targets = [f"{kind.name}:{name}" for kind in ENTITIES if Key(kind.name, name) in workspace.graph.first]
    model = workspace.graph.identifiers.get(name)
    if model is not None and str(model.key) not in targets:
        targets.append(str(model.key))
    return targets + ([f"team:{name}"] if name in _teams(workspace) else [])


def _known_as(workspace: Workspace, kind: str, name: str, names: set[str]) -> str | None:
    if kind == "model" and name not in workspace.graph.names.get(kind, ()):
        model = workspace.graph.identifiers.get(name)
        if model is not None:
            return model.key.name
    if name in names:
        return name
    if kind == "team":
        party = workspace.graph.directory.resolve(name).party
        return party if party in names else None
    if kind == "provider":
        return next((known_name for known_name in sorted(names) if known_name.casefold() == name.casefold()), None)
    return None


def _things(workspace: Workspace, kind: str) -> set[str]:
    """Return the declared names of a kind, and the undeclared ones that manifests refer to."""
    graph = workspace.graph
    entities = {node.key.name for node in graph.declared if node.key.kind == kind}
    return entities | {mention.key.name for mention in graph.unresolved if mention.key.kind == kind}


def _teams(workspace: Workspace) -> set[str]:
    return parties(workspace.graph) | workspace.graph.directory.teams.keys()


def _providers(workspace: Workspace) -> set[str]:
    return {model.provider for _, model in workspace.graph.models() if model.provider}


def _unknown(workspace: Workspace, kind: str, name: str, names: Iterable[str]) -> str:
    sentence = f"No manifest has {'an' if kind == 'asset' else 'a'} {kind} `{name}`."
    if name in workspace.unread:
        return f"{sentence} One that could not be read in full has the word: `aiowners check` says where."
    near = nearest(name, sorted(names))
    if near:
        return f"{sentence} Did you mean {' or '.join(f'`{kind}:{candidate}`' for candidate in near)}?"
    # It may have been asked for as another kind of thing.
    for other in (kind_of.name for kind_of in ENTITIES):
        if other != kind and Key(other, name) in workspace.graph.first:
            return f"{sentence} Did you mean `{other}:{name}`?"
    return sentence
