"""Propose the first manifests of a repository, or the manifest of a new team, from evidence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.file_index import FileIndex
from aiowners.manifest.model import ENTITIES
from aiowners.scaffold.artifacts import Artifacts
from aiowners.scaffold.assets import assets, platforms
from aiowners.scaffold.avoid_findings import avoid_findings
from aiowners.scaffold.context import Context
from aiowners.scaffold.features import features
from aiowners.scaffold.manifests import Layout, manifest_texts
from aiowners.scaffold.naming import FreeNames
from aiowners.scaffold.owners import Owners
from aiowners.scaffold.pipelines import pipelines
from aiowners.scaffold.products import Products
from aiowners.usage.file_roles import is_own_code, weights_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.scaffold.declaration import ProposedDeclaration
    from aiowners.usage.evidence import Evidence
    from aiowners.workspace import Workspace


class ProposedManifest(NamedTuple):
    """A manifest to write, by its path from the root."""

    path: str
    text: str


class Proposal(NamedTuple):
    """The proposed manifests, the root's first, and a sentence about each part that is omitted.

    `unowned` are the directories of entities without an owner, and the root if there are any.
    `counts` has the number of proposed declarations by section, and `without_owner` the number of
    those without an owner. `unused` names the declarations that are comments, because no other
    declaration uses them.
    """

    manifests: tuple[ProposedManifest, ...]
    notices: tuple[str, ...]
    unowned: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    without_owner: int = 0
    unused: tuple[str, ...] = ()


class NewTeam(NamedTuple):
    """A team that gets its own manifest, and the directory for it, which is empty for the root."""

    name: str
    directory: str


def owners_of(workspace: Workspace) -> Owners:
    """Return the owners in CODEOWNERS, with the teams that manifests declare by their handles."""
    return Owners(workspace.codeowners, workspace.ruleset, workspace.forge, workspace.graph.directory.carriers)


def propose(
    evidence: Evidence, workspace: Workspace, team: NewTeam | None = None, owner: str | None = None
) -> Proposal:
    """Propose manifests for the entities that no manifest declares; with `team`, one for its directory.

    `owner`, a team or a handle, owns the entities that have no other owner.
    """
    owners = owners_of(workspace)
    if owner is not None and owner.startswith("@"):
        owner = owners.add(owner)
    own_files = [path for path in evidence.files if is_own_code(path)]
    undecodable = [path for path in own_files if not _is_utf8(path) and (path in evidence.facts or weights_path(path))]
    own_files = [path for path in own_files if _is_utf8(path)]
    if team is not None:
        start = f"{team.directory}/" * bool(team.directory)
        own_files = _unclaimed([path for path in own_files if path.startswith(start)], workspace)
    context = Context(
        evidence,
        FileIndex(evidence.files),
        own_files,
        owners,
        Products(evidence.name, evidence.files, owners.boundaries()),
        _free_names(workspace),
        _declared(workspace),
        None if team is None else team.name,
        owner,
    )
    declarations = _declarations(context, workspace)
    layout = Layout(context, workspace, None if team is None else team.directory)
    manifests = tuple(ProposedManifest(path, text) for path, text in manifest_texts(layout))
    unowned = {item.directory for item in declarations if item.owner.team is None and item.files}
    unowned |= {""} if unowned else set()
    counts = Counter(declaration.section for declaration in context.declarations)
    return Proposal(
        manifests,
        _notices(undecodable),
        tuple(sorted(unowned)),
        tuple((kind.section, counts[kind.section]) for kind in ENTITIES if counts[kind.section]),
        sum(declaration.owner.team is None for declaration in context.declarations),
        tuple(sorted(f"{declaration.section[:-1]} `{declaration.name}`" for declaration in context.unused)),
    )


def _declarations(context: Context, workspace: Workspace) -> list[ProposedDeclaration]:
    """Add the declarations to the context, used and unused, and return all of them."""
    artifacts = Artifacts(context)
    platforms(context)
    proposed_features = features(context, artifacts, pipelines(context, artifacts))
    assets(context, proposed_features, workspace.today)
    declarations = list(context.declarations)
    context.declarations, context.unused = avoid_findings(declarations, workspace)
    return declarations


def _notices(undecodable: Sequence[str]) -> tuple[str, ...]:
    if not undecodable:
        return ()
    count = f"{len(undecodable)} files have names" if len(undecodable) > 1 else "1 file has a name"
    return (f"{count} that no manifest can hold, not being UTF-8: nothing is proposed by them",)


def _is_utf8(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _unclaimed(paths: Sequence[str], workspace: Workspace) -> list[str]:
    """Return the files that no declaration claims."""
    index = FileIndex(paths)
    claimed = {
        path
        for claim in workspace.claims
        for start, end in index.runs(claim.pattern)
        for path in index.paths[start:end]
    }
    return [path for path in paths if path not in claimed]


def _free_names(workspace: Workspace) -> FreeNames:
    declared = workspace.graph.declared
    return FreeNames(
        {kind.section: {node.key.name for node in declared if node.key.kind == kind.name} for kind in ENTITIES}
    )


def _declared(workspace: Workspace) -> dict[str, dict[str, str]]:
    """Return the names of declared models and platforms, by section and name; models by identifier, too."""
    declared: dict[str, dict[str, str]] = {"models": {}, "platforms": {}}
    for node, _ in workspace.graph.platforms():
        declared["platforms"][node.key.name] = node.key.name
    models = declared["models"]
    for node, model in workspace.graph.models():
        models[node.key.name] = node.key.name
        for identifier in model.identifiers:
            models.setdefault(identifier, node.key.name)
    return declared
