"""A block in somebody else's file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiowners.enforcement.marked_block import EncodingError, TornBlockError, find, laid, lines_of

LINES = ["/a/ @x", "/b/ @y"]
BEGIN = "# >>> aiowners codeowners >>> from the ai-ownership.yaml files; `run it` renews it"
END = "# <<< aiowners codeowners <<<"
OWN = f"{BEGIN}\n/a/ @x\n/b/ @y\n{END}"
PIECES = st.sampled_from(
    ["/old/ @z", "", "# a comment", "  \t", "\ufeff", "# >>> aiowners gitlab-sections >>>", "\udc80é"]
)


def _laid(text: str) -> str:
    return laid(text, "codeowners", LINES, "run it")[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"{OWN}\n"),
        ("* @all\n", f"* @all\n\n{OWN}\n"),
        ("* @all", f"* @all\n\n{OWN}\n"),
        ("* @all\r\n", f"* @all\r\n\r\n{OWN}\r\n".replace("\r\n", "\n").replace("\n", "\r\n")),
        (f"{BEGIN}\nold\n{END}\n* @all\n", f"{OWN}\n* @all\n"),
        (f"* @all\n{BEGIN}\r\nold\r\n{END}", f"* @all\n{OWN}\n".replace(f"{OWN}\n", f"{OWN}\n".replace("\n", "\r\n"))),
        (f"* @all\n  # >>> aiowners codeowners >>> reworded\n{END}  \n/z @z", f"* @all\n{OWN}\n/z @z"),
    ],
)
def test_table(before: str, after: str) -> None:
    assert _laid(before) == after
    assert _laid(after) == after


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (f"a\n{BEGIN}\n", 2, "has no end"),
        (f"a\nb\n{END}\n", 3, "has no beginning"),
        (f"{OWN}\n{OWN}\n", 5, "a second block"),
        (f"{BEGIN}\n{OWN}\n", 1, "has no end"),
        (f"{OWN}\r\nx\r\n{END}\r\n", 6, "has no beginning"),
    ],
)
def test_torn_marks(text: str, line: int, words: str) -> None:
    with pytest.raises(TornBlockError, match=words) as caught:
        _laid(text)
    assert caught.value.line == line


@given(
    before=st.lists(PIECES, max_size=5),
    after=st.lists(PIECES, max_size=5),
    newline=st.sampled_from(["\n", "\r\n"]),
    ends=st.booleans(),
)
def test_what_is_outside_stays(before: list[str], after: list[str], newline: str, ends: bool) -> None:
    head = "".join(piece + newline for piece in before)
    tail = "".join(newline + piece for piece in after) + newline * ends
    text = f"{head}{BEGIN}{newline}old{newline}{END}{tail}"
    new = _laid(text)
    assert new == head + OWN.replace("\n", newline) + (tail or newline)
    assert _laid(new) == new
    numbers = lines_of(new, "codeowners")
    assert [new.split("\n")[number - 1].rstrip("\r") for number in numbers] == LINES


@given(st.lists(PIECES, max_size=5), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_a_new_block_comes_last(pieces: list[str], newline: str, ends: bool) -> None:
    text = newline.join(pieces) + newline * ends
    new = _laid(text)
    assert new.startswith(text)
    assert find(new, "codeowners") is not None
    assert _laid(new) == new


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_nothing_is_added_to_a_text_in_another_encoding(encoding: str) -> None:
    text = "* @acme/all\r\n".encode(encoding).decode("utf-8", "surrogateescape")
    with pytest.raises(EncodingError, match=encoding.upper()[:6]):
        _laid(text)
