"""What is told of two patterns from their text holds for the files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiowners.codeowners.pattern import Pattern
from aiowners.codeowners.pattern_containment import as_pattern, contains, intersection
from tests.codeowners.strategies import GLOBS, PATHS

TABLE = [
    ("/a/", "/a/b", True),
    ("/a", "/a/b/", True),
    ("/a/b", "/a/", False),
    ("*", "/a/b", True),
    ("**", "x/", True),
    ("*.md", "/docs/a.md", True),
    ("/docs/", "*.md", False),
    ("docs/", "/x/docs/y", True),
    ("docs/", "/docs", False),
    ("/docs/*", "/docs/a.md", False),
    ("/docs/", "/docs/*", True),
    ("/docs/*", "/docs/*", True),
    ("/a/**/c", "/a/b/c/", True),
    ("/a/*/c", "/a/b/c", True),
    ("/a/*/c", "/a/**/c", False),
    ("a*", "ab*", True),
    ("ab*", "a*", False),
    ("a?c", r"a\?c", True),
    (r"a\?c", "a?c", False),
    (r"/a\*/", "/a*/", False),
    ("/a*/", r"/a\*/", True),
]


@pytest.mark.parametrize(("one", "other", "expected"), TABLE)
def test_table(one: str, other: str, expected: bool) -> None:
    assert contains(Pattern(one).segments, Pattern(other).segments) is expected


@settings(max_examples=300, deadline=None)
@given(GLOBS, GLOBS, st.lists(PATHS, min_size=1, max_size=20))
def test_what_contains_matches_whatever_the_other_does(one: str, other: str, paths: list[str]) -> None:
    wide, narrow = Pattern(one), Pattern(other)
    if not wide.segments or not narrow.segments:
        return
    if contains(wide.segments, narrow.segments):
        assert [path for path in paths if narrow.matches(path) and not wide.matches(path)] == []


@pytest.mark.parametrize(
    ("directory", "floating", "common"),
    [
        ("/docs/", "*.md", "/docs/**/*.md"),
        ("/a/b/", "/a/**/x/", "/a/b/**/x/**"),
        ("/a/*/", "*.md", "/a/*/**/*.md"),
        ("/c/", "/a/**/x/", None),
        ("docs/", "*.md", None),
        ("/docs/*", "*.md", None),
    ],
)
def test_meeting(directory: str, floating: str, common: str | None) -> None:
    met = intersection(Pattern(directory).segments, Pattern(floating).segments)
    assert met == (None if common is None else Pattern(common).segments)


@settings(max_examples=150, deadline=None)
@given(GLOBS, GLOBS, st.lists(PATHS, min_size=1, max_size=20))
def test_what_meets_is_matched_by_both(one: str, other: str, paths: list[str]) -> None:
    directory, floating = Pattern(one), Pattern(other)
    if directory.segments and floating.segments:
        met = intersection(directory.segments, floating.segments)
        if met is not None and all(met):
            common = as_pattern(met)
            assert common.segments == met
            assert all(directory.matches(path) and floating.matches(path) for path in paths if common.matches(path))
