"""Commits by name, and where a branch left another."""

from __future__ import annotations

import pytest

from aiowners.adapters.commit import default_branch, empty_tree, has_commit, merge_base, resolve
from aiowners.adapters.git import GitError, NoWorkTree

from .conftest import Repository


def _forked(repository: Repository) -> str:
    repository.track("a")
    repository.commit()
    start = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "-qb", "topic")
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.track("b")
    repository.commit()
    repository.git("checkout", "-q", "topic")
    return start


def test_where_a_branch_left_another(repository: Repository) -> None:
    start = _forked(repository)
    assert merge_base(repository.root, "main") == start
    assert merge_base(repository.root, "topic", "main") == start
    assert default_branch(repository.root) == "main"


@pytest.mark.parametrize("name", ["nowhere", "", "main..topic", "main^{tree}", "--all", "HEAD:a"])
def test_a_name_of_nothing(repository: Repository, name: str) -> None:
    _forked(repository)
    with pytest.raises(GitError, match="There is no commit"):
        merge_base(repository.root, name)
    assert not has_commit(repository.root, name)


def test_no_commit_in_common(repository: Repository) -> None:
    _forked(repository)
    repository.git("checkout", "-q", "--orphan", "alone")
    repository.git("commit", "-qm", "alone")
    with pytest.raises(GitError, match="no commit in common"):
        merge_base(repository.root, "main")
    repository.git("branch", "-qD", "main")
    assert default_branch(repository.root) is None


def test_a_shallow_clone(repository: Repository) -> None:
    _forked(repository)
    clone = repository.root.parent / "clone"
    repository.git("clone", "-q", "--depth=1", "--no-single-branch", f"file://{repository.root}", str(clone))
    with pytest.raises(GitError, match="fetch-depth 0"):
        merge_base(clone, "origin/main")


def test_no_commit_yet(repository: Repository) -> None:
    assert not has_commit(repository.root, "HEAD")
    assert repository.git("cat-file", "-t", empty_tree(repository.root)) == "tree"


def test_no_repository(repository: Repository) -> None:
    with pytest.raises(NoWorkTree):
        resolve(repository.root.parent, "HEAD")
