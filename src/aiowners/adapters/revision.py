"""The manifests of another revision, read from the object store: nothing is checked out."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiowners.adapters import git
from aiowners.adapters.commits import resolve
from aiowners.adapters.tracked_files import tracked_entries
from aiowners.filenames import OTHERS, is_manifest, is_misnamed
from aiowners.source import MAX_BYTES, Source
from aiowners.tracked.tree import may_be_read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from aiowners.codeowners.pattern import Pattern
    from aiowners.tracked.tree import Tracked


@dataclass(frozen=True, slots=True)
class CommittedTree:
    """The tree of a commit: its manifests, all its entries, and the manifests that this clone does not have."""

    sources: tuple[Source, ...]
    files: Tracked
    absent: tuple[str, ...]


def read_revision(root: Path, name: str, *, exclude: Sequence[Pattern]) -> CommittedTree:
    """Read the tree of commit `name` below `root`. Raises GitError if there is no such commit."""
    commit = resolve(root, name)
    blobs: dict[str, str] = {}
    files: list[str] = []
    special: list[str] = []
    # `MODE TYPE ID<tab>PATH`, see git-ls-tree(1). Run in a directory, it lists the entries below it.
    for entry in os.fsdecode(git.run(root, "ls-tree", "-r", "-z", commit)).split("\0"):
        facts, _, path = entry.partition("\t")
        if not path:
            continue
        files.append(path)
        if not facts.startswith("100") or may_be_read(path):
            special.append(entry)
        mode, _, identity = facts.split(" ")
        if mode.startswith("100") and is_read(path, exclude):
            blobs[path] = identity
    bodies = list(git.read_objects(root, blobs.values(), most=MAX_BYTES))
    sources = [
        Source(path, body.decode("utf-8", "surrogateescape"))
        for path, body in zip(blobs, bodies, strict=True)
        if body is not None
    ]
    absent = [path for path, body in zip(blobs, bodies, strict=True) if body is None]
    tracked = tracked_entries(root, files, special, in_working_tree=False)
    return CommittedTree(tuple(sources), tracked, tuple(absent))


def is_read(path: str, exclude: Sequence[Pattern]) -> bool:
    """Return whether a run reads the file at a path."""
    if path in OTHERS:
        return True
    return (is_manifest(path) or is_misnamed(path)) and not any(pattern.matches(path) for pattern in exclude)
