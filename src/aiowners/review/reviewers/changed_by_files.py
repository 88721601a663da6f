"""Which declarations a change is about by its files: those that claim them, and those whose claims change hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.claims import Claims
from aiowners.codeowners.file_index import FileIndex
from aiowners.manifest.model import Model
from aiowners.tracked.git_settings import attributes, changed_attributes, is_attributes, is_settings
from aiowners.tracked.pointers import Pointer, PointerIndex, by_name, changed_outputs, is_dvc_file
from aiowners.tracked.tree import LFS, LOCK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from aiowners.claims import Claim
    from aiowners.codeowners.pattern import Pattern
    from aiowners.codeowners.pattern_containment import Segments
    from aiowners.graph.nodes import Key
    from aiowners.workspace import Workspace


class FileChange(NamedTuple):
    """A file before and after a change; None where there is none. A rename has both.

    `stands_for_more`: it is a link or a submodule at one end, so that what lies below its path
    changes with it, unless a revision tracks it: what it represents is known then.
    """

    before: str | None
    after: str | None
    stands_for_more: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """The names that the file has: one, or two if it is renamed."""
        return tuple(dict.fromkeys(path for path in (self.before, self.after) if path))


def by_files(workspaces: Sequence[Workspace], touched: Iterable[FileChange]) -> dict[Key, set[str]]:
    """Return the declarations whose files a change touches at one of the revisions, each with these files.

    A file counts under both of its names, and for all that claims it: by its path, through links,
    because it is a pointer to what is claimed, or because it says where the content comes from.
    Of a `dvc.lock` only the outputs count that the revisions do not all record alike.
    """
    changes = list(touched)
    paths = {path for change in changes for path in change.paths}
    index = FileIndex(paths)
    touched_by: dict[Key, set[str]] = {}
    above = {path for change in changes if change.stands_for_more for path in change.paths}
    pointers = _Pointers(workspaces, paths, above)
    settings = {path: _filtered_files(workspaces, path) for path in paths if is_settings(path)}
    for workspace in workspaces:
        among = pointers.of(workspace)
        applied, files = workspace.applied, workspace.files if settings else None
        for claim in workspace.claims:
            runs = applied.runs(claim, index, pointed=False)
            reasons = {path for start, end in runs for path in index.paths[start:end]}
            reasons.update(pointer.entry for pointer in applied.pointed(claim, among))
            if files is not None:
                reasons.update(
                    path for path, patterns in settings.items() if applied.is_set_by(claim, files, path, patterns)
                )
            if reasons:
                touched_by.setdefault(claim.node.key, set()).update(reasons)
    return touched_by


class _Pointers:
    """The pointers that a change touches, at each revision."""

    def __init__(self, workspaces: Sequence[Workspace], paths: Collection[str], above: Collection[str]) -> None:
        self._paths = paths
        known = {pointer.entry for workspace in workspaces for pointer in workspace.applied.pointers.all}
        # What no revision tracks, but the working tree has.
        self._everywhere = [by_name(path) for path in paths if is_dvc_file(path) and path not in known]
        special = {
            path for workspace in workspaces if (tree := workspace.tracked) for path in (*tree.links, *tree.submodules)
        }
        self._everywhere += [Pointer(path, path, is_directory=True) for path in above if path not in special]
        locks = (path for path in paths if path.rpartition("/")[2] == LOCK)
        self._outputs = {
            path: changed_outputs(path, [workspace.applied.pointers.all for workspace in workspaces]) for path in locks
        }

    def of(self, workspace: Workspace) -> PointerIndex:
        """Those of one revision."""
        touched = (pointer for pointer in workspace.applied.pointers.all if pointer.entry in self._paths)
        pointers = [*filter(self._has_changed, touched), *self._everywhere]
        return PointerIndex(pointer._replace(is_guessed=False) for pointer in pointers)

    def _has_changed(self, pointer: Pointer) -> bool:
        outputs = self._outputs.get(pointer.entry)
        return outputs is None or pointer.path in outputs


def _filtered_files(workspaces: Sequence[Workspace], path: str) -> list[Pattern]:
    """Return what a settings file that is touched applies to, if it names files by patterns."""
    if path == LFS:
        return [pattern for workspace in workspaces for pattern in workspace.applied.filtered]
    if not is_attributes(path):
        return []
    texts = [_text(workspace, path) for workspace in workspaces]
    changed = changed_attributes(path, texts)
    # A change that the texts do not show, as of the file's mode, may be about all of it.
    return changed or [attribute.pattern for text in texts for attribute in attributes(path, text)]


def _text(workspace: Workspace, path: str) -> str | None:
    """Return the text of a tracked file, empty if there is no such file; None if it is not known."""
    if workspace.tracked is None or workspace.files is None:
        return None
    return workspace.tracked.texts([path])[path] if path in workspace.files else ""


def changed_hands(before: Workspace, after: Workspace) -> dict[Key, set[str]]:
    """Return the declarations of which a claim applies to a file at one of two revisions alone, each with such files.

    Only files that both revisions track count. Nothing is looked up if both state the same claims.
    """
    then, now = _stated(before), _stated(after)
    differing = [pattern for key, pattern in {**then, **now}.items() if (key in then) != (key in now)]
    if not differing:
        return {}
    files, others = before.files, after.files
    if files is None or others is None:
        return {}
    paths = {
        path
        for pattern in differing
        for start, end in files.runs(pattern)
        for path in files.paths[start:end]
        if path in others
    }
    index = FileIndex(paths)
    first, second = _keys(before.applied, index), _keys(after.applied, index)
    by_key: dict[Key, set[str]] = {}
    for index_of_path, path in enumerate(index.paths):
        for key in first.get(index_of_path, frozenset()) ^ second.get(index_of_path, frozenset()):
            by_key.setdefault(key, set()).add(path)
    return by_key


def taken_in_advance(before: Workspace, base: Workspace, after: Workspace) -> dict[Key, set[str]]:
    """Return the models from whose claims a change takes part, each with the manifests of the claims that take it.

    Whether a file is there yet does not matter: what comes there later would not be the model's any more.
    A model whose own claims are new is not among them, because its meaning has changed.
    """
    then = _stated(before)
    new = [claim for claim in after.claims if _stating(claim) not in then]
    manifests: dict[Segments, set[str]] = {}
    for claim in new:
        manifests.setdefault(claim.pattern.segments, set()).add(claim.node.manifest.path)
    taken: dict[Key, set[str]] = {}
    for workspace in (before, base) if new else ():
        without, together = Claims(workspace.claims, None), Claims([*workspace.claims, *new], None)
        for claim in workspace.claims:
            if isinstance(claim.node.declaration, Model):
                segments = {pattern.segments for pattern in together.taken_from(claim)}
                segments -= {pattern.segments for pattern in without.taken_from(claim)}
                if segments:
                    taken.setdefault(claim.node.key, set()).update(*map(manifests.__getitem__, segments))
    return taken


def _stated(workspace: Workspace) -> Mapping[tuple[Key, Segments], Pattern]:
    return {_stating(claim): claim.pattern for claim in workspace.claims}


def _stating(claim: Claim) -> tuple[Key, Segments]:
    return claim.node.key, claim.pattern.segments


def _keys(applied: Claims, index: FileIndex) -> dict[int, frozenset[Key]]:
    return {
        index_of_path: frozenset(claim.node.key for claim in claims)
        for index_of_path, claims in applied.applying(index).items()
    }
