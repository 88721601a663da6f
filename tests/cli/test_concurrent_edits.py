"""Edits that another program makes while a command works: none is lost, whatever the moment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from aiowners.adapters.replace import FileChangedError, check_unchanged, replace_file
from aiowners.project.runs import Run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aiowners.workspace import Workspace
    from tests.cli.conftest import Outcome, Repository

    Aiowners = Callable[..., Outcome]

ML, SEARCH = "ml/ai-ownership.yaml", "search/ai-ownership.yaml"
FILES = {
    "ai-ownership.yaml": "version: 1\nteams:\n  ml-core: {handles: {github: '@acme/ml-core'}}\n"
    "  search: {handles: {github: '@acme/search'}}\n  ads: {handles: {github: '@acme/ads'}}\n",
    ML: "version: 1\nowner: ml-core\nmodels:\n  m:\n    reviewers: []\n  n:\n    reviewers: []\n",
    SEARCH: "version: 1\nowner: search\nfeatures:\n  f: {status: pilot, uses: {models: [m, n]}}\n",
    "ads/ai-ownership.yaml": "version: 1\nowner: ads\nfeatures:\n  g: {status: pilot, uses: {models: [m, n]}}\n",
    "CODEOWNERS": "* @acme/ml-core\n",
    ".codeowners": "* @acme/ml-core\n",
    ".aiowners-baseline.json": '{"schema": "aiowners-baseline/1", "findings": []}\n',
    ".pre-commit-config.yaml": "repos: []\n",
}
REVIEW = ("--select", "missing-downstream-reviewer")
# A command, the file that it replaces or creates, and whether the file is new.
WRITERS: dict[str, tuple[tuple[str, ...], str, bool]] = {
    "codeowners": (("codeowners", "--write"), "CODEOWNERS", False),
    "codeowners, new": (("codeowners", "--write"), ".github/CODEOWNERS", True),
    "enforce": (("enforce", "codeowners-plus"), ".codeowners", False),
    "enforce, new": (("enforce", "codeowners-plus"), ".codeowners", True),
    "baseline": (("baseline", *REVIEW), ".aiowners-baseline.json", False),
    "baseline, new": (("baseline", *REVIEW), ".aiowners-baseline.json", True),
    "hook": (("init", "--hook"), ".pre-commit-config.yaml", False),
    "hook, new": (("init", "--hook"), ".pre-commit-config.yaml", True),
    "workflow": (("init", "--workflow"), ".github/workflows/aiowners.yml", True),
    "team": (("init", "--team", "growth", "--directory", "src"), "src/ai-ownership.yaml", True),
    "fix": (("check", "--fix", "--unsafe-fixes", *REVIEW), ML, False),
    "ignore": (("check", "--add-ignore", "agreed", *REVIEW), ML, False),
    "map": (("map", "-o", "map.html"), "map.html", True),
}  # fmt: skip


def _append(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write("# mine\n")


def _other_file(path: Path) -> None:
    """The same text in another file, as an editor saves it: it may go on writing to that."""
    text = path.read_text(encoding="utf-8")
    path.with_name("saved").write_text(text, encoding="utf-8")
    path.with_name("saved").replace(path)


def _link(path: Path) -> None:
    path.with_name("moved").write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to("moved")


EDITS: dict[str, Callable[[Path], None]] = {
    "appended": _append,
    "deleted": lambda path: path.unlink(),
    "another file": _other_file,
    "a link": _link,
}


def _tree(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): str(path.readlink())
        if path.is_symlink()
        else path.read_text(encoding="utf-8")
        for path in root.rglob("*")
        if ".git" not in path.relative_to(root).parts and not path.is_dir()
    }


# Only a file that is there can be deleted or replaced.
@pytest.mark.parametrize(
    ("writer", "edit"),
    [
        (writer, edit)
        for writer, (_, _, is_new) in WRITERS.items()
        for edit in EDITS
        if edit == "appended" or not is_new
    ],
)
def test_an_edit_right_before_the_replacement_is_kept(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch, writer: str, edit: str
) -> None:
    words, name, is_new = WRITERS[writer]
    root = repository({path: text for path, text in FILES.items() if path != name or not is_new})
    if writer == "codeowners, new":
        (root / "CODEOWNERS").unlink()
    (root / "src").mkdir()
    seen: list[dict[str, str]] = []

    def fsync(descriptor: int) -> None:
        EDITS[edit](root / name)
        seen.append(_tree(root))

    monkeypatch.setattr(os, "fsync", fsync)
    outcome = aiowners(*words)
    assert len(seen) == 1
    temporary = {path for path in seen[0] if path.endswith(".aiowners-tmp")}
    assert _tree(root) == {path: text for path, text in seen[0].items() if path not in temporary}
    assert outcome.code == 2
    assert name in outcome.err
    assert "nothing is written" in outcome.err
    assert ("run this again" in outcome.err) == (edit != "deleted")


@pytest.mark.parametrize("words", [WRITERS["fix"][0], WRITERS["ignore"][0]])
def test_of_several_files_none_is_written_if_one_has_changed(
    repository: Repository, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    second = FILES[ML].replace("m:", "o:").replace("n:", "p:")
    user = FILES[SEARCH].replace("f:", "h:").replace("[m, n]", "[m, n, o, p]")
    root = repository({**FILES, "z/ai-ownership.yaml": second, SEARCH: user})
    before = _tree(root)
    assemble = Run.assemble

    def first(run: Run, *arguments: Any, **named: Any) -> Workspace:
        _append(root / "z/ai-ownership.yaml")
        monkeypatch.setattr(Run, "assemble", assemble)
        return assemble(run, *arguments, **named)

    monkeypatch.setattr(Run, "assemble", first)
    outcome = aiowners(*words)
    assert outcome.code == 2
    assert "z/ai-ownership.yaml" in outcome.err
    assert "in 0 manifests" not in outcome.err
    assert _tree(root) == before | {"z/ai-ownership.yaml": second + "# mine\n"}


def test_a_file_system_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    replace_file(tmp_path, "a/b", None, "new\n")
    assert (tmp_path / "a/b").read_text(encoding="utf-8") == "new\n"
    with pytest.raises(FileChangedError):
        replace_file(tmp_path, "a/b", None, "other\n")
    assert _tree(tmp_path) == {"a/b": "new\n"}


@pytest.mark.parametrize("path", ["../x", "/x", "a/../x", "a//x", "."])
def test_no_path_leads_out(tmp_path: Path, path: str) -> None:
    with pytest.raises(OSError, match="not a path below the root"):
        replace_file(tmp_path, path, None, "x")


def test_a_mode_is_kept(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("a", encoding="utf-8")
    (tmp_path / "x").chmod(0o640)
    check_unchanged(tmp_path, "x", "a")
    replace_file(tmp_path, "x", "a", "b")
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640
    with pytest.raises(FileChangedError):
        check_unchanged(tmp_path, "x", "a")
