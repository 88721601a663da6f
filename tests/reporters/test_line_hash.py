"""The hash of a line, compared with GitHub's own table and with a port of its algorithm."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aiowners.reporters.line_hash import line_hashes
from aiowners.source import Source

_BIG = 1_000_000

_GREETINGS = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", _GREETINGS),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", _GREETINGS),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", _GREETINGS),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", _GREETINGS),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            [
                *(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)),
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
        (
            "version: 1\nmodels:\n" + "  - id: gpt-4o\n    shared: true\n    owners: []\n" * 2,
            [
                "121fa22fb76f6fb6:1",
                "639864ca618794f3:1",
                "26f95a045a39d6b7:1",
                "f263fb4959d8fc3e:1",
                "d86ffc3e2e8bd8d3:1",
                "f07e27b56371fda9:1",
                "71b2500d272f15e8:1",
                "ebd87bbc28cd8e9d:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_the_hashes_of_known_texts(text: str, expected: list[str]) -> None:
    assert line_hashes(Source("f", text), _BIG) == expected


def _rolling(text: str) -> list[str]:
    """Compute the hashes like the upload: one code unit at a time, with a window of 100."""
    units = text.encode("utf-16-le")
    window, lines = [0] * 100, [0] * 100
    total = line = index = 0
    seen: Counter[int] = Counter()
    hashes = {}
    starts, after_return = True, False

    def leave() -> None:
        if lines[index]:
            seen[total] += 1
            hashes[lines[index]] = f"{total:x}:{seen[total]}"
            lines[index] = 0

    codes = [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]
    for code in [*codes, 65535, *[None] * 100]:
        if code in (9, 32) or (after_return and code == 10):
            after_return = False
            continue
        after_return = code == 13
        read = 10 if code == 13 else code
        leave()
        if starts and read is not None:
            line += 1
            lines[index], starts = line, False
        starts = starts or read == 10
        total = (37 * total + (read or 0) - 37**100 * window[index]) % 2**64
        window[index] = read or 0
        index = (index + 1) % 100
    return [hashes[number] for number in sorted(hashes)]


_PIECES = st.sampled_from(
    [
        "a",
        " ",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "name: x\n",
        "az",
        "bU",
        "é",
        "検",
        "😀",
        "\uffff",
        "\0",
        "\u2028",
        "w" * 99,
        "x y " * 70,
    ]
)


@given(st.lists(_PIECES, max_size=60).map("".join), st.integers(min_value=1, max_value=30))
@example("a" * 99 + "\n" + "b" * 101, 2)
@example("az\nbU\n", 3)  # two texts with the same hash
def test_the_result_is_the_rolling_hash(text: str, last: int) -> None:
    source = Source("f", text)
    assert line_hashes(source, _BIG) == _rolling(text)
    assert line_hashes(source, last) == _rolling(text)[:last]
    assert len(line_hashes(source, _BIG)) == len(source.line_starts)


def test_a_byte_order_mark_counts() -> None:
    marked = Source("f", "\ufeffversion: 1\n")
    assert line_hashes(marked, 1) == _rolling("\ufeffversion: 1\n")[:1] != line_hashes(Source("f", marked.text), 1)


@pytest.mark.parametrize(
    ("body", "read"),
    [(b"\xff", "\ufffd"), (b"\xe6\xa4x", "\ufffdx"), (b"\xed\xa0\x80", "\ufffd" * 3), (b"\xc3\xa9", "é")],
)
def test_invalid_bytes_are_replaced(body: bytes, read: str) -> None:
    assert line_hashes(Source("f", body.decode("utf-8", "surrogateescape")), 1) == _rolling(read)
