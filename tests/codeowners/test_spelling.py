"""A manifest's pattern in the words of each forge."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aiowners.codeowners.dialect import Dialect
from aiowners.codeowners.parse import parse
from aiowners.codeowners.pattern import Pattern, rebase
from aiowners.codeowners.ruleset import Ruleset
from aiowners.codeowners.spelling import spell
from aiowners.source import Source
from tests.codeowners.strategies import PATHS, PIECES, globs

# pattern -> the lines on GitHub and Bitbucket, and those on GitLab; None: it cannot be said.
TABLE: list[tuple[str, tuple[str, ...] | None, tuple[str, ...] | None]] = [
    ("/src/semantic/", ("/src/semantic/",), ("/src/semantic/",)),
    ("/src/a.py", ("/src/a.py",), ("/src/a.py", "/src/a.py/")),
    ("src/a.py", ("/src/a.py",), ("/src/a.py", "/src/a.py/")),
    ("*.js", ("*.js",), ("*.js", "*.js/")),
    ("apps/", ("apps/",), ("apps/",)),
    ("**/logs", ("logs",), ("logs", "logs/")),
    ("**/a/b", ("**/a/b",), ("**/a/b", "**/a/b/")),
    ("docs/*", ("/docs/*",), ("/docs/*",)),
    ("docs/**", ("/docs/",), ("/docs/",)),
    ("docs/**/*.md", ("/docs/**/*.md",), ("/docs/**/*.md", "/docs/**/*.md/")),
    ("*", ("*",), ("*",)),
    ("**", ("*",), ("*",)),
    ("my docs/", (r"my\ docs/",), (r"my\ docs/",)),
    (r"/my\ docs/", (r"/my\ docs/",), (r"/my\ docs/",)),
    (r"/a\*b/", (r"/a\*b/",), (r"/a\*b/",)),
    (r"\*x/", (r"**/\*x/",), (r"**/\*x/",)),
    ("/pages/[id]/", None, (r"/pages/\[id]/",)),
    ("!x/", ("**/!x/",), ("**/!x/",)),
    ("!x/y/", ("/!x/y/",), ("/!x/y/",)),
    ("#x/", None, ("**/#x/",)),
    ("/c#/", None, ("/c#/",)),
    ("/a\tb/", ("/a\\\tb/",), None),
    ("/a\nb/", None, None),
    (r"/a\\", None, None),
    (r"/a\\/", (r"/a\\/",), (r"/a\\/",)),
    ("/a/*\\", ("/a/?*",), ("/a/?*", "/a/?*/")),
    ("/", (), ()),
    ("", (), ()),
    ("/a//b", (), ()),
]


@pytest.mark.parametrize(("glob", "github", "gitlab"), TABLE)
def test_table(glob: str, github: tuple[str, ...] | None, gitlab: tuple[str, ...] | None) -> None:
    assert spell(Pattern(glob), Dialect.GITHUB) == github
    assert spell(Pattern(glob), Dialect.BITBUCKET) == github
    assert spell(Pattern(glob), Dialect.GITLAB) == gitlab


SIGNS = st.sampled_from(["#", "!", "[", "[ab]", "]", "@", "^", "{a}", " ", "\\\\", "x ", " x"])


@settings(max_examples=200, deadline=None)
@given(
    glob=globs(PIECES | SIGNS),
    directory=st.sampled_from(["", "a", "a/[b]", " a b "]),
    paths=st.lists(PATHS, min_size=1, max_size=10),
)
@example(glob="*\\", directory="a", paths=["a/b/c"])
def test_the_same_files(glob: str, directory: str, paths: list[str]) -> None:
    pattern = rebase(glob, directory)
    paths += [f"{directory}/{path}" for path in paths if directory]
    for dialect in Dialect:
        spelled = spell(pattern, dialect)
        if spelled is None:
            assert "#" in pattern.glob or "[" in pattern.glob or pattern.segments[-1].endswith("\\\\")
            continue
        code_owners = parse(Source("CODEOWNERS", "\n".join(f"{line} @team" for line in spelled)), dialect)
        if not any(segment in (".", "..") for segment in pattern.segments):
            assert (len(code_owners.lines), code_owners.problems) == (len(spelled), ())
        ruleset = Ruleset(code_owners)
        assert [path for path in paths if ruleset.owning(path)] == [path for path in paths if pattern.matches(path)]
