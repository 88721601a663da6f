"""Change proposed declarations that would be findings: unused ones, equal claims, and shared capabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.manifest.model import SECTION_OF
from aiowners.scaffold.declaration import EmptyList, ProposedValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.scaffold.declaration import Body, ProposedDeclaration
    from aiowners.workspace import Workspace

# Of two equal claims, the declaration in the earlier section keeps its claim.
_SECTIONS_BY_PRIORITY = ("assets", "pipelines", "models", "platforms", "features")
_CLAIM_KEYS = ("paths", "artifacts")


def avoid_findings(
    declarations: Sequence[ProposedDeclaration], workspace: Workspace
) -> tuple[list[ProposedDeclaration], list[ProposedDeclaration]]:
    """Return the declarations that are used, and those that no other declaration would use.

    An unused model of the repository's own counts as used, with the status `development`.
    """
    used, unused = _by_use(declarations, workspace)
    by_priority = sorted(used, key=lambda declaration: _SECTIONS_BY_PRIORITY.index(declaration.section))
    ordered = [*by_priority, *unused]
    _remove_equal_claims(ordered)
    _remove_shared_capabilities(ordered, workspace)
    return used, unused


def _by_use(
    declarations: Sequence[ProposedDeclaration], workspace: Workspace
) -> tuple[list[ProposedDeclaration], list[ProposedDeclaration]]:
    by_key = {(declaration.section, declaration.name): declaration for declaration in declarations}
    undeclared = {
        (SECTION_OF[node.key.kind], node.key.name) for node in workspace.graph.nodes if node.declaration is None
    }
    pending = [key for key, declaration in by_key.items() if key in undeclared or _needs_no_user(declaration)]
    dependencies: set[tuple[str, str]] = set()
    reached = set(pending)
    while pending:
        for key in _dependencies(by_key[pending.pop()].body):
            dependencies.add(key)
            if key in by_key and key not in reached:
                reached.add(key)
                pending.append(key)
    for key, declaration in by_key.items():
        if key in reached and declaration.section == "models" and key not in dependencies | undeclared:
            status = ProposedValue("development", "nothing in the repository uses it yet")
            declaration.body = {"status": status, **declaration.body}
    used = [declaration for key, declaration in by_key.items() if key in reached]
    return used, [declaration for key, declaration in by_key.items() if key not in reached]


def _needs_no_user(declaration: ProposedDeclaration) -> bool:
    """Return whether a declaration needs no user: a feature, or a model that was trained in this organization."""
    is_own_model = declaration.section == "models" and "trained_by" not in declaration.body
    return declaration.section == "features" or is_own_model


def _dependencies(body: Body) -> Iterator[tuple[str, str]]:
    uses = body.get("uses", {})
    trained_on = body.get("trained_on", [])
    sections = [*uses.items()] if isinstance(uses, dict) else []
    for section, values in (*sections, ("pipelines", trained_on)):
        if isinstance(values, list):
            yield from ((section, value.text) for value in values)


def _remove_equal_claims(declarations: Sequence[ProposedDeclaration]) -> None:
    """Keep each pattern in the declarations of one team only."""
    owner_by_pattern: dict[str, str] = {}
    for declaration in declarations:
        team = declaration.owner.team
        for key in _CLAIM_KEYS:
            claims = declaration.body.get(key)
            if team is None or not isinstance(claims, list):
                continue
            kept = [claim for claim in claims if owner_by_pattern.setdefault(claim.text, team) == team]
            if kept:
                declaration.body[key] = kept
            else:
                del declaration.body[key]


def _remove_shared_capabilities(declarations: Sequence[ProposedDeclaration], workspace: Workspace) -> None:
    """Keep each capability in the platforms of one team only, and add a comment to the others."""
    providers: dict[str, tuple[str, str]] = {}
    for node, platform in workspace.graph.platforms():
        if node.owner.party is not None:
            for capability in platform.provides:
                providers.setdefault(capability, (node.key.name, node.owner.party))
    for declaration in declarations:
        team = declaration.owner.team
        if declaration.section != "platforms" or team is None:
            continue
        for capability in _capabilities(declaration):
            name, owner = providers.setdefault(capability, (declaration.name, team))
            if owner != team and capability != "tooling":
                reason = f"{capability}, which platform {name} of {owner} provides already"
                declaration.body["provides"] = EmptyList(reason)


def _capabilities(declaration: ProposedDeclaration) -> list[str]:
    provides = declaration.body.get("provides")
    return [capability.text for capability in provides] if isinstance(provides, list) else []
