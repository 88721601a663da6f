"""Containment and intersection of patterns agree with the files that they match."""

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


@pytest.mark.parametrize(("wide", "narrow", "expected"), TABLE)
def test_table(wide: str, narrow: str, expected: bool) -> None:
    assert contains(Pattern(wide).segments, Pattern(narrow).segments) is expected


@settings(max_examples=300, deadline=None)
@given(GLOBS, GLOBS, st.lists(PATHS, min_size=1, max_size=20))
def test_a_containing_pattern_matches_the_same_files(wide_glob: str, narrow_glob: str, paths: list[str]) -> None:
    wide, narrow = Pattern(wide_glob), Pattern(narrow_glob)
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
def test_intersection(directory: str, floating: str, common: str | None) -> None:
    segments = intersection(Pattern(directory).segments, Pattern(floating).segments)
    assert segments == (None if common is None else Pattern(common).segments)


@settings(max_examples=150, deadline=None)
@given(GLOBS, GLOBS, st.lists(PATHS, min_size=1, max_size=20))
def test_both_patterns_match_the_files_of_their_intersection(
    directory_glob: str, floating_glob: str, paths: list[str]
) -> None:
    directory, floating = Pattern(directory_glob), Pattern(floating_glob)
    if directory.segments and floating.segments:
        segments = intersection(directory.segments, floating.segments)
        if segments is not None and all(segments):
            common = as_pattern(segments)
            assert common.segments == segments
            assert all(directory.matches(path) and floating.matches(path) for path in paths if common.matches(path))
