"""Which declarations a change is about: by the files below their paths, or by what is declared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiowners.review.changed_by_files import FileChange, by_files
from aiowners.review.meaning import meaning
from aiowners.review.names import Names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from aiowners.graph.graph import Key, Node
    from aiowners.workspace import Workspace

__all__ = ["Changed", "FileChange", "changed"]


@dataclass(slots=True)
class Changed:
    """Why a thing counts as changed: the files, and whether what is declared about it differs."""

    because: set[str] = field(default_factory=set)
    declared: bool = False


def changed(
    base: Workspace, head: Workspace, files: Iterable[FileChange], *, listed: bool = False
) -> Mapping[Key, Changed]:
    """The things that a change is about, in the order of their names.

    A thing is changed when a file that it claims in either workspace is, under its old name or its
    new one, or when what is declared about it means something else than before. `listed`: somebody
    says that these files changed, and the base may not be from before that: a manifest that reads
    the same on both sides then counts as changed in all that it declares.
    """
    found: dict[Key, Changed] = {}
    touched = list(files)
    names = Names(base.graph, head.graph)
    for key, because in by_files((base, head), touched).items():
        found.setdefault(key, Changed()).because.update(because)
    paths = {path for one in touched for path in (one.before, one.after) if path}
    # A handle that another team carries now means somebody else wherever it is written.
    _by_meaning(found, base, head, names, None if names.differ else paths)
    if listed:
        _as_stated(found, base, head, paths)
    return {key: found[key] for key in sorted(found, key=str)}


def _by_meaning(
    found: dict[Key, Changed], base: Workspace, head: Workspace, names: Names, touched: Collection[str] | None
) -> None:
    """Compare what the manifests that were touched declare, or all of them; the others say what they said."""
    before, after = _said(base, names, touched), _said(head, names, touched)
    for key in before.keys() | after.keys():
        then, now = before.get(key, Counter()), after.get(key, Counter())
        if _without_places(then) == _without_places(now):
            continue
        reasons = found.setdefault(key, Changed())
        reasons.declared = True
        reasons.because.update(path for path, _ in (then - now) + (now - then))


def _as_stated(found: dict[Key, Changed], base: Workspace, head: Workspace, listed: Collection[str]) -> None:
    before = {manifest.path: manifest.source.content_id for manifest in base.manifests}
    same = {one.path for one in head.manifests if one.path in listed and before.get(one.path) == one.source.content_id}
    for node in head.graph.declared:
        if _manifest(node) in same:
            reasons = found.setdefault(node.key, Changed())
            reasons.declared = True
            reasons.because.add(_manifest(node))


def _said(
    workspace: Workspace, names: Names, touched: Collection[str] | None
) -> dict[Key, Counter[tuple[str, tuple[object, ...]]]]:
    said: dict[Key, Counter[tuple[str, tuple[object, ...]]]] = {}
    for node in workspace.graph.declared:
        path = _manifest(node)
        if touched is None or path in touched:
            said.setdefault(node.key, Counter())[path, meaning(workspace.graph, node, names)] += 1
    return said


def _manifest(node: Node) -> str:
    assert node.manifest is not None
    return node.manifest.path


def _without_places(said: Counter[tuple[str, tuple[object, ...]]]) -> Counter[tuple[object, ...]]:
    counts: Counter[tuple[object, ...]] = Counter()
    for (_, what), times in said.items():
        counts[what] += times
    return counts
