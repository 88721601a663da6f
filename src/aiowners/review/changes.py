"""Which declarations and teams a change alters: by the files below their paths, or by what is declared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aiowners.codeowners.files import POINTER, FileIndex
from aiowners.codeowners.pattern import may_match_below
from aiowners.review.changed_teams import changed_teams, identity, names_differ
from aiowners.review.meaning import meaning

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from aiowners.graph.graph import Key, Node
    from aiowners.workspace import Workspace

# What is declared about each entity: path and meaning of each of its declarations.
Meanings: TypeAlias = "dict[Key, Counter[tuple[str, tuple[object, ...]]]]"


class FileChange(NamedTuple):
    """A file before and after a change; None where there is none. A rename has both.

    `stands_for_more`: it is a link or a submodule at one end, so that what lies below its path
    changes with it.
    """

    before: str | None
    after: str | None
    stands_for_more: bool = False


class Step(NamedTuple):
    """Part of a change: the files that differ between two revisions, the later of which is the head or becomes it."""

    before: Workspace
    after: Workspace
    files: tuple[FileChange, ...]


@dataclass(slots=True)
class Changed:
    """Why an entity or a team counts as changed: files and manifests, and whether what is declared differs."""

    because: set[str] = field(default_factory=set)
    declared: bool = False


def changed(steps: Sequence[Step], base: Workspace, *, listed: bool = False) -> Mapping[Key, Changed]:
    """The entities and teams that a change alters, sorted by kind and name.

    An entity is changed if a file that it claims at any revision is changed, under its old name or its
    new one, or if what is declared about it means something else than before. `base` is the tip of the
    target branch, whose claims count too. `listed`: a person says that these files changed, and the
    earlier revision may have the change already: a manifest that is equal at both then counts as
    changed in everything that it declares.
    """
    reasons: dict[Key, Changed] = {}
    for step in steps:
        paths = {path for file in step.files for path in (file.before, file.after) if path}
        _by_files(reasons, _distinct((step.before, base, step.after)), step.files)
        _by_meaning(reasons, step, paths)
        for key, manifests in changed_teams(step.before, step.after).items():
            _add(reasons, key, manifests)
        if listed:
            _as_stated(reasons, step, paths)
    return {key: reasons[key] for key in sorted(reasons, key=str)}


def _distinct(workspaces: Iterable[Workspace]) -> tuple[Workspace, ...]:
    return tuple({id(workspace): workspace for workspace in workspaces}.values())


def _add(reasons: dict[Key, Changed], key: Key, manifests: Iterable[str]) -> None:
    """Note that what is declared about `key` differs."""
    changed = reasons.setdefault(key, Changed())
    changed.declared = True
    changed.because.update(manifests)


def _by_files(found: dict[Key, Changed], sides: tuple[Workspace, ...], touched: Iterable[FileChange]) -> None:
    paths: dict[str, set[str]] = {}
    above: dict[str, set[str]] = {}  # what lies below these has changed as well
    for one in touched:
        for path in filter(None, (one.before, one.after)):
            paths.setdefault(path, set()).add(path)
            if one.stands_for_more:
                above.setdefault(path, set()).add(path)
            if path.endswith(POINTER):
                meant = path.removesuffix(POINTER)
                paths.setdefault(meant, set()).add(path)
                above.setdefault(meant, set()).add(path)
    index = FileIndex(paths)
    for claim in (claim for side in sides for claim in side.claims):
        for start, end in index.runs(claim.pattern):
            reasons = found.setdefault(claim.node.key, Changed()).because
            reasons.update(*(paths[index.paths[place]] for place in range(start, end)))
        for path, causes in above.items():
            if may_match_below(claim.pattern, path):
                found.setdefault(claim.node.key, Changed()).because.update(causes)


def _by_meaning(reasons: dict[Key, Changed], step: Step, touched: Collection[str]) -> None:
    """Compare what is declared: in all manifests if a name refers to another team, else in those that differ."""
    before, after = step.before, step.after
    # A manifest that is read at one revision alone, because of an exclusion, is as added or removed.
    differing = {manifest.path for manifest in before.manifests} ^ {manifest.path for manifest in after.manifests}
    everywhere = names_differ(before.graph.directory, after.graph.directory)
    paths = None if everywhere else differing.union(touched)
    was, now = _meanings(before, paths), _meanings(after, paths)
    for key in was.keys() | now.keys():
        old, new = was.get(key, Counter()), now.get(key, Counter())
        if _without_paths(old) != _without_paths(new):
            _add(reasons, key, (path for path, _ in (old - new) + (new - old)))


def _as_stated(reasons: dict[Key, Changed], step: Step, listed: Collection[str]) -> None:
    before = {manifest.path: manifest.source.content_id for manifest in step.before.manifests}
    same = {
        manifest.path
        for manifest in step.after.manifests
        if manifest.path in listed and before.get(manifest.path) == manifest.source.content_id
    }
    for node in step.after.graph.declared:
        if _manifest(node) in same:
            _add(reasons, node.key, [_manifest(node)])


def _meanings(workspace: Workspace, paths: Collection[str] | None) -> Meanings:
    directory = workspace.graph.directory
    meanings: Meanings = {}
    for node in workspace.graph.declared:
        path = _manifest(node)
        if paths is None or path in paths:
            value = meaning(node, lambda text: identity(directory, text))
            meanings.setdefault(node.key, Counter())[path, value] += 1
    return meanings


def _manifest(node: Node) -> str:
    assert node.manifest is not None
    return node.manifest.path


def _without_paths(meanings: Counter[tuple[str, tuple[object, ...]]]) -> Counter[tuple[object, ...]]:
    counts: Counter[tuple[object, ...]] = Counter()
    for (_, value), times in meanings.items():
        counts[value] += times
    return counts
