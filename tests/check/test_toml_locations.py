"""Locations in TOML: for any text that the standard library accepts, the data are at the locations that we report."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiowners.check.toml_locations import KeyPath, TomlError, load, locations

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = [
    "",
    "# only a comment",
    "a.b.c = 1\na.b.d = [ 1.5, -2e3, [], [[], {}], ]",
    "[a]\n[a.b]\nc = 1\n[[a.d]]\n[[a.d]]\n[a.d.e]\nf = 2\n[[a.d.e.g]]\nh = 3\n[[a.d]]\ni = 4",
    "a = {b = {c = 'x'}, 'd.e' = [{f = 1}, {f = 2}]} # }",
    "'' = ''",
    '"a\\"b" = \'"\'',
    "a = '''\n'x' ''y'' '''\nb = \"\"\"\n\"x\" \"\"y\\\"\"\"\"\"\n",
    "a = \"\"\"\"x\"\"\"\"\"\nb = ''''y'''''\nc = 1",
    'a = "#" # b = 2\nc = [ # [\n  1, # ]\n  2 ]\n',
    "a = 1979-05-27 07:32:00Z\nb = 1979-05-27T07:32:00.5-07:00\nc = 07:32:00 # x\nd = +inf\ne = 0xDEAD_beef",
    "[ a . 'b' . \"c\" ]\r\nd\t=\t1\r\n[[ e ]]\r\n",
    "1.2 = 3\n-_ = true\n[3]\n4 = false",
    "[fruit]\napple.color = 1\napple.taste.sweet = true\n[fruit.apple.texture]\nsmooth = true",
]


def paths(data: object, parent: KeyPath = ()) -> Iterator[tuple[KeyPath, object]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*parent, key), value
        yield from paths(value, (*parent, key))


def check_locations(text: str) -> None:
    """Check that every key path has a location, whose text is the key, and the source of the value."""
    data = load(text)
    spans = locations(text)
    expected = dict(paths(data))
    assert spans.keys() == expected.keys()
    for path, location in spans.items():
        key, value = text[location.key.start : location.key.end], text[location.value.start : location.value.end]
        if location.key != location.value:
            assert tomllib.loads(f"{key} = {value}") == {path[-1]: expected[path]}
        elif isinstance(path[-1], int) and not isinstance(expected[path], dict):
            assert tomllib.loads(f"x = {value}") == {"x": expected[path]}


@pytest.mark.parametrize("text", TEXTS)
def test_locations(text: str) -> None:
    check_locations(text)


KEYS = st.sampled_from(["a", "b", "c-1", "'d.e'", '"f\\"#"', "'='"])
SCALARS = st.sampled_from(
    ["1", "-1.5", "true", '"x"', "'#'", "'''\n]'''", '"""a""b"""', "1979-05-27 07:32:00", "[]", "{}", '""', "inf"]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[" + ", # ]\n ".join(items) + " ]")
        | st.lists(st.tuples(KEYS, inner), max_size=2, unique_by=lambda pair: pair[0]).map(
            lambda pairs: "{" + ", ".join(f"{key} = {value}" for key, value in pairs) + "}"
        )
    ),
    max_leaves=6,
)
DOTTED = st.lists(KEYS, min_size=1, max_size=3).map(" . ".join)
LINES = st.one_of(
    st.tuples(DOTTED, VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}"),
    DOTTED.map(lambda key: f"[{key}]"),
    DOTTED.map(lambda key: f"[[{key}]] # [x]"),
    st.sampled_from(["", "# a = 1", "  "]),
)


@settings(max_examples=300)
@given(lines=st.lists(LINES, max_size=8), newline=st.sampled_from(["\n", "\r\n"]))
def test_locations_in_any_text(lines: list[str], newline: str) -> None:
    kept: list[str] = []
    for line in lines:
        try:
            load(newline.join([*kept, line]))
        except TomlError:
            continue
        kept.append(line)
    check_locations(newline.join(kept))


def test_nesting_that_is_accepted_has_locations() -> None:
    for depth in (50, 150, 200, 250, 300, 330):
        for opening, closing in (("[", "]"), ("{a=", "}")):
            text = "a = " + opening * depth + "1" + closing * depth
            try:
                load(text)
            except TomlError:
                continue
            assert ("a",) in locations(text)


def test_a_long_text_is_fast() -> None:
    text = "".join(f"k{number} = [\n'x',\n]\n" for number in range(20_000))
    assert len(locations(text)) == 40_000
    text = "a = [" + "1,\n" * 100_000 + "]"
    assert len(locations(text)) == 100_001
