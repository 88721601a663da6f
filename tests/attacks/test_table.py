"""Every attack of the table fails, and every legitimate change that looks like one passes."""

from __future__ import annotations

import pytest

from tests.attacks import (
    bounds,
    chain,
    checkout,
    edits,
    files,
    graph,
    logs,
    names,
    pointers,
    replay,
    reports,
    revisions,
    settings,
    skipped,
    waivers,
)
from tests.attacks.company import Company
from tests.attacks.steps import Kind, Scenario

MODULES = (
    names,
    graph,
    revisions,
    settings,
    chain,
    skipped,
    waivers,
    files,
    pointers,
    replay,
    logs,
    bounds,
    edits,
    reports,
    checkout,
)
KINDS: dict[str, Kind] = {module.__name__.rpartition(".")[2]: module.KIND for module in MODULES}
TABLE = {
    f"{kind}: {name}": scenario
    for kind, members in KINDS.items()
    for name, scenario in (*members.known.items(), *members.further.items(), *members.legitimate.items())
}


@pytest.mark.parametrize("name", TABLE)
def test_an_attack_or_a_legitimate_change(company: Company, name: str) -> None:
    scenario: Scenario = TABLE[name]
    for step in scenario:
        step(company)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_members_besides_the_reported_ones(kind: str) -> None:
    members = KINDS[kind]
    assert len(members.further) >= 4
    assert not members.known.keys() & members.further.keys()
