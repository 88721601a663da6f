"""What must hold of fixes on any organisation, in order or broken: they mend, they bring nothing, they touch nothing else."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from aiowners.check.fix import apply_fixes
from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.diagnostics.rule import CATEGORIES
from aiowners.manifest.model import NO_GAPS
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import assemble
from tests.manifest import test_mutations as mutations
from tests.oracle.organisations import random_organisation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.check.fix import FixResult
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.manifest.model import Declaration, Team

TODAY = "2026-11-22"
EVERYTHING = Settings(select=frozenset(CATEGORIES))
MUTATIONS = (
    mutations.insert, mutations.cut_short, mutations.delete_sign, mutations.indent, mutations.duplicate_line,
    mutations.delete_line,
)  # fmt: skip


def lint(sources: Sequence[Source]) -> Report:
    return run(assemble(sources, today=TODAY, files=lambda: ["src/x.py"]), ALL, EVERYTHING)


def safe(found: Diagnostic) -> bool:
    return found.fix is not None and found.fix.safe


def everything(found: Diagnostic) -> bool:
    return found.fix is not None


def declared(sources: Sequence[Source]) -> dict[tuple[str, str, str], Team | Declaration]:
    found = {}
    for manifest in assemble(sources, today=TODAY).manifests:
        for one in (*manifest.teams, *manifest.declarations):
            found[manifest.path, one.section, one.name] = one._replace(gaps=NO_GAPS)
    return found


def touched(mended: FixResult) -> set[tuple[str, str]]:
    """The declarations that a fix was about, as (file, subject); a subject of None is the whole file."""
    return {
        (edit.location.path, found.subject or "") for found in mended.applied if found.fix for edit in found.fix.edits
    }


def check(before: list[Source], *, unsafe: bool) -> FixResult:
    wanted = everything if unsafe else safe
    first = lint(before)
    mended = apply_fixes(before, lint, wanted)
    after = lint(mended.sources)
    assert set(after.fingerprints) <= set(first.fingerprints)
    told = {(one.diagnostic.rule, one.diagnostic.subject, one.diagnostic.about) for one in mended.refused}
    assert {(one.rule, one.subject, one.about) for one in after.diagnostics if wanted(one)} <= told
    assert all(one.brings for one in mended.refused)
    assert not [one for one in mended.refused for found in one.brings if found.rule == "yaml-syntax"]
    # Fixing twice is fixing once.
    again = apply_fixes(mended.sources, lint, wanted)
    assert again.applied == ()
    assert [one.content for one in again.sources] == [one.content for one in mended.sources]
    # Declarations that no fix was about mean what they meant.
    places = touched(mended)
    paths = {path for path, subject in places if not subject}
    old, new = declared(before), declared(mended.sources)
    for (path, section, name), meaning in old.items():
        if path not in paths and (path, f"{section.removesuffix('s')}:{name}") not in places:
            assert new[path, section, name] == meaning
    # A file that no fix was in is the same to the byte.
    files = {path for path, _ in places}
    for one, other in zip(before, mended.sources, strict=True):
        assert one.path in files or one.content == other.content
    return mended


def sources(seed: int, size: int) -> list[Source]:
    return [Source(path, text) for path, text in random_organisation(seed, size).items()]


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_of_organisations(seed: int, unsafe: bool) -> None:
    check(sources(seed, 4 + seed), unsafe=unsafe)


def test_there_is_something_to_mend_in_them() -> None:
    rules = {
        found.rule
        for seed in (*range(18), 22)
        for found in apply_fixes(sources(seed, 4 + seed), lint, everything).applied
    }
    assert rules >= {"missing-downstream-reviewer", "stale-reviewer", "evaluation-signal-gap", "pipeline-blind-spot"}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[mutation.__name__ for mutation in MUTATIONS])
def test_of_broken_manifests(mutation: mutations.Mutation) -> None:
    for seed in range(6):
        rng = random.Random(f"{mutation.__name__} {seed}")
        tree = sources(seed, 8)
        at = rng.randrange(len(tree))
        tree[at] = Source(tree[at].path, mutation(rng, tree[at].text)[0])
        check(tree, unsafe=seed % 2 == 0)


SLIPS = (
    ("reviewers: [", "reviewrs: ["),
    ("owner: ", "onwer: "),
    ("status: production", "status: prod"),
    ("models: [", "model: ["),
)


@pytest.mark.parametrize("seed", range(8))
def test_of_misspelt_manifests(seed: int) -> None:
    rng = random.Random(f"slips {seed}")
    tree = []
    for source in sources(seed, 10):
        right, wrong = rng.choice(SLIPS)
        tree.append(Source(source.path, source.text.replace(right, wrong, 1)))
    check(tree, unsafe=True)
