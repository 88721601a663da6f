"""What git lists of a tree: its manifests, and every tracked file for the rules about paths."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from aiowners.adapters import git

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


# Every name that is nearly right holds this. On half a million entries it costs 1.5 times what the
# exact name alone does; with the whole name in it, three stars more, it would be 2.2 times.
_PATHSPEC = ":(icase)*owner*ml"


def tracked(root: Path) -> git.Running:
    """A git that lists the tracked files named like manifests: `TAG MODE ID STAGE<tab>PATH`, see git-ls-files(1)."""
    return git.start(root, "ls-files", "-t", "-s", "-z", "--", _PATHSPEC)


def untracked(root: Path) -> git.Running:
    """A git that lists the paths of those that it neither tracks nor ignores."""
    return git.start(root, "ls-files", "-o", "--exclude-standard", "-z", "--", _PATHSPEC)


def list_files(root: Path) -> list[str]:
    """The files that git tracks below `root`, relative to it; without git, all that are there."""
    try:
        listing = git.run(root, "ls-files", "-z")
    except (git.GitMissing, git.NoWorkTree):
        return list(_walk(root))
    # A path that is not merged yet stands there once for each side.
    return [path for path in dict.fromkeys(os.fsdecode(listing).split("\0")) if path]


def _walk(root: Path) -> Iterator[str]:
    top = f"{root}{os.sep}"
    for directory, names, files in os.walk(top):
        names[:] = [name for name in names if name != ".git"]
        inside = directory[len(top) :].replace(os.sep, "/")
        yield from (f"{inside}/{name}".lstrip("/") for name in files)
