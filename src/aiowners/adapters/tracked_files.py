"""Listings of a tree by git: its manifests, and every tracked file for the rules about paths."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from aiowners.adapters import git
from aiowners.adapters.file_access import read_below
from aiowners.source import MAX_BYTES
from aiowners.tracked.tree import Tracked, may_be_read

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

LINK, SUBMODULE = "120000", "160000"

# Every name that is nearly right matches this. On half a million entries, it takes 1.5 times as long as
# the exact name; a pattern of the whole name, with three more stars, would take 2.2 times as long.
_PATHSPEC = ":(icase)*owner*ml"


def outside_sparse_checkout(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """Return the ids of the tracked files among these paths that are outside the sparse checkout. Raises GitError."""
    with git.start(root, "config", "--bool", "core.sparseCheckout") as running:
        if running.process.communicate()[0].strip() != b"true":
            return {}
    listing = os.fsdecode(git.run(root, "ls-files", "-t", "-s", "-z", "--", *(f":(literal){path}" for path in paths)))
    # `TAG MODE ID STAGE<tab>PATH`, see git-ls-files(1).
    entries = (entry.partition("\t") for entry in listing.split("\0") if entry.startswith("S 100"))
    return {path: facts.split(" ")[2] for facts, _, path in entries}


# gitattributes(5): besides line ends and filters, these make the text in the working tree differ from that in git.
_CONVERSIONS = ("working-tree-encoding", "ident")
_UNCONVERTED = ("unspecified", "unset", "utf-8", "utf8")


def tracked(root: Path) -> git.Running:
    """Start git to list the tracked files named like manifests: `TAG MODE ID STAGE<tab>PATH`, see git-ls-files(1)."""
    return git.start(root, "ls-files", "-t", "-s", "-z", "--", _PATHSPEC)


def untracked(root: Path) -> git.Running:
    """Start git to list the paths of files named like manifests that it neither tracks nor ignores."""
    return git.start(root, "ls-files", "-o", "--exclude-standard", "-z", "--", _PATHSPEC)


def converted(root: Path, paths: Sequence[str]) -> list[tuple[str, str]]:
    """Return the paths whose text git converts on checkout, each with the attribute that causes it.

    Line ends do not count; filters are configured per machine and do not count either. Raises GitError.
    """
    names = "".join(f"{path}\0" for path in paths)
    answer = git.run(root, "check-attr", "--stdin", "-z", *_CONVERSIONS, text=os.fsencode(names))
    words = os.fsdecode(answer).split("\0")  # PATH, NUL, ATTRIBUTE, NUL, VALUE, NUL
    facts = zip(words[::3], words[1::3], words[2::3], strict=False)  # the last word is empty
    return [(path, attribute) for path, attribute, value in facts if value.lower() not in _UNCONVERTED]


def list_files(root: Path) -> Tracked:
    """Return the entries that git tracks below `root`, relative to it; without git, all files on disk.

    The modes in git's index determine the links and submodules. The texts of `.dvc` files and the
    like are those of the working tree.
    """
    try:
        listing = os.fsdecode(git.run(root, "ls-files", "-s", "-z"))
    except (git.GitMissing, git.NoWorkTree):
        return _walked(root)
    entries = listing.split("\0")
    # `MODE ID STAGE<tab>PATH`, see git-ls-files(1): the part before the path always has the same length.
    start = entries[0].find("\t") + 1
    # An unmerged path occurs once for each side.
    paths = list(dict.fromkeys([entry[start:] for entry in entries if entry]))
    special = [entry for entry in entries if not entry.startswith("100") or may_be_read(entry)]
    return tracked_entries(root, paths, (entry for entry in special if entry), in_working_tree=True)


def tracked_entries(root: Path, paths: Sequence[str], special: Iterable[str], *, in_working_tree: bool) -> Tracked:
    """Return the entries at `paths`; `special` are those that are no regular files, and those whose text is needed.

    A special entry is `MODE [TYPE] ID [STAGE]<tab>PATH`. Texts are read from the object store; with
    `in_working_tree`, those of regular files are read from disk.
    """
    modes: dict[str, str] = {}
    ids: dict[str, str] = {}
    for entry in special:
        facts, _, path = entry.partition("\t")
        mode, *words = facts.split(" ")
        # Of the sides of a conflict, a link or a submodule counts, because it represents more.
        if path not in modes or modes[path].startswith("100"):
            modes[path] = mode
            ids[path] = max(words, key=len)
    links = frozenset(path for path, mode in modes.items() if mode == LINK)
    submodules = frozenset(path for path, mode in modes.items() if mode == SUBMODULE)
    return Tracked(paths, links, submodules, _ListingReader(root, ids, links if in_working_tree else None))


class _ListingReader:
    """Reads the texts of entries; if `links` are given, those of all other entries from the working tree."""

    def __init__(self, root: Path, ids: Mapping[str, str], links: Collection[str] | None) -> None:
        self._root = root
        self._ids = ids
        self._links = links

    def __call__(self, paths: Sequence[str]) -> list[str | None]:
        """Return the texts at these paths, None without one. Raises GitError if this clone does not have one of them."""
        bodies: dict[str, bytes | None] = {}
        if self._links is not None:
            plain = (path for path in paths if path not in self._links)
            bodies = {path: body for path in plain if (body := self._in_working_tree(path)) is not None}
        stored = [path for path in paths if path in self._ids and path not in bodies]
        blobs = git.read_objects(self._root, (self._ids[path] for path in stored), most=MAX_BYTES)
        bodies |= zip(stored, blobs, strict=True)
        absent = [path for path in stored if bodies[path] is None]
        if absent:
            raise git.GitError(
                f"this clone does not have {absent[0]}: run `git fetch --refetch --no-filter`, or clone without a filter"
            )
        return [
            None if (body := bodies.get(path)) is None else body.decode("utf-8", "surrogateescape") for path in paths
        ]

    def _in_working_tree(self, path: str) -> bytes | None:
        """Read a file without a link on the way to it; None if there is none."""
        try:
            return read_below(self._root, path, most=MAX_BYTES)
        except OSError:
            return None


def _walked(root: Path) -> Tracked:
    """Return all files and links below `root` on disk."""
    top = f"{root}{os.sep}"
    paths: list[str] = []
    links: set[str] = set()
    for directory, names, files in os.walk(top):
        names[:] = [name for name in names if name != ".git"]
        inside = directory[len(top) :].replace(os.sep, "/")
        plain = set(files)
        for entry in (*names, *files):
            path = f"{inside}/{entry}".lstrip("/")
            is_link = os.path.islink(top + path)  # noqa: PTH114 - thousands of them, without pathlib
            if is_link:
                links.add(path)
            if is_link or entry in plain:
                paths.append(path)
    reader = _ListingReader(root, {}, links)

    def read(wanted: Sequence[str]) -> list[str | None]:
        texts = zip(wanted, reader(wanted), strict=True)
        return [_target(root, path) if path in links else text for path, text in texts]

    return Tracked(paths, frozenset(links), (), read)


def _target(root: Path, path: str) -> str | None:
    """Return the target of a link as it is written; None if it no longer exists."""
    try:
        return str((root / path).readlink())
    except OSError:
        return None
