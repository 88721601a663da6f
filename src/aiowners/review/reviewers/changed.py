"""Which declarations and teams a change alters: by the files below their paths, or by what is declared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aiowners.review.reviewers.canonical_form import meaning
from aiowners.review.reviewers.changed_by_files import FileChange, by_files, changed_hands, taken_in_advance
from aiowners.review.reviewers.changed_teams import changed_names, changed_teams, identity, names_in

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from aiowners.graph.nodes import Key
    from aiowners.graph.team_directory import TeamDirectory
    from aiowners.workspace import Workspace

# What is declared about each entity: path and meaning of each of its declarations.
Meanings: TypeAlias = "dict[Key, Counter[tuple[str, tuple[object, ...]]]]"


class Step(NamedTuple):
    """Part of a change: the files that differ between two revisions, the later of which is the head or becomes it."""

    before: Workspace
    after: Workspace
    files: tuple[FileChange, ...]


@dataclass(slots=True)
class ChangedSubjects:
    """Why an entity or a team counts as changed: files and manifests, and whether what is declared differs."""

    because: set[str] = field(default_factory=set)
    declared: bool = False


def changed(steps: Sequence[Step], base: Workspace, *, listed: bool = False) -> Mapping[Key, ChangedSubjects]:
    """Return the entities and teams that a change alters, sorted by kind and name.

    An entity is changed if a file that it claims at any revision is changed, under its old name or its
    new one, or if what is declared about it means something else than before. `base` is the tip of the
    target branch, whose claims count too. `listed`: a person says that these files changed, and the
    earlier revision may have the change already: a manifest that is equal at both then counts as
    changed in everything that it declares.
    """
    reasons: dict[Key, ChangedSubjects] = {}
    for step in steps:
        revisions = distinct((step.before, base, step.after))
        paths = {path for file in step.files for path in file.paths}
        for key, files in by_files(revisions, step.files).items():
            reasons.setdefault(key, ChangedSubjects()).because.update(files)
        for directories in _directories(step, base):
            _by_meaning(reasons, step, paths, directories)
        for key, files in changed_hands(step.before, step.after).items():
            reasons.setdefault(key, ChangedSubjects()).because.update(files)
        for key, takers in taken_in_advance(step.before, base, step.after).items():
            reasons.setdefault(key, ChangedSubjects()).because.update(takers)
        for key, manifests in changed_teams(step.before, step.after).items():
            _add(reasons, key, manifests)
        _by_names(reasons, revisions, changed_names(step.before, step.after))
        _by_removal(reasons, step, base)
        if listed:
            _as_stated(reasons, step, paths)
    return {key: reasons[key] for key in sorted(reasons, key=str)}


def manifests_differ(step: Step) -> bool:
    """Whether any manifest was added, removed, or edited: otherwise both graphs are the same."""
    was, now = ({manifest.path: manifest.source for manifest in side.manifests} for side in (step.before, step.after))
    if was.keys() != now.keys():
        return True
    return any(now[path] is not source and now[path].text != source.text for path, source in was.items())


def newly_excluded(
    forks: Sequence[Workspace], base: Workspace, head: Workspace, excludes: Callable[[str], bool]
) -> frozenset[str]:
    """Return the manifests of the base that are no longer read once the head is merged into it.

    `excludes` says for a path whether the configuration of the head excludes it, and that of a fork point
    does not. What the head removed or moved is not at that path any more.
    """
    known = {manifest.path for fork in forks for manifest in fork.manifests}
    paths = (manifest.path for manifest in base.manifests if excludes(manifest.path))
    return frozenset(path for path in paths if path not in known or (head.files is not None and path in head.files))


def differing_manifests(before: Workspace, after: Workspace) -> tuple[FileChange, ...]:
    """Return the manifests that both revisions read, and that differ."""
    texts = {manifest.path: manifest.source.content for manifest in before.manifests}
    paths = (
        manifest.path
        for manifest in after.manifests
        if texts.get(manifest.path, manifest.source.content) != manifest.source.content
    )
    return tuple(FileChange(path, path) for path in paths)


def distinct(workspaces: Iterable[Workspace]) -> tuple[Workspace, ...]:
    """Return the same workspaces in order, each once."""
    return tuple({id(workspace): workspace for workspace in workspaces}.values())


def _add(reasons: dict[Key, ChangedSubjects], key: Key, manifests: Iterable[str]) -> None:
    """Note that what is declared about `key` differs."""
    changed = reasons.setdefault(key, ChangedSubjects())
    changed.declared = True
    changed.because.update(manifests)


def _by_names(reasons: dict[Key, ChangedSubjects], revisions: Iterable[Workspace], names: frozenset[str]) -> None:
    """Find what refers to a team by one of these names: its meaning is another, though its text is the same."""
    if names:
        for workspace in revisions:
            for node in workspace.graph.declared:
                if not names.isdisjoint(names_in(node)):
                    _add(reasons, node.key, [node.manifest.path])


def _by_removal(reasons: dict[Key, ChangedSubjects], step: Step, base: Workspace) -> None:
    """Find what only the base declares in a manifest that the change removes or moves: it goes with the manifest."""
    kept = {manifest.path for manifest in step.after.manifests}
    removed = {manifest.path for manifest in step.before.manifests} - kept
    if not removed or base is step.before:
        return
    was = _meanings(step.before, removed, step.before.graph.directory)
    for key, meanings in _meanings(base, removed, base.graph.directory).items():
        if _without_paths(meanings) != _without_paths(was.get(key, Counter())):
            _add(reasons, key, (path for path, _ in meanings))


def _directories(step: Step, base: Workspace) -> Iterator[tuple[TeamDirectory, TeamDirectory]]:
    """Yield the teams by which the earlier and the later texts are read: those of their own revisions, and those of the base.

    A handle that has another team at the base by now means that team once the change is merged.
    """
    yield step.before.graph.directory, step.after.graph.directory
    if changed_names(step.before, base):
        yield base.graph.directory, base.graph.directory


def _by_meaning(
    reasons: dict[Key, ChangedSubjects],
    step: Step,
    touched: Collection[str],
    directories: tuple[TeamDirectory, TeamDirectory],
) -> None:
    """Compare what the manifests that differ declare."""
    before, after = step.before, step.after
    # A manifest that is read at one revision alone, because of an exclusion, is as added or removed.
    differing = {manifest.path for manifest in before.manifests} ^ {manifest.path for manifest in after.manifests}
    paths = differing.union(touched)
    was, now = _meanings(before, paths, directories[0]), _meanings(after, paths, directories[1])
    for key in was.keys() | now.keys():
        old, new = was.get(key, Counter()), now.get(key, Counter())
        if _without_paths(old) != _without_paths(new):
            _add(reasons, key, (path for path, _ in (old - new) + (new - old)))


def _as_stated(reasons: dict[Key, ChangedSubjects], step: Step, listed: Collection[str]) -> None:
    before = {manifest.path: manifest.source.content_id for manifest in step.before.manifests}
    same = {
        manifest.path
        for manifest in step.after.manifests
        if manifest.path in listed and before.get(manifest.path) == manifest.source.content_id
    }
    for node in step.after.graph.declared:
        if node.manifest.path in same:
            _add(reasons, node.key, [node.manifest.path])


def _meanings(workspace: Workspace, paths: Collection[str], directory: TeamDirectory) -> Meanings:
    meanings: Meanings = {}
    for node in workspace.graph.declared:
        path = node.manifest.path
        if path in paths:
            value = meaning(node, lambda text: identity(directory, text))
            meanings.setdefault(node.key, Counter())[path, value] += 1
    return meanings


def _without_paths(meanings: Counter[tuple[str, tuple[object, ...]]]) -> Counter[tuple[object, ...]]:
    counts: Counter[tuple[object, ...]] = Counter()
    for (_, value), times in meanings.items():
        counts[value] += times
    return counts
