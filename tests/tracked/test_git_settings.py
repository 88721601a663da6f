"""What the files apply to that say how content is stored."""

from __future__ import annotations

import pytest

from aiowners.tracked.git_settings import attributes, changed_attributes, is_settings


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".gitattributes", True),
        ("a/.gitattributes", True),
        ("a/x.gitattributes", False),
        (".gitmodules", True),
        ("a/.gitmodules", False),
        (".lfsconfig", True),
        ("a/.lfsconfig", False),
        (".dvc/config", True),
        ("a/.dvc/config", True),
        ("x.dvc/config", False),
        ("a/config", False),
    ],
)
def test_names(path: str, expected: bool) -> None:
    assert is_settings(path) is expected


@pytest.mark.parametrize(
    ("line", "file", "expected"),
    [
        ("*.bin filter=lfs diff=lfs merge=lfs -text", "a/m/w.bin", (True, True)),
        ("*.bin -filter", "a/m/w.bin", (True, True)),
        ("*.py text", "a/m/w.bin", (False, False)),
        ("* text=auto", "a/m/w.bin", (True, False)),
        ("/w.bin filter=lfs", "a/m/w.bin", (False, True)),
        ("m/*.bin\tfilter=lfs", "a/m/w.bin", (True, True)),
        ("m/w.[bc]in filter=lfs", "a/m/w.bin", (True, True)),
        ('"m/w\\056bin" filter=lfs', "a/m/w.bin", (True, True)),
        ("[attr]big filter=lfs", "a/m/w.bin", (True, True)),
        ("*.bin filter=lfs", "m/w.bin", (False, True)),
    ],
)
def test_what_a_line_applies_to(line: str, file: str, expected: tuple[bool, bool]) -> None:
    (one,) = attributes("a/.gitattributes", line)
    assert (one.pattern.matches(file), one.is_filter) == expected


def test_lines_that_say_nothing() -> None:
    assert list(attributes(".gitattributes", "\ufeff# a comment\n\n   \n")) == []


def test_a_macro_may_filter_under_any_name() -> None:
    assert all(one.is_filter for one in attributes(".gitattributes", "[attr]big filter=lfs\n*.bin big\n"))


def test_a_text_that_is_not_known_applies_to_everything_below() -> None:
    (one,) = attributes("a/.gitattributes", None)
    assert one.pattern.matches("a/x")
    assert not one.pattern.matches("x")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("*.py text\n", "*.py text\n*.bin filter=lfs\n", ["*.bin"]),
        ("*.py text\n*.bin filter=lfs\n", "*.py text\n", ["*.bin"]),
        ("*.py text\n*.bin -filter\n*.md text\n", "*.py text\n*.bin filter=lfs\n*.md text\n", ["*.bin"]),
        # The last line wins: another order is another meaning.
        ("*.bin -filter\n*.b* filter=lfs\n", "*.b* filter=lfs\n*.bin -filter\n", ["*.b*", "*.bin"]),
        ("", "*.py text\n", ["*.py"]),
        ("a\n", "a\n", []),
    ],
)
def test_what_a_change_applies_to(before: str, after: str, expected: list[str]) -> None:
    assert sorted(one.glob for one in changed_attributes(".gitattributes", [before, after])) == expected


def test_a_change_from_what_is_not_known_applies_to_everything() -> None:
    (one,) = changed_attributes("a/.gitattributes", ["*.py text", None])
    assert one.matches("a/b/c.bin")
