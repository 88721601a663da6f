"""Settle what would be a finding as soon as it is declared: unused declarations, equal claims, shared capabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.manifest.model import Platform
from aiowners.scaffold.declaration import EmptyList, ProposedValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.scaffold.declaration import Body, ProposedDeclaration
    from aiowners.workspace import Workspace

# Of two equal claims, the thing of the earlier section keeps its own.
_BY_CLAIM = ("assets", "pipelines", "models", "platforms", "features")
_CLAIMS = ("paths", "artifacts")


def settle(
    things: Sequence[ProposedDeclaration], workspace: Workspace
) -> tuple[list[ProposedDeclaration], list[ProposedDeclaration]]:
    """The things to declare, and those that nothing would use.

    A model of the repository's own that nothing uses is declared as one in development.
    """
    used, unused = _by_use(things, workspace)
    ordered = [*sorted(used, key=lambda thing: _BY_CLAIM.index(thing.section)), *unused]
    _claim_once(ordered)
    _provide_once(ordered, workspace)
    return used, unused


def _by_use(
    things: Sequence[ProposedDeclaration], workspace: Workspace
) -> tuple[list[ProposedDeclaration], list[ProposedDeclaration]]:
    by_key = {(thing.section, thing.name): thing for thing in things}
    wanted = {(f"{node.key.kind}s", node.key.name) for node in workspace.graph.nodes if node.declaration is None}
    rooted = [key for key, thing in by_key.items() if key in wanted or _stands_alone(thing)]
    named: set[tuple[str, str]] = set()
    reached = set(rooted)
    while rooted:
        for key in _dependencies(by_key[rooted.pop()].body):
            named.add(key)
            if key in by_key and key not in reached:
                reached.add(key)
                rooted.append(key)
    for key, thing in by_key.items():
        if key in reached and thing.section == "models" and key not in named | wanted:
            thing.body = {"status": ProposedValue("development", "nothing in the repository uses it yet"), **thing.body}
    used = [thing for key, thing in by_key.items() if key in reached]
    return used, [thing for key, thing in by_key.items() if key not in reached]


def _stands_alone(thing: ProposedDeclaration) -> bool:
    """Whether a thing is declared without a user: a feature, or a model that was made here."""
    return thing.section == "features" or (thing.section == "models" and "trained_by" not in thing.body)


def _dependencies(body: Body) -> Iterator[tuple[str, str]]:
    uses = body.get("uses", {})
    trained_on = body.get("trained_on", [])
    sections = [*uses.items()] if isinstance(uses, dict) else []
    for section, names in (*sections, ("pipelines", trained_on)):
        if isinstance(names, list):
            yield from ((section, said.text) for said in names)


def _claim_once(things: Sequence[ProposedDeclaration]) -> None:
    """Let no two things of different teams have the same pattern."""
    owners: dict[str, str] = {}
    for thing in things:
        team = thing.owner.team
        for key in _CLAIMS:
            claims = thing.body.get(key)
            if team is None or not isinstance(claims, list):
                continue
            kept = [said for said in claims if owners.setdefault(said.text, team) == team]
            if kept:
                thing.body[key] = kept
            else:
                del thing.body[key]


def _provide_once(things: Sequence[ProposedDeclaration], workspace: Workspace) -> None:
    """Let the platforms of only one team provide a capability; the others get a comment instead."""
    providers: dict[str, tuple[str, str]] = {}
    for node in workspace.graph.declared:
        if isinstance(node.declaration, Platform) and node.owner.party is not None:
            for capability in node.declaration.provides:
                providers.setdefault(capability, (node.key.name, node.owner.party))
    for thing in things:
        team = thing.owner.team
        if thing.section != "platforms" or team is None:
            continue
        for capability in _capabilities(thing):
            name, owner = providers.setdefault(capability, (thing.name, team))
            if owner != team and capability != "tooling":
                thing.body["provides"] = EmptyList(f"{capability}, which platform {name} of {owner} provides already")


def _capabilities(thing: ProposedDeclaration) -> list[str]:
    provides = thing.body.get("provides")
    return [said.text for said in provides] if isinstance(provides, list) else []
