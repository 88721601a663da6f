"""A marked block in a hand-written file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiowners.enforcement.marked_block import EncodingError, InvalidBlockError, find, line_numbers, with_block

LINES = ["/a/ @x", "/b/ @y"]
BEGIN = "# >>> aiowners codeowners >>> from the ai-ownership.yaml files; `run it` renews it"
END = "# <<< aiowners codeowners <<<"
BLOCK = f"{BEGIN}\n/a/ @x\n/b/ @y\n{END}"
LINES_AROUND = st.sampled_from(
    ["/old/ @z", "", "# a comment", "  \t", "\ufeff", "# >>> aiowners gitlab-sections >>>", "\udc80é"]
)


def _text_with_block(text: str) -> str:
    return with_block(text, "codeowners", LINES, "run it")[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"{BLOCK}\n"),
        ("* @all\n", f"* @all\n\n{BLOCK}\n"),
        ("* @all", f"* @all\n\n{BLOCK}\n"),
        ("* @all\r\n", f"* @all\r\n\r\n{BLOCK}\r\n".replace("\r\n", "\n").replace("\n", "\r\n")),
        (f"{BEGIN}\nold\n{END}\n* @all\n", f"{BLOCK}\n* @all\n"),
        (
            f"* @all\n{BEGIN}\r\nold\r\n{END}",
            f"* @all\n{BLOCK}\n".replace(f"{BLOCK}\n", f"{BLOCK}\n".replace("\n", "\r\n")),
        ),
        (f"* @all\n  # >>> aiowners codeowners >>> reworded\n{END}  \n/z @z", f"* @all\n{BLOCK}\n/z @z"),
    ],
)
def test_table(before: str, after: str) -> None:
    assert _text_with_block(before) == after
    assert _text_with_block(after) == after


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (f"a\n{BEGIN}\n", 2, "has no end"),
        (f"a\nb\n{END}\n", 3, "has no beginning"),
        (f"{BLOCK}\n{BLOCK}\n", 5, "a second block"),
        (f"{BEGIN}\n{BLOCK}\n", 1, "has no end"),
        (f"{BLOCK}\r\nx\r\n{END}\r\n", 6, "has no beginning"),
    ],
)
def test_invalid_marks(text: str, line: int, words: str) -> None:
    with pytest.raises(InvalidBlockError, match=words) as caught:
        _text_with_block(text)
    assert caught.value.line == line


@given(
    before=st.lists(LINES_AROUND, max_size=5),
    after=st.lists(LINES_AROUND, max_size=5),
    newline=st.sampled_from(["\n", "\r\n"]),
    ends=st.booleans(),
)
def test_text_around_the_block_does_not_change(before: list[str], after: list[str], newline: str, ends: bool) -> None:
    head = "".join(line + newline for line in before)
    tail = "".join(newline + line for line in after) + newline * ends
    text = f"{head}{BEGIN}{newline}old{newline}{END}{tail}"
    new = _text_with_block(text)
    assert new == head + BLOCK.replace("\n", newline) + (tail or newline)
    assert _text_with_block(new) == new
    numbers = line_numbers(new, "codeowners")
    assert [new.split("\n")[number - 1].rstrip("\r") for number in numbers] == LINES


@given(st.lists(LINES_AROUND, max_size=5), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_a_new_block_is_last(lines: list[str], newline: str, ends: bool) -> None:
    text = newline.join(lines) + newline * ends
    new = _text_with_block(text)
    assert new.startswith(text)
    assert find(new, "codeowners") is not None
    assert _text_with_block(new) == new


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_no_block_is_added_to_another_encoding(encoding: str) -> None:
    text = "* @acme/all\r\n".encode(encoding).decode("utf-8", "surrogateescape")
    with pytest.raises(EncodingError, match=encoding.upper()[:6]):
        _text_with_block(text)
