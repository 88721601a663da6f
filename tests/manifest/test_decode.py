"""`decode` takes exactly what the schema accepts, and what is wrong is found by looking at the wrong parts alone."""

from __future__ import annotations

import copy
import json
import math
import random
from typing import TYPE_CHECKING, Any

import pytest

from aiowners.manifest.decode import decode
from aiowners.manifest.decoding import DecodeState
from aiowners.manifest.explain import explain, is_valid
from aiowners.source import Source
from aiowners.yaml_text.compose import compose
from aiowners.yaml_text.yaml_nodes import Mapping
from tests.oracle.organisations import random_data, random_organisation
from tests.schema.test_manifest_schema import ACCEPTED, EVERYTHING, REJECTED, load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.yaml_text.yaml_nodes import Node

VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 2, 1.0, 1.5, -0.5, math.nan, math.inf, -math.inf, "", " ", "a", "A", "none", "external",
    "downstream", "production", "retired", "private", "company", "2026-02-30", "2026-02-28", "2026-1-1", "20260101", "..",
    "../a", "a/..", "a/../b", "..a", "s3://x/../y", "://", "//..", "1", "null", "true", "@a/b", "x-a", "é", "a\n", "..\n",
    "a" * 100, "a" * 101, "..\u2028/", [], {}, [""], [None], ["a"], ["external"], [1], [[]], [{}], [{"team": "a"}],
    [{"team": ""}], [{"team": None}], [{"reason": "x"}], [{"team": "a", "x-b": 1}], [{"team": "a", "reason": ""}],
    [{"team": "external"}], {"team": "a"}, {"a": "b"}, {"owner": "a"}, {"x-a": 1}, {"models": ["a"]}, {"": {}}, {"a": {}},
    {"A": {}}, {"none": {}}, {"external": {}}, {"a\n": {}}, {"a": None}, {"models": None}, {"uses": {"models": ["a"]}},
]  # fmt: skip
KEYS = (
    "owner", "version", "teams", "features", "models", "platforms", "uses", "status", "kind", "team", "reason", "until", "x-a",
    "x", "X-a", "", "ownr", "paths", "none", "external", "A", "a b", "a\n", "imports", "co_owners", "handles", "github",
    "staffing", "director", "on", "from", "n/a", "todo", "x-", "organization", "evaluation",
)  # fmt: skip

Path = tuple[str | int, ...]


def dump(value: object) -> str:
    """Data as YAML in flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {dump(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(dump, value)) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else f"{'-' * (value < 0)}.inf"
    return json.dumps(value)


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """The paths of everything below the top."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*path, index))


def at(data: Any, path: Path) -> Any:
    """What lies at a path."""
    for step in path:
        data = data[step]
    return data


def mutated(rng: random.Random, data: dict[str, Any]) -> dict[str, Any]:
    """The data with one to three random changes."""
    data = copy.deepcopy(data)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        key_paths = list(paths(data))
        if not key_paths:
            break
        *above, step = rng.choice(key_paths)
        parent = at(data, tuple(above))
        match rng.randrange(6):
            case 0 | 1:
                parent[step] = copy.deepcopy(rng.choice(VALUES))
            case 2:
                del parent[step]
            case 3 if isinstance(parent, dict):
                name = rng.choice(KEYS)
                renamed = [
                    (name if key == step else key, value) for key, value in parent.items() if step == key or key != name
                ]
                parent.clear()
                parent.update(renamed)
            case 4 if isinstance(parent, dict):
                parent[rng.choice(KEYS)] = copy.deepcopy(rng.choice(VALUES))
            case _:
                target = at(data, rng.choice(key_paths))
                if isinstance(target, dict):
                    target[str(step)] = copy.deepcopy(parent[step])
                elif isinstance(target, list):
                    target.append(copy.deepcopy(parent[step]))
    return data


def assert_agreed(text: str) -> bool:
    """`decode` and the schema agree on a text, and something wrong is found exactly if something is wrong."""
    root = compose(text)
    source = Source("ai-ownership.yaml", text)
    state = DecodeState(text)
    manifest = decode(root, source, state)
    assert state.is_valid is is_valid(root), text
    if not state.is_valid:
        assert explain(root, source, state)
    assert not (state.is_valid and manifest.gaps)
    return state.is_valid


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED)
def test_what_the_format_has_is_taken(body: str) -> None:
    text = f"{{version: 1, {body[1:]}" if body.startswith("{") and body.endswith("}") else f"version: 1\n{body}\n"
    assert assert_agreed(text)


@pytest.mark.parametrize("body", [body for body, _ in REJECTED.values()], ids=REJECTED)
def test_what_the_format_does_not_have_is_not(body: str) -> None:
    assert not assert_agreed(f"version: 1\n{body}\n")


@pytest.mark.parametrize(
    "text", ["", "# nothing", "[]", "a", "1", "null", "version: 2", "version: '1'", "version: 1.0", "{}"]
)
def test_odd_documents(text: str) -> None:
    assert_agreed(text)


def test_random_organisations_are_taken() -> None:
    for seed in range(40):
        for text in random_organisation(seed, 8).values():
            assert assert_agreed(text)


@pytest.mark.parametrize("seed", range(8))
def test_decode_and_the_schema_agree_on_mutations(seed: int) -> None:
    rng = random.Random(seed)
    everything = load(EVERYTHING)
    assert isinstance(everything, dict)
    bases = [data for number in range(8) for data in random_data(seed * 8 + number, 6).values()]
    bases += [everything] * len(bases)
    taken = sum(assert_agreed(dump(mutated(rng, rng.choice(bases)))) for _ in range(230))
    assert 50 < taken < 300


def everything_suspected(root: Node | None, source: Source) -> DecodeState:
    """A reading that has every declaration looked at, in order or not."""
    state = DecodeState(source.text)
    decode(root, source, state)
    if isinstance(root, Mapping):
        for section in root.entries.values():
            if isinstance(section, Mapping):
                state.invalid_declarations |= {(id(section), name) for name in section.entries}
    return state


@pytest.mark.parametrize("seed", range(4))
def test_to_look_at_the_wrong_parts_alone_finds_the_same(seed: int) -> None:
    rng = random.Random(seed)
    everything = load(EVERYTHING)
    assert isinstance(everything, dict)
    bases = [*random_data(seed, 10).values(), everything]
    for _ in range(60):
        text = dump(mutated(rng, mutated(rng, rng.choice(bases))))
        root, source = compose(text), Source("ai-ownership.yaml", text)
        state = DecodeState(text)
        decode(root, source, state)
        if not state.is_valid:
            findings = [
                (finding.rule, finding.location.span, finding.message, finding.help)
                for finding in explain(root, source, state)
            ]
            all_ = explain(root, source, everything_suspected(root, source))
            assert sorted(findings) == sorted(
                (finding.rule, finding.location.span, finding.message, finding.help) for finding in all_
            )
