"""The lines of a change, as git tells them, whatever the files are called and hold."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiowners.adapters.changed_lines import changed_lines
from aiowners.adapters.commit import merge_base
from aiowners.adapters.git import GitError
from aiowners.check.since import Lines

from .conftest import Repository

NAME = "ai-ownership.yaml"


def _start(repository: Repository, text: str, *, path: str = NAME) -> None:
    repository.track(path, text=text)
    repository.commit()


def test_written_and_taken_away(repository: Repository) -> None:
    _start(repository, "a\nb\nc\nd\ne\n")
    repository.write(NAME, text="a\nB\nc\ne\nf\ng\n")
    assert changed_lines(repository.root, "HEAD") == {
        NAME: Lines(written=(range(2, 3), range(5, 7)), beside=(range(3, 5),))
    }


def test_text_that_looks_like_a_patch(repository: Repository) -> None:
    _start(repository, "a\n-- a/x\nb")
    repository.write(NAME, text="++ b/CODEOWNERS\n@@ -1 +7,9 @@\ndiff --git a/owner.ml b/owner.ml\nrename to owner\nb")
    assert changed_lines(repository.root, "HEAD") == {NAME: Lines(written=(range(1, 5),))}


def test_without_a_line_break_at_the_end(repository: Repository) -> None:
    _start(repository, "a\nb")
    repository.write(NAME, text="a\nc")
    repository.track("z/ai-ownership.yaml", text="x\n")
    assert changed_lines(repository.root, "HEAD") == {
        NAME: Lines(written=(range(2, 3),)),
        "z/ai-ownership.yaml": Lines(written=(range(1, 2),)),
    }


@pytest.mark.parametrize(
    "directory", ["a b", 'quo"te', "back\\slash", "é", "日本", "tab\tbed", "new\nline", "b", "+++ b", "\x01"]
)
def test_names(repository: Repository, directory: str) -> None:
    path = f"{directory}/{NAME}"
    _start(repository, "a\nb\n", path=path)
    repository.write(path, text="a\nc\n")
    assert changed_lines(repository.root, "HEAD") == {path: Lines(written=(range(2, 3),))}


def test_a_renamed_file_is_not_new(repository: Repository) -> None:
    _start(repository, "a\nb\nc\nd\ne\nf\n", path=f"old/{NAME}")
    (repository.root / "new é").mkdir()
    repository.git("mv", f"old/{NAME}", f"new é/{NAME}")
    assert changed_lines(repository.root, "HEAD") == {f"new é/{NAME}": Lines()}


def test_a_deleted_file_has_no_lines(repository: Repository) -> None:
    _start(repository, "a\n")
    repository.git("rm", "-q", NAME)
    assert changed_lines(repository.root, "HEAD") == {}


def test_paths_are_those_below_the_root(repository: Repository) -> None:
    _start(repository, "a\n", path=f"sub/{NAME}")
    repository.write(f"sub/{NAME}", text="b\n")
    repository.track("CODEOWNERS", text="* @a\n")
    assert changed_lines(repository.root / "sub", "HEAD") == {NAME: Lines(written=(range(1, 2),))}
    assert set(changed_lines(repository.root, "HEAD")) == {f"sub/{NAME}", "CODEOWNERS"}


def test_a_configuration_of_git_changes_nothing(repository: Repository) -> None:
    _start(repository, "a\nb\n")
    for key, value in {
        "diff.noprefix": "true", "diff.mnemonicPrefix": "true", "color.diff": "always", "diff.renames": "false",
        "core.quotePath": "false", "diff.external": "false", "diff.context": "5", "diff.interHunkContext": "9",
    }.items():  # fmt: skip
        repository.git("config", key, value)
    repository.write(NAME, text="a\nc\n")
    assert changed_lines(repository.root, "HEAD") == {NAME: Lines(written=(range(2, 3),))}


def test_merge_base(repository: Repository) -> None:
    _start(repository, "a\n")
    start = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "-qb", "topic")
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.track("b", text="b\n")
    repository.commit()
    repository.git("checkout", "-q", "topic")
    assert merge_base(repository.root, "main") == start
    with pytest.raises(GitError, match="does not hold"):
        merge_base(repository.root, "nowhere")
    with pytest.raises(GitError):
        merge_base(repository.root, "--all")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(*(st.lists(st.sampled_from(["a", "b", "", "-", "+x", "@@"]), max_size=8) for _ in range(2)))
def test_what_is_not_written_was_there(repository: Repository, before: list[str], after: list[str]) -> None:
    repository.track(NAME, text="".join(f"{line}\n" for line in before))
    repository.commit()
    repository.write(NAME, text="".join(f"{line}\n" for line in after))
    lines = changed_lines(repository.root, "HEAD").get(NAME, Lines())
    written = set(chain.from_iterable(lines.written))
    kept = [line for number, line in enumerate(after, 1) if number not in written]
    rest = iter(before)
    assert all(line in rest for line in kept)
