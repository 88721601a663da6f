"""What changed between two trees, and the tree as it was before: read from git, never checked out."""

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
from aiowners.source import MOST_BYTES, Source
from aiowners.tracked.tree import Tracked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

_NO_FILE = "000000"
# Against the working tree, what git compares is a hash of the file or, for a submodule, its commit.
_ASKED = (
    "diff", "--raw", "-z", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-abbrev", "--relative",
    "--ignore-submodules=dirty",
)  # fmt: skip
# The pointer that git holds in place of a large file: git-lfs(1), docs/spec.md.
_POINTER = re.compile(
    rb"version https://git-lfs[.]github[.]com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\nsize ([0-9]+)\n"
)
_MOST_POINTER = 1024


@dataclass(frozen=True, slots=True)
class Changes:
    """The files that differ, and of the old ones the blob ids by path, where they were plain files.

    `entries` are all old ones as `tracked_entries` takes them.
    """

    files: tuple[FileChange, ...]
    before: dict[str, str]
    entries: tuple[str, ...] = ()


def changes(root: Path, base: str, head: str | None, *, untracked: bool = False) -> Changes:
    """The differences below `root` from commit `base` to commit `head`, or to the working tree.

    A rename is a file that is gone and one that has come, which is all that ownership asks. With
    `untracked`, files that git neither tracks nor ignores have come too. Raises GitError.
    """
    unfiltered = git.without_filters(root) if head is None else []
    listing = git.run(root, *unfiltered, *_ASKED, *((base,) if head is None else (base, head)))
    files: list[FileChange] = []
    before: dict[str, str] = {}
    edited: set[str] = set()
    entries: list[str] = []
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
    if unfiltered:
        same = _same_as_pointers(root, {path: before[path] for path in edited & before.keys()})
        files = [one for one in files if one.after not in same]
        before = {path: identity for path, identity in before.items() if path not in same}
    if head is None and untracked:
        others = git.run(root, "ls-files", "-o", "--exclude-standard", "-z")
        files += [FileChange(None, path) for path in os.fsdecode(others).split("\0") if path]
    return Changes(tuple(files), before, tuple(entries))


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
    bodies = zip(blobs, git.read_objects(root, blobs.values(), most=MOST_BYTES), strict=True)
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


def tracked_before(root: Path, after: Tracked, found: Changes) -> Tracked:
    """The entries as they were; what did not change is as it is after the change."""
    touched = {path for one in found.files for path in one.paths}
    old = tracked_entries(root, (), found.entries, in_working_tree=False)
    gone = [one.before for one in found.files if one.before is not None]

    def read(paths: Sequence[str]) -> list[str | None]:
        was = old.texts([path for path in paths if path in touched])
        same = after.texts([path for path in paths if path not in touched])
        return [was[path] if path in touched else same[path] for path in paths]

    return Tracked(
        [*(path for path in after.paths if path not in touched), *gone],
        frozenset(old.links).union(path for path in after.links if path not in touched),
        frozenset(old.submodules).union(path for path in after.submodules if path not in touched),
        read,
    )


def _same_as_pointers(root: Path, before: Mapping[str, str]) -> set[str]:
    """Of these files, by path with the blob of old, those that hold what the blob, a pointer of Git LFS, names.

    Without the filter, which is not run, git takes a large file that it has to look into for changed.
    """
    bodies = git.read_objects(root, before.values(), most=_MOST_POINTER)
    pointers = ((path, _POINTER.fullmatch(body or b"")) for path, body in zip(before, bodies, strict=True))
    with Tree(str(root)) as tree:
        return {
            path for path, found in pointers if found and _holds(tree, path, found[1].decode("ascii"), int(found[2]))
        }


def _holds(tree: Tree, path: str, checksum: str, size: int) -> bool:
    """Whether a regular file, reached through no link, has this size and this SHA-256."""
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
    root: Path, sources: Sequence[Source], found: Changes, *, wanted: Collection[str] | None = None
) -> list[Source]:
    """The texts as they were: of what did not change the very `sources`, of what did those of the old tree.

    `wanted` are the paths of the old texts to read. Raises GitError where this clone does not
    hold one of them.
    """
    touched = {path for one in found.files for path in one.paths}
    kept = [source for source in sources if source.path not in touched]
    paths = [path for path in found.before if wanted is None or path in wanted]
    bodies = list(git.read_objects(root, (found.before[path] for path in paths), most=MOST_BYTES))
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
    first, *others = paths
    return f"`{first}`" if not others else f"`{first}` and {len(others)} more"
