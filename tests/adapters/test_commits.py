"""Commits by name, and where a branch left another."""

from __future__ import annotations

import pytest

from aiowners.adapters.commits import (
    AmbiguousName,
    default_branch,
    default_branch_name,
    empty_tree,
    has_commit,
    is_ref_name,
    merge_base,
    merge_bases,
    resolve,
    resolve_full,
)
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
    assert default_branch(repository.root) == "refs/heads/main"


@pytest.mark.parametrize(
    "name", ["nowhere", "", "main..topic", "main^{tree}", "--all", "HEAD:a", ":/x", "-", "^main", "main^@"]
)
def test_a_name_of_nothing(repository: Repository, name: str) -> None:
    _forked(repository)
    with pytest.raises(GitError, match="unknown revision"):
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


class _Refs:
    """A clone with two commits: `base` is what every name of a branch means, `pushed` is what somebody pushed."""

    def __init__(self, repository: Repository) -> None:
        self.repository, self.root = repository, repository.root
        repository.commit()
        self.base = repository.git("rev-parse", "HEAD")
        repository.git("commit", "-qm", "pushed", "--allow-empty")
        self.pushed = repository.git("rev-parse", "HEAD")
        repository.git("checkout", "-qb", "topic")
        repository.git("branch", "-f", "main", self.base)
        repository.git("remote", "add", "origin", "https://git.test/acme")
        self.set("refs/remotes/origin/main", self.base)
        repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")

    def set(self, name: str, commit: str | None = None) -> None:
        self.repository.git("update-ref", name, commit or self.pushed)

    def drop(self, name: str) -> None:
        self.repository.git("update-ref", "-d", name)


@pytest.fixture
def refs(repository: Repository) -> _Refs:
    return _Refs(repository)


@pytest.mark.parametrize(
    ("pushed", "name"),
    [
        ("refs/tags/main", "main"),
        ("refs/tags/main", "main~0"),
        ("refs/tags/main", "main^{commit}"),
        ("refs/tags/main", "main^{/x}"),
        ("refs/tags/main", "main@{0}"),
        ("refs/tags/origin/main", "origin/main"),
        ("refs/heads/origin/main", "origin/main"),
        ("refs/tags/origin", "origin"),
        ("refs/heads/origin", "origin"),
        ("refs/tags/heads/main", "heads/main"),
        ("refs/tags/remotes/origin/main", "remotes/origin/main"),
        ("refs/heads/tags/v1", "tags/v1"),
        ("refs/tags/v1-0-gID", "v1-0-gID"),
        ("refs/tags/ID", "ID"),
        ("refs/heads/ID", "ID"),
        ("refs/remotes/origin/v1", "v1"),
        ("refs/tags/FETCH_HEAD", "FETCH_HEAD"),
    ],
)
def test_an_ambiguous_name_is_an_error_with_both_meanings(refs: _Refs, pushed: str, name: str) -> None:
    (refs.root / ".git" / "FETCH_HEAD").write_text(f"{refs.base}\t\tbranch 'main' of /somewhere\n", encoding="utf-8")
    refs.set("refs/tags/v1", refs.base)
    pushed, name = (text.replace("ID", refs.base[:12]) for text in (pushed, name))
    assert resolve(refs.root, name) == refs.base
    refs.set(pushed, refs.base)
    if "@" not in name:  # two refs have two histories
        assert resolve(refs.root, name) == refs.base
    refs.set(pushed)
    with pytest.raises(AmbiguousName) as error:
        resolve(refs.root, name)
    assert f"{pushed} (commit {refs.pushed[:12]})" in str(error.value)
    assert refs.base[:12] in str(error.value)
    assert resolve(refs.root, pushed) == resolve_full(refs.root, pushed) == refs.pushed


@pytest.mark.parametrize(
    ("pushed", "name"),
    [
        ("refs/tags/HEAD", "HEAD"),
        ("refs/heads/HEAD", "@"),
        ("refs/tags/HEAD", "HEAD~0"),
        ("refs/tags/refs/heads/main", "refs/heads/main"),
        ("refs/heads/refs/heads/main", "refs/heads/main"),
        ("refs/tags/refs/remotes/origin/main", "refs/remotes/origin/main"),
        ("refs/tags/refs/remotes/origin/main", "origin/main"),
        ("refs/tags/ID", "ID"),
        ("refs/heads/ID", "ID"),
        ("refs/replace/ID", "ID"),
        ("refs/replace/ID", "main"),
        ("refs/tags/main", "refs/heads/main"),
        ("refs/tags/topic", "@{u}"),
        ("refs/tags/main", "@{u}"),
        ("refs/tags/topic", "topic@{upstream}"),
        ("refs/tags/main", "@{-1}"),
        ("refs/tags/topic", "@{0}"),
    ],
)
def test_a_full_name_means_one_thing(refs: _Refs, pushed: str, name: str) -> None:
    refs.repository.git("checkout", "-q", "main")
    refs.repository.git("checkout", "-q", "-B", "topic", refs.base)
    refs.repository.git("branch", "-q", "--set-upstream-to", "main", "topic")
    pushed, name = (text.replace("ID", refs.base) for text in (pushed, name))
    assert resolve(refs.root, name) == refs.base
    refs.set(pushed)
    assert resolve(refs.root, name) == refs.base


@pytest.mark.parametrize(
    ("pushed", "name"),
    [
        ("refs/tags/refs/remotes/origin/main", "refs/remotes/origin/main"),
        ("refs/heads/refs/remotes/origin/main", "refs/remotes/origin/main"),
        ("refs/tags/{absent}", "{absent}"),
        ("refs/heads/{absent}", "{absent}"),
        ("refs/tags/origin/main", "origin/main"),
        ("refs/heads/origin/main", "origin/main"),
        ("refs/tags/origin", "origin"),
        ("refs/tags/FETCH_HEAD", "FETCH_HEAD"),
    ],
)
def test_what_a_shallow_clone_lacks_is_not_replaced_by_what_somebody_pushed(
    refs: _Refs, pushed: str, name: str
) -> None:
    refs.repository.git("symbolic-ref", "-d", "refs/remotes/origin/HEAD")
    refs.drop("refs/remotes/origin/main")
    pushed, name = (text.format(absent="a" * 40) for text in (pushed, name))
    refs.set(pushed)
    with pytest.raises(GitError):
        resolve(refs.root, name)


def test_a_branch_of_the_remote_is_meant_before_a_tag(refs: _Refs) -> None:
    refs.repository.git("branch", "-D", "main")
    refs.set("refs/tags/main")
    with pytest.raises(AmbiguousName, match=r"refs/tags/main .* or refs/remotes/origin/main"):
        resolve(refs.root, "main")


def test_a_pushed_branch_called_head_is_not_the_default(refs: _Refs) -> None:
    refs.repository.git("symbolic-ref", "-d", "refs/remotes/origin/HEAD")
    refs.set("refs/remotes/origin/HEAD")
    assert default_branch(refs.root) == "refs/remotes/origin/main"
    for name in ("origin", "origin/HEAD", "refs/remotes/origin/HEAD"):
        with pytest.raises(AmbiguousName, match="branch named HEAD"):
            resolve(refs.root, name)


def test_the_default_branch_is_never_a_guess_between_two(refs: _Refs) -> None:
    refs.set("refs/remotes/origin/master")
    assert default_branch(refs.root) == "refs/remotes/origin/main"
    refs.repository.git("symbolic-ref", "-d", "refs/remotes/origin/HEAD")
    with pytest.raises(AmbiguousName, match="--base"):
        default_branch(refs.root)
    assert default_branch(refs.root, "main") == "refs/remotes/origin/main"
    assert default_branch(refs.root, "trunk") is None
    refs.drop("refs/remotes/origin/main")
    assert default_branch(refs.root) == "refs/remotes/origin/master"
    assert default_branch_name(refs.root) == "master"


def test_an_abbreviation_is_an_object_id_alone(refs: _Refs) -> None:
    refs.set(f"refs/tags/{refs.base[:12]}")
    assert resolve_full(refs.root, refs.base[:12]) == refs.base
    with pytest.raises(GitError, match="not a full name"):
        resolve_full(refs.root, "main")


def test_an_abbreviation_of_several_commits(refs: _Refs) -> None:
    tree = refs.repository.git("write-tree")
    seen: dict[str, str] = {}
    for number in range(2000):
        commit = refs.repository.git("commit-tree", tree, "-m", str(number))
        other = seen.setdefault(commit[:4], commit)
        if other != commit:
            break
    with pytest.raises(AmbiguousName, match=f"{other}.*{commit}|{commit}.*{other}"):
        has_commit(refs.root, commit[:4])


def test_every_merge_base(repository: Repository) -> None:
    repository.commit()
    repository.git("checkout", "-qb", "topic")
    repository.git("commit", "-qm", "one", "--allow-empty")
    one = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "-q", "main")
    repository.git("commit", "-qm", "two", "--allow-empty")
    two = repository.git("rev-parse", "HEAD")
    repository.git("merge", "-q", "-m", "m", "topic")
    repository.git("checkout", "-q", "topic")
    repository.git("merge", "-q", "-m", "n", two)
    assert merge_bases(repository.root, "main") == tuple(sorted((one, two)))
    assert merge_base(repository.root, "main") in (one, two)


@pytest.mark.parametrize("name", ["main", "a/b", "-x", "@x", "x@", "a.b", "\u00fc"])
def test_names_that_git_accepts(name: str) -> None:
    assert is_ref_name(name)


@pytest.mark.parametrize(
    "name", ["", "@", "a b", "a..b", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\b", "a@{0}", "/a", "a/", "a//b", ".a",
             "a/.b", "a.", "a.lock", "a.lock/b", "a\nb", "a\n", "a\x7f"],
)  # fmt: skip
def test_names_that_git_rejects(name: str) -> None:
    assert not is_ref_name(name)
