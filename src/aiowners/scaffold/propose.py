"""Evidence -> the first manifests of a repository, or those of a new team in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.file_index import FileIndex
from aiowners.manifest.model import KINDS, Model
from aiowners.scaffold.artifacts import Artifacts
from aiowners.scaffold.assets import assets, platforms
from aiowners.scaffold.context import Context
from aiowners.scaffold.features import features
from aiowners.scaffold.manifests import Layout, texts
from aiowners.scaffold.naming import FreeNames
from aiowners.scaffold.owners import Owners
from aiowners.scaffold.pipelines import pipelines
from aiowners.scaffold.products import Products
from aiowners.scaffold.settling import settle
from aiowners.usage.file_roles import is_ours, weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.usage.evidence import Evidence
    from aiowners.workspace import Workspace


class ProposedManifest(NamedTuple):
    """A manifest to be written, by its path from the root."""

    path: str
    text: str


class Proposal(NamedTuple):
    """The manifests, the root's first, and what had to be left out, a sentence each.

    `unowned` are the directories of things that nothing names a team for, the root with them. `counts`
    are how many declarations are proposed by section, and `open` is how many of them have no owner yet.
    `unused` names the declarations that are comments, because nothing would use them.
    """

    manifests: tuple[ProposedManifest, ...]
    notices: tuple[str, ...]
    unowned: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    open: int = 0
    unused: tuple[str, ...] = ()


class NewTeam(NamedTuple):
    """A team that gets a manifest of its own, and the directory of that, empty for the root."""

    name: str
    directory: str


def owners_of(workspace: Workspace) -> Owners:
    """What CODEOWNERS says of owners, with the teams that the manifests declare by their handles."""
    return Owners(workspace.codeowners, workspace.ruleset, workspace.forge, workspace.graph.directory.carriers)


def propose(
    evidence: Evidence, workspace: Workspace, team: NewTeam | None = None, owner: str | None = None
) -> Proposal:
    """Propose manifests for what no manifest of the workspace declares; with `team`, one for what lies in its directory.

    Team `owner`, a name or a handle, owns what nothing names a team for.
    """
    owners = owners_of(workspace)
    if owner is not None and owner.startswith("@"):
        owner = owners.add(owner)
    ours = [path for path in evidence.files if is_ours(path)]
    unspelled = [path for path in ours if not _is_text(path) and (path in evidence.facts or weights(path))]
    ours = [path for path in ours if _is_text(path)]
    if team is not None:
        ours = _unclaimed(
            [path for path in ours if path.startswith(f"{team.directory}/" * bool(team.directory))], workspace
        )
    ground = Context(
        evidence,
        FileIndex(evidence.files),
        ours,
        owners,
        Products(evidence.name, evidence.files, owners.boundaries()),
        FreeNames(
            {
                f"{kind}s": {node.key.name for node in workspace.graph.declared if node.key.kind == kind}
                for kind in KINDS
            }
        ),
        _declared(workspace),
        None if team is None else team.name,
        owner,
    )
    artifacts = Artifacts(ground)
    platforms(ground)
    found = features(ground, artifacts, pipelines(ground, artifacts))
    assets(ground, found, workspace.today)
    everything = list(ground.things)
    ground.things, ground.unused = settle(everything, workspace)
    layout = Layout(ground, workspace, None if team is None else team.directory)
    manifests = tuple(ProposedManifest(path, text) for path, text in texts(layout))
    unowned = {thing.place for thing in everything if thing.owner.team is None and thing.files}
    unowned |= {""} if unowned else set()
    counts = Counter(thing.section for thing in ground.things)
    return Proposal(
        manifests,
        _left_out(unspelled),
        tuple(sorted(unowned)),
        tuple((f"{kind}s", counts[f"{kind}s"]) for kind in KINDS if counts[f"{kind}s"]),
        sum(thing.owner.team is None for thing in ground.things),
        tuple(sorted(f"{thing.section[:-1]} `{thing.name}`" for thing in ground.unused)),
    )


def _left_out(paths: Sequence[str]) -> tuple[str, ...]:
    if not paths:
        return ()
    count = f"{len(paths)} files have names" if len(paths) > 1 else "1 file has a name"
    return (f"{count} that no manifest can hold, not being UTF-8: nothing is proposed by them",)


def _is_text(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _unclaimed(paths: Sequence[str], workspace: Workspace) -> list[str]:
    """The files that no declaration claims."""
    index = FileIndex(paths)
    claimed = {
        path
        for claim in workspace.claims
        for start, end in index.runs(claim.pattern)
        for path in index.paths[start:end]
    }
    return [path for path in paths if path not in claimed]


def _declared(workspace: Workspace) -> dict[str, dict[str, str]]:
    """What is declared, by section and name; models by their identifiers as well."""
    found: dict[str, dict[str, str]] = {"models": {}, "platforms": {}}
    for node in workspace.graph.declared:
        names = found.get(f"{node.key.kind}s")
        if names is not None:
            names[node.key.name] = node.key.name
            if isinstance(node.declaration, Model):
                for identifier in node.declaration.identifiers:
                    names.setdefault(identifier, node.key.name)
    return found
