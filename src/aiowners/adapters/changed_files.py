"""The changes between two trees, and the tree before them: read from git, never checked out."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiowners.adapters import git
from aiowners.adapters.file_access import Tree
from aiowners.adapters.tracked_files import LINK, SUBMODULE, tracked_entries
from aiowners.review.reviewers.changed_by_files import FileChange
from aiowners.source import MAX_BYTES, Source
from aiowners.tracked.tree import Tracked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

_NO_FILE = "000000"
# In the working tree, git compares the hash of a file or, for a submodule, its commit.
_DIFF = (
    "diff", "--raw", "-z", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-abbrev", "--relative",
    "--ignore-submodules=dirty",
)  # fmt: skip
# The pointer that git holds in place of a large file: git-lfs(1), docs/spec.md.
_POINTER = re.compile(
    rb"version https://git-lfs[.]github[.]com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\nsize ([0-9]+)\n"
)
_MAX_POINTER_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Changes:
    """The files that differ; `before` maps the paths of old regular files to their blob ids.

    `entries` are all old entries, in the form that `tracked_entries` takes.
    """

    files: tuple[FileChange, ...]
    before: dict[str, str]
    entries: tuple[str, ...] = ()


def changes(root: Path, base: str, head: str | None, *, untracked: bool = False) -> Changes:
    """Return the differences below `root` from commit `base` to commit `head`, or to the working tree if that is None.

    A rename is a removed and an added file, which is enough for ownership. With `untracked`, files
    that git neither tracks nor ignores count as added. Raises GitError.
    """
    unfiltered = git.without_filters(root) if head is None else []
    listing = git.run(root, *unfiltered, *_DIFF, *((base,) if head is None else (base, head)))
    files, before, entries, edited = _parsed(listing)
    if unfiltered:
        same = _same_as_pointers(root, {path: before[path] for path in edited & before.keys()})
        files = [change for change in files if change.after not in same]
        before = {path: identity for path, identity in before.items() if path not in same}
    if head is None and untracked:
        untracked_listing = git.run(root, "ls-files", "-o", "--exclude-standard", "-z")
        files += [FileChange(None, path) for path in os.fsdecode(untracked_listing).split("\0") if path]
    return Changes(tuple(files), before, tuple(entries))


def _parsed(listing: bytes) -> tuple[list[FileChange], dict[str, str], list[str], set[str]]:
    """Parse a raw diff into changes, old blob ids by path, old entries, and the paths whose mode did not change."""
    files: list[FileChange] = []
    before: dict[str, str] = {}
    entries: list[str] = []
    edited: set[str] = set()
    # `:MODE MODE ID ID STATUS`, NUL, PATH, NUL: git-diff(1), "raw output format".
    words = iter(os.fsdecode(listing).split("\0"))
    for facts in words:
        if not facts:
            break
        path = next(words)
        old, new, identity, *_ = facts.removeprefix(":").split(" ")
        files.append(
            FileChange(
                None if old == _NO_FILE else path,
                None if new == _NO_FILE else path,
                stands_for_more=bool({old, new} & {LINK, SUBMODULE}),
            )
        )
        if old != _NO_FILE:
            entries.append(f"{old} {identity}\t{path}")
        if old.startswith("100"):
            before[path] = identity
        if old == new:
            edited.add(path)
    return files, before, entries, edited


def lay_over(root: Path, base: str, changes: Changes, overlay: Mapping[str, str]) -> Changes:
    """Return the differences from commit `base` to the working tree with the texts of `overlay` over it, by path.

    Raises GitError.
    """
    if not overlay:
        return changes
    # `MODE TYPE ID<tab>PATH`, see git-ls-tree(1).
    listing = os.fsdecode(git.run(root, "ls-tree", "-z", base, "--", *overlay)).split("\0")
    entries = {path: entry for entry in listing if (path := entry.partition("\t")[2]) in overlay}
    blobs = {path: entry.partition("\t")[0].split(" ")[2] for path, entry in entries.items() if entry[:3] == "100"}
    bodies = zip(blobs, git.read_objects(root, blobs.values(), most=MAX_BYTES), strict=True)
    texts = {path: overlay[path].encode("utf-8", "surrogateescape") for path in overlay}
    same = {path for path, body in bodies if body == texts[path]}
    different = [path for path in overlay if path not in same]
    kept = [file for file in changes.files if overlay.keys().isdisjoint(file.paths)]
    return Changes(
        (*kept, *(FileChange(path if path in entries else None, path) for path in different)),
        {
            **{path: blob for path, blob in changes.before.items() if path not in overlay},
            **{path: blob for path, blob in blobs.items() if path not in same},
        },
        (
            *(entry for entry in changes.entries if entry.partition("\t")[2] not in overlay),
            *(entry for path, entry in entries.items() if path not in same),
        ),
    )


def tracked_before(root: Path, after: Tracked, difference: Changes) -> Tracked:
    """Return the tracked entries before the changes. Entries that did not change are those of `after`."""
    touched = {path for change in difference.files for path in change.paths}
    old = tracked_entries(root, (), difference.entries, in_working_tree=False)
    removed = [change.before for change in difference.files if change.before is not None]

    def read(paths: Sequence[str]) -> list[str | None]:
        earlier = old.texts([path for path in paths if path in touched])
        unchanged = after.texts([path for path in paths if path not in touched])
        return [earlier[path] if path in touched else unchanged[path] for path in paths]

    return Tracked(
        [*(path for path in after.paths if path not in touched), *removed],
        frozenset(old.links).union(path for path in after.links if path not in touched),
        frozenset(old.submodules).union(path for path in after.submodules if path not in touched),
        read,
    )


def _same_as_pointers(root: Path, before: Mapping[str, str]) -> set[str]:
    """Return the paths of files that have exactly the content that their old blob, a pointer of Git LFS, names.

    `before` are old blob ids by path. The filter of Git LFS is not run, so git reports these files as changed.
    """
    bodies = git.read_objects(root, before.values(), most=_MAX_POINTER_BYTES)
    pointers = ((path, _POINTER.fullmatch(body or b"")) for path, body in zip(before, bodies, strict=True))
    with Tree(str(root)) as tree:
        return {
            path for path, match in pointers if match and _holds(tree, path, match[1].decode("ascii"), int(match[2]))
        }


def _holds(tree: Tree, path: str, checksum: str, size: int) -> bool:
    """Return whether a regular file, reached without a link, has this size and this SHA-256."""
    try:
        descriptor = tree.open(path)
    except OSError:
        return False
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
        if os.fstat(descriptor).st_size != size:
            return False
        try:
            return hashlib.file_digest(file, "sha256").hexdigest() == checksum
        except OSError:
            return False


def sources_before(
    root: Path, sources: Sequence[Source], difference: Changes, *, wanted: Collection[str] | None = None
) -> list[Source]:
    """Return the sources before the changes: those of `sources` that did not change, and the old texts of the rest.

    `wanted` are the paths of the old texts to read, all by default. Raises GitError if this clone
    does not have one of them.
    """
    touched = {path for change in difference.files for path in change.paths}
    kept = [source for source in sources if source.path not in touched]
    paths = [path for path in difference.before if wanted is None or path in wanted]
    bodies = list(git.read_objects(root, (difference.before[path] for path in paths), most=MAX_BYTES))
    absent = [path for path, body in zip(paths, bodies, strict=True) if body is None]
    if absent:
        raise git.GitError(
            f"This clone does not hold the old text of {_listed(absent)}: run `git fetch --refetch --no-filter` first, "
            "or clone without a filter."
        )
    return kept + [
        Source(path, body.decode("utf-8", "surrogateescape"))
        for path, body in zip(paths, bodies, strict=True)
        if body is not None
    ]


def _listed(paths: Iterable[str]) -> str:
    first, *rest = paths
    return f"`{first}`" if not rest else f"`{first}` and {len(rest)} more"
