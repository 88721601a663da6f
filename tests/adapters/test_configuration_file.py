"""The configuration and other files of a commit, as they were."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from aiowners.adapters import configuration_file
from aiowners.adapters.configuration_file import configuration_at, source_at
from aiowners.adapters.git import GitError

if TYPE_CHECKING:
    from tests.adapters.conftest import Repository


def test_a_file_of_a_commit(repository: Repository) -> None:
    repository.track("aiowners.toml", text="# é\n")
    repository.track("sub/deep/x", text="deep")
    repository.commit()
    repository.track("aiowners.toml", text="# later\n")
    source = source_at(repository.root, "HEAD", "aiowners.toml")
    assert source is not None
    assert (source.path, source.text) == ("aiowners.toml", "# é\n")
    assert source_at(repository.root, "HEAD", "none") is None
    assert source_at(repository.root, "HEAD", "sub") is None
    assert source_at(repository.root, "HEAD", "a\nb") is None
    below = source_at(repository.root / "sub", "HEAD", "deep/x")
    assert below is not None
    assert below.text == "deep"


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("conf/a.toml", "# a\n"),
        ("conf/b.toml", "# a\n"),
        ("../outside", None),
        ("/etc/passwd", None),
        ("gone", None),
        ("x", None),
    ],
)
def test_links_are_followed_inside_the_repository_only(repository: Repository, target: str, text: str | None) -> None:
    repository.track("conf/a.toml", text="# a\n")
    for link, other in (("conf/b.toml", "a.toml"), ("x", "y"), ("y", "x"), ("aiowners.toml", target)):
        os.symlink(other, repository.root / link)  # noqa: PTH211 - a link as git keeps it
    repository.git("add", "-A")
    repository.commit()
    source = configuration_at(repository.root, "HEAD")
    assert (None if source is None else source.text) == text


def test_of_two_configurations_the_first_counts_and_one_by_its_name(repository: Repository) -> None:
    repository.track("pyproject.toml", text="[tool.aiowners]\n")
    repository.track("own.toml", text="# own\n")
    repository.commit()
    first = configuration_at(repository.root, "HEAD")
    assert first is not None
    assert first.path == "pyproject.toml"
    own = configuration_at(repository.root, "HEAD", "own.toml")
    assert own is not None
    assert own.text == "# own\n"
    assert configuration_at(repository.root, "HEAD", "none.toml") is None
    repository.track("aiowners.toml", text="")
    repository.track("pyproject.toml", text="[tool.ruff]\n")
    repository.commit()
    assert [one and one.path for one in (configuration_at(repository.root, "HEAD"),)] == ["aiowners.toml"]
    repository.git("rm", "-q", "aiowners.toml")
    repository.commit()
    assert configuration_at(repository.root, "HEAD") is None


def test_what_is_too_large_is_an_error(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.track("aiowners.toml", text="# 12345\n")
    repository.commit()
    monkeypatch.setattr(configuration_file, "_MAX_BYTES", 4)
    with pytest.raises(GitError, match=r"aiowners\.toml"):
        configuration_at(repository.root, "HEAD")


def test_a_text_that_the_clone_does_not_have_is_an_error(repository: Repository) -> None:
    repository.track("aiowners.toml", text="# 1\n")
    repository.commit()
    blob = repository.git("rev-parse", "HEAD:aiowners.toml")
    (repository.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(GitError, match="this clone does not have"):
        configuration_at(repository.root, "HEAD")
