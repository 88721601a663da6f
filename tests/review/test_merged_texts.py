"""The manifests of the base once the head is merged into it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from aiowners.adapters.merged_files import ALGORITHMS, merged_text
from aiowners.review.reviewers.merged_texts import merged_exclusions, merged_texts
from aiowners.source import Source

A, B = "a/ai-ownership.yaml", "b/ai-ownership.yaml"
LINES = "1\n2\n3\n4\n5\n6\n"
FIRST, LAST, BOTH = LINES.replace("1", "one"), LINES.replace("6", "six"), "one\n2\n3\n4\n5\nsix\n"


def _merged(
    tmp_path: Path, fork: dict[str, str], base: dict[str, str], head: dict[str, str]
) -> tuple[dict[str, str], bool]:
    was, theirs, ours = ([Source(path, text) for path, text in side.items()] for side in (fork, base, head))
    found = merged_texts(was, theirs, ours, partial(merged_text, tmp_path, algorithm=ALGORITHMS[0]))
    return {source.path: source.content for source in found.sources}, found.is_new


@pytest.mark.parametrize(
    ("fork", "base", "head", "merged", "is_new"),
    [
        pytest.param({A: LINES}, {A: LINES}, {A: LAST}, {A: LAST}, False, id="head alone"),
        pytest.param({A: LINES}, {A: FIRST}, {A: LINES}, {A: FIRST}, False, id="base alone"),
        pytest.param({A: LINES}, {A: FIRST}, {A: LAST}, {A: BOTH}, True, id="both"),
        pytest.param({A: LINES}, {A: FIRST}, {A: FIRST}, {A: FIRST}, False, id="both alike"),
        pytest.param({A: LINES}, {A: FIRST}, {A: LINES.replace("1", "uno")}, {A: FIRST}, False, id="a conflict"),
        pytest.param({A: LINES}, {A: FIRST}, {B: LAST}, {B: BOTH}, True, id="moved by the head"),
        pytest.param({A: LINES}, {B: FIRST}, {A: LAST}, {B: BOTH}, True, id="moved by the base"),
        pytest.param({A: LINES}, {A: FIRST}, {B: "x\n"}, {A: FIRST, B: "x\n"}, False, id="removed, and another added"),
        pytest.param({A: LINES}, {A: LINES}, {}, {}, False, id="removed by the head"),
        pytest.param({A: LINES}, {}, {A: LINES}, {}, False, id="removed by the base"),
        pytest.param({}, {A: FIRST}, {A: LAST}, {A: FIRST}, False, id="added by both"),
        pytest.param({}, {"README.md": FIRST}, {A: LAST}, {A: LAST}, False, id="no manifest"),
        pytest.param({A: "\ufeff" + LINES}, {A: "\ufeff" + FIRST}, {A: "\ufeff" + LAST}, {A: "\ufeff" + BOTH}, True, id="mark"),
        pytest.param({A: LINES}, {A: FIRST}, {A: LAST + "\udcff\n"}, {A: BOTH + "\udcff\n"}, True, id="no UTF-8"),
        pytest.param({A: LINES}, {A: FIRST}, {A: LAST + "\0\n"}, {A: FIRST}, False, id="no text"),
    ],
)  # fmt: skip
def test_manifests_are_merged_by_path(
    tmp_path: Path,
    fork: dict[str, str],
    base: dict[str, str],
    head: dict[str, str],
    merged: dict[str, str],
    is_new: bool,
) -> None:
    assert _merged(tmp_path, fork, base, head) == (merged, is_new)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_git_merges_by_every_algorithm(tmp_path: Path, algorithm: str) -> None:
    assert merged_text(tmp_path, LINES, FIRST, LAST, algorithm) == BOTH
    assert merged_text(tmp_path, LINES, FIRST, "", algorithm) is None


@pytest.mark.parametrize(
    ("fork", "base", "head", "merged"),
    [
        ((), ("a",), ("b",), ("a", "b")),
        (("a",), ("a",), (), ()),
        (("a",), (), ("a", "b"), ("b",)),
        (("a",), ("a",), ("a",), ("a",)),
        ((), ("a",), ("a",), ("a",)),
    ],
)
def test_exclusions_are_merged_by_pattern(
    fork: tuple[str, ...], base: tuple[str, ...], head: tuple[str, ...], merged: tuple[str, ...]
) -> None:
    assert merged_exclusions(fork, base, head) == merged
