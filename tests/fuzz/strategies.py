"""Texts that are nearly in order, with hostile words where a name is expected: what a fuzzer of bytes seldom reaches."""

from __future__ import annotations

import json

import yaml
from hypothesis import strategies as st

from aiowners.diagnostics.rule import CATEGORIES
from aiowners.manifest.format import FIELDS_OF
from aiowners.rules import ALL
from tests.codeowners.strategies import files

HOSTILE = st.sampled_from(
    (
        "\x1b[31m", "\x07", "\x85", "\u2028", "\u202e", "\u2066x", "\u200b", "\ufeff", "e\u0301\u0301\u0301\u0301\u0301\u0301", "👨\u200d👩", "日本",
        "::error::x", " ::add-mask::x", "##[error]", "##vso[task.x]y", "##teamcity[x 'y']", "%0A::x", "|n']", "]]>", "<script>", "&amp;",
        "@acme/all", "![x](https://x)", "`", "a|b", "{0}", "[x](1)", "\\", "'", '"', "a\nb", "a\r\nb", "\t", "", " ", "#", "-", "? x", "*", "&a", "!t", "~",
    )
)  # fmt: skip
NAMES = st.sampled_from(("search", "ml", "m", "n", "f", "none", "external", "@acme/search", "a@b.c", "M", "x y"))
WORDS = (
    NAMES
    | HOSTILE
    | st.sampled_from(
        ("production", "retired", "2026-01-31", "downstream", "company", "src/", "//a/*.md", "../x", "s3://x/y")
    )
)
SCALARS = WORDS | st.none() | st.booleans() | st.integers(-1, 10) | st.floats()
SECTIONS = tuple(FIELDS_OF)
KEYS = (
    st.sampled_from(sorted({key for fields in FIELDS_OF.values() for key in fields} | {"x-a", "onwer", "<<"})) | HOSTILE
)


def _inside(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)


VALUES = st.recursive(SCALARS, _inside, max_leaves=6)


@st.composite
def declarations(draw: st.DrawFn, section: str) -> object:
    """One declaration, most of whose keys are those of its kind."""
    keys = st.sampled_from(sorted(FIELDS_OF[section])) | KEYS
    return draw(st.dictionaries(keys, st.lists(NAMES, max_size=3) | VALUES, max_size=5))


@st.composite
def manifests(draw: st.DrawFn) -> str:
    """A manifest as YAML, in block or flow style."""
    data: dict[object, object] = {"version": draw(st.just(1) | SCALARS), "owner": draw(NAMES | VALUES)}
    for section in draw(st.sets(st.sampled_from(SECTIONS), max_size=4)):
        data[section] = draw(st.dictionaries(NAMES | HOSTILE, declarations(section) | VALUES, max_size=3))
    return yaml.safe_dump(
        data, allow_unicode=True, default_flow_style=draw(st.sampled_from((False, None, True))), sort_keys=False
    )


_LEVELS = st.dictionaries(
    st.sampled_from([*(rule.name for rule in ALL), *CATEGORIES]) | HOSTILE,
    st.sampled_from(("off", "error", "loud")),
    max_size=3,
)


def _toml(value: object) -> str:
    """A value as TOML; a text is written as in JSON, but for what TOML forbids there."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value).replace("\x7f", "\\u007f")


@st.composite
def configurations(draw: st.DrawFn) -> str:
    """A configuration: the keys that there are, others, values of any type."""
    globs = st.lists(WORDS, max_size=3)
    made = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "forge": st.sampled_from(("github", "gitlab", "x")) | VALUES,
                "exclude": globs,
                "fail-on": st.sampled_from(("info", "never")),
                "enforcement": st.lists(st.sampled_from(("codeowners", "x")), max_size=2),
                "rules": _LEVELS,
                "overrides": st.lists(
                    st.fixed_dictionaries({"paths": globs}, optional={"rules": _LEVELS, "x": globs}), max_size=2
                ),
            },
        )
    )
    lines = "".join(f"{key} = {_toml(value)}\n" for key, value in made.items())
    return lines + draw(st.sampled_from(("", "[tool]\n", "x\n", "[rules]\n", '"\\u202e" = 1\n')))


CODE_OWNERS = st.lists(files().map(lambda file: file[0]) | HOSTILE, max_size=4).map("\n".join)

JSON = st.recursive(
    WORDS | st.none() | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
_ENTRIES = st.fixed_dictionaries(
    {"fingerprint": st.text("0123456789abcdef", min_size=32, max_size=32)},
    optional={"rule": st.sampled_from([rule.name for rule in ALL]) | JSON, "subject": JSON, "about": JSON},
)
BASELINES = st.fixed_dictionaries(
    {"schema": st.just("aiowners-baseline/1") | JSON, "findings": st.lists(_ENTRIES | JSON, max_size=3) | JSON}
).map(json.dumps)
_COMMITS = st.fixed_dictionaries({}, optional={"sha": JSON, "ref": JSON}) | JSON
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "pull_request": st.fixed_dictionaries({}, optional={"head": _COMMITS, "base": _COMMITS}) | JSON,
        "merge_group": st.fixed_dictionaries({"base_sha": JSON}) | JSON,
    },
).map(json.dumps)
