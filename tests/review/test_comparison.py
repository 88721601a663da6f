"""What changed in ownership: by hand, and what holds for any two organisations."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from aiowners.review.diff.comparison import Comparison, compare
from aiowners.review.diff.ownership_change import OwnershipChange
from aiowners.source import Source
from aiowners.workspace import Workspace, assemble
from tests.oracle import oracle, yaml_writer
from tests.oracle.organisations import TODAY, random_data, random_organisation

# Each kind, and what the same change is when it is looked at from its end.
REVERSED = {
    "added": "removed",
    "removed": "added",
    "owner-changed": "owner-changed",
    "became-unowned": "no-longer-unowned",
    "no-longer-unowned": "became-unowned",
    "co-owners-changed": "co-owners-changed",
    "reviewers-changed": "reviewers-changed",
    "waivers-changed": "waivers-changed",
    "became-shared": "no-longer-shared",
    "no-longer-shared": "became-shared",
    "downstream-owners-changed": "downstream-owners-changed",
    "upstream-changed": "upstream-changed",
    "team-disbanded": "team-restored",
    "team-restored": "team-disbanded",
    "handles-changed": "handles-changed",
}


def _workspace(texts: dict[str, str]) -> Workspace:
    return assemble([Source(path, text) for path, text in texts.items()], today=TODAY)


def _compared(before: dict[str, str], after: dict[str, str]) -> Comparison:
    return compare(_workspace(before), _workspace(after))


def _changes(before: str, after: str) -> list[tuple[str, str, object, object]]:
    """What changed in a repository of one manifest: without the words."""
    path = "ai-ownership.yaml"
    found = _compared({path: f"version: 1\n{before}"}, {path: f"version: 1\n{after}"})
    assert (found.errors, found.withheld) == ((), 0)
    return [change[:4] for change in found.changes]


BASE = """
models:
  m: {owner: ml, reviewers: [a]}
features:
  f: {owner: a, uses: {models: [m]}}
  g: {owner: b}
"""


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("owner: ml,", "owner: a,", [
            ("model:m", "no-longer-shared", True, False),
            ("model:m", "owner-changed", "ml", "a"),
        ]),
        ("owner: ml,", "owner: tbd,", [("model:m", "became-unowned", "ml", None), ("model:m", "no-longer-shared", True, False)]),
        ("owner: ml,", "owner: ml, co_owners: [z],", [("model:m", "co-owners-changed", (), ("z",))]),
        ("[a]}", "[a, z]}", [("model:m", "reviewers-changed", ("a",), ("a", "z"))]),
        ("[a]}", "downstream}", [("model:m", "reviewers-changed", ("a",), ("downstream",))]),
        ("[a]}", "[a], waivers: [{team: b, reason: x, until: 2027-01-01}]}", [("model:m", "waivers-changed", (), ("b until 2027-01-01",))]),
        ("owner: b}", "owner: b, uses: {features: [f]}}", [
            ("feature:g", "upstream-changed", (), ("feature:f", "model:m")),
            ("model:m", "downstream-owners-changed", ("a",), ("a", "b")),
        ]),
        ("  g: {owner: b}\n", "", [("feature:g", "removed", "b", None)]),
        ("  g:", "  h:", [("feature:g", "removed", "b", None), ("feature:h", "added", None, "b")]),
        ("owner: b}", "owner: b, domain_reviewers: [legal]}", [("feature:g", "reviewers-changed", (), ("legal",))]),
        ("owner: b}", "owner: b, description: other words, status: pilot}", []),
        ("  m: {owner: ml, reviewers: [a]}", "  {}", [
            ("model:m", "no-longer-shared", True, False), ("model:m", "removed", "ml", None),
        ]),
    ],
)  # fmt: skip
def test_kinds(old: str, new: str, changes: list[tuple[str, str, object, object]]) -> None:
    assert old in BASE
    assert _changes(BASE, BASE.replace(old, new)) == changes
    assert _changes(BASE, BASE) == []


def test_teams() -> None:
    before = "teams: {a: {handles: {github: '@x/a'}}, b: {}}\nfeatures: {f: {owner: a}}\n"
    assert _changes(before, before.replace("a: {h", "a: {status: disbanded, h")) == [
        ("feature:f", "became-unowned", "a", None),
        ("team:a", "team-disbanded", "active", "disbanded"),
    ]
    assert _changes(before, before.replace("'@x/a'", "'@x/z'")) == [("team:a", "handles-changed", ("@x/a",), ("@x/z",))]
    assert _changes(before, before.replace(", b: {}", "")) == [("team:b", "removed", "active", None)]


def test_another_spelling_of_a_team_is_no_change() -> None:
    team = "teams: {a: {handles: {github: '@x/A'}}}\n"
    said = "features: {f: {owner: OWNER, co_owners: ['@P/q']}}\n"
    for old, new in (("a", "'@x/a'"), ("' a '", "'@X/a'")):
        assert _changes(team + said.replace("OWNER", old), team + said.replace("OWNER", new)) == []
    assert _changes(said.replace("OWNER", "a"), said.replace("OWNER", "a").replace("@P/q", "@p/Q")) == []
    # A handle that a team comes to carry.
    came = _changes(
        "teams: {b: {}}\n" + said.replace("OWNER", "'@X/a'"), team + "x-y: 1\n" + said.replace("OWNER", "a")
    )
    assert came == [("team:a", "added", None, "active"), ("team:b", "removed", "active", None)]


def test_words() -> None:
    path = "ai-ownership.yaml"
    text = "version: 1\n" + BASE
    after = text.replace("owner: ml,", "owner: core,").replace("owner: b}", "owner: b, uses: {models: [m]}}")
    assert [change.words for change in _compared({path: text}, {path: after}).changes] == [
        "feature `g`: upstream gained model `m`",
        "a change of model `m` concerns also `b` (owner of feature `g`)",
        "shared model `m` is owned by `core`, no longer by `ml`",
    ]


def test_where_something_stands_is_no_change() -> None:
    one = {"a/ai-ownership.yaml": "version: 1\nowner: x\nmodels: {m: {}}\nfeatures: {f: {uses: {models: [m]}}}\n"}
    two = {
        "b/ai-ownership.yaml": "version: 1\nfeatures: {f: {owner: x, uses: {models: [m]}}}\n",
        "c/ai-ownership.yaml": "version: 1\nowner: x\nmodels:\n  m: {}\n",
    }
    assert _compared(one, two).changes == ()


def test_what_could_not_be_read_is_told_and_not_taken_for_a_change() -> None:
    good = {
        "a/ai-ownership.yaml": "version: 1\nowner: x\nmodels: {m: {access: company}}\n",
        "b/ai-ownership.yaml": "version: 1\nowner: y\nteams: {y: {}, x: {}}\nfeatures:\n  f: {uses: {models: [m]}}\n  g: {uses: {features: [f]}}\n",
    }
    broken = good | {"b/ai-ownership.yaml": good["b/ai-ownership.yaml"].replace("features:\n", "features: [\n")}
    for before, after in ((good, broken), (broken, good)):
        found = _compared(before, after)
        assert [error.location.path for error in found.errors] == ["b/ai-ownership.yaml"]
        assert found.changes == ()
        assert found.withheld > 0
    half = good | {"a/ai-ownership.yaml": good["a/ai-ownership.yaml"].replace("{m: {", "{m: {owner: [z], ")}
    assert _compared(good, half).changes == ()


def _mirrored(change: OwnershipChange) -> tuple[str, str, object, object]:
    return change.subject, REVERSED[change.kind], change.after, change.before


def _pair(seed: int) -> tuple[dict[str, str], dict[str, str]]:
    """Two organisations that have many names in common."""
    return random_organisation(seed, 5 + seed % 30), random_organisation(seed + 1000, 5 + seed % 30)


def _shuffled(value: Any, rng: random.Random) -> Any:
    """The same data with the items of every list in another order."""
    if isinstance(value, dict):
        return {key: _shuffled(inner, rng) for key, inner in value.items()}
    if isinstance(value, list):
        return rng.sample([_shuffled(inner, rng) for inner in value], len(value))
    return value


@pytest.mark.parametrize("seed", range(25))
def test_looked_at_from_its_end(seed: int) -> None:
    before, after = _pair(seed)
    there, back = _compared(before, after), _compared(after, before)
    assert there.changes
    assert sorted(map(repr, map(_mirrored, there.changes))) == sorted(repr(tuple(one[:4])) for one in back.changes)
    assert list(there.changes) == sorted(there.changes, key=lambda one: (one.subject, one.kind))
    assert len({(one.subject, one.kind) for one in there.changes}) == len(there.changes)
    assert all(one.before != one.after or one.kind in {"added", "removed"} for one in there.changes)
    assert all(one.kind in REVERSED and one.words for one in there.changes)


@pytest.mark.parametrize("seed", range(25))
def test_the_same_written_otherwise_is_no_change(seed: int) -> None:
    size = 5 + seed % 40
    before, data = random_organisation(seed, size), random_data(seed, size)
    rng = random.Random(seed)
    after = {path: yaml_writer.write(_shuffled(one, rng), rng) for path, one in data.items()}
    assert _compared(before, before).changes == ()
    assert _compared(before, dict(reversed(before.items()))).changes == ()
    assert _compared(before, after).changes == ()


@pytest.mark.parametrize("seed", range(25))
def test_sharing_and_those_concerned_are_the_oracles(seed: int) -> None:
    sides = _pair(seed)
    found = {(one.subject, one.kind) for one in _compared(*sides).changes}
    shared: list[set[str]] = []
    owners: list[dict[str, set[str]]] = []
    unsure: set[str] = set()
    for side in sides:
        web = oracle.graph(oracle.organisation(side, date.fromisoformat(TODAY)))
        models = [thing for thing in web.org.things if thing.kind == "model"]
        unsure |= {thing.label for thing in models if oracle.owner(web.org, thing) == "unknown"}
        shared.append({thing.label for thing in models if oracle.shared(web, thing)})
        concerned: dict[str, set[str]] = {}
        for thing in models:
            concerned.setdefault(thing.label, set()).update(oracle.downstream_owners(web, thing))
        owners.append(concerned)
    declared = owners[0].keys() & owners[1].keys()
    for model in declared - unsure:
        was, now = model in shared[0], model in shared[1]
        assert ((model, "became-shared") in found) == (now and not was)
        assert ((model, "no-longer-shared") in found) == (was and not now)
        changed = owners[0][model] != owners[1][model]
        assert ((model, "downstream-owners-changed") in found) == (changed and (was or now))


@pytest.mark.parametrize("seed", range(25))
def test_owners_are_the_oracles(seed: int) -> None:
    sides = _pair(seed)
    found = {
        one.subject: one.kind for one in _compared(*sides).changes if "own" in one.kind and "owners" not in one.kind
    }
    said: list[dict[str, set[str]]] = []
    for side in sides:
        org = oracle.organisation(side, date.fromisoformat(TODAY))
        owners: dict[str, set[str]] = {}
        for thing in org.things:
            who = oracle.owner(org, thing)
            word = str(oracle.owner_word(thing)).strip()
            owners.setdefault(thing.label, set()).add(f"team {word}" if who == "unknown" else who)
        said.append(owners)
    for label in said[0].keys() & said[1].keys():
        was, now = said[0][label], said[1][label]
        if any("@" in who for who in was | now):
            continue  # whether a handle is a team that the other side declares, the oracle does not know
        kind = "became-unowned" if now == {"nobody"} else "no-longer-unowned" if was == {"nobody"} else "owner-changed"
        assert found.get(label) == (None if was == now else kind)


def _upstream(side: dict[str, str]) -> dict[str, set[str]]:
    """For each declared feature what it is downstream of, by walking down from everything that is named."""
    web = oracle.graph(oracle.organisation(side, date.fromisoformat(TODAY)))
    found: dict[str, set[str]] = {thing.label: set() for thing in web.org.things if thing.kind == "feature"}
    starts = [(thing.label, oracle.downstream(web, thing)) for thing in web.org.things if thing.kind == "model"]
    starts += [
        (thing.label, oracle.reachable(web, oracle.one_edge_away(web, thing)))
        for thing in web.org.things
        if thing.kind != "model"
    ]
    starts += [
        (ref.label, oracle.users_of_undeclared(web, ref.kind, ref.name))
        for ref in web.org.references
        if not oracle.resolve(web.org, ref.kind, ref.name)
    ]
    for label, below in starts:
        for thing in below:
            if thing.kind == "feature" and thing.label != label:
                found[thing.label].add(label)
    return found


@pytest.mark.parametrize("seed", range(25))
def test_upstream_is_the_oracles(seed: int) -> None:
    sides = _pair(seed)
    changes = {one.subject: one for one in _compared(*sides).changes if one.kind == "upstream-changed"}
    before, after = map(_upstream, sides)
    assert changes.keys() == {label for label in before.keys() & after.keys() if before[label] != after[label]}
    for label, change in changes.items():
        assert (change.before, change.after) == (tuple(sorted(before[label])), tuple(sorted(after[label])))
