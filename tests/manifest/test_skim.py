"""The quick reader against the full one: it may give up, but where it answers, it is right."""

from __future__ import annotations

import importlib.util
import random
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aiowners.manifest import read as reading
from aiowners.manifest.read import read
from aiowners.manifest.skim import UNCOMMON, Uncommon, skim
from aiowners.manifest.skim_values import VALUES, Unplaced
from aiowners.manifest.yaml import Mapping, Scalar, Sequence, YamlError, compose
from aiowners.source import Source
from tests.oracle.organisations import random_data, random_organisation
from tests.patience import takes_less

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.manifest.model import Manifest
    from aiowners.manifest.yaml import Node

ROOT = Path(__file__).parents[2]
EXAMPLES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").rglob("*.yaml"))]
MANIFESTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").rglob("*ai-ownership.yaml"))]


def corpus(count: int) -> list[str]:
    """Manifests as those that the benchmarks measure on."""
    spec = importlib.util.spec_from_file_location("corpus", ROOT / "benchmarks" / "corpus.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    sys.modules["corpus"] = module  # dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules["corpus"]
    return [text for _, text, _ in module.manifests(module.Corpus(manifests=count))]


def organisations(count: int, *, aliases: bool) -> Iterator[str]:
    """The manifests of so many random organisations."""
    for seed in range(count):
        yield from random_organisation(seed, 4, aliases=aliases).values()


def shape(node: Node) -> object:
    """All of a node but its place."""
    if isinstance(node, Scalar):
        return (node.value, node.style or "", node.tag)
    if isinstance(node, Sequence):
        return ["list", node.flow, *map(shape, node.items)]
    entries = [(name, shape(value)) for name, value in node.entries.items()]
    return ("mapping", node.flow, entries, len(node.repeated), len(node.strange), node.partial)


def agrees(text: str) -> bool:
    """Whether the text is skimmed; where it is, the full reader makes the same of it."""
    root = skim(text)
    if isinstance(root, Uncommon):
        return False
    try:
        full = compose(text)
    except YamlError as error:
        raise AssertionError(f"skimmed, though {error.problem!r}:\n{text}") from None
    assert full is not None
    assert shape(root) == shape(full), text
    return True


# --- what people write ---------------------------------------------------------------------------


def test_agrees_on_the_examples_and_reads_most_of_their_manifests() -> None:
    assert sum(map(agrees, EXAMPLES)) > 0
    assert sum(map(agrees, MANIFESTS)) >= 0.9 * len(MANIFESTS) > 0


@pytest.mark.parametrize("aliases", [False, True])
def test_agrees_on_random_organisations(aliases: bool) -> None:
    # Their writer tries out what YAML allows, much of which nobody writes: a good part is left out.
    assert sum(map(agrees, organisations(150, aliases=aliases))) > 0


@pytest.mark.parametrize("style", [False, None], ids=["block", "flow"])
def test_agrees_on_what_a_program_writes_and_reads_half_of_it(style: bool | None) -> None:
    found = []
    for seed in range(30):
        for data in random_data(seed, 4).values():
            text = yaml.safe_dump(data, default_flow_style=style, sort_keys=False, width=1000, allow_unicode=True)
            found.append(agrees(text))
    assert sum(found) >= 0.5 * len(found) > 0  # the rest has teams that are called 'on', and texts over lines


def test_agrees_on_the_corpus_of_the_benchmarks_and_reads_most_of_it() -> None:
    found = [agrees(text) for text in corpus(300)]
    assert sum(found) >= 0.9 * len(found) > 0


# --- what can go wrong ---------------------------------------------------------------------------

PIECES = (
    *":#-,[]{}&*!|>'\"%@`?~=.<\\ \n\t\rab1é\x07\x85\u2028\ufeff",
    "  ", "\n  ", "\n\n", " #", "# ", ": ", ":\n", "- ", "\n- ", "- - ", "---", "...", "---\n", "''", '""', "<<: ", "&a ", "*a",
    "? ", "|\n", "|-\n", ">\n", "[]", "{}", "[a]", "{a: b}", ", ", ",]", ",,", "'x'", '"y"', "a: b\n", "k:\n", "!!str ", "//",
)  # fmt: skip


def mutated(text: str, rng: random.Random) -> str:
    """The text with a piece put in, left out, replaced, moved or indented otherwise, or cut."""
    at = rng.randrange(len(text) + 1)
    kind = rng.randrange(8)
    if kind == 0:
        return text[:at]
    if kind <= 3:
        return text[:at] + (rng.choice(PIECES) if kind > 1 else "") + text[at + kind % 2 :]
    lines = text.split("\n")
    one, other = (rng.randrange(len(lines)) for _ in range(2))
    if kind == 4:
        lines[one], lines[other] = lines[other], lines[one]
    elif kind == 5:
        lines.insert(one, lines[other])
    elif kind == 6:
        lines[one] = f" {lines[one]}"
    else:
        lines[one] = lines[one].removeprefix(" ")
    return "\n".join(lines)


def window(text: str, rng: random.Random) -> str:
    """Some of the lines of a text, from one that is not indented."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if line and line[0] not in " #"]
    start = rng.choice(starts)
    return "\n".join(lines[start : start + rng.randrange(3, 20)])


def test_agrees_on_mutations() -> None:
    rng = random.Random(7)
    texts = [*MANIFESTS, *organisations(40, aliases=False), *organisations(40, aliases=True), *corpus(40)]
    texts = [text for text in texts if len(text) < 5000 and agrees(text)]
    skimmed = 0
    for number in range(10_000):
        text = rng.choice(texts)
        text = window(text, rng) if number % 4 else text
        for _ in range(rng.choice((1, 1, 2, 3))):
            text = mutated(text, rng)
        skimmed += agrees(text)
    assert skimmed > 1000


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
def test_agrees_on_line_soup(lines: list[str], end: str) -> None:
    agrees("\n".join(lines) + end)


SKIMMED = (
    "a: 1", "a: 1\n", "a:\n", "a:", "a: \nb: 1\n", "a: x # c\n", "a: x#c\n", "a: x  \nb: y \n", "1: x\n", "true: x\n", "é: x\n",
    "null:\n", "ab: c\nd: e\n", "a: b:c\n", "a: 'it''s'\n", "a: it's\n", "a: ''\n", 'a: ""\n',
    "a: '#'\n", 'a: "b: c"\n', "a: -1\n", "a: -x\n", "a: a, b]\n", "a: x?y\n", "a: =\n", "a: +2% over [x] & y\n", "a: http://x/y#z\n",
    "a: []\n", "a: {}\n", "a: [ ]\n", "a: { }\n", "a: [b,]\n", "a: [b, c]\n", "a: [b,c]\n", "a: [b , c ]  # d\n", "a: ['b, c', \"d\"]\n",
    "a: [b's, c]\n", "a: {b: c}\n", "a: {b: [c, {d: e}], f: 'g'}\n", "a: [[], {}, [b]]\n", "a: [x:y, http://z]\n", "a:  [b]  \n",
    "# c\na: 1\n    # c\n  # d\nb: 2\n# e", "\n\na: 1\n\n\nb: 2\n\n", "a:\n  b: 1\n # c\n  d: 2\n", "a:\n# c\n  b: 1\n",
    "a:\n- b\n- c\nd: e\n", "a:\n  - b\n  - c\nd: e\n", "a:\n- b: 1\n  c: 2\n- d\ne: f\n", "a:\n  -   b: 1\n      c: 2\n",
    "a:\n- b:\n  - c\n  d: e\n- f: g\n", "a:\n- b:\n    c: d\n  e: f\n", "a:\n- b:\n  c: d\n", "a:\n - 1\n - 2\nb: 3\n",
    "  a: 1\n  b: 2\n", "---\na: 1\n", "a: |\n  b\n  c\nd: e\n", "a: |-\n    b\n\n      c # d\n    # e\nd: e\n", "a: |\n  b\n\n# c\n",
    "a: &x [b]\nc: *x\n", "a: &x\n  b: 1\nc: *x # d\n", "a:\n  b: &x\n    - 1\n  c: *x\n",
)  # fmt: skip
LEFT = (
    "", "\n", "# c\n", "a\n", "'a'\n", "[a]\n", "{a: b}\n", "- a\n", "- a: 1\n", "a: b: c\n", "a:b\n", "a:b: c\n", "key : v\n", '"k": v\n',
    "a: 'x\n", 'a: "x" y\n', 'a: "x"#c\n', 'a: "\\n"\n', "a: - b\n", "a: - \n", "a: @x\n", "a: `x\n", "a: %x\n", "a: ?x\n", "a: ? x\n", "? a\n",
    "a: *x\n", "a: &x\n", "a: &x b\n", "a: !t b\n", "<<: {a: b}\n", "a: >\n  b\n", "a: |+\n  b\n", "a: |2\n  b\n", "a: |\n", "a: |\nb: c\n",
    "a: |\n   b\n  c\n", "a: |\n  b", "a: |\n\n  b\n", "a: |\n  b\n   \n  # c\n", "a: [b, c: d]\n", "a: {b, c}\n", "a: {b: , c: }\n", "a: {b:c}\n",
    "a: [,]\n", "a: [b,,c]\n", "a: [b\n", "a: b]\n c\n", "a: [b]]\n", "a: [b}\n", "a: {b: c]\n", "a: [b] c\n", "a: [b], [c]\n", "a: [b]: c\n",
    "a: ['b' c]\n", "a: {b: c, b: d}\n", "a: [b # c]\n", "a: [\n  b]\n", "a: [- b]\n", "a: [*x]\n", "a: [b:, c]\n", "a: 1\na: 2\n",
    "a:\n  b: 1\n c: 2\n", "a: 1\n  b: 2\n", "a: b\n  c\n", "a: 'b\n  c'\n", "a: 1\n- b\n", "a:\n  - b\n  c: d\n", "a:\n  b: 1\n  - c\n", "  a: 1\nb: 2\n",
    "a:\n- - b\n", "a:\n-\n", "a:\n- # c\n", "a:\n- b\n  c\n", "a:\n  - b\n - c\n", "a:\n\t- b\n", "a:\tb\n", "a: b\t\n", "a: b\r\n", "a: \x07\n",
    "a: \x85\n", "a: \u2028\n", "a: \xa0\n", "\ufeffa: b\n", "a: b\n---\nc: d\n", "a: b\n...\n", "--- a\n", "%YAML 1.2\n---\na: b\n", "a: b\n  \n",
    "a: &x\n  b: *x\n", "a: &x [b]\nc: &x [d]\ne: *x\n", "a: &x\nb: c\n", "a: &x\n- b\nc: *y\n", "a: *x\nb: &x [c]\n", "k" * 101 + ": v\n",
)  # fmt: skip


@pytest.mark.parametrize("text", SKIMMED, ids=repr)
def test_skims(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize("text", LEFT, ids=repr)
def test_leaves_to_the_full_reader(text: str) -> None:
    assert skim(text) is UNCOMMON


def test_leaves_what_is_deep_long_or_expands() -> None:
    deep = "".join(f"{' ' * depth}a:\n" for depth in range(40))
    assert skim(deep) is UNCOMMON
    assert skim("a: " + "[" * 30 + "b" + "]" * 30 + "\n") is UNCOMMON
    assert skim("a: b\n" * 20_000) is UNCOMMON
    for value in ("b" * 10_001, f"'{'b' * 10_001}'", f"[{'b' * 10_001}]", f"|\n  {'b' * 10_001}"):
        assert skim(f"a: {value}\n") is UNCOMMON
    aliases = "".join(f"b{number}: *x\n" for number in range(5000))
    assert skim(f"a: &x [{', '.join('x' * 1000)}]\n{aliases}") is UNCOMMON


HOSTILE = (
    "a: " + " " * 60_000 + "!", "a" * 60_000, "a: " + "b " * 30_000 + ": c", "a: " + "[" * 60_000, "a: [" + "b, " * 20_000, "a: [" + "b, " * 20_000 + "]",
    "a: " + "[b, " * 15_000, "a: [" + "b: " * 20_000, "-" * 60_000, "- " * 30_000, "#" * 60_000, " #\n" * 20_000, "\n" * 60_000, " \n" * 30_000,
    "a: '" + "''" * 30_000, "a: [" + "'b" * 30_000, "a: {" + "b'" * 30_000, 'a: ["' + '", "' * 15_000, "a: |\n" + "  b\n" * 15_000, "a: |\n  b" + "\n" * 50_000,
    "a: |\n" * 10_000, "a: b:" * 12_000, "a: b#" * 12_000, "a:\n" * 20_000, "a:\n- b\n" + "- c\n" * 15_000, "a: &x\n" * 9_000, ": " * 30_000, "!\n" * 30_000,
    "".join(f"a{number}: &x{number} [b]\n" for number in range(3000)), "".join(f"a{number}: b\n" for number in range(6000)),
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:12]) for text in HOSTILE])
def test_goes_through_any_text_once(text: str) -> None:
    assert takes_less(1, lambda: skim(text))  # quadratic, it would be ten times as much


def test_remembers_a_bounded_number_of_values() -> None:
    for number in range(20):
        skim("".join(f"a{line}: b{number}-{line}\n" for line in range(500)))
    assert len(VALUES) <= 5000
    skim(f"a: {'b' * 1000}\n")
    assert max(map(len, VALUES)) < 1000


# --- the whole reading ---------------------------------------------------------------------------


def test_nodes_without_places_do_not_pretend_to_have_some() -> None:
    root = skim("a: {b: c}\n")
    assert isinstance(root, Mapping)
    inner = root.entries["a"]
    assert isinstance(inner, Mapping)
    for mapping, name in ((root, "a"), (inner, "b")):
        with pytest.raises(Unplaced):
            mapping.key(name)


def everything(manifest: Manifest) -> dict[str, object]:
    """All that a manifest says. Two of them are equal only where they are the same."""
    return {field.name: getattr(manifest, field.name) for field in fields(manifest)}


def test_skimming_changes_nothing_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(3)
    texts = [*MANIFESTS, *organisations(40, aliases=True), *corpus(30)]
    texts += [mutated(rng.choice(texts), rng) for _ in range(600)]
    texts += [
        "version: 2\n",
        "version: 1\nteams: {external: {}}\n",
        "owner: x\n",
        "version: 1\nx: y\n",
        "version: 1.0\n",
    ]
    sources = [Source("ai-ownership.yaml", text) for text in texts]
    quick = [everything(read(source)) for source in sources]
    monkeypatch.setattr(reading, "skim", lambda _: UNCOMMON)
    assert quick == [everything(read(source)) for source in sources]
    assert any(manifest["defects"] for manifest in quick)
