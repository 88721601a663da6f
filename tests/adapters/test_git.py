"""git as it is run: nothing of the repository's own runs with it, and hooks find their repository."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from aiowners.adapters import disk, git
from aiowners.adapters.git import GitError, GitMissing, NoWorkTree, read_objects, run, work_tree
from tests.adapters.conftest import Repository

if TYPE_CHECKING:
    from pathlib import Path

NAME = "ai-ownership.yaml"


def paths(root: Path) -> list[str]:
    return [source.path for source in disk.read(root, untracked=True, exclude=()).sources]


def other(tmp_path: Path, name: str = "other") -> Repository:
    made = Repository(tmp_path / name)
    made.root.mkdir()
    made.git("init", "-q", "-b", "main")
    return made


def test_nothing_of_the_repository_runs(repository: Repository, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\necho ran >> '{marker}'\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    repository.track(NAME)
    repository.commit()
    for key in ("core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "core.askPass"):
        repository.git("config", key, str(script))
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "post-index-change").symlink_to(script)
    repository.git("config", "core.hooksPath", str(hooks))
    assert paths(repository.root) == [NAME]
    assert _top(repository.root) == str(repository.root)
    assert list(read_objects(repository.root, ["HEAD:" + NAME], most=99)) == [b"version: 1\n"]
    assert not marker.exists()
    run(repository.root, "-c", f"core.fsmonitor={script}", "status")
    assert marker.exists(), "the trap works"


def test_an_embedded_bare_repository_is_not_entered(repository: Repository) -> None:
    repository.git("init", "-q", "--bare", "trap")
    assert work_tree(repository.root / "trap") is None


def test_no_repository(tmp_path: Path) -> None:
    assert work_tree(tmp_path) is None
    with pytest.raises(NoWorkTree):
        run(tmp_path, "ls-files")
    with pytest.raises(NoWorkTree):
        run(tmp_path / "nowhere", "ls-files")
    (tmp_path / "file").write_text("")
    with pytest.raises(NoWorkTree):
        run(tmp_path / "file", "ls-files")


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "git"
    fake.write_text("#!/bin/sh\nexit 0\n")
    fake.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", ".")
    assert work_tree(tmp_path) is None
    with pytest.raises(GitMissing, match="not installed"):
        run(tmp_path, "--version")


def test_a_git_that_cannot_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "_program", lambda: str(tmp_path / "gone"))
    with pytest.raises(GitMissing, match="could not be started"):
        run(tmp_path, "--version")


def test_failures_are_one_sentence(repository: Repository) -> None:
    repository.track(NAME)
    (repository.root / ".git/index").write_bytes(b"broken")
    with pytest.raises(GitError, match=r"^git ls-files failed in .*: .*index file smaller than expected\.$"):
        paths(repository.root)


def test_objects(repository: Repository) -> None:
    repository.track("a/x", text="x" * 200_000)
    repository.track("b c", text="")
    repository.commit()
    asked = ["HEAD:a/x", "HEAD:a", "0" * 40, "HEAD:b c", "non\nsense", "HEAD:a/x"]
    assert list(read_objects(repository.root, asked, most=10)) == [b"x" * 10, None, None, b"", None, b"x" * 10]
    assert list(read_objects(repository.root, [], most=10)) == []
    with pytest.raises(NoWorkTree):
        list(read_objects(repository.root.parent, ["HEAD"] * 9, most=1))


def test_a_tree_elsewhere_is_not_taken_for_this_one(repository: Repository, tmp_path: Path) -> None:
    apart = other(tmp_path)
    for elsewhere in (apart.root, tmp_path):
        repository.git("config", "core.worktree", str(elsewhere))
        with pytest.raises(GitError, match=r"belongs to a working tree in .*: name the tree with --root\.$"):
            disk.find_root(repository.root)


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_what_no_name_can_hold(repository: Repository, name: str) -> None:
    with pytest.raises(GitError, match="no name is like that"):
        run(repository.root, "rev-parse", name)


def test_a_running_git_is_ended(repository: Repository) -> None:
    with git.start(repository.root, "cat-file", "--batch") as running:
        assert running.process.poll() is None
    assert running.process.returncode


def _top(directory: Path) -> str | None:
    return work_tree(directory)


def test_a_linked_working_tree(repository: Repository, tmp_path: Path) -> None:
    repository.track("a/ai-ownership.yaml")
    repository.commit()
    repository.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked")
    linked.track(NAME)
    assert _top(linked.root / "a") == str(linked.root)
    assert paths(linked.root) == ["a/" + NAME, NAME]


# --- in a hook --------------------------------------------------------------------------------


def enter(monkeypatch: pytest.MonkeyPatch, place: Path, **environment: str) -> None:
    monkeypatch.chdir(place)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("directory", [".", "sub"])
@pytest.mark.parametrize("names", [{"GIT_INDEX_FILE": ".git/next"}, {"GIT_INDEX_FILE": ".git/next", "GIT_DIR": ".git"}])
def test_a_hook_says_which_index(
    repository: Repository, directory: str, names: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.track("sub/ai-ownership.yaml", "x")
    (repository.root / ".git/index").replace(repository.root / ".git/next")
    enter(monkeypatch, repository.root, **names)
    found = disk.read(repository.root / directory, untracked=False, exclude=())
    assert [source.path for source in found.sources] == ["sub/" + NAME if directory == "." else NAME]
    assert _top(repository.root / directory) == str(repository.root)


def test_a_hook_in_a_linked_working_tree(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit()
    repository.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked")
    linked.track("sub/ai-ownership.yaml")
    own = linked.git("rev-parse", "--absolute-git-dir")
    enter(monkeypatch, linked.root, GIT_DIR=own, GIT_INDEX_FILE=f"{own}/index")
    assert paths(linked.root / "sub") == [NAME]
    assert _top(linked.root / "sub") == str(linked.root)


def test_another_repository_than_the_hooks(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.track("hook/ai-ownership.yaml")
    nested = other(repository.root, "nested")
    nested.track("nested/ai-ownership.yaml")
    apart = other(tmp_path)
    apart.track("apart/ai-ownership.yaml")
    index = str(repository.root / ".git/index")
    enter(monkeypatch, repository.root, GIT_DIR=str(repository.root / ".git"), GIT_INDEX_FILE=index)
    assert paths(apart.root) == ["apart/" + NAME]
    assert paths(nested.root) == ["nested/" + NAME]
    assert paths(repository.root) == ["hook/" + NAME]


def test_a_hook_of_a_bare_repository(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.track(NAME)
    repository.commit()
    bare = tmp_path / "bare.git"
    repository.git("clone", "-q", "--bare", ".", str(bare))
    deployed = Repository(tmp_path / "deployed")
    deployed.write("a/ai-ownership.yaml")
    enter(monkeypatch, bare, GIT_DIR=".")
    assert work_tree(bare) is None
    assert paths(deployed.root) == ["a/" + NAME]
    assert paths(bare) == []
    assert list(read_objects(bare, ["HEAD:" + NAME], most=99)) == [b"version: 1\n"]


def test_variables_that_change_pathspecs_do_not_count(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.track("a/ai-ownership.yaml")
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    assert paths(repository.root) == ["a/" + NAME]
