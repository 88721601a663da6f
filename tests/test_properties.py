"""What must hold of any organisation: changes that mean nothing change nothing, and others change what they should."""

from __future__ import annotations

import copy
import os
import random
import subprocess
import sys
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.diagnostics.nearest import nearest
from aiowners.diagnostics.rule import CATEGORIES
from aiowners.display.terminal import Terminal
from aiowners.reporters import BY_NAME
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import assemble
from tests.oracle import yaml_writer
from tests.oracle.organisations import KINDS, USES, random_data

if TYPE_CHECKING:
    from pathlib import Path

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report

TODAY = "2026-11-22"
EVERYTHING = Settings(select=frozenset(CATEGORIES))
TRACKED = (
    "search/src/x/rank.py",
    "ml/models/x/weights.bin",
    "prompts/answer.md",
    "indexes/x/part-0",
    "docs/rollback.md",
)
SEEDS = range(18)

# Where several are equal, one of them is called the first, and so is the place that speaks.
FIRST_AMONG_EQUALS = frozenset(
    (
        "dependency-cycle",
        "duplicate-capability",
        "duplicate-identifier",
        "missing-mlops",
        "overlapping-paths",
        "staffing-ratio",
        "unenforced-review",
    )
)

Data: TypeAlias = dict[str, dict[str, Any]]
Said: TypeAlias = tuple[str, str, str | None, str | None, str]


# Organisations, and what is said of them.


@cache
def _made(seed: int) -> Data:
    return {path: _lower_handles(manifest) for path, manifest in random_data(seed, 6 + seed % 25).items()}


def _organisation(seed: int) -> Data:
    """An organisation in which each handle has one spelling: that of the first met is called otherwise."""
    return copy.deepcopy(_made(seed))


def _lower_handles(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lower_handles(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_lower_handles(inner) for inner in value]
    return value.lower() if isinstance(value, str) and "@" in value else value


def _texts(data: Data, style: int = 0) -> dict[str, str]:
    rng = random.Random(f"style {style}")
    return {path: yaml_writer.write(manifest, rng, aliases=False) for path, manifest in data.items()}


def _run(texts: dict[str, str]) -> Report:
    sources = [Source(path, text) for path, text in texts.items()]
    report = run(assemble(sources, today=TODAY, files=lambda: [*TRACKED, *texts]), ALL, EVERYTHING)
    assert not [one for one in report.diagnostics if one.category == "manifest"]
    return report


def _check(data: Data) -> Report:
    return _run(_texts(data))


def _said(one: Diagnostic) -> Said:
    return (one.rule, one.severity.value, one.subject, one.about, one.location.path)


def _findings(report: Report) -> Counter[Said]:
    return Counter(_said(one) for one in report.diagnostics)


def _settled(report: Report) -> Counter[Said]:
    """The findings that do not depend on which of two equals is called first."""
    return Counter(_said(one) for one in report.diagnostics if one.rule not in FIRST_AMONG_EQUALS)


def _spoken(report: Report) -> set[tuple[str, str]]:
    """What the other findings are about, whoever is called first."""
    found = set()
    for one in report.diagnostics:
        if one.rule in FIRST_AMONG_EQUALS:
            found.add((one.rule, one.anchor if one.rule.startswith("duplicate-") else ""))
    return found


def _prints(report: Report) -> Counter[str]:
    """The fingerprints of the settled findings."""
    pairs = zip(report.diagnostics, report.fingerprints, strict=True)
    return Counter(name for one, name in pairs if one.rule not in FIRST_AMONG_EQUALS)


def _bodies(data: Data, kind: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Path, name and body of each declaration of a kind."""
    return [(path, name, body) for path in data for name, body in data[path].get(KINDS[kind], {}).items()]


def _declared_once(data: Data, kind: str) -> list[str]:
    names = Counter(name for _, name, _ in _bodies(data, kind))
    return sorted(name for name, times in names.items() if times == 1)


# Order.


def _shuffled(value: Any, rng: random.Random) -> Any:
    if isinstance(value, dict):
        keys = rng.sample(list(value), len(value))
        return {key: _shuffled(value[key], rng) for key in keys}
    if isinstance(value, list):
        return [_shuffled(inner, rng) for inner in rng.sample(value, len(value))]
    return value


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_files_changes_nothing(seed: int) -> None:
    texts = _texts(_organisation(seed))
    paths = random.Random(seed).sample(list(texts), len(texts))
    once, again = _run(texts), _run({path: texts[path] for path in paths})
    for render in BY_NAME.values():
        assert render(again, Terminal()) == render(once, Terminal())


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_keys_and_items_and_the_style_change_nothing(seed: int) -> None:
    data = _organisation(seed)
    once = _check(data)
    again = _run(_texts(_shuffled(data, random.Random(seed)), style=seed + 1))
    assert _settled(again) == _settled(once)
    assert _spoken(again) == _spoken(once)
    assert _prints(again) == _prints(once)
    assert again.skipped == once.skipped


# Moving.


def _rebased(glob: str, directory: str) -> str:
    """A pattern of a manifest in `directory`, as one that means the same everywhere."""
    if "://" in glob or glob.startswith("//"):
        return glob
    inside = glob.lstrip("/")
    anchored = glob.startswith("/") or "/" in inside.rstrip("/")
    return "//" + "/".join(part for part in (directory, "" if anchored else "**", inside) if part)


def _rebase(body: dict[str, Any], directory: str) -> None:
    for key in ("paths", "artifacts"):
        if key in body:
            body[key] = [_rebased(glob, directory) for glob in body[key]]
    for block, key in (("evaluation", "suite"), ("operations", "rollback")):
        if key in body.get(block, {}):
            body[block][key] = _rebased(body[block][key], directory)


def _moved(data: Data, rng: random.Random) -> Data:
    """Half of the declarations of one manifest in a manifest of their own, further down."""
    data = copy.deepcopy(data)
    source = rng.choice(list(data))
    directory = source.rpartition("/")[0]
    taken: dict[str, Any] = {"version": 1}
    if "owner" in data[source]:
        taken["owner"] = data[source]["owner"]
    for kind, section in KINDS.items():
        movable = set(_declared_once(data, kind))
        for name in list(data[source].get(section, {})):
            if name in movable and rng.random() < 0.5:
                body = data[source][section].pop(name)
                _rebase(body, directory)
                taken.setdefault(section, {})[name] = body
    # In a directory whose files nothing but patterns from the root can mean.
    data[f"{directory}/moved/ai-ownership.yaml".lstrip("/")] = taken
    return data


def _of_declarations(report: Report) -> Counter[tuple[str, ...]]:
    """Findings without paths; what is said of a file's owner is said of each file."""
    return Counter(
        (rule, severity, subject, str(about))
        for rule, severity, subject, about, _ in _settled(report).elements()
        if subject is not None
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_moving_declarations_changes_paths_alone(seed: int) -> None:
    data = _organisation(seed)
    once, again = _check(data), _check(_moved(data, random.Random(seed)))
    assert _of_declarations(again) == _of_declarations(once)
    # A manifest further down may claim files of one above it.
    overlaps = {("overlapping-paths", "")}
    assert _spoken(again) - overlaps == _spoken(once) - overlaps


# Renaming.


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {new if key == old else key: _renamed(inner, old, new) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, old, new) for inner in value]
    return value.replace(old, new) if isinstance(value, str) and value.strip() == old else value


def _with_name(key: str | None, old: str, new: str) -> str | None:
    if key is None or key.partition(":")[2] != old:
        return key
    return f"{key.partition(':')[0]}:{new}"


@pytest.mark.parametrize("seed", SEEDS)
def test_renaming_changes_names_alone(seed: int) -> None:
    data = _organisation(seed)
    # Two teams are called like something that is no name: the key `on`, and a stage.
    names = {name for manifest in data.values() for key in ("teams", *KINDS.values()) for name in manifest.get(key, {})}
    once = _check(data)
    # A name that nobody declares may be a slip for one that is like it, and that one is judged gently.
    undeclared = {str(one.about).partition(":")[2] for one in once.diagnostics if one.rule == "unknown-reference"}
    like = {name for slip in undeclared for name in nearest(slip, names, limit=len(names))}
    old, new = random.Random(seed).choice(sorted(names - like - {"on", "growth"})), "q-xyzzy-77"
    again = _check(_renamed(data, old, new))
    expected: Counter[Said] = Counter()
    for (rule, severity, subject, about, path), times in _settled(once).items():
        expected[rule, severity, _with_name(subject, old, new), _with_name(about, old, new), path] += times
    assert _settled(again) == expected
    assert _spoken(again) == _spoken(once)


# Adding.


@pytest.mark.parametrize("seed", SEEDS)
def test_another_reviewer_adds_at_most_that_it_is_stale(seed: int) -> None:
    rng = random.Random(seed)
    data = _organisation(seed)
    teams = [(name, body) for manifest in data.values() for name, body in manifest.get("teams", {}).items()]
    models = [body for _, _, body in _bodies(data, "model") if body.get("reviewers") != "downstream"]
    if not teams or not models:
        return
    name, team = rng.choice(teams)
    team.setdefault("handles", {}).setdefault("github", f"@acme/handle-of-{name}")
    once = _check(data)
    body = rng.choice(models)
    body["reviewers"] = [*body.get("reviewers", []), name]
    again = _check(data)
    added = _settled(again) - _settled(once)
    assert {rule for rule, *_ in added} <= {"stale-reviewer"}
    # That two teams must review, and nothing makes them, can be true from now on.
    assert _spoken(again) - _spoken(once) <= {("unenforced-review", "")}


@pytest.mark.parametrize("seed", SEEDS)
def test_another_edge_leaves_no_fewer_reviewers_missing(seed: int) -> None:
    rng = random.Random(seed)
    data = _organisation(seed)
    before = _missing(_check(data))
    for _ in range(3):
        kind = rng.choice(list(USES))
        section = rng.choice(USES[kind])
        used = next(one for one, plural in KINDS.items() if plural == section)
        users, names = _bodies(data, kind), [name for _, name, _ in _bodies(data, used)]
        if users and names:
            uses = rng.choice(users)[2].setdefault("uses", {})
            uses[section] = list(dict.fromkeys([*uses.get(section, []), rng.choice(names)]))
    assert before <= _missing(_check(data))


def _missing(report: Report) -> Counter[Said]:
    return Counter(_said(one) for one in report.diagnostics if one.rule == "missing-downstream-reviewer")


# Fingerprints.


@pytest.mark.parametrize("seed", SEEDS)
def test_fingerprints_are_unique(seed: int) -> None:
    report = _check(_organisation(seed))
    assert len(set(report.fingerprints)) == len(report.fingerprints)


@pytest.mark.parametrize("seed", SEEDS)
def test_blank_lines_and_comments_change_no_fingerprint(seed: int) -> None:
    rng = random.Random(seed)
    data = _organisation(seed)
    for kind in KINDS:
        for _, _, body in _bodies(data, kind):
            body.pop("description", None)
    for manifest in data.values():
        for team in manifest.get("teams", {}).values():
            team.pop("description", None)
        manifest.pop("x-defaults", None)
    texts = _texts(data)
    once = _run(texts)
    again = _run({path: _spaced(text, rng) for path, text in texts.items()})
    assert again.fingerprints == once.fingerprints
    assert _findings(again) == _findings(once)


def _spaced(text: str, rng: random.Random) -> str:
    """The text with lines between its lines that say nothing."""
    lines = []
    for line in text.splitlines(keepends=True):
        lines += rng.choices(("\n", "# owner: nobody\n", "      # see the handbook\n"), k=rng.choice((0, 0, 1, 2)))
        lines.append(line)
    return "".join(lines)


# The same again.


def test_check_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for path, text in _texts(_organisation(29)).items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))
    command = [sys.executable, "-m", "aiowners", "check", "--root", str(tmp_path), "--isolated", "--today", TODAY]
    command += ["--untracked", "--exit-zero", "--select", ",".join(CATEGORIES)]
    for style in ("full", "concise", "json"):
        outputs = [
            subprocess.run(
                [*command, "--output-format", style],
                env={**os.environ, "PYTHONHASHSEED": seed},
                check=True,
                capture_output=True,
            ).stdout
            for seed in ("1", "2")
        ]
        assert outputs[0] == outputs[1]
        assert len(outputs[0]) > 1000
