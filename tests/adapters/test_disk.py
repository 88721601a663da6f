"""What is found and read, from real working trees."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from aiowners.adapters import disk
from aiowners.adapters.disk import Discovery, default_untracked, find_root
from aiowners.adapters.git import GitError
from aiowners.codeowners.pattern import Pattern
from aiowners.source import MAX_SIZE
from tests.adapters.conftest import TEXT, Repository

NAME = "ai-ownership.yaml"


def read(root: Path, *exclude: str, untracked: bool = True) -> Discovery:
    return disk.read(root, untracked=untracked, exclude=[Pattern(glob) for glob in exclude])


def paths(found: Discovery) -> list[str]:
    return [source.path for source in found.sources]


def test_tracked_untracked_and_ignored(repository: Repository) -> None:
    repository.track("b/ai-ownership.yaml", "ai-ownership.yaml", "b/my-ai-ownership.yaml")
    repository.write("a/ai-ownership.yaml", "gone/ai-ownership.yaml", "a/ai-ownership.yml")
    repository.write(".gitignore", text="gone/\n")
    assert paths(read(repository.root)) == ["a/" + NAME, "a/ai-ownership.yml", NAME, "b/" + NAME]
    assert paths(read(repository.root, untracked=False)) == [NAME, "b/" + NAME]
    assert {source.text for source in read(repository.root).sources} == {TEXT}


def test_names_that_are_nearly_right_are_kept_if_tracked(repository: Repository) -> None:
    nearly = ["AI-OWNERSHIP.yaml", "a/ai_owners.yml", "b/.ai-ownership.yaml", "c/AI-Ownership.YML"]
    repository.track(*nearly, "d/ai-ownership.yml", "OWNERS.yaml")
    (repository.root / "d/ai-ownership.yml").unlink()
    (repository.root / "ai-owners.yaml").symlink_to("OWNERS.yaml")
    repository.git("add", "ai-owners.yaml")
    found = read(repository.root)
    assert paths(found) == nearly
    assert {source.text for source in found.sources} == {TEXT}
    assert paths(read(repository.root, "/a/")) == [nearly[0], *nearly[2:]]


def test_excluded(repository: Repository) -> None:
    repository.track("third_party/x/ai-ownership.yaml", "ours/ai-ownership.yaml")
    repository.write("third_party/ai-ownership.yaml")
    assert paths(read(repository.root, "third_party/")) == ["ours/" + NAME]


def test_a_subdirectory_as_root(repository: Repository) -> None:
    repository.track("sub/a/ai-ownership.yaml", "other/ai-ownership.yaml", "sub/AI-OWNERS.yml")
    repository.write("sub/ai-ownership.yaml")
    assert paths(read(repository.root / "sub")) == ["AI-OWNERS.yml", "a/" + NAME, NAME]


def test_a_deleted_file_is_gone(repository: Repository) -> None:
    repository.track("a/ai-ownership.yaml", "b/ai-ownership.yaml", "c/ai-ownership.yaml")
    (repository.root / "a" / NAME).unlink()
    (repository.root / "b" / NAME).unlink()
    (repository.root / "b").rmdir()
    (repository.root / "b").write_text("now a file")
    (repository.root / "c" / NAME).unlink()
    (repository.root / "c" / NAME).mkdir()
    assert read(repository.root) == Discovery((), (), ())


def test_unmerged_is_read_once_from_the_working_tree(repository: Repository) -> None:
    repository.track(NAME)
    repository.commit()
    repository.git("checkout", "-qb", "side")
    repository.track(NAME, text="side\n")
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.track(NAME, text="main\n")
    repository.commit()
    with pytest.raises(AssertionError):
        repository.git("merge", "side")
    (source,) = read(repository.root).sources
    assert source.text.startswith("<<<<<<< ")


def test_intent_to_add(repository: Repository) -> None:
    repository.write(NAME)
    repository.git("add", "-N", NAME)
    assert [source.text for source in read(repository.root, untracked=False).sources] == [TEXT]


@pytest.mark.parametrize("cone", ["--cone", "--no-cone"])
def test_sparse_checkout(repository: Repository, cone: str) -> None:
    repository.track("in/ai-ownership.yaml", "out/ai-ownership.yaml", "out/ai-owners.yml")
    repository.track("away/ai-ownership.yaml", text="away: é\r\n" + "x" * 100_000)
    repository.commit()
    repository.git("sparse-checkout", "set", cone, "in")
    assert not (repository.root / "out").exists()
    found = read(repository.root)
    assert paths(found) == ["away/" + NAME, "in/" + NAME, "out/ai-owners.yml", "out/" + NAME]
    assert [source.text for source in found.sources] == ["away: é\r\n" + "x" * 100_000, TEXT, TEXT, TEXT]


def test_a_sparse_index(repository: Repository) -> None:
    repository.track("in/ai-ownership.yaml", "out/deep/ai-ownership.yaml")
    repository.commit()
    repository.git("sparse-checkout", "set", "--cone", "--sparse-index", "in")
    assert paths(read(repository.root)) == ["in/" + NAME, "out/deep/" + NAME]


def test_a_sparse_partial_clone_asks_no_network(repository: Repository, tmp_path: Path) -> None:
    repository.track("in/ai-ownership.yaml")
    for name in ("out", "out/b", "present"):
        repository.track(f"{name}/ai-ownership.yaml", text=f"{name}: 1\n")
    repository.commit()
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = Repository(tmp_path / "clone")
    repository.git("clone", "-q", "--filter=blob:none", "--sparse", f"file://{repository.root}", str(clone.root))
    clone.git("sparse-checkout", "set", "in")
    clone.git("cat-file", "blob", "HEAD:present/" + NAME)
    found = read(clone.root)
    assert paths(found) == ["in/" + NAME, "present/" + NAME]
    assert [path for path, _ in found.unreadable] == ["out/" + NAME, "out/b/" + NAME]
    with pytest.raises(AssertionError):
        clone.git("-c", "protocol.allow=never", "cat-file", "blob", "HEAD:out/" + NAME)


def test_sha256(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r")
    repository.root.mkdir()
    repository.git("init", "-q", "--object-format=sha256")
    repository.track("in/ai-ownership.yaml", "out/ai-ownership.yaml")
    repository.commit()
    repository.git("sparse-checkout", "set", "--cone", "in")
    assert [source.text for source in read(repository.root).sources] == [TEXT, TEXT]


def test_submodules_are_other_repositories(repository: Repository, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner")
    inner.root.mkdir()
    inner.git("init", "-q")
    inner.track(NAME)
    inner.commit()
    repository.track(NAME)
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.root), "sub")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{inner.git('rev-parse', 'HEAD')},x/{NAME}")
    repository.git("clone", "-q", str(inner.root), "nested")
    assert paths(read(repository.root)) == [NAME]
    assert paths(read(repository.root / "sub")) == [NAME]


def test_links_are_no_manifests(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    repository.track("b/ai-ownership.yaml")
    for directory in ("tracked", "new"):
        (repository.root / directory).mkdir()
        (repository.root / directory / NAME).symlink_to(tmp_path / "secret")
    repository.git("add", "tracked")
    (repository.root / "b" / NAME).unlink()
    (repository.root / "b" / NAME).symlink_to(tmp_path / "secret")
    found = read(repository.root)
    assert found.sources == ()
    assert sorted(notice.split()[0] for notice in found.notices) == ["b/" + NAME, "new/" + NAME, "tracked/" + NAME]


@pytest.mark.parametrize("kind", ["fifo", "socket"])
def test_what_is_no_file_is_not_waited_for(repository: Repository, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.track(NAME)
    monkeypatch.chdir(repository.root)
    (repository.root / NAME).unlink()
    with socket.socket(socket.AF_UNIX) as made:
        if kind == "fifo":
            os.mkfifo(NAME)
        else:
            made.bind(NAME)
        assert read(repository.root).unreadable == ((NAME, "It is not a regular file."),)


def test_permission(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.track(NAME)

    def deny(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", deny)
    assert read(repository.root).unreadable == ((NAME, "Permission to read it is denied."),)


def test_strange_names(repository: Repository) -> None:
    directories = ["new\nline", 'quo"te', "tab\tbed", "back\\slash", "é", "[x]*", "-dash", "\udcff"]
    for directory in directories[::2]:
        repository.track(f"{directory}/{NAME}")
    for directory in directories[1::2]:
        repository.write(f"{directory}/{NAME}")
    found = read(repository.root)
    assert paths(found) == sorted(f"{directory}/{NAME}" for directory in directories)


def test_texts_are_kept_as_they_are(repository: Repository) -> None:
    repository.track("a/ai-ownership.yaml", text="a: é\r\nb: 1\r")
    for directory, content in (("b", b"\xff\xfe\x00"), ("c", b"\xef\xbb\xbfa: 1\n"), ("d", b"")):
        repository.write(f"{directory}/{NAME}")
        (repository.root / directory / NAME).write_bytes(content)
    texts = [(source.text, source.byte_order_mark) for source in read(repository.root).sources]
    assert texts == [("a: é\r\nb: 1\r", False), ("\udcff\udcfe\0", False), ("a: 1\n", True), ("", False)]


def test_a_huge_file_is_cut_where_the_reader_will_say_so(repository: Repository) -> None:
    repository.write(NAME, text="é" * (5 * MAX_SIZE))
    (source,) = read(repository.root).sources
    assert MAX_SIZE < len(source.text) < 3 * MAX_SIZE


def test_a_large_text_of_many_bytes_is_whole(repository: Repository) -> None:
    repository.write(NAME, text="\U0001f600" * MAX_SIZE)
    (source,) = read(repository.root).sources
    assert len(source.text) == MAX_SIZE


# --- without git ------------------------------------------------------------------------------


def test_a_walk(tmp_path: Path) -> None:
    tree = Repository(tmp_path / "tree")
    tree.write("b/ai-ownership.yaml", "ai-ownership.yaml", "a/ai-owners.yml", "x/ai-ownership.yaml/y", "b/other.yaml")
    tree.write("node_modules/x/ai-ownership.yaml", "a/.venv/ai-ownership.yaml", "out/ai-ownership.yaml")
    (tree.root / "loop").symlink_to(tree.root)
    (tree.root / "z").mkdir()
    (tree.root / "z" / NAME).symlink_to(tree.root / NAME)
    os.mkfifo(tree.root / "b" / "f")
    found = read(tree.root, "out/")
    assert paths(found) == ["a/ai-owners.yml", NAME, "b/" + NAME]
    assert found.notices == (f"z/{NAME} is a symbolic link: it is not read as a manifest.",)


def test_no_git_program(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write("sub/ai-ownership.yaml", "sub/aiowners.toml")
    monkeypatch.setenv("PATH", str(repository.root))
    found = read(repository.root / "sub")
    assert paths(found) == [NAME]
    assert len(found.notices) == 1
    assert "no git" in found.notices[0]
    (repository.root / "sub/x").mkdir()
    assert find_root(repository.root / "sub/x") == repository.root / "sub"


def test_a_directory_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shut").mkdir()
    scandir = os.scandir

    def deny(path: str) -> object:
        if path.endswith("shut/"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", deny)
    assert read(tmp_path).unreadable == (("shut", "Permission to read it is denied."),)


# --- roots, and what counts -------------------------------------------------------------------


def test_find_root(repository: Repository, tmp_path: Path) -> None:
    repository.write("a/b/x", "a/aiowners.toml")
    assert find_root(repository.root / "a/b") == repository.root
    plain = Repository(tmp_path / "plain")
    plain.write("a/aiowners.toml", "a/b/c/x")
    assert find_root(plain.root / "a/b/c") == plain.root / "a"
    assert find_root(plain.root) == plain.root
    assert find_root(plain.root / "nowhere") == plain.root / "nowhere"


def test_distrust_is_said(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for act in (find_root, read):
        with pytest.raises(GitError, match=r"git config --global --add safe\.directory"):
            act(repository.root)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, True),
        ({"CI": ""}, True),
        ({"CI": "0"}, False),
        ({"CI": "False"}, False),
        ({"CI": "false", "TF_BUILD": "True"}, False),
        ({"TEAMCITY_VERSION": "2026.1"}, False),
        ({"BUILDKITE": "true"}, False),
        ({"PRE_COMMIT": "0"}, True),
        ({"CI": "true"}, False),
        ({"CI": "woodpecker"}, False),
        ({"PRE_COMMIT": "1"}, False),
        ({"GIT_INDEX_FILE": ".git/index"}, False),
        ({"LEFTHOOK": "1"}, False),
    ],
)
def test_default_untracked(environ: dict[str, str], expected: bool) -> None:
    assert default_untracked(environ) is expected
