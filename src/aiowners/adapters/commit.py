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
    except (git.GitMissing, git.NoWorkTree):
        raise
    except git.GitError:
        reason = f"There is no commit `{name}` in this clone; a shallow one may have to be fetched further."
        raise git.GitError(reason) from None
    return os.fsdecode(found).strip()


def merge_base(root: Path, name: str, other: str = "HEAD") -> str:
    """The commit at which `other` left `name`. Raises GitError where there is none here."""
    try:
        found = git.run(root, "merge-base", "--end-of-options", f"{name}^{{commit}}", f"{other}^{{commit}}")
    except (git.GitMissing, git.NoWorkTree):
        raise
    except git.GitError:
        raise git.GitError(
            f"This clone does not hold the commit at which this tree left `{name}`: "
            "fetch its history first (in CI, check out with fetch-depth 0)."
        ) from None
    return os.fsdecode(found).strip()
