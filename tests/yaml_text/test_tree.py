"""libyaml's tree against its events: the tree may be left out, but it never changes a node or an error."""

from __future__ import annotations

import importlib.util
import random
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aiowners.manifest.read import read
from aiowners.source import Source
from aiowners.yaml_text.compose import MAX_EXPANSION
from aiowners.yaml_text.parser import MAX_DEPTH, tree
from tests.oracle.organisations import random_organisation
from tests.patience import takes_less
from tests.yaml_text.readers import assert_tree_changes_nothing, events_alone, outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.manifest.model import Manifest

ROOT = Path(__file__).parents[2]
EXAMPLES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").rglob("*.yaml"))]
MANIFESTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").rglob("*ai-ownership.yaml"))]


def corpus(count: int) -> list[str]:
    """Return manifests like those of the benchmarks."""
    spec = importlib.util.spec_from_file_location("corpus", ROOT / "benchmarks" / "corpus.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    sys.modules["corpus"] = module  # dataclasses look their module up
    sys.path.insert(0, str(ROOT / "benchmarks"))  # for the modules that it imports
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
        del sys.modules["corpus"]
    return [text for _, text, _ in module.manifests(module.Corpus(manifests=count))]


def organisations(count: int, *, aliases: bool) -> Iterator[str]:
    """Yield the manifests of `count` random organizations."""
    for seed in range(count):
        yield from random_organisation(seed, 4, aliases=aliases).values()


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_tree_changes_nothing_for_the_examples(text: str) -> None:
    assert_tree_changes_nothing(text)


def test_most_manifests_are_read_by_the_tree() -> None:
    for texts in (MANIFESTS, corpus(300)):
        assert sum(tree(text) is not None for text in texts) >= 0.9 * len(texts) > 0


@pytest.mark.parametrize("aliases", [False, True])
def test_the_tree_changes_nothing_for_random_organizations(aliases: bool) -> None:
    for text in organisations(100, aliases=aliases):
        assert_tree_changes_nothing(text)


PIECES = (
    *":#-,[]{}&*!|>'\"%@`?~=.<\\ \n\t\rab1é\x07\x85\u2028\ufeff",
    "  ", "\n  ", "\n\n", " #", "# ", ": ", ":\n", "- ", "\n- ", "- - ", "---", "...", "---\n", "''", '""', "<<: ", "&a ", "*a",
    "? ", "|\n", "|-\n", ">\n", "[]", "{}", "[a]", "{a: b}", ", ", ",]", ",,", "'x'", '"y"', "a: b\n", "k:\n", "!!str ", "//",
)  # fmt: skip


def mutated(text: str, rng: random.Random) -> str:
    """Return the text with a piece added, removed, replaced, moved, or indented otherwise, or cut."""
    at = rng.randrange(len(text) + 1)
    kind = rng.randrange(8)
    if kind == 0:
        return text[:at]
    if kind <= 3:
        return text[:at] + (rng.choice(PIECES) if kind > 1 else "") + text[at + kind % 2 :]
    lines = text.split("\n")
    first, second = (rng.randrange(len(lines)) for _ in range(2))
    if kind == 4:
        lines[first], lines[second] = lines[second], lines[first]
    elif kind == 5:
        lines.insert(first, lines[second])
    elif kind == 6:
        lines[first] = f" {lines[first]}"
    else:
        lines[first] = lines[first].removeprefix(" ")
    return "\n".join(lines)


def window(text: str, rng: random.Random) -> str:
    """Return some of the lines of a text, from one that is not indented."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if line and line[0] not in " #"]
    start = rng.choice(starts)
    return "\n".join(lines[start : start + rng.randrange(3, 20)])


def test_the_tree_changes_nothing_for_mutations() -> None:
    rng = random.Random(7)
    texts = [*MANIFESTS, *organisations(40, aliases=False), *organisations(40, aliases=True), *corpus(40)]
    texts = [text for text in texts if len(text) < 5000]
    by_tree = 0
    for number in range(6000):
        text = rng.choice(texts)
        text = window(text, rng) if number % 4 else text
        for _ in range(rng.choice((1, 1, 2, 3))):
            text = mutated(text, rng)
        assert_tree_changes_nothing(text)
        by_tree += tree(text) is not None
    assert by_tree > 1000


def _flow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    join = st.sampled_from([", ", ", ", ",", " ,", ",,"]).flatmap
    pairs = st.tuples(st.sampled_from(KEYS), st.sampled_from([": ", ": ", ":", " : "]), inner).map("".join)
    end = st.sampled_from(["", "", " ", ","])
    lists = st.tuples(join(lambda comma: st.lists(inner, max_size=3).map(comma.join)), end).map("".join)
    maps = st.tuples(join(lambda comma: st.lists(pairs, max_size=3).map(comma.join)), end).map("".join)
    return lists.map("[{}]".format) | maps.map("{{{}}}".format)


KEYS = ("a", "b", "c", "1", "true", "é", "x-y", "null", "a.b/c", "a@b", "~", "'q'", '"q"', "k k", "<<", "-a")
SCALARS = st.sampled_from(
    (
        "a", "b c", "-1", "- a", "-", "?", "?x", ":x", ":", "a:b", "a: b", "a :b", "a#b", "a # b", "#c", "'a'", "'it''s'", "it's",
        '"a"', '"a\\n"', '"a', 'a"', "'a", "'a' b", '"a": b', "@x", "%x", "`x", "!t x", "&a", "&a x", "&a [x]", "*a", "|",
        "|\n  x", "|-\n    x\n  y", "|\n   x\n\n   # y\n", ">", "~", "=", "<<", "a,b", "a, b", "[", "]", "{", "}", "a]", "---", "...",
        "http://x/y?z=1#w", "a:", "1e3", "[]", "{}", "a\n  b", "漢😀", "",
    )
)  # fmt: skip
VALUES_OF_LINES = st.recursive(SCALARS, _flow, max_leaves=5)
LINES = st.one_of(
    st.tuples(
        st.sampled_from(("", "", "  ", "  ", "    ", " ", "   ")),
        st.sampled_from(("", "", "", "- ", "- ", "-  ", "-", "- - ")),
        st.one_of(st.just(""), st.sampled_from(KEYS).map("{}: ".format), st.sampled_from(KEYS).map("{}:".format)),
        VALUES_OF_LINES,
        st.sampled_from(("", "", " ", " # c", "  #", "#")),
    ).map("".join),
    st.sampled_from(("", "# c", "   # c", "---", "...", "  ", "a:", "  b:")),
)


@given(st.lists(LINES, max_size=6), st.sampled_from(("\n", "", "\n\n", " ")))
@example(["a: &x", "  b: *x"], "\n")
@example(["a: &x {b: c}", "d: *x", "e: *x"], "\n")
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_tree_changes_nothing_for_random_lines(lines: list[str], end: str) -> None:
    assert_tree_changes_nothing("\n".join(lines) + end)


NODES = ", ".join("x" * 99)


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [b]\nc: *x\n",
        "a: &x b\nc: *x\n*x : d\n",
        "a: &x [b]\na2: &x [c]\nd: *x\n",
        "a: &x {b: c}\nd: {<<: *x, e: f}\ng: {<<: [*x, *x]}\n",
        "a: &x [*x]\n",
        "a: &x {b: *x}\n",
        "a: &x {<<: *x}\n",
        "a: *x\n",
        "a: &x [b]\nc: [*x, *x\n",
        "a: &é [b]\nc: *é\n",
        "a: &x.y [b]\nc: *x.y\n",
        "a: [*x]\nb: &x c\n",
        "a: !x b\n",
        "a: &x !!str b\nc: *x\n",
        "<<: b\n",
        "<<: {a: b}\n",
        "{a: b}: c\n[d]: e\n",
        "a: b\n---\nc: d\n",
        "%YAML 1.3\n---\na: b\n",
        "a: &x " + "[" * 40 + "]" * 40 + "\nb: " + "[" * (MAX_DEPTH - 42) + "*x" + "]" * (MAX_DEPTH - 42) + "\n",
        "a: &x " + "[" * 40 + "]" * 40 + "\nb: " + "[" * (MAX_DEPTH - 40) + "*x" + "]" * (MAX_DEPTH - 40) + "\n",
        f"a: &x [{NODES}]\nb: [{', '.join(['*x'] * (MAX_EXPANSION // 101))}]\n",
        f"a: &x [{NODES}]\nb: [{', '.join(['*x'] * (MAX_EXPANSION // 100 + 1))}]\n",
    ],
)
def test_the_tree_changes_nothing_for_aliases_and_errors(text: str) -> None:
    assert_tree_changes_nothing(text)


HOSTILE = (
    "a: " + " " * 60_000 + "!", "a" * 60_000, "a: " + "b " * 30_000 + ": c", "a: " + "[" * 60_000, "a: [" + "b, " * 20_000, "a: [" + "b, " * 20_000 + "]",
    "a: " + "[b, " * 15_000, "a: [" + "b: " * 20_000, "-" * 60_000, "- " * 30_000, "#" * 60_000, " #\n" * 20_000, "\n" * 60_000, " \n" * 30_000,
    "a: '" + "''" * 30_000, "a: [" + "'b" * 30_000, "a: {" + "b'" * 30_000, 'a: ["' + '", "' * 15_000, "a: |\n" + "  b\n" * 15_000, "a: |\n  b" + "\n" * 50_000,
    "a: |\n" * 10_000, "a: b:" * 12_000, "a: b#" * 12_000, "a:\n" * 20_000, "a:\n- b\n" + "- c\n" * 15_000, "a: &x\n" * 9_000, ": " * 30_000, "!\n" * 30_000,
    "".join(f"a{number}: &x{number} [b]\n" for number in range(3000)), "".join(f"a{number}: b\n" for number in range(6000)),
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:12]) for text in HOSTILE])
def test_reading_takes_linear_time(text: str) -> None:
    assert takes_less(1, lambda: outcome(text[:9_900]))
    assert takes_less(5, lambda: outcome(text))


NESTED = {
    "lists in a line": lambda levels: "- " * levels + "x",
    "lists in a line, far apart": lambda levels: "-   " * levels + "x",
    "keys in a line": lambda levels: "? " * levels + "x",
    "lists and keys in a line": lambda levels: "- ? " * levels + "x",
    "brackets": lambda levels: "[" * levels + "]" * levels,
    "brackets in lines": lambda levels: "[\n" * levels + "]" * levels,
    "braces": lambda levels: "{a: " * levels + "}" * levels,
    "indentation": lambda levels: "".join(" " * level + "a:\n" for level in range(min(levels, 130))),
}


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)
def test_the_parser_of_the_tree_never_nests_deep(nested: Any) -> None:
    for levels in (200, 400, 1000, 4000):
        text = nested(levels)
        if levels >= 400 and len(text) < 10_000 and "a:\n" not in text:
            assert tree(text) is None
        assert outcome(text) == "error"


def everything(manifest: Manifest) -> dict[str, object]:
    """Return all fields of a manifest. Two manifests are equal only if they are the same object."""
    return {field.name: getattr(manifest, field.name) for field in fields(manifest)}


def test_the_tree_changes_nothing_that_is_read() -> None:
    rng = random.Random(3)
    texts = [*MANIFESTS, *organisations(20, aliases=True), *corpus(30)]
    texts += [mutated(rng.choice(texts), rng) for _ in range(300)]
    texts += [
        "version: 2\n",
        "version: 1\nteams: {external: {}}\n",
        "owner: x\n",
        "version: 1\nx: y\n",
        "version: 1.0\n",
    ]
    sources = [Source("ai-ownership.yaml", text) for text in texts]
    by_tree = [everything(read(source)) for source in sources]
    with events_alone():
        assert by_tree == [everything(read(source)) for source in sources]
    assert any(manifest["defects"] for manifest in by_tree)
