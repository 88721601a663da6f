"""Commits by name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from aiowners.adapters import git

if TYPE_CHECKING:
    from pathlib import Path


def resolve(root: Path, name: str) -> str:
    """The id of commit `name`. Raises GitError where this clone has none."""
    try:
        found = git.run(root, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
    except (git.GitMissing, git.GitTooOld, git.NoWorkTree):
        raise
    except git.GitError:
        reason = f"There is no commit `{name}` in this clone; a shallow one may have to be fetched further."
        raise git.GitError(reason) from None
    return os.fsdecode(found).strip()


def merge_base(root: Path, name: str, other: str = "HEAD") -> str:
    """The commit at which `other` left `name`. Raises GitError where there is none here."""
    one, two = resolve(root, name), resolve(root, other)
    try:
        return os.fsdecode(git.run(root, "merge-base", one, two)).strip()
    except git.GitError:
        pass
    if is_shallow(root):
        reason = (
            f"This clone is shallow, and does not hold the commit at which `{other}` left `{name}`: "
            "fetch more of its history (in CI, check out with fetch-depth 0)."
        )
    else:
        reason = f"`{name}` and `{other}` have no commit in common."
    raise git.GitError(reason)


# Where a change is meant to go if nobody says: what the remote calls its default, and the usual names.
_DEFAULTS = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


def default_branch(root: Path) -> str | None:
    """The first of the usual names of a default branch that is here; None where none is. Raises GitError without git."""
    return next((name for name in _DEFAULTS if has_commit(root, name)), None)


def default_branch_name(root: Path) -> str | None:
    """What the remote calls its default branch, or the usual name that is here; None where none is."""
    try:
        head = os.fsdecode(git.run(root, "symbolic-ref", "--short", "refs/remotes/origin/HEAD")).strip()
        return head.removeprefix("origin/")
    except git.GitError:
        pass
    try:
        name = default_branch(root)
    except git.GitError:
        return None
    return None if name is None else name.removeprefix("origin/")


def has_commit(root: Path, name: str) -> bool:
    """Whether there is a commit of this name. Raises GitError without git or a repository."""
    try:
        resolve(root, name)
    except (git.GitMissing, git.GitTooOld, git.NoWorkTree):
        raise
    except git.GitError:
        return False
    return True


def empty_tree(root: Path) -> str:
    """The id of the tree that holds nothing: what a repository without a commit is compared with."""
    return os.fsdecode(git.run(root, "hash-object", "-t", "tree", "--stdin", text=b"")).strip()


def is_shallow(root: Path) -> bool:
    """Whether the clone holds the latest commits alone. Raises GitError without git or a repository."""
    return os.fsdecode(git.run(root, "rev-parse", "--is-shallow-repository")).strip() == "true"


def has_remote(root: Path) -> bool:
    """Whether the repository was cloned from somewhere, or is published. Raises GitError likewise."""
    return bool(git.run(root, "remote").strip())
