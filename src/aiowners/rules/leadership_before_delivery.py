"""The rule `leadership-before-delivery`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.manifest.model import Feature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace

_TITLES = {
    "head-of-ai": "a head of AI",
    "chief-ai-officer": "a chief AI officer",
    "director": "a director",
    "governance-lead": "a governance lead",
}


@rule(category="organization", severity=Severity.INFO, since="0.1", advice=True)
def leadership_before_delivery(workspace: Workspace) -> Iterator[Diagnostic]:
    """A company staffs leaders for AI once it has a feature in production to lead.

    A title is the quickest thing to announce. The chief AI officer arrives, writes the strategy,
    sets up the council and the policy, and a year later there is a governance of nothing: those who
    could have shipped the first feature were filling in forms for it. One feature in front of users
    teaches what has to be led. Until then the same money pays for two engineers.

    ## The strategy first

    ```yaml ai-ownership.yaml
    version: 1
    teams:
      ai-office:
        kind: other
        staffing:
          chief-ai-officer: 1  # info: team `ai-office` has a chief AI officer, and no feature is in production
          ai-engineer: 1
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    features:
      ranking: {owner: ai-office, status: experiment}
    ```

    ## The feature first

    ```yaml ai-ownership.yaml
    version: 1
    teams:
      ai-platform:
        kind: platform
        staffing: {head-of-ai: 1, ai-engineer: 3}
      search: {kind: product}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    features:
      ranking: {owner: search, status: production}
    ```
    """
    directory = workspace.graph.directory
    leaders = [
        (team.name, role)
        for team in directory.teams.values()
        if not team.disbanded
        for role, number in team.staffing
        if number and role in _TITLES
    ]
    if not leaders:
        return
    things = [node.declaration for node in workspace.graph.declared]
    if any(isinstance(thing, Feature) and thing.in_production for thing in things):
        return
    for name, role in leaders:
        yield leadership_before_delivery.at(
            workspace.at(directory.manifests[name], ("teams", name, "staffing", role), key=True),
            f"team `{name}` has {_TITLES[role]}, and no feature is in production",
            subject=Key("team", name),
            anchor=("staffing", role),
            label="nothing to lead yet",
            help="put people on one feature until users have it; what it needs of leadership shows then",
        )
