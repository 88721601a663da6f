"""What a change of files is about, against testing every claim for every file, and claims that change hands."""

from __future__ import annotations

import random

import pytest

from aiowners.codeowners.pattern_containment import is_inside
from aiowners.review.reviewers.changed_by_files import FileChange, by_files, changed_hands
from aiowners.source import Source
from aiowners.tracked.tree import Tracked
from aiowners.workspace import Workspace, assemble

FILES = ("ml/m/w.bin", "ml/m/config.json", "ml/n/w.bin", "ml/a.md", "src/a.py", "src/b/c.py", "x")


def _workspace(features: dict[str, str], files: tuple[str, ...] = FILES, directory: str = "") -> Workspace:
    """A manifest of features, each with its patterns, and the files that git tracks."""
    body = "".join(f"  {name}: {{owner: o, paths: [{globs}]}}\n" for name, globs in features.items())
    return assemble([Source(f"{directory}ai-ownership.yaml", f"version: 1\nfeatures:\n{body}")], files=lambda: files)


def _changed(workspaces: list[Workspace], *paths: str) -> dict[str, set[str]]:
    return {
        key.name: because for key, because in by_files(workspaces, [FileChange(path, path) for path in paths]).items()
    }


def _hands(before: Workspace, after: Workspace) -> dict[str, set[str]]:
    return {key.name: because for key, because in changed_hands(before, after).items()}


def test_the_more_specific_claim_applies() -> None:
    workspace = _workspace({"all": "'*'", "ml": "ml/", "model": "ml/m/", "file": "ml/m/w.bin", "same": "ml/m/"})
    assert _changed([workspace], "ml/m/w.bin") == {"file": {"ml/m/w.bin"}}
    assert _changed([workspace], "ml/m/new") == {"model": {"ml/m/new"}, "same": {"ml/m/new"}}
    assert _changed([workspace], "ml/a.md", "x") == {"ml": {"ml/a.md"}, "all": {"x"}}


def test_claims_that_cross_both_apply() -> None:
    workspace = _workspace({"one": "ml/*/w.bin", "other": "ml/m/"})
    assert _changed([workspace], "ml/m/w.bin").keys() == {"one", "other"}


def test_every_revision_counts() -> None:
    before, after = _workspace({"m": "ml/m/"}), _workspace({"m": "ml/m/", "taker": "ml/m/w.bin"})
    assert _changed([before, after], "ml/m/w.bin").keys() == {"m", "taker"}
    assert _changed([after, after, before], "ml/m/w.bin").keys() == {"m", "taker"}
    assert _changed([after], "ml/m/w.bin").keys() == {"taker"}


def test_a_rename_counts_at_both_paths() -> None:
    workspace = _workspace({"m": "ml/m/", "n": "ml/n/"})
    found = by_files([workspace], [FileChange("ml/m/w.bin", "ml/n/v.bin")])
    assert {key.name: because for key, because in found.items()} == {"m": {"ml/m/w.bin"}, "n": {"ml/n/v.bin"}}


GLOBS = [
    "'*'",
    "ml/",
    "ml/m/",
    "ml/m",
    "ml/m/w.bin",
    "'*.bin'",
    "'ml/*/w.bin'",
    "'ml/**/w.bin'",
    "src/",
    "'src/*'",
    "src/b/",
    "'*.py'",
]


@pytest.mark.parametrize("seed", range(60))
def test_changes_and_changed_hands_are_those_of_every_pair(seed: int) -> None:
    pick = random.Random(seed)
    before, after = (
        _workspace(
            {f"f{number}": ", ".join(pick.sample(GLOBS, pick.randint(0, 3))) for number in range(4)},
            FILES[pick.randint(0, 1) :],
        )
        for _ in range(2)
    )
    touched = pick.sample(FILES, 3)
    expected: dict[str, set[str]] = {}
    for path in touched:
        for name in _applying(before, path) | _applying(after, path):
            expected.setdefault(name, set()).add(path)
    assert _changed([before, after], *touched) == expected
    hands: dict[str, set[str]] = {}
    assert before.files is not None
    assert after.files is not None
    for path in {*before.files.paths} & {*after.files.paths}:
        for name in _applying(before, path) ^ _applying(after, path):
            hands.setdefault(name, set()).add(path)
    assert _hands(before, after) == hands


def _applying(workspace: Workspace, path: str) -> set[str]:
    matched = [claim for claim in workspace.claims if claim.pattern.matches(path)]
    return {
        claim.node.key.name
        for claim in matched
        if not any(
            other.node is not claim.node and is_inside(other.pattern.segments, claim.pattern.segments)
            for other in matched
        )
    }


def test_a_claim_that_becomes_more_specific_changes_both() -> None:
    before, after = _workspace({"m": "ml/m/", "all": "ml/"}), _workspace({"m": "ml/m/", "all": "ml/, ml/m/w.bin"})
    assert _hands(before, after) == {"m": {"ml/m/w.bin"}, "all": {"ml/m/w.bin"}}
    assert _hands(after, before) == _hands(before, after)
    assert _hands(before, before) == {}


def test_a_manifest_that_moves_changes_what_its_patterns_claim() -> None:
    before, after = _workspace({"m": "m/"}, directory="ml/"), _workspace({"m": "m/"}, directory="src/")
    assert _hands(before, after) == {"m": {"ml/m/w.bin", "ml/m/config.json"}}


def test_files_that_one_revision_alone_has_are_changed_by_themselves() -> None:
    before, after = _workspace({"m": "ml/"}, ("ml/a", "ml/b")), _workspace({"n": "ml/"}, ("ml/b", "ml/c"))
    assert _hands(before, after) == {"m": {"ml/b"}, "n": {"ml/b"}}


def test_nothing_is_listed_if_the_claims_are_the_same() -> None:
    def fail() -> Tracked:
        raise AssertionError

    source = Source("ai-ownership.yaml", "version: 1\nfeatures:\n  f: {paths: [a/, /b/]}\n")
    other = Source("ai-ownership.yaml", "version: 1\nfeatures:\n  f: {description: x, paths: [//b/, a/]}\n")
    assert changed_hands(assemble([source], files=fail), assemble([other], files=fail)) == {}


def test_a_pointer_that_no_revision_tracks_goes_by_its_name() -> None:
    workspace = _workspace({"m": "ml/m/", "w": "ml/m/w.bin", "n": "ml/n/"})
    assert _changed([workspace], "ml/m.dvc").keys() == {"m", "w"}


def test_what_a_submodule_may_hold_counts_for_a_pattern_that_floats() -> None:
    tracked = Tracked(["vendor/x", "ai-ownership.yaml"], submodules=["vendor/x"])
    text = "version: 1\nfeatures: {docs: {paths: ['*.md']}, src: {paths: [/src/]}}\n"
    workspace = assemble([Source("ai-ownership.yaml", text)], files=lambda: tracked)
    assert _changed([workspace], "vendor/x") == {"docs": {"vendor/x"}}
