"""Edits keep the style of a text, and mean what they say to a reader of YAML that others wrote."""

from __future__ import annotations

import random
from copy import deepcopy
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from aiowners.check.apply_edits import edited
from aiowners.diagnostics.diagnostic import Edit, Fix
from aiowners.manifest.edits import comment_removed, item_added, item_removed, key_added
from aiowners.manifest.scalar_text import respelled, scalar_text
from aiowners.source import Location, Source, Span
from tests.oracle.organisations import random_organisation
from tests.oracle.yaml_writer import COMMENTS

if TYPE_CHECKING:
    from aiowners.manifest.model import KeyPath

FILE = "ai-ownership.yaml"
MODEL = ("models", "m")
REVIEWERS = (*MODEL, "reviewers")


def applied(source: Source, edits: tuple[Edit, ...]) -> str:
    fix = Fix.of("", edits, safe=True)
    return source.content if fix is None else edited([fix])[source].content


def add(text: str, path: KeyPath, name: str) -> str:
    source = Source(FILE, text)
    return applied(source, item_added(source, path, name))


def remove(text: str, path: KeyPath) -> str:
    source = Source(FILE, text)
    return applied(source, item_removed(source, path))


ADDED = {
    "in order": ("reviewers: [a, d]", "reviewers: [a, c, d]"),
    "first": ("reviewers: [d]  # why", "reviewers: [c, d]  # why"),
    "last, where there is no order": ("reviewers: [d, a]", "reviewers: [d, a, c]"),
    "empty": ("reviewers: []", "reviewers: [c]"),
    "empty and wide": ("reviewers: [  ]", "reviewers: [c]"),
    "wide brackets": ("reviewers: [ a, b ]", "reviewers: [ a, b, c ]"),
    "narrow commas": ("reviewers: [a,b]", "reviewers: [a,b,c]"),
    "a comma at the end": ("reviewers: [a, b, ]", "reviewers: [a, b, c, ]"),
    "double quotes": ('reviewers: ["a", "b"]', 'reviewers: ["a", "b", "c"]'),
    "single quotes": ("reviewers: ['a', 'd']", "reviewers: ['a', 'c', 'd']"),
    "wrapped": ("reviewers: [a, b,\n  d, e]", "reviewers: [a, b, c,\n  d, e]"),
    "a line each": (
        "reviewers: [\n  a,  # one\n  d,  # two\n]",
        "reviewers: [\n  a,  # one\n  c,\n  d,  # two\n]",
    ),
    "a line each, last, no comma": ("reviewers: [\n  a,\n  b  # two\n]", "reviewers: [\n  a,\n  b,  # two\n  c\n]"),
    "a line each, last, the bracket behind": ("reviewers: [\n  a,\n  b]", "reviewers: [\n  a,\n  b,\n  c]"),
    "a line each, first": ("reviewers: [  # who\n  d\n]", "reviewers: [  # who\n  c,\n  d\n]"),
    "dashes": ("reviewers:\n  - a  # one\n  - d", "reviewers:\n  - a  # one\n  - c\n  - d"),
    "dashes, comments above": (
        "reviewers:\n  # the first\n  - a\n  # the second\n  - d",
        "reviewers:\n  # the first\n  - a\n  - c\n  # the second\n  - d",
    ),
    "dashes, first": ("reviewers:\n  # loud\n  - d", "reviewers:\n  - c\n  # loud\n  - d"),
    "dashes, not indented": ("reviewers:\n- a\n- b", "reviewers:\n- a\n- b\n- c"),
    "dashes, far": ("reviewers:\n  -   a\n  -   b", "reviewers:\n  -   a\n  -   b\n  -   c"),
    "dashes and mappings": (
        "reviewers:\n  - a\n  - team: d\n    reason: >\n      because\n  - {team: e, reason: x}",
        "reviewers:\n  - a\n  - c\n  - team: d\n    reason: >\n      because\n  - {team: e, reason: x}",
    ),
    "not stated": ("waivers: []\nx-note: 1  # y", "waivers: []\nx-note: 1  # y\nreviewers: [c]"),
    "stated behind what the format has before it": (
        "owner: x\nstatus: production  # live\nwaivers: []",
        "owner: x\nstatus: production  # live\nreviewers: [c]\nwaivers: []",
    ),
    "not stated, behind lines of text": (
        "description: |\n  one\n\n  two\n",
        "description: |\n  one\n\n  two\nreviewers: [c]\n",
    ),
}


def in_model(body: str) -> str:
    lines = body.split("\n")
    return "version: 1\nmodels:\n  m:\n" + "\n".join(f"    {line}" if line else "" for line in lines) + "\n\n  n: {}\n"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ADDED)
def test_an_item_is_added(name: str, ending: str) -> None:
    before, after = (in_model(text).replace("\n", ending) for text in ADDED[name])
    assert add(before, REVIEWERS, "c") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("models: {m: {owner: x}}", "models: {m: {owner: x, reviewers: [c]}}"),
        ("models: {m: {}}", "models: {m: {reviewers: [c]}}"),
        ("models: {m: { owner: x, waivers: [] }}", "models: {m: { owner: x, reviewers: [c], waivers: [] }}"),
        ("models:\n  m: {}\n", "models:\n  m: {reviewers: [c]}\n"),
        ("models:\n  m:\n    owner: x", "models:\n  m:\n    owner: x\n    reviewers: [c]"),
        ("\ufeffmodels: {m: {reviewers: [a]}}\n", "\ufeffmodels: {m: {reviewers: [a, c]}}\n"),
        ("models: {m: {owner: &o x, reviewers: [a]}, n: {owner: *o}}", "models: {m: {owner: &o x, reviewers: [a, c]}, n: {owner: *o}}"),
    ],
)  # fmt: skip
def test_where_a_model_is_written_otherwise(before: str, after: str) -> None:
    assert add(before, REVIEWERS, "c") == after


@pytest.mark.parametrize(
    "text",
    [
        "models: {m: {reviewers: &r [a]}, n: {reviewers: *r}}",
        "models: {n: {reviewers: &r [a]}, m: {reviewers: *r}}",
        "models: {n: &n {reviewers: [a]}, m: *n}",
        "models: {n: &n {reviewers: [a]}, m: {<<: *n}}",
        "models: {m: {reviewers: downstream}}",
        "models: {m: {reviewers: }}",
        "models: {m: }",
        "models: {m: {owner: x}",
        "models:\n  m:\n    reviewers: [  # nobody\n    ]\n",
        "models:\n  m:\n    description: |+\n      keep\n\n  n: {}\n",
        "models: {m: {reviewers: [&a a, *a]}}",
        "",
    ],
)
def test_what_cannot_be_changed_without_changing_more_is_left_alone(text: str) -> None:
    assert add(text, REVIEWERS, "c") == text


def test_a_list_in_a_mapping_that_is_not_stated() -> None:
    text = "pipelines:\n  p:\n    paths: [x]\n    operations: {}\n"
    stated = "pipelines:\n  p:\n    paths: [x]\n    feeds: {features: [f]}\n    operations: {}\n"
    assert add(text, ("pipelines", "p", "feeds", "features"), "f") == stated
    source = Source(FILE, text)
    whole = key_added(source, ("pipelines", "p", "feeds"), "{features: [f]}")
    assert applied(source, whole) == stated


REMOVED = {
    "the first": ("reviewers: [c, d]  # x", "reviewers: [d]  # x"),
    "the last": ("reviewers: [a, c]", "reviewers: [a]"),
    "the last, with a comma": ("reviewers: [a, c, ]", "reviewers: [a, ]"),
    "the only one": ("reviewers: [ c ]", "reviewers: []"),
    "in the middle": ("reviewers: [a, c, d]", "reviewers: [a, d]"),
    "with a reason": ("reviewers: [a, {team: c, reason: x}]", "reviewers: [a]"),
    "a line each": ("reviewers: [\n  a,\n  c,  # two\n  d\n]", "reviewers: [\n  a,\n  d\n]"),
    "a line each, last": ("reviewers: [\n  a,  # one\n  c  # two\n]", "reviewers: [\n  a  # one\n]"),
    "a line each, the only one": ("reviewers: [\n  c,\n]", "reviewers: []"),
    "dashes": ("reviewers:\n  - a\n  # the second\n  - c  # two\n  - d", "reviewers:\n  - a\n  # the second\n  - d"),
    "dashes, several lines": ("reviewers:\n  - team: c\n    reason: x\n  - d", "reviewers:\n  - d"),
    "dashes, the only one": ("reviewers:  # who\n  - c  # x\n", "reviewers: []  # who\n"),
    "dashes, not indented": ("reviewers:\n- c\nwaivers: []", "reviewers: []\nwaivers: []"),
}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("name", REMOVED)
def test_an_item_is_removed(name: str, ending: str) -> None:
    before, after = (in_model(text).replace("\n", ending) for text in REMOVED[name])
    reviewers: Any = YAML(typ="safe", pure=True).load(before.replace("\r\n", "\n"))["models"]["m"]["reviewers"]
    at = next(
        index
        for index, reviewer in enumerate(reviewers)
        if reviewer == "c" or (isinstance(reviewer, dict) and reviewer["team"] == "c")
    )
    assert remove(before, (*REVIEWERS, at)) == after


@pytest.mark.parametrize(
    "text",
    [
        "models: {m: {reviewers: &r [c]}, n: {reviewers: *r}}",
        "models:\n  m:\n    reviewers: [c  # why\n      ]\n",
        "models:\n  m:\n    reviewers: !!seq\n      - c\n",
        "models:\n  m:\n    reviewers: [c, # why\n      d]\n",
    ],
)
def test_what_would_lose_a_comment_or_more_is_not_removed(text: str) -> None:
    assert remove(text, (*REVIEWERS, 0)) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\n# GONE\nb: 2\n", "a: 1\nb: 2\n"),
        ("a: 1  # GONE\nb: 2\n", "a: 1\nb: 2\n"),
        ("a: 1  # note  # GONE\n", "a: 1  # note\n"),
        ("a: 1  # GONE # note\n", "a: 1  # note\n"),
        ("# GONE # note\na: 1\n", "# note\na: 1\n"),
        ("a: 1\r\n  # GONE  \r\nb: 2\r\n", "a: 1\r\nb: 2\r\n"),
        ("a: 1\n# GONE", "a: 1\n"),
    ],
)
def test_a_comment_is_removed(before: str, after: str) -> None:
    source = Source(FILE, before)
    start = before.index("# GONE")
    assert applied(source, comment_removed(Location(source, Span(start, start + len("# GONE"))))) == after


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("serach", "search"),
        ("'serach'", "'search'"),
        ('"serach"', '"search"'),
        ("|\n  serach", "|\n  serach"),
    ],
)
def test_a_word_replaces_another_in_the_same_quotes(text: str, spelled: str) -> None:
    source = Source(FILE, f"owner: {text}\n")
    location = Location(source, Span(len("owner: "), len("owner: ") + len(text)))
    assert applied(source, respelled(location, "search")) == f"owner: {spelled}\n"


@pytest.mark.parametrize(
    "name",
    ["search", "@acme/search", "yes", "Null", "n", "1", "1.5", "2027-01-01", "a: b", "a #b", "it's", 'say "x"', "é", "*x", "-", "a,b", "[", "~", "x\\y", "😀", "0x1f", "1_000", "1:30", "=", "a\nb", "\u202e", "\x1b[", "\x85", "a:b", "a:", "https://x.test", "##[error]"],
)  # fmt: skip
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_every_reader_takes_a_name_for_the_same_text(name: str, quote: str) -> None:
    text = scalar_text(name, quote=quote)
    for version in ((1, 1), (1, 2)):
        reader = YAML(typ="safe", pure=True)
        reader.version = version
        assert reader.load(f"a: {text}\nb: [{text}, {{c: {text}}}]\n") == {"a": name, "b": [name, {"c": name}]}


LISTS = ("reviewers", "co_owners", "identifiers", "derived_from", "trained_on")


def load(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def spots(data: Any) -> list[KeyPath]:
    """The lists of models, stated or not, of a manifest."""
    return [("models", name, key) for name in data.get("models") or {} for key in LISTS]


def comments(text: str) -> list[int]:
    return [text.count(comment) for comment in COMMENTS]


@pytest.mark.parametrize("seed", range(0, 12, 4))
def test_in_any_style_an_edit_changes_its_list_and_nothing_else(seed: int) -> None:
    rng = random.Random(seed)
    edits = 0
    for text in (text for number in range(seed, seed + 4) for text in random_organisation(number, 8).values()):
        data = load(text)
        for path in spots(data):
            expected = deepcopy(data)
            section, name, key = path
            model = expected[section][name]
            if not isinstance(model.get(key, []), list):
                continue
            after = add(text, path, "newcomer")
            if after != text:
                edits += 1
                items = model.setdefault(key, [])
                names = load(after)[section][name][key]
                assert [name_in_list for name_in_list in names if name_in_list != "newcomer"] == items
                items[:] = names
                assert load(after) == expected
                assert comments(after) == comments(text)
                at = load(after)[section][name][key].index("newcomer")
                assert load(remove(after, (*path, at))) in (
                    data,
                    {**data, section: {**data[section], name: {**data[section][name], key: []}}},
                )
            if data[section][name].get(key):
                at = rng.randrange(len(data[section][name][key]))
                gone = remove(text, (*path, at))
                if gone != text:
                    edits += 1
                    expected = deepcopy(data)
                    del expected[section][name][key][at]
                    assert load(gone) == expected
    assert edits > 10


def test_lines_of_the_rest_stay_to_the_byte() -> None:
    text = dedent("""\
        version: 1   # odd   spacing
        models:
            m:   {reviewers:   [a]}
            n:
              reviewers: !!seq [ "x" , 'y' ]
        """)
    assert add(text, REVIEWERS, "b") == text.replace("[a]", "[a, b]")
