"""The lines of a change, from the texts alone."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiowners.check.changed_lines import Lines, changed_lines, renames

NAME = "ai-ownership.yaml"


def _lines(before: dict[str, str], after: dict[str, str]) -> dict[str, Lines]:
    return changed_lines(before, after, renames(before, after))


def _changed(before: str, after: str) -> Lines | None:
    return _lines({NAME: before}, {NAME: after}).get(NAME)


def test_written_and_taken_away() -> None:
    assert _changed("a\nb\nc\nd\ne\n", "a\nB\nc\ne\nf\ng\n") == Lines(
        written=(range(2, 3), range(5, 7)), beside=(range(3, 5),)
    )


def test_nothing_changed() -> None:
    assert _changed("a\n", "a\n") is None


def test_the_end_of_the_last_line() -> None:
    assert _changed("a\nb", "a\nc") == Lines(written=(range(2, 3),))
    assert _changed("a", "a\n") == Lines(written=(range(2, 3),))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    assert _changed(f"a{end}b{end}c{end}", f"a{end}x{end}c{end}") == Lines(written=(range(2, 3),))
    assert _changed("a\nb\n", f"a{end}b{end}") in (None, Lines())


def test_all_of_a_new_file_was_written() -> None:
    lines = _lines({"a/" + NAME: "x\n"}, {"a/" + NAME: "x\n", NAME: "p\nq\n"})
    assert set(lines) == {NAME}
    assert set(chain.from_iterable(lines[NAME].written)) >= {1, 2, 3}


def test_a_moved_file_is_not_new() -> None:
    text = "".join(f"line {number}\n" for number in range(20))
    lines = _lines(
        {"old/" + NAME: text, "other/" + NAME: "else\n"},
        {"new/" + NAME: text.replace("line 7\n", "changed\n")},
    )
    assert lines == {"new/" + NAME: Lines(written=(range(8, 9),))}


def test_a_deleted_file_has_no_lines() -> None:
    assert _lines({NAME: "a\n"}, {}) == {}


def test_a_large_difference_is_all_written() -> None:
    before = "".join(f"{number}\n" for number in range(5_000))
    after = "".join(f"x{number}\n" for number in range(5_000))
    assert _changed(f"same\n{before}end\n", f"same\n{after}end\n") == Lines(written=(range(2, 5_002),))


@given(*(st.lists(st.sampled_from(["a", "b", "", "- a", "+x"]), max_size=12) for _ in range(2)))
def test_what_is_not_written_was_there(before: list[str], after: list[str]) -> None:
    lines = _changed("\n".join(before), "\n".join(after)) or Lines()
    written = set(chain.from_iterable(lines.written))
    kept = [line for number, line in enumerate("\n".join(after).split("\n"), 1) if number not in written]
    rest = iter("\n".join(before).split("\n"))
    assert all(line in rest for line in kept)
