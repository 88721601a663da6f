"""On random organisations the rules say what a brute-force reading of the format says."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from aiowners.diagnostics.diagnostic import Diagnostic
from aiowners.graph.cycles import cycles as found_cycles
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import Workspace, assemble
from tests.oracle.oracle import RULES, cycles, expected
from tests.oracle.organisations import random_organisation

TODAY = date(2026, 11, 22)


def _workspace(organisation: dict[str, str]) -> Workspace:
    return assemble([Source(path, text) for path, text in organisation.items()], today=TODAY.isoformat())


@pytest.mark.parametrize("seed", range(60))
def test_findings_equal_the_oracles(seed: int) -> None:
    organisation = random_organisation(seed, 5 + seed % 40)
    workspace = _workspace(organisation)
    assert [manifest.defects for manifest in workspace.manifests if manifest.defects] == []
    found = Counter(
        (one.rule, one.subject, one.about, one.location.path)
        for rule in ALL
        if rule.name in RULES
        for one in rule.check(workspace)
        if isinstance(one, Diagnostic)
    )
    assert found == expected(organisation, TODAY)


@pytest.mark.parametrize("seed", range(60))
def test_one_cycle_is_found_in_each_part_that_depends_on_itself(seed: int) -> None:
    organisation = random_organisation(seed, 5 + seed % 40)
    found = [
        frozenset(str(edge.source.key) for edge in cycle) for cycle in found_cycles(_workspace(organisation).graph)
    ]
    parts = cycles(organisation, TODAY)
    assert len(found) == len(parts)
    assert all(any(cycle <= part for cycle in found) for part in parts)


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_files_changes_nothing(seed: int) -> None:
    organisation = random_organisation(seed, 30)
    turned = dict(reversed(organisation.items()))
    once, again = (
        [one for rule in ALL for one in rule.check(_workspace(tree)) if isinstance(one, Diagnostic)]
        for tree in (organisation, turned)
    )
    said = [[(one.message, one.location.order) for one in found] for found in (once, again)]
    assert said[0] == said[1]
