"""`aiowners reviewers` on real repositories."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.conftest import Outcome

Aiowners = Callable[..., Outcome]
Repository = Callable[[dict[str, str]], Path]

SCHEMA = json.loads(Path(__file__).parents[2].joinpath("schemas/aiowners-reviewers.schema.json").read_text("utf-8"))
MODEL = "version: 1\nowner: ml-core\nmodels:\n  m: {artifacts: [weights/]}\n"
FEATURE = "version: 1\nowner: search\nfeatures:\n  f: {paths: [src/], uses: {models: [m]}}\n"
FILES = {
    "ml/ai-ownership.yaml": MODEL,
    "search/ai-ownership.yaml": FEATURE,
    "ml/weights/1.bin": "one\n",
    "ml/weights/2.bin": "a text that is long enough for git to see it again\n" * 9,
    "search/src/a.py": "a\n",
    "README.md": "read me\n",
}
BOTH = {"ml-core": ["model:m"], "search": ["model:m feature:f"]}
SEARCH = {"search": ["feature:f"]}


def git(root: Path, *arguments: str, text: str | None = None) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, input=text, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout.strip()


def write(root: Path, path: str, text: str) -> None:
    root.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
    root.joinpath(path).write_text(text, encoding="utf-8")


def commit(root: Path, message: str = "x") -> str:
    git(root, "add", "-A")
    git(root, "commit", "-qm", message, "--allow-empty")
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def tree(repository: Repository) -> Path:
    """A repository with a first commit on `main`."""
    root = repository(FILES)
    git(root, "branch", "-m", "main")
    commit(root)
    return root


@pytest.fixture
def reviewers(aiowners: Aiowners) -> Callable[..., dict[str, Any]]:
    """What `aiowners reviewers --format json` says; the exit code is `code`."""

    def call(*arguments: str, code: int = 0) -> dict[str, Any]:
        outcome = aiowners("reviewers", "--format", "json", *arguments)
        assert outcome.code == code, outcome.err
        answer: dict[str, Any] = json.loads(outcome.out)
        jsonschema.validate(answer, SCHEMA)
        return answer

    return call


Reviewers = Callable[..., dict[str, Any]]


def required(answer: dict[str, Any], part: str = "required") -> dict[str, list[str]]:
    return {team["team"]: [" ".join(why["chain"]) or why["subject"] for why in team["for"]] for team in answer[part]}


def because(answer: dict[str, Any]) -> dict[str, list[str]]:
    return {change["subject"]: change["because"] for change in answer["changed"]}


# Which change.


def test_the_working_tree_against_the_default_branch(tree: Path, reviewers: Reviewers) -> None:
    base = git(tree, "rev-parse", "HEAD")
    git(tree, "checkout", "-qb", "topic")
    write(tree, "ml/weights/1.bin", "two\n")
    commit(tree)
    write(tree, "search/src/a.py", "b\n")
    git(tree, "checkout", "-q", "main")
    git(tree, "checkout", "-q", "topic")
    answer = reviewers()
    assert (answer["base"], answer["head"]) == (base, "working tree")
    assert because(answer) == {"feature:f": ["search/src/a.py"], "model:m": ["ml/weights/1.bin"]}
    assert required(answer) == {"ml-core": ["model:m"], "search": ["feature:f", "model:m feature:f"]}


def test_what_came_to_the_default_branch_since_does_not_count(tree: Path, reviewers: Reviewers) -> None:
    git(tree, "checkout", "-qb", "topic")
    write(tree, "search/src/a.py", "b\n")
    commit(tree)
    git(tree, "checkout", "-q", "main")
    write(tree, "ml/weights/1.bin", "two\n")
    commit(tree)
    assert required(reviewers("--base", "main", "--head", "topic")) == SEARCH
    git(tree, "checkout", "-q", "topic")
    assert required(reviewers()) == SEARCH


def test_staged_and_unstaged_and_unchanged(tree: Path, reviewers: Reviewers) -> None:
    assert reviewers()["changed"] == []
    write(tree, "ml/weights/1.bin", "two\n")
    assert required(reviewers()) == BOTH
    git(tree, "add", "-A")
    assert required(reviewers()) == BOTH
    write(tree, "ml/weights/1.bin", "one\n")
    git(tree, "add", "-A")
    assert required(reviewers()) == {}


def test_two_revisions_whatever_lies_in_the_working_tree(tree: Path, reviewers: Reviewers) -> None:
    first = git(tree, "rev-parse", "HEAD")
    write(tree, "ml/weights/1.bin", "two\n")
    second = commit(tree)
    write(tree, "search/src/a.py", "b\n")
    write(tree, "ml/ai-ownership.yaml", "{")
    answer = reviewers("--base", "HEAD~1", "--head", "HEAD")
    assert (answer["base"], answer["head"]) == (first, second)
    assert required(answer) == BOTH


@pytest.mark.parametrize("flag", ["--base", "--head"])
@pytest.mark.parametrize("name", ["nowhere", "", "--output=x", "main^{tree}", "HEAD:README.md", "main..main"])
def test_a_revision_that_is_none(tree: Path, aiowners: Aiowners, flag: str, name: str) -> None:
    outcome = aiowners("reviewers", f"{flag}={name}")
    assert (outcome.code, outcome.out) == (2, "")
    assert "unknown revision" in outcome.err
    assert not (tree / "x").exists()


def test_a_merge_commit(tree: Path, reviewers: Reviewers) -> None:
    git(tree, "checkout", "-qb", "topic")
    write(tree, "search/src/a.py", "b\n")
    commit(tree)
    git(tree, "checkout", "-q", "main")
    write(tree, "ml/weights/1.bin", "two\n")
    commit(tree)
    git(tree, "merge", "-q", "--no-ff", "topic", "-m", "merge")
    assert required(reviewers("--base", "HEAD^1", "--head", "HEAD")) == SEARCH
    assert required(reviewers("--base", "HEAD^2", "--head", "HEAD")) == BOTH


def test_a_subdirectory_that_is_the_root(tree: Path, reviewers: Reviewers) -> None:
    write(tree, "ml/weights/1.bin", "two\n")
    write(tree, "search/src/a.py", "b\n")
    answer = reviewers("--root", "ml")
    assert because(answer) == {"model:m": ["weights/1.bin"]}


# Files by name.


def test_files_by_name(tree: Path, reviewers: Reviewers) -> None:
    write(tree, "search/src/a.py", "b\n")
    answer = reviewers("--files", "ml/weights/1.bin")
    assert because(answer) == {"model:m": ["ml/weights/1.bin"]}
    assert required(answer) == BOTH
    assert required(reviewers("--files", "ml/weights/1.bin", "search/src/a.py", "README.md")) == {
        "ml-core": ["model:m"], "search": ["feature:f", "model:m feature:f"]
    }  # fmt: skip
    assert reviewers("--files", "README.md", "--files", "ml/ai-ownership.yaml", "--base", "HEAD")["changed"] == []


def test_a_listed_name_that_no_revision_contains(tree: Path, aiowners: Aiowners) -> None:
    outcome = aiowners("reviewers", "--files", "README.md", "ml/other")
    assert (outcome.code, outcome.out) == (2, "")
    assert "'ml/other' is in neither revision" in outcome.err


@pytest.mark.parametrize("between", ["\n", "\0"])
def test_files_from_standard_input(
    tree: Path, reviewers: Reviewers, monkeypatch: pytest.MonkeyPatch, between: str
) -> None:
    write(tree, "ml/weights/gone é.bin", "1\n")
    commit(tree)
    git(tree, "checkout", "-qb", "topic")
    tree.joinpath("ml/weights/gone é.bin").unlink()
    commit(tree)
    names = f"ml/weights/gone é.bin{between}README.md{between}".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(names)))
    assert because(reviewers("--files", "-")) == {"model:m": ["ml/weights/gone é.bin"]}


def test_names_as_git_prints_them(tree: Path, reviewers: Reviewers, monkeypatch: pytest.MonkeyPatch) -> None:
    """`git diff --name-only main | aiowners reviewers --files -`: without `-z` git quotes what is not ASCII."""
    write(tree, "ml/weights/é.bin", "new\n")
    commit(tree)
    names = git(tree, "diff", "--name-only", "HEAD~1")
    assert names.startswith('"')
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{names}\n".encode())))
    assert because(reviewers("--files", "-")) == {"model:m": ["ml/weights/é.bin"]}


def test_files_and_a_base(tree: Path, reviewers: Reviewers) -> None:
    """These files changed, and no others; what a manifest said is what it said at the base."""
    write(tree, "ml/ai-ownership.yaml", MODEL.replace("owner: ml-core", "owner: growth"))
    write(tree, "search/ai-ownership.yaml", FEATURE.replace("owner: search", "owner: growth"))
    commit(tree)
    answer = reviewers("--files", "ml/ai-ownership.yaml", "README.md", "--base", "HEAD~1")
    assert because(answer) == {"model:m": ["ml/ai-ownership.yaml"]}
    assert required(answer).keys() == {"growth", "ml-core", "search"}


def test_nothing_on_standard_input(tree: Path, reviewers: Reviewers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert reviewers("--files", "-")["changed"] == []


@pytest.mark.parametrize("name", ["ml/weights", "ml/weights/", "ml", ".", "./ml/../ml/weights"])
def test_a_directory_is_what_is_below_it(tree: Path, reviewers: Reviewers, name: str) -> None:
    assert "ml/weights/1.bin" in because(reviewers("--files", name))["model:m"]


def test_paths_from_a_subdirectory(tree: Path, reviewers: Reviewers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree / "ml")
    assert because(reviewers("--files", "weights/1.bin", "../search/src/a.py")) == {
        "feature:f": ["search/src/a.py"], "model:m": ["ml/weights/1.bin"]
    }  # fmt: skip


def test_a_manifest_by_name_is_all_that_it_declares(tree: Path, reviewers: Reviewers) -> None:
    assert required(reviewers("--files", "ml/ai-ownership.yaml")) == BOTH


def test_wrong_files(tree: Path, aiowners: Aiowners) -> None:
    for arguments in (["--files", "../other"], ["README.md"], ["--files", "README.md", "--head", "HEAD"]):
        outcome = aiowners("reviewers", *arguments)
        assert (outcome.code, outcome.out) == (2, ""), arguments


def test_without_git(tmp_path: Path, reviewers: Reviewers, monkeypatch: pytest.MonkeyPatch, aiowners: Aiowners) -> None:
    for path, text in FILES.items():
        write(tmp_path, path, text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    answer = reviewers("--files", "ml/weights/1.bin")
    assert (answer["base"], answer["head"]) == ("working tree", "working tree")
    assert required(answer) == BOTH
    monkeypatch.setenv("PATH", str(tmp_path))
    assert required(reviewers("--files", "ml/weights")) == BOTH
    outcome = aiowners("reviewers")
    assert (outcome.code, outcome.out) == (2, "")
    assert "git" in outcome.err


# What files are.


def test_a_rename_across_owners(tree: Path, reviewers: Reviewers) -> None:
    git(tree, "mv", "ml/weights/2.bin", "search/src/2.bin")
    for arguments in ([], ["--base", "HEAD~1", "--head", "HEAD"]):
        if arguments:
            commit(tree)
        answer = reviewers(*arguments)
        assert because(answer) == {"feature:f": ["search/src/2.bin"], "model:m": ["ml/weights/2.bin"]}
        assert required(answer)["ml-core"] == ["model:m"]


def test_a_rename_whatever_the_configuration_says(tree: Path, reviewers: Reviewers) -> None:
    for name, value in (
        ("diff.renames", "copies"),
        ("diff.noprefix", "true"),
        ("diff.relative", "true"),
        ("core.quotePath", "true"),
    ):
        git(tree, "config", name, value)
    git(tree, "mv", "ml/weights/2.bin", "search/src/é.bin")
    assert because(reviewers()) == {"feature:f": ["search/src/é.bin"], "model:m": ["ml/weights/2.bin"]}


def test_a_directory_that_moves_with_its_manifest(tree: Path, reviewers: Reviewers) -> None:
    git(tree, "mv", "ml", "models")
    answer = reviewers()
    assert {"ml/weights/1.bin", "models/weights/1.bin"} <= set(because(answer)["model:m"])
    assert required(answer) == BOTH


def test_deleted_files_and_manifests(tree: Path, reviewers: Reviewers) -> None:
    git(tree, "rm", "-qr", "ml", "search")
    assert required(reviewers()) == {"ml-core": ["model:m"], "search": ["feature:f", "model:m feature:f"]}
    commit(tree)
    answer = reviewers("--base", "HEAD~1", "--head", "HEAD")
    assert required(answer) == {"ml-core": ["model:m"], "search": ["feature:f", "model:m feature:f"]}


def test_a_mode_alone(tree: Path, reviewers: Reviewers) -> None:
    (tree / "ml/weights/1.bin").chmod(0o755)
    assert required(reviewers()) == BOTH


def test_a_touched_file_is_not_a_changed_one(tree: Path, reviewers: Reviewers) -> None:
    os.utime(tree / "ml/weights/1.bin", (1, 1))
    os.utime(tree / "ml/ai-ownership.yaml", (1, 1))
    assert reviewers()["changed"] == []


def test_untracked_files(tree: Path, reviewers: Reviewers, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, ".gitignore", "*.log\n")
    commit(tree)
    write(tree, "ml/weights/new.bin", "new\n")
    write(tree, "ml/weights/x.log", "log\n")
    write(tree, "new/ai-ownership.yaml", "version: 1\nowner: growth\nfeatures: {g: {uses: {models: [m]}}}\n")
    answer = reviewers("--base", "HEAD")
    assert because(answer) == {"feature:g": ["new/ai-ownership.yaml"], "model:m": ["ml/weights/new.bin"]}
    assert required(answer).keys() == {"growth", "ml-core", "search"}
    assert reviewers("--base", "HEAD", "--no-untracked")["changed"] == []
    monkeypatch.setenv("CI", "true")
    assert reviewers("--base", "HEAD")["changed"] == []


def test_a_file_in_a_state_of_conflict(tree: Path, reviewers: Reviewers) -> None:
    git(tree, "checkout", "-qb", "topic")
    write(tree, "ml/weights/1.bin", "two\n")
    write(tree, "ml/ai-ownership.yaml", MODEL + "  n: {}\n")
    commit(tree)
    git(tree, "checkout", "-q", "main")
    write(tree, "ml/weights/1.bin", "three\n")
    write(tree, "ml/ai-ownership.yaml", MODEL + "  o: {}\n")
    commit(tree)
    subprocess.run(["git", "merge", "-q", "topic"], cwd=tree, capture_output=True, check=False)
    answer = reviewers("--base", "HEAD", code=1)
    assert answer["errors"]
    assert "model:m" in because(answer)


def test_a_submodule(tree: Path, reviewers: Reviewers, tmp_path_factory: pytest.TempPathFactory) -> None:
    library = tmp_path_factory.mktemp("other")
    git(library, "init", "-q", "-b", "main")
    write(library, "weights.bin", "one\n")
    commit(library)
    git(tree, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library), "ml/weights/sub")
    commit(tree)
    write(tree / "ml/weights/sub", "weights.bin", "two\n")
    commit(tree / "ml/weights/sub")
    for arguments in (["--base", "HEAD"], ["--base", "HEAD~1", "--head", "HEAD"]):
        if len(arguments) > 2:
            commit(tree)
        answer = reviewers(*arguments)
        assert because(answer) == {"model:m": ["ml/weights/sub"]}
        assert required(answer) == BOTH


@pytest.mark.parametrize("artifacts", ["weights/sub/", "weights/sub", "weights/sub/deep/"])
def test_a_submodule_that_is_the_artifact_or_holds_it(tree: Path, reviewers: Reviewers, artifacts: str) -> None:
    write(tree, "ml/ai-ownership.yaml", MODEL.replace("weights/", artifacts))
    commit(tree)
    for number in (1, 2):
        git(tree, "update-index", "--add", "--cacheinfo", f"160000,{number:040d},ml/weights/sub")
        git(tree, "commit", "-qm", "x")
    assert because(reviewers("--base", "HEAD~1", "--head", "HEAD")) == {"model:m": ["ml/weights/sub"]}


def test_a_submodule_that_says_it_is_to_be_ignored(tree: Path, reviewers: Reviewers) -> None:
    """`.gitmodules` comes with the change: it hides nothing from its reviewers."""
    write(tree, ".gitmodules", '[submodule "s"]\n\tpath = ml/weights/sub\n\turl = ../s\n\tignore = all\n')
    git(tree, "add", "-A")
    for number in (1, 2):
        git(tree, "update-index", "--add", "--cacheinfo", f"160000,{number:040d},ml/weights/sub")
        git(tree, "commit", "-qm", "x")
    git(tree, "config", "diff.ignoreSubmodules", "all")
    assert because(reviewers("--base", "HEAD~1", "--head", "HEAD")) == {"model:m": ["ml/weights/sub"]}


@pytest.mark.parametrize("artifacts", ["weights/", "weights/link", "weights/link/"])
def test_a_symbolic_link(tree: Path, reviewers: Reviewers, artifacts: str) -> None:
    write(tree, "ml/ai-ownership.yaml", MODEL.replace("weights/", artifacts))
    (tree / "ml/weights/link").symlink_to("/nowhere/1")
    commit(tree)
    (tree / "ml/weights/link").unlink()
    (tree / "ml/weights/link").symlink_to("/nowhere/2")
    assert because(reviewers("--base", "HEAD")) == {"model:m": ["ml/weights/link"]}
    commit(tree)
    assert because(reviewers("--base", "HEAD~1", "--head", "HEAD")) == {"model:m": ["ml/weights/link"]}


def test_a_file_that_becomes_a_link_to_a_manifest(tree: Path, reviewers: Reviewers) -> None:
    (tree / "ml/ai-ownership.yaml").unlink()
    (tree / "ml/ai-ownership.yaml").symlink_to("../search/ai-ownership.yaml")
    answer = reviewers("--base", "HEAD")
    assert required(answer)["ml-core"] == ["model:m"]
    commit(tree)
    assert required(reviewers("--base", "HEAD~1", "--head", "HEAD"))["ml-core"] == ["model:m"]


POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 12\n"


def test_an_lfs_pointer(tree: Path, reviewers: Reviewers) -> None:
    write(tree, ".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n")
    write(tree, "ml/weights/1.bin", POINTER.format("a" * 64))
    commit(tree)
    write(tree, "ml/weights/1.bin", POINTER.format("b" * 64))
    commit(tree)
    answer = reviewers("--base", "HEAD~1", "--head", "HEAD")
    assert because(answer) == {"model:m": ["ml/weights/1.bin"]}
    assert required(answer) == BOTH


@pytest.mark.parametrize("pointer", ["ml/weights.dvc", "ml/weights/3.bin.dvc"])
def test_a_dvc_pointer(tree: Path, reviewers: Reviewers, pointer: str) -> None:
    write(tree, pointer, "outs:\n- md5: a\n")
    assert because(reviewers()) == {"model:m": [pointer]}


# What is declared.


def test_reformatting_asks_nobody(tree: Path, reviewers: Reviewers) -> None:
    write(
        tree,
        "ml/ai-ownership.yaml",
        "# the models\nmodels: {'m': {artifacts: ['weights/']}}\nowner: ml-core\nversion: 1\n",
    )
    assert reviewers()["changed"] == []


def test_a_change_cannot_drop_its_own_reviewer(tree: Path, reviewers: Reviewers) -> None:
    write(tree, "search/ai-ownership.yaml", FEATURE.replace(", uses: {models: [m]}", ""))
    write(tree, "ml/weights/1.bin", "two\n")
    assert required(reviewers())["search"] == ["feature:f", "model:m feature:f"]


def test_broken_at_head(tree: Path, reviewers: Reviewers, aiowners: Aiowners) -> None:
    write(tree, "search/ai-ownership.yaml", "version: 2\n")
    write(tree, "ml/weights/1.bin", "two\n")
    answer = reviewers(code=1)
    assert required(answer)["search"] == ["feature:f", "model:m feature:f"]
    assert [error["path"] for error in answer["errors"]] == ["search/ai-ownership.yaml"]
    outcome = aiowners("reviewers", "--quiet", "--format", "gh")
    assert outcome.code == 1
    assert "search/ai-ownership.yaml" in outcome.err
    commit(tree)
    assert reviewers("--base", "HEAD~1", "--head", "HEAD", code=1)["errors"] == answer["errors"]


def test_broken_at_base(tree: Path, reviewers: Reviewers) -> None:
    write(tree, "search/ai-ownership.yaml", "version: 2\n")
    commit(tree)
    write(tree, "search/ai-ownership.yaml", FEATURE)
    answer = reviewers("--base", "HEAD", code=1)
    assert required(answer) == SEARCH


def test_a_head_without_manifests(tree: Path, reviewers: Reviewers) -> None:
    git(tree, "rm", "-q", "ml/ai-ownership.yaml", "search/ai-ownership.yaml")
    write(tree, "ml/weights/1.bin", "two\n")
    assert required(reviewers()) == {"ml-core": ["model:m"], "search": ["feature:f", "model:m feature:f"]}


def test_no_manifests_anywhere(repository: Repository, reviewers: Reviewers) -> None:
    root = repository({"a": "a"})
    commit(root)
    write(root, "a", "b")
    answer = reviewers()
    assert [answer[part] for part in ("changed", "required", "notify", "unreachable", "errors")] == [[], [], [], [], []]


def test_what_is_excluded_is_on_neither_side(tree: Path, reviewers: Reviewers) -> None:
    write(tree, "aiowners.toml", 'exclude = ["search/"]\n')
    commit(tree)
    write(tree, "search/ai-ownership.yaml", "{")
    write(tree, "ml/weights/1.bin", "two\n")
    assert required(reviewers()) == {"ml-core": ["model:m"]}


def test_waivers_are_judged_as_on_a_day(tree: Path, reviewers: Reviewers) -> None:
    write(
        tree,
        "ml/ai-ownership.yaml",
        MODEL.replace("{art", "{waivers: [{team: search, reason: r, until: 2027-01-31}], art"),
    )
    commit(tree)
    write(tree, "ml/weights/1.bin", "two\n")
    assert required(reviewers("--today", "2027-01-31", "--base", "HEAD"), "notify") == {"search": ["model:m feature:f"]}
    assert required(reviewers("--today", "2027-02-01", "--base", "HEAD")) == BOTH


# What a clone does not hold.


def test_no_commit_yet(repository: Repository, reviewers: Reviewers) -> None:
    repository(FILES)
    answer = reviewers()
    assert set(because(answer)) == {"feature:f", "model:m"}
    assert answer["head"] == "working tree"
    assert required(reviewers("--files", "ml/weights/1.bin")) == BOTH


def _origin(tree: Path) -> str:
    write(tree, "ml/weights/1.bin", "two\n")
    write(tree, "search/ai-ownership.yaml", FEATURE + "# seen\n")
    write(tree, "ml/ai-ownership.yaml", MODEL.replace("{art", "{description: Another, art"))
    commit(tree)
    git(tree, "config", "uploadpack.allowFilter", "true")
    git(tree, "config", "uploadpack.allowAnySHA1InWant", "true")
    return f"file://{tree}"


def test_a_shallow_clone(
    tree: Path,
    reviewers: Reviewers,
    aiowners: Aiowners,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "clone", "-q", "--depth=1", _origin(tree), ".")
    monkeypatch.chdir(clone)
    outcome = aiowners("reviewers", "--base", "HEAD~1")
    assert (outcome.code, outcome.out) == (2, "")
    assert "shallow" in outcome.err
    write(clone, "ml/weights/1.bin", "three\n")
    assert required(reviewers()) == BOTH
    git(clone, "fetch", "-q", "--depth=2")
    assert because(reviewers("--base", "HEAD~1", "--head", "HEAD")) == {
        "model:m": ["ml/ai-ownership.yaml", "ml/weights/1.bin"]
    }


def test_a_shallow_clone_of_branches_that_meet_further_back(
    tree: Path, aiowners: Aiowners, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tree, "checkout", "-qb", "topic")
    commit(tree)
    git(tree, "checkout", "-q", "main")
    address = _origin(tree)
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "clone", "-q", "--depth=1", "--no-single-branch", "-b", "topic", address, ".")
    monkeypatch.chdir(clone)
    outcome = aiowners("reviewers", "--base", "origin/main", "--head", "HEAD")
    assert (outcome.code, outcome.out) == (2, "")
    assert "fetch" in outcome.err
    # Nobody asked for a base, but there is one, and it is not to be had: to compare with something else is no answer.
    outcome = aiowners("reviewers")
    assert (outcome.code, outcome.out) == (2, "")
    assert "fetch" in outcome.err


def test_a_blobless_clone(
    tree: Path,
    reviewers: Reviewers,
    aiowners: Aiowners,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "clone", "-q", "--filter=blob:none", _origin(tree), ".")
    monkeypatch.chdir(clone)
    outcome = aiowners("reviewers", "--base", "HEAD~1", "--head", "HEAD")
    assert (outcome.code, outcome.out) == (2, "")
    assert "ml/ai-ownership.yaml" in outcome.err
    assert "git fetch" in outcome.err
    assert "Traceback" not in outcome.err
    # Only the old texts of manifests are missing: nothing else is asked for.
    write(clone, "ml/weights/1.bin", "three\n")
    assert required(reviewers("--base", "HEAD")) == BOTH
    git(clone, "fetch", "-q", "--refetch", "--no-filter")
    assert "model:m" in because(reviewers("--base", "HEAD~1", "--head", "HEAD"))


def test_a_sparse_checkout(tree: Path, reviewers: Reviewers) -> None:
    git(tree, "sparse-checkout", "set", "ml")
    assert not (tree / "search").exists()
    write(tree, "ml/weights/1.bin", "two\n")
    assert required(reviewers()) == BOTH


def test_a_linked_worktree(
    tree: Path, reviewers: Reviewers, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = tmp_path_factory.mktemp("linked") / "tree"
    git(tree, "worktree", "add", "-q", str(linked), "-b", "topic")
    write(linked, "ml/weights/1.bin", "two\n")
    monkeypatch.chdir(linked)
    assert required(reviewers()) == BOTH


# In CI.


def _event(tmp: Path, monkeypatch: pytest.MonkeyPatch, event: dict[str, Any]) -> None:
    file = tmp / "event.json"
    file.write_text(json.dumps(event), encoding="utf-8")
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(file))


def test_the_pull_request_that_is_being_built(
    tree: Path, reviewers: Reviewers, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = git(tree, "rev-parse", "HEAD")
    git(tree, "checkout", "-qb", "topic")
    write(tree, "search/src/a.py", "b\n")
    head = commit(tree)
    git(tree, "checkout", "-q", "main")
    write(tree, "ml/weights/1.bin", "two\n")
    base = commit(tree)
    git(tree, "checkout", "-q", "--detach")
    git(tree, "merge", "-q", "--no-ff", "topic", "-m", "merge")
    request = {"pull_request": {"head": {"sha": head}, "base": {"sha": old, "ref": "main"}}}
    _event(tmp_path_factory.mktemp("event"), monkeypatch, request)
    answer = reviewers()
    assert answer["base"] == base
    assert required(answer) == SEARCH


def test_a_pull_request_in_the_shallow_clone_that_ci_makes(
    tree: Path, aiowners: Aiowners, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of a checkout action: one commit, the merge, and no branch. Nothing to compare with is not "nothing changed"."""
    base = git(tree, "rev-parse", "HEAD")
    git(tree, "checkout", "-qb", "topic")
    write(tree, "ml/weights/1.bin", "two\n")
    head = commit(tree)
    git(tree, "checkout", "-q", "main")
    git(tree, "merge", "-q", "--no-ff", "topic", "-m", "merge")
    git(tree, "update-ref", "refs/pull/1/merge", "HEAD")
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "init", "-q", "-b", "main")
    git(clone, "remote", "add", "origin", f"file://{tree}")
    git(clone, "fetch", "-q", "--depth=1", "origin", "+refs/pull/1/merge:refs/remotes/pull/1/merge")
    git(clone, "checkout", "-q", "refs/remotes/pull/1/merge")
    monkeypatch.chdir(clone)
    request = {"pull_request": {"head": {"sha": head}, "base": {"sha": base, "ref": "main"}}}
    _event(tmp_path_factory.mktemp("event"), monkeypatch, request)
    outcome = aiowners("reviewers")
    assert (outcome.code, outcome.out) == (2, "")
    assert "fetch" in outcome.err


def test_a_head_that_there_is_nothing_to_compare_with(tree: Path, aiowners: Aiowners) -> None:
    git(tree, "branch", "-m", "main", "trunk")
    git(tree, "checkout", "-qb", "topic")
    write(tree, "ml/weights/1.bin", "two\n")
    commit(tree)
    git(tree, "checkout", "-q", "trunk")
    outcome = aiowners("reviewers", "--head", "topic")
    assert (outcome.code, outcome.out) == (2, "")
    assert "--base" in outcome.err


def test_a_merge_request_that_is_being_built(tree: Path, reviewers: Reviewers, monkeypatch: pytest.MonkeyPatch) -> None:
    base = git(tree, "rev-parse", "HEAD")
    write(tree, "ml/weights/1.bin", "two\n")
    commit(tree)
    git(tree, "update-ref", "refs/remotes/origin/main", base)
    for name, value in (
        ("CI", "true"),
        ("GITLAB_CI", "true"),
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", base),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
    ):
        monkeypatch.setenv(name, value)
    answer = reviewers()
    assert answer["base"] == base
    assert required(answer) == BOTH


# What it prints, and how it ends.


def test_text(tree: Path, aiowners: Aiowners) -> None:
    write(tree, "ml/weights/1.bin", "two\n")
    outcome = aiowners("reviewers")
    assert outcome.code == 0
    assert "2 teams must review this" in outcome.out
    assert "feature:f" in outcome.out
    assert "compared with main at" in outcome.err
    quiet = aiowners("reviewers", "--quiet")
    assert (quiet.out, quiet.err) == (outcome.out, "")


def test_arguments_for_gh(tree: Path, aiowners: Aiowners) -> None:
    team = 'teams: {search: {handles: {github: "@acme/search"}}, ml-core: {}}\n'
    write(tree, "ai-ownership.yaml", f"version: 1\n{team}")
    commit(tree)
    write(tree, "ml/weights/1.bin", "two\n")
    outcome = aiowners("reviewers", "--base", "HEAD", "--format", "gh")
    assert (outcome.code, outcome.out) == (0, "--add-reviewer=acme/search\n")
    assert "ml-core" in outcome.err
    assert aiowners("reviewers", "--base", "HEAD", "--format", "glab").out == ""


def test_wrong_usage(tree: Path, aiowners: Aiowners) -> None:
    assert aiowners("reviewers", "--format", "xml").code == 2
    assert aiowners("reviewers", "--today", "tomorrow").code == 2
    outcome = aiowners("reviewers", "--base", "HEAD", "--head")
    assert (outcome.code, outcome.out) == (2, "")


def test_the_same_bytes_each_time(tree: Path, aiowners: Aiowners) -> None:
    write(tree, "ml/weights/1.bin", "two\n")
    write(tree, "search/src/a.py", "b\n")
    for form in ("text", "json", "markdown"):
        assert aiowners("reviewers", "--format", form).out == aiowners("reviewers", "--format", form).out


# It reads, and does nothing else.


def _state(root: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink()
    }


def test_nothing_is_checked_out_and_nothing_runs(
    tree: Path, reviewers: Reviewers, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever a repository and its configuration would have git run."""
    trap = tmp_path_factory.mktemp("trap") / "ran"
    script = tree / "evil.sh"
    script.write_text(f'#!/bin/sh\necho "$0 $*" >> {trap}\ncat\n', encoding="utf-8")
    script.chmod(0o755)
    write(tree, ".gitattributes", "* filter=evil diff=evil textconv=evil merge=evil\n*.yaml diff=evil\n")
    write(tree, "ml/weights/1.bin", "two\n")
    commit(tree)
    for hook in ("post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc"):
        write(tree, f".git/hooks/{hook}", script.read_text("utf-8"))
        (tree / f".git/hooks/{hook}").chmod(0o755)
    for name in (
        "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.command", "diff.evil.textconv",
        "diff.external", "merge.evil.driver", "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "alias.diff",
        "credential.helper",
    ):  # fmt: skip
        git(tree, "config", name, f"!{script}" if name.startswith("alias") else str(script))
    before = _state(tree)
    answer = reviewers("--base", "HEAD~1", "--head", "HEAD")
    # A filter of everything may change what every file holds.
    assert because(answer) == {"feature:f": [".gitattributes"], "model:m": [".gitattributes", "ml/weights/1.bin"]}
    assert not trap.exists(), trap.read_text("utf-8")
    assert _state(tree) == before


def test_the_working_tree_is_left_as_it_is(tree: Path, reviewers: Reviewers) -> None:
    write(tree, "ml/weights/1.bin", "two\n")
    git(tree, "add", "-A")
    write(tree, "ml/weights/1.bin", "three\n")
    before = _state(tree)
    reviewers()
    assert _state(tree) == before


def test_file_names_of_any_kind(tree: Path, reviewers: Reviewers) -> None:
    for name in ("a\nb", "-x", "é", '"q"', " ", "*", "#1"):
        write(tree, f"ml/weights/{name}", "new\n")
    commit(tree)
    assert len(because(reviewers("--base", "HEAD~1", "--head", "HEAD"))["model:m"]) == 7


HANDLES = (
    "version: 1\nteams:\n  search: {handles: {github: '@acme/search'}}\n  ml-core: {handles: {github: '@acme/ml'}}\n"
)


def test_a_change_excludes_nobody_from_its_own_review(tree: Path, aiowners: Aiowners) -> None:
    git(tree, "checkout", "-qb", "topic")
    write(tree, "aiowners.toml", 'exclude = ["search/"]\n')
    write(tree, "ml/weights/1.bin", "two\n")
    commit(tree)
    for branch in ("topic", "main"):
        git(tree, "checkout", "-q", branch)
        answer = json.loads(aiowners("reviewers", "--base", "main", "--head", "topic", "--format", "json").out)
        assert [team["team"] for team in answer["required"]] == ["ml-core", "search"]
    # Once that is merged, it holds.
    git(tree, "merge", "-q", "topic")
    write(tree, "ml/weights/1.bin", "three\n")
    answer = json.loads(aiowners("reviewers", "--base", "HEAD", "--format", "json").out)
    assert [team["team"] for team in answer["required"]] == ["ml-core"]


def test_a_change_of_a_handle_sends_the_request_to_both(tree: Path, aiowners: Aiowners) -> None:
    write(tree, "ai-ownership.yaml", HANDLES)
    commit(tree)
    write(tree, "ai-ownership.yaml", HANDLES.replace("@acme/search", "@evil/me"))
    write(tree, "ml/weights/1.bin", "two\n")
    shown = aiowners("reviewers", "--base", "HEAD", "--format", "gh").out
    assert shown == "--add-reviewer=acme/ml --add-reviewer=acme/search --add-reviewer=evil/me\n"


def test_an_undeclared_reviewer_is_required_and_unreachable(tree: Path, reviewers: Reviewers) -> None:
    write(tree, "ai-ownership.yaml", HANDLES)
    write(tree, "ml/ai-ownership.yaml", MODEL.replace("]}", "], reviewers: [search, model-risk]}"))
    commit(tree)
    write(tree, "ml/weights/1.bin", "two\n")
    answer = reviewers("--base", "HEAD")
    assert required(answer)["model-risk"] == ["model:m"]
    assert [team["team"] for team in answer["unreachable"]] == ["model-risk"]


def test_a_clone_without_a_branch_to_compare_with_says_so(tree: Path, aiowners: Aiowners, tmp_path: Path) -> None:
    git(tree, "branch", "-m", "trunk")
    clone = tmp_path.parent / f"{tmp_path.name}-clone"
    git(tree, "clone", "-q", "--depth=1", f"file://{tree}", str(clone))
    git(clone, "remote", "set-head", "origin", "--delete")
    outcome = aiowners("reviewers", "--root", str(clone))
    assert outcome.code == 2
    assert "pass --base REV" in outcome.err


def test_names_from_git_are_those_of_its_top_level(
    tree: Path, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch
) -> None:
    def from_git(names: str, *arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(names.encode())))
        return aiowners("reviewers", "--files", "-", "--format", "json", *arguments)

    monkeypatch.chdir(tree / "search")
    assert list(because(json.loads(from_git("./ml//weights/1.bin\n").out))) == ["model:m"]
    monkeypatch.chdir(tree)
    below = from_git("ml/weights/1.bin\nsearch/src/a.py\n", "--root", "ml")
    assert because(json.loads(below.out)) == {"model:m": ["weights/1.bin"]}
    for name in ("../x", "/etc/passwd"):
        assert from_git(f"{name}\n").code == 2
    assert aiowners("reviewers", "--files", "").code == 2
