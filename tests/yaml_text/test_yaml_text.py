"""YAML text -> nodes: parsers that agree, scalars by YAML 1.2, exact spans, and bounds."""

from __future__ import annotations

import contextlib
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiowners.manifest.read import read
from aiowners.source import Source, Span
from aiowners.yaml_text.compose import compose
from aiowners.yaml_text.parser import HIDDEN_BREAKS, MAX_DEPTH, MAX_SCALAR
from aiowners.yaml_text.scalars import Tagged, is_string, value_of
from aiowners.yaml_text.syntax_messages import YamlError
from aiowners.yaml_text.yaml_nodes import Mapping, Scalar, Sequence, span
from tests.oracle.organisations import random_organisation
from tests.patience import takes_less
from tests.yaml_text.readers import READERS, assert_ruamel_agrees, assert_same, outcome, pure_parser

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").rglob("*.yaml"))
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


# --- the two parsers -----------------------------------------------------------------------------


def test_the_parsers_agree_on_the_examples() -> None:
    assert EXAMPLES
    for path in EXAMPLES:
        assert_same(path.read_text(encoding="utf-8"))


def test_the_parsers_agree_on_random_organisations() -> None:
    for seed in range(200):
        for text in list(random_organisation(seed, 3).values())[:2]:
            assert_same(text)


LETTERS = "ab é漢😀\x85\u2028\u2029\xa0"
WORDS = st.text(LETTERS + "xyz:#-,'\"[]{}&*!|>%@`~01.", max_size=8)
PLAIN = st.text("abcé漢😀xyz019._/-", min_size=1, max_size=6).filter(lambda text: text[0] not in "-.")


class _Writer:
    """A writer of random documents, without the parts in which the parsers are known to differ:

    - tabs that separate (`key:\\tvalue`, a tab at a line's end): ruamel refuses them;
    - keys that are empty, and `?`: libyaml refuses the first, and places an empty `?` elsewhere;
    - a block scalar for the whole document: ruamel lets it begin at the margin, libyaml does not;
    - odd tags (`!!!x`, a tag before an indicator) and odd block headers (`|2#`).
    """

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.anchors: list[str] = []
        self.mappings: list[str] = []
        self.end = draw(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"]))

    def choice(self, *choices: str) -> str:
        """One of the choices."""
        return self.draw(st.sampled_from(choices))

    def comment(self) -> str:
        """Nothing, blanks or a comment, before the end of a line."""
        return self.choice("", "", "", " ", " # é: [", " #")

    def scalar(self, *, key: bool = False) -> str:
        """A scalar on one line."""
        style = self.choice("plain", "plain", "'", '"', "odd")
        if style == "plain":
            return self.draw(PLAIN)
        if style == "odd":
            return self.choice("null", "~", "true", "017", "1e3", "2027-01-31", "-1", ".inf", "on", "<<x", "x<<")
        text = self.draw(WORDS)
        if style == "'":
            return "'" + text.replace("'", "''") + "'"
        escapes = "" if key else self.choice("", "\\n", "\\x41", "\\u263a", "\\U0001f600", "\\/", "\\N")
        return '"' + text.replace("\\", "").replace('"', '\\"') + escapes + '"'

    def properties(self) -> str:
        """An anchor or a tag, or mostly neither."""
        kind = self.draw(st.integers(0, 9))
        if kind == 0:
            self.anchors.append(f"a{len(self.anchors)}")
            return f"&{self.anchors[-1]} "
        return self.choice("!!str ", "!local ", "! ") if kind == 1 else ""

    def alias(self) -> str | None:
        """An alias, now and then."""
        if self.anchors and self.draw(st.integers(0, 4)) == 0:
            return "*" + self.draw(st.sampled_from(self.anchors))
        return None

    def flow(self, depth: int) -> str:
        """A value in flow style."""
        kind = self.draw(st.integers(0, 5)) if depth else 5
        if kind == 4:
            items = [self.flow_value(depth - 1) for _ in range(self.draw(st.integers(0, 3)))]
            return "[" + self.choice(", ", ",", f",{self.end}        ").join(items) + "]"
        if kind == 3:
            pairs = [
                f"{self.scalar(key=True)} : {self.flow_value(depth - 1)}" for _ in range(self.draw(st.integers(0, 3)))
            ]
            return "{" + ", ".join(pairs) + "}"
        return self.scalar()

    def flow_value(self, depth: int) -> str:
        """The same, with an alias or properties."""
        if (alias := self.alias()) is not None:
            return alias + " "
        before = len(self.anchors)
        text = self.properties()
        kept, self.anchors = self.anchors, self.anchors[:before]
        inner = self.flow(depth)
        self.anchors = kept + self.anchors[before:]
        return text + inner

    def value(self, indent: int, depth: int) -> str:
        """What follows `key:` or `-`, its line's end included."""
        kind = self.draw(st.integers(0, 7))
        if (alias := self.alias()) is not None:
            return f" {alias}{self.comment()}{self.end}"
        if kind == 0:
            return f"{self.comment()}{self.end}"
        if kind == 1:
            blank = " " * indent
            lines = [
                self.draw(PLAIN) + self.choice("", ": x", " # y", "\u2028z")
                for _ in range(self.draw(st.integers(1, 3)))
            ]
            return f" {self.choice('|', '>', '|-', '>+', '|+')}{self.end}" + "".join(
                f"{blank}{line}{self.end}" for line in lines
            )
        if kind < 4 and depth:
            name = f"m{len(self.anchors)}" if self.draw(st.integers(0, 5)) == 0 else ""
            mapping = kind == 2
            block = self.mapping(indent, depth - 1) if mapping else self.sequence(indent, depth - 1)
            if name and name not in self.anchors:
                self.anchors.append(name)
                self.mappings += [name] if mapping else []
                return f" &{name}{self.comment()}{self.end}{block}"
            return f"{self.comment()}{self.end}{block}"
        return f" {self.flow_value(2)}{self.comment()}{self.end}"

    def mapping(self, indent: int, depth: int) -> str:
        """A block mapping."""
        text = ""
        merged = self.draw(st.booleans())
        if self.mappings and merged:
            text = f"{' ' * indent}<<: *{self.mappings[0]}{self.end}"
        for _ in range(self.draw(st.integers(1, 3))):
            text += self.choice("", "", "", self.end, f"   # c{self.end}")
            text += " " * indent + self.scalar(key=True) + ":" + self.value(indent + 2, depth)
        return text

    def sequence(self, indent: int, depth: int) -> str:
        """A block list."""
        return "".join(f"{' ' * indent}-{self.value(indent + 2, depth)}" for _ in range(self.draw(st.integers(1, 3))))


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document, nearly always well formed."""
    writer = _Writer(draw)
    start = writer.choice("", "", "# c" + writer.end, "---" + writer.end)
    return start + writer.mapping(0, 3) + writer.choice("", "", "..." + writer.end, "# end", "  ")


@given(documents())
@QUICK
def test_the_parsers_agree_on_generated_documents(text: str) -> None:
    assert_same(text)
    assert_ruamel_agrees(text.translate(HIDDEN_BREAKS))


SOUP = (
    " ", "  ", "\n", "\n  ", "- ", ": ", ":", "? ", "a", "key", "{", "}", "[", "]", ", ", '"', "'", " #", "&a ", "*a", "!", "!!str ",
    "|", ">-", "\n---\n", "\n...\n", "%", "@", "`", "\t", "\r\n", "\r", "\x85", "\u2028", "é", "😀", "<<: ", "~", "\\", "k: v\n",
    "\x00", "\x07", "\udcff", "\ufeff", "\ufffe", "%YAML 1.1\n", "%TAG ! x\n",
)  # fmt: skip


@given(st.lists(st.sampled_from(SOUP), max_size=12).map("".join))
@settings(QUICK, max_examples=250)
def test_no_text_makes_either_parser_fail(text: str) -> None:
    outcome(text)
    with pure_parser():
        outcome(text)


# --- scalars -------------------------------------------------------------------------------------

SCALARS: list[tuple[str, Any]] = [
    ("on", "on"), ("off", "off"), ("yes", "yes"), ("no", "no"), ("y", "y"), ("Yes", "Yes"), ("NO", "NO"),
    ("true", True), ("True", True), ("TRUE", True), ("tRue", "tRue"), ("false", False), ("FALSE", False),
    ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nUll", "nUll"), ("", None), ("none", "none"),
    ("0", 0), ("17", 17), ("017", 17), ("0o17", 15), ("0x1F", 31), ("0b11", "0b11"), ("+1", 1), ("-0", 0),
    ("1_000", "1_000"), ("12:30", "12:30"), ("1,000", "1,000"), ("1.0", 1.0), ("1.", 1.0), (".5", 0.5), ("1e3", 1000.0),
    ("1.5E-2", 0.015), ("1e", "1e"), (".", "."), ("-", "-x"), ("+", "+"), ("..", ".."), ("1.2.3", "1.2.3"),
    (".inf", math.inf), ("-.Inf", -math.inf), ("+.INF", math.inf), ("inf", "inf"), (".nan", math.nan), ("nan", "nan"),
    ("2027-01-31", "2027-01-31"), ("2027-01-31T10:00:00Z", "2027-01-31T10:00:00Z"), ("١٢", "١٢"), ("=", "="), ("<<", "<<"),
    ("'1'", "1"), ('"true"', "true"), ("'~'", "~"), ('""', ""), ("!!str 1", "1"), ("! 1", "1"), ("!!str", ""), ("!!int 7", 7),
    ("!!null ~", None), ("@x", YamlError), ("`x", YamlError), ("%x", YamlError), ("1 2", "1 2"), ("9" * 300, int("9" * 300)),
    ("9" * 5000, "9" * 5000), ("1e" + "9" * 400, "1e" + "9" * 400), ("1e999", math.inf),
]  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), SCALARS, ids=[repr(written)[:20] for written, _ in SCALARS])
def test_scalars_are_those_of_yaml_1_2(written: str, expected: object) -> None:
    text = "k: -x\n" if written == "-" else f"k: {written}\n"
    if expected is YamlError:
        with pytest.raises(YamlError):
            compose(text)
        return
    root = compose(text)
    assert isinstance(root, Mapping)
    scalar = root.entries["k"]
    assert isinstance(scalar, Scalar)
    value = value_of(scalar)
    assert type(value) is type(expected)
    assert value == expected or (expected != expected and value != value)  # noqa: PLR0124 - nan
    assert is_string(scalar) is isinstance(value, str)


@pytest.mark.parametrize(
    "written", ["!local x", "!!binary eA==", "!!timestamp 2027-01-31", "!<tag:acme.test,2027:x> y"]
)
def test_a_tag_that_the_core_schema_does_not_have_makes_no_value_of_ours(written: str) -> None:
    root = compose(f"k: {written}\n")
    assert isinstance(root, Mapping)
    scalar = root.entries["k"]
    assert isinstance(scalar, Scalar)
    assert isinstance(value_of(scalar), Tagged)
    assert not is_string(scalar)


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_line_breaks_of_yaml_1_1_are_ordinary_characters(character: str) -> None:
    text = f'a{character}b: x{character}y\nc: &d {{"k{character}": 1}}\ne: {{<<: *d}}\n'
    root = compose(text)
    assert isinstance(root, Mapping)
    assert list(root.entries) == [f"a{character}b", "c", "e"]
    merged = root.entries["e"]
    assert isinstance(merged, Mapping)
    assert merged.key(f"k{character}").value == f"k{character}"
    assert span(root.entries[f"a{character}b"], text).end == text.index("\n")


# --- spans ----------------------------------------------------------------------------------------

# Each value is between ⟦ and ⟧, which are removed before the text is read.
VALUES = {
    "plain": "k: ⟦v w⟧  # c\n",
    "quoted": "k: ⟦'v'⟧ \nl: x\n",
    "quoted, over lines": 'k: ⟦"v\n  w"⟧\n',
    "plain, over lines": "k: ⟦v\n  w⟧\n\nl: x\n",
    "with a blank that is none of YAML's": "k: ⟦v\xa0⟧\n",
    "anchor": "k: &a ⟦v⟧\n",
    "tag": "k: !!str ⟦v⟧\n",
    "verbatim tag": "k: !<tag:a,b> ⟦v⟧\n",
    "anchor and tag": "k: &a !!str ⟦'v'⟧\n",
    "anchor, and the value below a comment": "k: &a  # shared\n  ⟦x: y⟧\n",
    "literal": "k: ⟦|\n  a\n  b⟧\n\n# c\nl: x\n",
    "literal that ends in what looks like a comment": "k: ⟦|\n  a\n  # b⟧\nl: x\n",
    "folded with an anchor": "k: &a ⟦>-\n  a⟧\n",
    "flow list": "k: ⟦[a, [b]]⟧ # c\n",
    "flow mapping over lines": "k: ⟦{a: b,\n  c: d}⟧\nl: x\n",
    "block list": "k:\n  ⟦- a\n  - b⟧\n\n  # c\nl: x\n",
    "block list at the key's indent": "k:\n⟦- a\n- b⟧\nl: x\n",
    "block mapping": "k:\n  ⟦a: b  # c⟧\n  # d\n\n# e\nl: x\n",
    "empty": "k:⟦⟧\nl: x\n",
    "empty before a comment": "k:⟦⟧  # c\nl: x\n",
    "empty at the end": "k:⟦⟧",
    "empty with an anchor": "k: &a⟦⟧\nl: x\n",
    "empty quotes": 'k: ⟦""⟧\n',
    "alias of a scalar": "x: &a ⟦v⟧\nk: *a\n",
    "alias of a list": "x: &a ⟦[v]⟧\nk: *a\n",
    "after wide characters": "x: 漢字😀\nk: ⟦é😀⟧\n",
    "after CR LF": "x: y\r\nk: ⟦v⟧\r\n",
    "after a lone CR": "x: y\rk: ⟦v⟧\r",
    "in an indented document": "---\n  k: ⟦v⟧\n",
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("marked", VALUES.values(), ids=VALUES)
def test_a_value_has_its_span(marked: str, reader: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    with READERS[reader]():
        root = compose(text)
    assert isinstance(root, Mapping)
    assert span(root.entries["k"], text) == Span(start, end)
    assert span(root.entries["k"], text).end >= span(root.key("k"), text).start or "*" in text


KEYS = {
    "plain": "⟦k⟧: v\n",
    "quoted": "'x': 1\n⟦'k'⟧ : v\n",
    "anchored": "&a ⟦k⟧: v\n",
    "explicit": "? ⟦k⟧\n: v\n",
    "in flow": "{x: 1, ⟦k⟧: v}\n",
    "merged": "x: &a {⟦k⟧: v}\n<<: *a\n",
    "merged from a list, the first wins": "x: &a {⟦k⟧: v}\ny: &b {k: w}\n<<: [*a, *b]\n",
    "stated beside a merge": "x: &a {k: v}\n<<: *a\n⟦k⟧: w\n",
    "an alias": "x: &a ⟦k⟧\n*a : v\n",
    "twice: the first": "⟦k⟧: v\nk: w\n",
}


@pytest.mark.parametrize("marked", KEYS.values(), ids=KEYS)
def test_a_key_has_its_span(marked: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    root = compose(text)
    assert isinstance(root, Mapping)
    assert span(root.key("k"), text) == Span(start, end)


# Errors: the offending character follows ⟦.
ERRORS = {
    "a tab that indents": ("a:\n⟦\t- b\n", "a tab cannot indent YAML: use blanks"),
    "an unquoted pattern": ("a: [*⟦.md]\n", "quote the text"),
    "an unquoted handle": ("a: ⟦@b\n", "no value can begin with this character: quote it"),
    "a colon in a value": ("a: b⟦: c\n", "quote the text, or mend the indentation"),
    "a bracket never closed": ("a: ⟦[b\n", "this `[` is not closed anywhere"),
    "a bracket closed by another": ("a: [b⟦}\n", "`,` or `]` was expected here"),
    "a quote never closed": ('a: ⟦"b\n', "this quote is never closed"),
    "an alias of nothing": ("a: ⟦*b\n", "no anchor `&b` stands before this alias"),
    "an alias inside its anchor": ("a: &b [⟦*b]\n", "an alias cannot stand inside what it stands for"),
    "a merge of a text": ("⟦<<: b\n", "`<<` takes a mapping"),
    "a second document": ("a: b\n⟦---\nc: d\n", "a second document begins here"),
    "a NUL": ("a: ⟦\x00\n", "it is not a text"),
    "a control character": ("a: ⟦\x07\n", "U+0007 is not allowed"),
    "a byte that is not UTF-8": ("a: ⟦\udcff\n", "the byte 0xFF is not UTF-8"),
    "a byte order mark inside": ("a: ⟦\ufeff\n", "byte order mark"),
}


@pytest.mark.parametrize(("marked", "words"), ERRORS.values(), ids=ERRORS)
def test_an_error_is_at_its_character(marked: str, words: str) -> None:
    with pytest.raises(YamlError) as caught:
        compose(marked.replace("⟦", ""))
    assert words in str(caught.value)
    assert caught.value.offset == marked.index("⟦")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("⟦%YAML 1.3\n---\na: b\n", "no version of YAML that we read"),
        ('a: "\\U⟦00110000"\n', "no character"),
        ('a: "x\\\\\\u⟦d800"\n', "no character"),
        ('a: "\\u⟦D83D\\uDE00"\n', "no character"),
        ('a: "\\x⟦g0"\n', "no such escape"),
        ("a: [⟦?x]\n", "`?` begins this text"),
        ("a: [b, [⟦?x, c]]\n", "`?` begins this text"),
        ("a: {⟦?a: 1}\n", "`?` begins this text"),
        ("a: [⟦?]\n", "`?` begins this text"),
        ("a: [!!str ⟦?x]\n", "`?` begins this text"),
        ('a: ["b",⟦?x]\n', "`?` begins this text"),
        ("a: &an⟦:chor x\nb: *an:chor\n", "a `&` an anchor"),
        ("a: !!str &an⟦:chor x\n", "a `&` an anchor"),
        ("a: [&an⟦:chor x]\n", "a `&` an anchor"),
        ("a: &an⟦:chor\n  b: c\n", None),
        ("a: &an⟦?chor x\n", "a `&` an anchor"),
        ("a: &an⟦.chor x\n", "a `&` an anchor"),
        ("a: &⟦é x\n", "a `&` an anchor"),
        ("&a⟦: b\n", "a `&` an anchor"),
        ("a: &b c\nd: [*b⟦:e]\n", "a `*` begins an alias"),
        ("a: |\n  x\n⟦\t\n  y\n", "a tab cannot indent YAML"),
        ("a:\n⟦\tb: c\n", "a tab cannot indent YAML"),
    ],
)
def test_both_parsers_refuse_what_yaml_1_2_reads_otherwise(marked: str, words: str | None, reader: str) -> None:
    text = marked.replace("⟦", "")
    with pytest.raises(YamlError) as caught, READERS[reader]():
        compose(text)
    assert caught.value.offset == marked.index("⟦")
    assert words is None or words in str(caught.value)
    with READERS[reader]():
        assert "yaml-syntax" in {defect.rule for defect in read(Source("ai-ownership.yaml", text)).defects}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: ?x\n", "?x"),
        ("a: x ?y\n", "x ?y"),
        ("a: [x?y]\n", "x?y"),
        ("a: [x?y\uf73f]\n", "x?y\uf73f"),
        ("a: [https://x.test/?y=z?]\n", "https://x.test/?y=z?"),
        ("a: ['?x']\n", "?x"),
        ("x: [? y]\na: ?\n", None),
        ("a: b\n\t\nc: d\n", "b"),
        ("\t\na: b\n \t \nc: d\n  \t# e\n\t", "b"),
        ("a:\n  - b\n\t\n  - c\n", "b"),
        ("a: b\r\n\t\r\nc: d\r\n", "b"),
        ("a: b\t\nc: d\n", "b"),
        ('a: "b\n\t\n  c"\n', "b\nc"),
        ('a: "b\\\t\n  c"\n', "b\t c"),
        ("a: |\n  b\n  \t\n  c\n", "b\n\t\nc\n"),
        ("a:\n  |\n  b\n  \t\n", "b\n\t\n"),
        ("x: y\n  \t\na: |\n  b\t\n", "b\t\n"),
        ("? x\n: &an-chor_1 b\na: *an-chor_1\n", "b"),
    ],
)
def test_both_parsers_read_as_yaml_1_2_does(text: str, value: str | None, reader: str) -> None:
    with READERS[reader]():
        if value is None:
            with pytest.raises(YamlError):
                compose(text)
            return
        root = compose(text)
    assert isinstance(root, Mapping)
    node = root.entries["a"]
    scalar = node.items[0] if isinstance(node, Sequence) else node
    assert isinstance(scalar, Scalar)
    assert scalar.value == value


def test_a_question_mark_deep_in_brackets_is_bounded() -> None:
    text = "a: " + "[" * 100_000 + " ?x"
    assert takes_less(5, lambda: outcome(text))


@pytest.mark.parametrize(
    ("merges", "merged"),
    [
        ("    <<: *one\n    <<: *two\n", "<<: [*one, *two]"),
        ("    <<: *one\n    status: staging\n    <<: [*two, *one]\n    <<: *two\n", "<<: [*one, *two, *one, *two]"),
        ("    <<: {kind: llm}\n    <<: *two\n", "<<: [*ONE, *TWO]"),
    ],
)
def test_a_repeated_merge_key_is_a_duplicate_key(merges: str, merged: str) -> None:
    text = (
        f"version: 1\nx-one: &one {{kind: llm}}\nx-two: &two {{kind: vision, access: company}}\nmodels:\n  m:\n{merges}"
    )
    for parser in (contextlib.nullcontext, pure_parser):
        with parser():
            manifest = read(Source("ai-ownership.yaml", text))
        defects = manifest.defects
        assert [defect.rule for defect in defects] == ["duplicate-key"] * (merges.count("<<") - 1)
        assert defects[0].help == f"write `{merged}`"
        second = text.index("<<", text.index("<<") + 2)
        assert defects[0].location.span == Span(second, second + 2)
        # What they merge is read all the same: nothing that depends on it is lost.
        assert manifest.models[0].access == "company"


def test_a_quoted_merge_key_is_an_ordinary_name() -> None:
    root = compose("x: &a {b: 1}\nc:\n  <<: *a\n  '<<': d\n")
    assert isinstance(root, Mapping)
    inner = root.entries["c"]
    assert isinstance(inner, Mapping)
    assert not inner.repeated
    assert list(inner.entries) == ["<<", "b"]


# --- bounds --------------------------------------------------------------------------------------

_FLOWS = "[" * 60
BOUNDS = {
    "flow lists": "[" * 100_000,
    "flow lists, a line each": "[\n" * 100_000,
    "flow mappings": "{a: " * 100_000,
    "block lists": "- " * 100_000,
    "block mappings": "".join(" " * level + "a:\n" for level in range(1000)),
    "explicit keys": "? " * 50_000,
    "billion laughs": "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)),
    "nesting by aliases": f"a0: &a0 {_FLOWS}{']' * 60}\n"
    + "".join(f"a{n}: &a{n} {_FLOWS}*a{n - 1}{']' * 60}\n" for n in range(1, 38)),
    "chains of merges": "".join(f"x-{n}: &m{n} {{{f'<<: *m{n - 1}, ' if n else ''}k{n}: 1}}\n" for n in range(400)),
    "an alias in its anchor": "a: &a [*a]\n",
    "a merge into its anchor": "a: &a {<<: *a}\n",
    "a long number": "version: " + "1" * 5000,
    "a long fraction": "version: 1." + "1" * 5000 + "e" + "9" * 5000,
    "quotes": '"' * 200_000,
    "tabs": "\t" * 200_000,
    "anchors": "- &a x\n" * 20_000,
    "errors in a row": "features:\n" + "".join(f"  f{n}:\n    owner: [\n" for n in range(5000)),
    "aliases of nothing": "features:\n" + "".join(f"  f{n}:\n    owner: *a\n" for n in range(5000)),
    "unknown keys": "version: 1\n" + "".join(f"key{n}: 1\n" for n in range(20_000)),
    "one key over and over": "version: 1\n" + "owner: a\n" * 20_000,
    "too large": "#" * (1 << 21),
}


@pytest.mark.parametrize("text", BOUNDS.values(), ids=BOUNDS)
def test_everything_is_bounded(text: str) -> None:
    source = Source("ai-ownership.yaml", text)
    defects: list[object] = []
    assert takes_less(5, lambda: defects.extend(read(source).defects))
    assert defects


@pytest.mark.parametrize(
    "name", ["flow lists", "billion laughs", "nesting by aliases", "an alias in its anchor", "a long number"]
)
def test_the_pure_parser_is_bounded_too(name: str) -> None:
    with pure_parser():
        manifest = read(Source("ai-ownership.yaml", BOUNDS[name][:110_000]))
    assert manifest.defects


def test_a_manifest_may_nest_and_alias_as_deep_as_the_bounds() -> None:
    depth = MAX_DEPTH - 1
    assert compose("a: " + "[" * depth + "]" * depth) is not None
    with pytest.raises(YamlError, match="levels of nesting"):
        compose("a: " + "[" * (depth + 1) + "]" * (depth + 1))
    with pytest.raises(YamlError, match="with this alias"):
        compose(f"a: &a {_FLOWS}{']' * 60}\nb: [[[[*a]]]]\n")
    items = ", ".join("x" for _ in range(999))
    assert compose(f"a: &a [{items}]\nb: [{', '.join(['*a'] * 50)}]\n") is not None
    with pytest.raises(YamlError, match="50000 values"):
        compose(f"a: &a [{items}]\nb: [{', '.join(['*a'] * 51)}]\n")


@pytest.mark.parametrize("style", ["plain", "quoted", "literal", "folded"])
def test_a_value_beyond_the_bound_costs_only_its_declaration(style: str) -> None:
    def manifest(length: int) -> str:
        words = ("word " * length)[: length - 1] + "s"
        value = {
            "plain": words,
            "quoted": f'"{words}"',
            "literal": f"|-\n      {words}",
            "folded": f">-\n      {words}",
        }
        return f"version: 1\nfeatures:\n  f:\n    owner: a\n    description: {value[style]}\n  g:\n    owner: b\n"

    whole = read(Source("ai-ownership.yaml", manifest(MAX_SCALAR)))
    assert not whole.defects
    assert [len(feature.description or "") for feature in whole.features] == [MAX_SCALAR, 0]
    (defect,) = (beyond := read(Source("ai-ownership.yaml", manifest(MAX_SCALAR + 1)))).defects
    assert (defect.rule, defect.message) == ("yaml-syntax", "a text of more than 10,000 characters")
    assert defect.location.start.line == 5
    assert [feature.name for feature in beyond.features] == ["f", "g"]
    assert "word" in beyond.features[0].gaps.words
    with pure_parser():
        assert read(Source("ai-ownership.yaml", manifest(MAX_SCALAR + 1))).defects[0].message == defect.message
