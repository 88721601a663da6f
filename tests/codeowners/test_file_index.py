"""The index has the same result as a match of every file."""

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
    rng = random.Random(seed)
    files = {"/".join(rng.choices(NAMES, k=rng.randint(1, 4))) for _ in range(40)}
    index = FileIndex(files)
    globs = [glob for glob, _, _ in TABLE]
    globs += ["/".join(rng.choices([*NAMES, "*", "**", "a*", "?", "*b", ""], k=rng.randint(1, 4))) for _ in range(99)]
    for glob in globs:
        for directory in ("", "a", "a/b", "x*y"):
            pattern = rebase(glob, directory)
            runs = list(index.runs(pattern))
            matching = [index.paths[number] for start, end in runs for number in range(start, end)]
            assert matching == [path for path in index.paths if pattern.matches(path)], pattern
            assert index.any(pattern) == bool(matching), pattern
            assert all(earlier[1] <= later[0] for earlier, later in pairwise(runs))
