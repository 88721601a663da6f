"""What a person asks about: a path, `kind:name`, a team, a vendor of models."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aiowners.diagnostics.nearest import nearest
from aiowners.graph.graph import Key
from aiowners.manifest.model import ENTITIES, Model
from aiowners.review.team_references import parties

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.workspace import Workspace

PREFIXES = (*(kind.name for kind in ENTITIES), "team", "provider")
_NAMED = re.compile(r"(?P<kind>[^:/\\\s]*):(?P<name>[^/\\].*|)", re.DOTALL)


class OwnersTarget(NamedTuple):
    """`kind` is one of PREFIXES. `text` is what was typed."""

    text: str
    kind: str
    name: str


class UnknownTarget(Exception):  # noqa: N818 - a state, which the shell puts into its own words
    """Nothing goes by this name; the text says so, with the nearest name."""


def named(workspace: Workspace, text: str, *, is_path: bool) -> OwnersTarget | None:
    """The thing that `text` names as `kind:name`; None where it is a path. A model's identifier names the model.

    `is_path`: there is a file of this name, so that an unknown kind is taken for the beginning of
    a path. Raises UnknownTarget.
    """
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    kind, name = match["kind"], match["name"].strip()
    if kind not in PREFIXES:
        near = nearest(kind, PREFIXES, most=1)
        if is_path or not near:
            return None
        raise UnknownTarget(f"There is no kind `{kind}`. Did you mean `{near[0]}:{name}`? A path: `./{text}`.")
    known = {"team": _teams, "provider": _providers}.get(kind)
    names = _things(workspace, kind) if known is None else known(workspace)
    found = _known_as(workspace, kind, name, names)
    if found is None:
        raise UnknownTarget(_unknown(workspace, kind, name, names))
    return OwnersTarget(text, kind, found)


def of_this_name(workspace: Workspace, name: str) -> list[str]:
    """The things and teams that are called so, as `kind:name`: what a person may mean who types the name alone."""
    found = [f"{kind.name}:{name}" for kind in ENTITIES if Key(kind.name, name) in workspace.graph.first]
    model = workspace.graph.identifiers.get(name)
    if model is not None and str(model.key) not in found:
        found.append(str(model.key))
    return found + ([f"team:{name}"] if name in _teams(workspace) else [])


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
        return next((one for one in sorted(names) if one.casefold() == name.casefold()), None)
    return None


def _things(workspace: Workspace, kind: str) -> set[str]:
    """What is declared, and what is only named: what nobody has declared can be asked about, too."""
    graph = workspace.graph
    found = {node.key.name for node in graph.declared if node.key.kind == kind}
    return found | {mention.key.name for mention in graph.unresolved if mention.key.kind == kind}


def _teams(workspace: Workspace) -> set[str]:
    return parties(workspace.graph) | workspace.graph.directory.teams.keys()


def _providers(workspace: Workspace) -> set[str]:
    models = (node.declaration for node in workspace.graph.declared)
    return {model.provider for model in models if isinstance(model, Model) and model.provider}


def _unknown(workspace: Workspace, kind: str, name: str, names: Iterable[str]) -> str:
    told = f"No manifest has {'an' if kind == 'asset' else 'a'} {kind} `{name}`."
    if name in workspace.unread:
        return f"{told} One that could not be read in full has the word: `aiowners check` says where."
    near = nearest(name, sorted(names))
    if near:
        return f"{told} Did you mean {' or '.join(f'`{kind}:{one}`' for one in near)}?"
    # It may have been asked for as another kind of thing.
    for other in (kind_of.name for kind_of in ENTITIES):
        if other != kind and Key(other, name) in workspace.graph.first:
            return f"{told} Did you mean `{other}:{name}`?"
    return told
