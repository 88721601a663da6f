"""The index finds what testing every file would find."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from aiowners.codeowners.file_index import FileIndex
from aiowners.codeowners.pattern import rebase
from tests.codeowners.test_pattern import TABLE

NAMES = ["a", "b", "ab", "a.b", "a-b", "foo", "foo.txt", "bar", "x*y", "é"]


@pytest.mark.parametrize("seed", range(50))
def test_runs_are_the_files_that_match(seed: int) -> None:
    pick = random.Random(seed)
    files = {"/".join(pick.choices(NAMES, k=pick.randint(1, 4))) for _ in range(40)}
    index = FileIndex(files)
    globs = [glob for glob, _, _ in TABLE]
    globs += ["/".join(pick.choices([*NAMES, "*", "**", "a*", "?", "*b", ""], k=pick.randint(1, 4))) for _ in range(99)]
    for glob in globs:
        for directory in ("", "a", "a/b", "x*y"):
            pattern = rebase(glob, directory)
            runs = list(index.runs(pattern))
            found = [index.paths[place] for start, end in runs for place in range(start, end)]
            assert found == [path for path in index.paths if pattern.matches(path)], pattern
            assert index.any(pattern) == bool(found), pattern
            assert all(one[1] <= two[0] for one, two in pairwise(runs))
