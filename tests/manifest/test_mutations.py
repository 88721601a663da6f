"""What is broken in a text costs what it must and nothing else: one finding at the right token, no cascade."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
from aiowners.manifest.explain import is_valid
from aiowners.manifest.model import NO_GAPS
from aiowners.manifest.read import read
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import assemble
from aiowners.yaml_text.compose import compose
from aiowners.yaml_text.syntax_messages import YamlError
from aiowners.yaml_text.yaml_nodes import Mapping, Scalar, Sequence, span
from tests.manifest.test_decode import dump
from tests.oracle.oracle import RULES, Finding, expected
from tests.oracle.organisations import TODAY, random_organisation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aiowners.manifest.model import Declaration, Manifest, Team
    from aiowners.yaml_text.yaml_nodes import Node

    Mutation = Callable[[random.Random, str], tuple[str, int]]

FILE = "ai-ownership.yaml"
EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "acme").rglob(FILE))
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@cache
def texts(*, aliases: bool) -> list[str]:
    """Manifests in order: of random organisations, and the examples."""
    texts = [text for seed in range(40) for text in random_organisation(seed, 8, aliases).values()]
    texts += [path.read_text(encoding="utf-8") for path in EXAMPLES]
    in_order = [text for text in texts if not read(Source(FILE, text)).defects]
    return in_order if aliases else [text for text in in_order if not re.search(r"[:-] &\w", text)]


def lines(text: str) -> list[str]:
    """The lines with their ends."""
    return [line for line in LINE.findall(text) if line]


def declared(manifest: Manifest) -> dict[tuple[str, str], Team | Declaration]:
    """What a manifest declares, without what is noted of the gaps in it."""
    everything = [*manifest.teams, *manifest.declarations]
    return {(declaration.section, declaration.name): declaration._replace(gaps=NO_GAPS) for declaration in everything}


def assert_sound(source: Source, manifest: Manifest) -> None:
    """Every place lies in the text, every finding is told in words, and a text that is not in order has one."""
    length = len(source.text)
    for defect in manifest.defects:
        locations = [defect.location, *(label.location for label in defect.related)]
        locations += [edit.location for edit in defect.fix.edits] if defect.fix else []
        for location in locations:
            assert 0 <= location.span.start <= location.span.end <= length
        for words in (defect.message, defect.label, defect.help or ""):
            assert not re.search(r"\bNone\b|<class|object at|\(\?[:!=]|\\[sdZ]", words.replace(defect.anchor, "")), (
                words
            )
    try:
        valid = is_valid(compose(source.text))
    except YamlError:
        valid = False
    assert valid or manifest.defects


# --- any change at all ---------------------------------------------------------------------------

INSERTED = (
    "\t", "\x00", "\x07", "\udcff", "\ufeff", "\x7f", "\u2028", "\x85", '"', "'", "[", "{", "}", "]", ":", ": ", "- ", "&", "*", "@",
    "`", "%", "#", "!", "|", ">", "\r", "\n", "é",
)  # fmt: skip


def insert(rng: random.Random, text: str) -> tuple[str, int]:
    """Put a character somewhere."""
    offset = rng.randrange(len(text) + 1)
    return text[:offset] + rng.choice(INSERTED) + text[offset:], text.count("\n", 0, offset)


def cut_short(rng: random.Random, text: str) -> tuple[str, int]:
    """End the text at any byte."""
    data = text.encode("utf-8", "surrogateescape")
    kept = data[: rng.randrange(len(data))].decode("utf-8", "surrogateescape")
    return kept, kept.count("\n")


def delete_sign(rng: random.Random, text: str) -> tuple[str, int]:
    """Take a quote, a bracket or another sign away."""
    offset = rng.choice([match.start() for match in re.finditer(r"[\"'\[\]{}:,&*|>-]", text)] or [0])
    return text[:offset] + text[offset + 1 :], text.count("\n", 0, offset)


def indent(rng: random.Random, text: str) -> tuple[str, int]:
    """Indent one line further, or less far."""
    all_lines = lines(text)
    number = rng.randrange(len(all_lines))
    line, by = all_lines[number], rng.choice((-4, -3, -2, -1, 1, 2, 3, 4))
    all_lines[number] = " " * by + line if by > 0 else line[min(-by, len(line) - len(line.lstrip(" "))) :]
    return "".join(all_lines), number


def duplicate_line(rng: random.Random, text: str) -> tuple[str, int]:
    """Write one line twice."""
    all_lines = lines(text)
    number = rng.randrange(len(all_lines))
    all_lines.insert(
        number, all_lines[number] if all_lines[number].endswith(("\n", "\r")) else all_lines[number] + "\n"
    )
    return "".join(all_lines), number + 1


def delete_line(rng: random.Random, text: str) -> tuple[str, int]:
    """Leave one line out."""
    all_lines = lines(text)
    number = rng.randrange(len(all_lines))
    del all_lines[number]
    return "".join(all_lines), number


ANY: tuple[Mutation, ...] = (insert, cut_short, delete_sign, indent, duplicate_line, delete_line)


@pytest.mark.parametrize("aliases", [False, True], ids=["plain", "aliases"])
@pytest.mark.parametrize("mutation", ANY, ids=lambda mutation: mutation.__name__)
def test_no_change_makes_reading_fail(mutation: Mutation, aliases: bool) -> None:
    rng = random.Random(mutation.__name__)
    for _ in range(200):
        text, _ = mutation(rng, rng.choice(texts(aliases=aliases)))
        if rng.random() < 0.2 and text:
            text, _ = rng.choice(ANY)(rng, text + "\n")
        source = Source(FILE, text)
        assert_sound(source, read(source))


# How many in a hundred changes of one line may cost more than their own declaration, or more than
# one finding: what a line was meant for has to be guessed where its indentation is lost.
@pytest.mark.parametrize(
    ("mutation", "allowed"),
    [(delete_sign, 1), (indent, 2), (duplicate_line, 1), (insert, 3)],
    ids=["delete_sign", "indent", "duplicate_line", "insert"],
)
def test_a_single_cause_has_a_single_finding(mutation: Mutation, allowed: int) -> None:
    rng = random.Random(f"one {mutation.__name__}")
    several, number = [], 400
    for _ in range(number):
        text, line = mutation(rng, rng.choice(texts(aliases=False)))
        defects = read(Source(FILE, text)).defects
        if len(defects) > 1 and "\x85" not in text and "\u2028" not in text:
            several.append((line + 1, [(defect.location.start.line, defect.message) for defect in defects]))
    assert len(several) <= number * allowed // 100, several


# --- a change of one key or value ----------------------------------------------------------------


class Spot(NamedTuple):
    """A key with its value, at a place where the format has a say."""

    path: tuple[str | int, ...]
    key: Scalar
    value: Node


_FREE = {"teams", "features", "models", "platforms", "pipelines", "assets"}


def spots(root: Node | None, path: tuple[str | int, ...] = ()) -> Iterator[Spot]:
    """Every key that the format gives a meaning, sections and names of declarations apart."""
    if isinstance(root, Mapping):
        for name, value in root.entries.items():
            if name.startswith("x-"):
                continue
            if len(path) != 1 or path[0] not in _FREE:
                yield Spot((*path, name), root.key(name), value)
            yield from spots(value, (*path, name))
    elif isinstance(root, Sequence):
        for index, item in enumerate(root.items):
            yield from spots(item, (*path, index))


def changed(rng: random.Random, *, aliases: bool = False) -> tuple[str, Spot, tuple[int, int], tuple[int, int]]:
    """A text in order, one of its keys, and where that key and its value stand."""
    while True:
        text = rng.choice(texts(aliases=aliases))
        if all_spots := list(spots(compose(text))):
            spot = rng.choice(all_spots)
            key, value = span(spot.key, text), span(spot.value, text)
            return text, spot, (key.start, key.end), (value.start, value.end)


@pytest.mark.parametrize("aliases", [False, True], ids=["plain", "aliases"])
def test_a_misspelled_key_is_a_single_finding_with_the_right_key(aliases: bool) -> None:
    rng = random.Random("rename")
    for _ in range(300):
        text, spot, (start, end), _ = changed(rng, aliases=aliases)
        name = spot.key.value
        if len(name) < 4:
            continue
        middle = rng.randrange(1, len(name) - 1)
        slip = rng.choice([name + name[-1], name[:middle] + name[middle] + name[middle:], name.replace("_", "-") + "x"])
        source = Source(FILE, f"{text[:start]}{slip}{text[end:]}")
        (defect,) = read(source).defects
        assert (defect.rule, defect.location.span.start, defect.location.text) == ("unknown-key", start, slip)
        # Where a merge key brings the same key, that one is there in its place.
        assert defect.label.startswith((f"did you mean `{name}`?", f"`{name}` stands here already")), defect


RETYPED = (
    "5",
    "true",
    "null",
    "[]",
    "{}",
    "[[a]]",
    "{a: b}",
    '""',
    "2027-02-30",
    "external",
    "../x",
    "-1",
    ".nan",
    "'1'",
    "!t x",
    "[1]",
)


def test_a_value_of_another_type_is_a_single_finding_at_the_value() -> None:
    rng = random.Random("retype")
    rules: Counter[str] = Counter()
    for _ in range(300):
        text, spot, _, (start, end) = changed(rng)
        value = rng.choice(RETYPED)
        source = Source(FILE, f"{text[:start]}{' ' * (start > 0 and text[start - 1] == ':')}{value}{text[end:]}")
        manifest = read(source)
        assert_sound(source, manifest)
        if not manifest.defects:
            continue
        (defect,) = manifest.defects
        rules[defect.rule] += 1
        inside = range(start, start + len(value) + 2)
        assert defect.location.span.start in inside, (spot.path, value, defect.message)
    assert {"wrong-type", "invalid-value", "unknown-key", "unsupported-version"} <= rules.keys()


def test_a_key_without_which_nothing_goes_is_missed() -> None:
    rng = random.Random("delete")
    seen: Counter[str] = Counter()
    for _ in range(450):
        text, spot, (start, _), (_, end) = changed(rng)
        if spot.key.value not in {"version", "team"} or "\n" in text[start:end]:
            continue
        source = Source(FILE, f"{text[:start]}x-gone: 1{text[end:]}")
        (defect,) = read(source).defects
        assert defect.rule == "missing-key"
        assert defect.message.startswith(f"`{spot.key.value}` is missing in ")
        seen[spot.key.value] += 1
    assert len(seen) == 2


def test_a_key_of_another_level_names_its_level() -> None:
    text = "version: 1\nowner: a\nfeatures:\n  f:\n    reviewers: [a]\n    uses: {models: [m], judges: [m]}\nmodels: {m: {}}\ntrained_on: [x]\n"
    labels = [(defect.location.text, defect.label) for defect in read(Source(FILE, text)).defects]
    assert sorted(labels) == [
        ("judges", "`judges` belongs to `evaluation`"),
        ("reviewers", "`reviewers` belongs to a model"),
        ("trained_on", "`trained_on` belongs to a model"),
    ]


# --- what is left --------------------------------------------------------------------------------


def holder(text: str, line: int) -> tuple[str, str] | None:
    """The declaration that a line of a text in order lies in, or that ends just above it."""
    root = compose(text)
    assert isinstance(root, Mapping)
    nearest = None
    for section, node in root.entries.items():
        if section in _FREE and isinstance(node, Mapping):
            for name in node.entries:
                line_of_name = text.count("\n", 0, span(node.key(name), text).start)
                if line_of_name <= line and (nearest is None or line_of_name >= nearest[0]):
                    nearest = (line_of_name, section, name)
    return nearest[1:] if nearest else None


BREAKS = {
    "an item unclosed": (" [a", "[", 1), "a quote unclosed": (' "a', '"', 1), "a second colon": (" a: b: c", ":", 1),
    "a handle": (" @a", "@", 1), "a bad escape": (' "\\q"', "\\", 1), "a bad alias": (" *nothing", "*", 1),
}  # fmt: skip


@pytest.mark.parametrize("written", [value for value, _, _ in BREAKS.values()], ids=BREAKS)
def test_a_syntax_error_costs_the_rest_of_its_declaration_and_nothing_else(written: str) -> None:
    rng = random.Random(written)
    for _ in range(60):
        text = rng.choice(texts(aliases=False))
        root = compose(text)
        assert isinstance(root, Mapping)
        bodies = [
            (section, name, body)
            for section, node in root.entries.items()
            if section in _FREE and isinstance(node, Mapping)
            for name, body in node.entries.items()
            if isinstance(body, Mapping) and not body.flow and body.entries
        ]
        if not bodies:
            continue
        section, name, body = rng.choice(bodies)
        key, value = rng.choice(list(body.entries.items()))
        start, end = span(body.key(key), text).end, span(value, text).end
        start = text.index(":", start) + 1
        source = Source(FILE, text[:start] + written + text[max(start, end) :])
        before, manifest = declared(read(Source(FILE, text))), read(source)
        assert_sound(source, manifest)
        (defect,) = manifest.defects
        assert defect.rule == "yaml-syntax"
        # A bracket that is not closed is noticed at the next line.
        following = re.compile(r"(?:[ \r\n]|#[^\r\n]*)*[^\r\n]*").match(source.text, start + len(written))
        assert following is not None
        assert start <= defect.location.span.start <= following.end()
        after = declared(manifest)
        assert {it: declaration for it, declaration in after.items() if it != (section, name)} == {
            it: declaration for it, declaration in before.items() if it != (section, name)
        }
        left, whole = after[section, name], before[section, name]
        keys = list(body.entries)
        for field in left._fields:
            stated = "kind" if field.endswith("_kind") else field
            if stated in keys and keys.index(stated) < keys.index(key):
                assert getattr(left, field) == getattr(whole, field)
        gaps = next(
            declaration.gaps
            for declaration in (*manifest.teams, *manifest.declarations)
            if (declaration.section, declaration.name) == (section, name)
        )
        lost = set(re.findall(r"[A-Za-z0-9._-]+", source.text[start:])) & gaps.words
        assert key in gaps.words or key in gaps.keys
        assert gaps.words <= manifest.gaps.words
        assert lost or not re.search(r"\w", written)


@pytest.mark.parametrize("mutation", [delete_sign, indent, insert], ids=["delete_sign", "indent", "insert"])
def test_all_remaining_declarations_survive(mutation: Mutation) -> None:
    rng = random.Random(f"survive {mutation.__name__}")
    harmed, number = [], 0
    for _ in range(200):
        text = rng.choice(texts(aliases=False))
        broken, line = mutation(rng, text)
        manifest = read(Source(FILE, broken))
        line_is_of_a_section = holder(text, line) is None or not lines(text)[
            min(line, len(lines(text)) - 1)
        ].startswith(" ")
        if not manifest.defects or line_is_of_a_section or "\x00" in broken or "\r" in broken:
            continue
        number += 1
        before, after = declared(read(Source(FILE, text))), declared(manifest)
        lost = [it for it, declaration in before.items() if after.get(it) != declaration]
        if len(lost) > 2 or (len(lost) == 2 and holder(text, line) not in lost):
            harmed.append((line + 1, lost, [defect.message for defect in manifest.defects], broken))
    assert number > 100
    assert len(harmed) <= number * 3 // 100, harmed[:3]


# --- recovery, case by case ----------------------------------------------------------------------

HEAD = "version: 1\nowner: a\n"
# A text, what is said of it, and what survives (the declarations, and which keys of them).
CASES: dict[str, tuple[str, list[str], list[str]]] = {
    "comments before the next declaration": (
        "features:\n  f:\n    status: [pilot\n  # of g\n\n  # more\n  g: {status: idea}\n", ["`,` or `]` was expected here"], ["f", "g idea"],
    ),
    "list items at the key's indent": (
        "features:\n  f:\n    co_owners:\n    - b\n    - @c\n    status: idea\n  g: {status: idea}\n",
        ["no value can begin with this character: quote it"], ["f", "g idea"],
    ),
    "a block scalar with lines like keys": (
        "features:\n  f:\n    status: idea\n    description: |\n      owner: x\n      g:\n    paths: [a: : b]\n  g: {status: idea}\n",
        ["a value was expected here"], ["f idea", "g idea"],
    ),
    "a section in flow style": (
        "features: {\n  f: {status: idea},\n  g: {status: [idea},\n}\nmodels:\n  m: {status: retired}\n",
        ["`,` or `]` was expected here"], ["m retired"],
    ),
    "the last line": ("features:\n  f: {status: idea}\n  g:\n    status: 'idea", ["this quote is never closed"], ["f idea", "g"]),
    "the first line": ("@\nfeatures:\n  f: {status: idea}\n", ["no value can begin with this character: quote it"], ["f idea"]),
    "in a team": (
        "teams:\n  s:\n    status: active\n    kind: ]\n  t: {status: disbanded}\nfeatures:\n  f: {status: idea}\n",
        ["a value was expected here"], ["s active", "t disbanded", "f idea"],
    ),
    "two errors": (
        "features:\n  f:\n    status: idea\n    owner: @b\n  g:\n    status: idea\n    owner: [c\n  h: {status: idea}\n",
        ["no value can begin with this character: quote it", "`,` or `]` was expected here"], ["f idea", "g idea", "h idea"],
    ),
    "a quote that swallows up to the next one": (
        'features:\n  f:\n    status: idea\n    description: "one\n  g: {status: idea}\n  h:\n    status: idea\n    description: "two"\n',
        ["this quote is closed only on line 10, where the next one begins"], ["f idea", "g idea", "h idea"],
    ),
    "a section without its colon": ("features\n  f: {status: idea}\nmodels:\n  m: {status: retired}\n", ["a `:` is missing"], ["m retired"]),
    "a name without its colon": (
        "features:\n  f\n    status: idea\n    owner: b\n  g: {status: idea}\n", ["quote the text"], ["g idea"],
    ),
    "a key at the margin": (
        "features:\n  f:\n    status: idea\nowner: b\n    paths: [x]\n  g: {status: idea}\nmodels:\n  m: {status: retired}\n",
        ["mend the indentation"], ["f idea", "g idea", "m retired"],
    ),
    "a section that is indented": (
        "features:\n  f: {status: idea}\n models:\n  m: {status: retired}\nassets:\n  i: {}\n", ["does not fit the lines above"], ["f idea", "i"],
    ),
    "a section among names": (
        "features:\n  f: {status: idea}\n  models:\n  m: {status: retired, reviewers: [b]}\nassets:\n  i: {}\n",
        ["`models` stands among the names of features"], ["f idea", "i"],
    ),
    "keys among names": (
        "features:\n  f:\n    status: idea\n  owner: b\n  g: {status: idea}\n", ["`owner` stands among the names of features"], ["f idea", "g idea"],
    ),
    "a merge key with a bad value": (
        "features:\n  f: {status: idea, <<: b}\n  g: {status: idea}\n", ["`<<` takes a mapping, or a list of mappings, to merge"], ["g idea"],
    ),
    "an empty value above what was cut out": (
        "features:\n  f:\n    owner:\n    status: @x\n  g:\n    owner:\n      [b\n  h: {status: idea}\n",
        ["no value can begin with this character: quote it", "`,` or `]` was expected here"], ["f", "g", "h idea"],
    ),
    "an anchor that was cut out": (
        "x-base: [&s {status: idea}, @]\nfeatures:\n  f: *s\n  g: {<<: *s}\n  h: {status: idea, paths: *s}\n",
        ["no value can begin with this character: quote it"], ["f", "g", "h idea"],
    ),
    "an anchor of which a part was cut out": (
        "features:\n  f: &f\n    status: idea\n    owner: @b\n  g: *f\n  h:\n    <<: *f\n    paths: [x]\n",
        ["no value can begin with this character: quote it"], ["f idea", "g idea", "h idea"],
    ),
    "a tab": ("features:\n  f:\n    status: idea\n\towner: b\n  g: {status: idea}\n", ["a tab cannot indent YAML: use blanks"], ["f", "g idea"]),
    "an unknown tag": ("features:\n  f: {status: !x idea, paths: [a]}\n", ["`status` of feature `f` is tagged `!x`"], ["f"]),
    "a key that is no text": ("features:\n  f: {[a]: b, status: idea}\n", ["a key in feature `f` is a list"], ["f idea"]),
    "one mistake behind many aliases": (
        "features:\n  f: &f {status: prod}\n  g: *f\n  h: {<<: *f, paths: [x]}\n", ["`status` of feature `f` cannot be `prod`"], ["f", "g", "h"],
    ),
    "a missing colon in flow style": (
        "models:\n  m: {status: retired, waivers: [{team b}]}\n", ["unknown key `team b` in an item of `waivers` of model `m`"], ["m retired"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected_words", "left"), CASES.values(), ids=CASES)
def test_recovery(body: str, expected_words: list[str], left: list[str]) -> None:
    source = Source(FILE, HEAD + body)
    manifest = read(source)
    assert_sound(source, manifest)
    messages = [defect.message for defect in sorted(manifest.defects, key=lambda defect: defect.order)]
    assert len(messages) == len(expected_words), messages
    assert all(words in message for words, message in zip(expected_words, messages, strict=True)), messages
    survivors = [*manifest.teams, *manifest.declarations]
    assert [f"{survivor.name} {getattr(survivor, 'status', None) or ''}".strip() for survivor in survivors] == left


def test_what_was_lost_behind_an_alias_is_a_gap_where_the_alias_stands() -> None:
    text = HEAD + "x-base: &b\n  status: production\n  reviewers: [a\nmodels:\n  m: {<<: *b, kind: llm}\n"
    (model,) = read(Source(FILE, text)).models
    assert "reviewers" in model.gaps.keys
    assert "status" not in model.gaps.keys
    text = HEAD + "x-base:\n  a: &c [a, b]\n  z: @\nfeatures:\n  f: {owner: b}\n"
    assert not next(iter(read(Source(FILE, text)).features)).gaps
    text = HEAD + "x-base: [@, &c [a, b]]\nmodels:\n  m: {reviewers: *c, owner: b}\n  n: {owner: c}\n"
    first, second = read(Source(FILE, text)).models
    assert first.gaps.keys == {"reviewers"}
    assert {"a", "b"} <= first.gaps.words
    assert not second.gaps


def test_a_value_is_lost_only_where_it_was_what_was_cut_out() -> None:
    text = (
        HEAD
        + "features:\n  f:\n    owner:\n    # of f\n    status: @x\n  g:\n    owner:\n      [b\n  h:\n    paths:\n    - @x\n"
    )
    first, second, third = read(Source(FILE, text)).features
    assert first.owner == ""
    assert "owner" not in first.gaps.keys
    assert second.owner is None
    assert "owner" in second.gaps.keys
    assert "paths" in third.gaps.keys


VERSIONS = {
    "1": [], "1.0": [], "0x1": [], "2": ["unsupported-version"], "0": ["unsupported-version"], "1.5": ["unsupported-version"],
    ".inf": ["unsupported-version"], "'1'": ["wrong-type"], "one": ["wrong-type"], "": ["wrong-type"], "true": ["wrong-type"],
    "9" * 250: ["unsupported-version"], "[1]": ["wrong-type"], "v1": ["wrong-type"], "9" * 5000: ["wrong-type"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("version", "rules"), VERSIONS.items(), ids=[version[:9] + str(len(version)) for version in VERSIONS]
)
def test_versions(version: str, rules: list[str]) -> None:
    manifest = read(Source(FILE, f"version: {version}\nfeatures: {{f: {{owner: b}}}}\n"))
    assert [defect.rule for defect in manifest.defects] == rules
    assert bool(manifest.features) is (rules != ["unsupported-version"])
    assert all(len(defect.message) < 160 for defect in manifest.defects)


# --- judged with what is left --------------------------------------------------------------------


def as_data(value: object) -> Any:
    """A declaration as plain data: what was not read is left out."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        record = {}
        for key in value._fields:
            inner = as_data(getattr(value, key))
            if (
                key != "gaps"
                and not (key == "name" and hasattr(value, "section"))
                and inner not in (None, {})
                and (inner != [] or key == "access")
            ):
                record["kind" if key.endswith("_kind") else key.rstrip("_")] = inner
        return None if record.get("team") == "" else record
    if isinstance(value, tuple):
        if value and all(isinstance(item, tuple) and not hasattr(item, "_fields") for item in value):
            return dict(value)
        return [data for item in value if (data := as_data(item)) not in (None, "")]
    return value


def rewritten(manifest: Manifest) -> str:
    """A manifest in order that says what was read of one that is not."""
    data: dict[str, Any] = {"version": 1}
    if manifest.owner is not None:
        data["owner"] = manifest.owner
    for declaration in (*manifest.teams, *manifest.declarations):
        data.setdefault(declaration.section, {})[declaration.name] = as_data(declaration)
    if manifest.organization is not None:
        data["organization"] = {}
    return dump(data)


JUDGED = [rule for rule in ALL if rule.name in RULES]


@pytest.mark.parametrize("seed", range(12))
def test_all_else_is_judged_as_without_what_was_lost(seed: int) -> None:
    rng = random.Random(f"judged {seed}")
    tree = random_organisation(seed, 14, aliases=seed % 3 == 0)
    path = rng.choice(list(tree))
    for mutation in (delete_sign, indent, insert, cut_short):
        broken, _ = mutation(rng, tree[path])
        manifest = read(Source(path, broken))
        if not manifest.defects or any(defect.rule == "duplicate-key" for defect in manifest.defects):
            continue
        rewrites = {name: rewritten(read(Source(name, text))) for name, text in tree.items() if name != path}
        rewrites[path] = rewritten(manifest)
        if more_than_once(rewrites):
            continue  # whose handles count is then another question
        workspace = assemble(
            [Source(name, broken if name == path else text) for name, text in tree.items()], today=TODAY
        )
        results = [result for rule in JUDGED for result in rule.check(workspace)]
        findings = Counter(
            (result.rule, result.subject, result.about, result.location.path)
            for result in results
            if isinstance(result, Diagnostic)
        )
        held = {(result.rule, result.subject) for result in results if isinstance(result, Skipped)}
        wanted = expected(rewrites, date.fromisoformat(TODAY))
        # What comes first in a text counts for identifiers and for the spelling of handles: not here.
        findings, wanted = placeless(findings), placeless(wanted)
        extra = findings - wanted
        missing = [finding for finding in wanted - findings if finding[:2] not in held]
        assert not extra, (path, broken)
        assert not missing, (path, broken)
        if mutation is not cut_short:
            assert_nothing_invented(tree, broken, findings)


def more_than_once(tree: dict[str, str]) -> bool:
    """Whether some team is declared in two manifests."""
    teams = Counter(team.name for name, text in tree.items() for team in read(Source(name, text)).teams)
    return any(number > 1 for number in teams.values())


def placeless(findings: Counter[Finding]) -> Counter[Finding]:
    """Findings without what depends on the order of a text."""
    return Counter(
        {
            (rule, subject, about.lower() if about and "@" in about else about, path): number
            for (rule, subject, about, path), number in findings.items()
            if rule != "duplicate-identifier"
        }
    )


def assert_nothing_invented(tree: dict[str, str], broken: str, findings: Counter[Finding]) -> None:
    """No name that stands in a text is said to be unknown because its declaration there cannot be read."""
    before = expected(tree, date.fromisoformat(TODAY))
    known = set(re.findall(r"([A-Za-z0-9._-]+)[\"']?\s*:", broken))
    for rule, subject, about, path in findings:
        if rule in {"unknown-reference", "unknown-team"} and about is not None:
            name = about.partition(":")[2]
            was_unknown = any(
                finding[0] in {rule, "unowned-shared-model"} and name in str(finding) for finding in before
            )
            assert was_unknown or name not in known, (rule, subject, about, path)


def test_a_run_over_broken_manifests_counts_what_it_held_back() -> None:
    tree = {
        "a/" + FILE: "version: 1\nowner: a\nteams: {a: {}}\nfeatures:\n  f: {uses: {models: [m]}, co_owners: [b]}\n",
        "b/" + FILE: "version: 1\nmodels:\n  m: [broken\nteams:\n  b: @\n",
    }
    workspace = assemble([Source(path, text) for path, text in tree.items()], today=TODAY)
    report = run(workspace, ALL, Settings())
    assert [diagnostic.rule for diagnostic in report.diagnostics] == ["yaml-syntax", "yaml-syntax"]
    assert report.skipped == 2
