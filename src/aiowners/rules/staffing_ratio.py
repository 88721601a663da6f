"""The rule `staffing-ratio`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.manifest.model import Team
    from aiowners.workspace import Workspace

_RATIO = 3


@rule(category="organization", severity=Severity.INFO, since="0.1", advice=True)
def staffing_ratio(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """There are at most three data scientists to a data engineer, in each team and as a whole.

    Companies hire scientists for what AI promises, and engineers when the promises are late. Until
    then a scientist spends most of the week on extracts by hand, and leaves within the year; what
    was found in a notebook never meets the data of the day. Up to three scientists a team may have
    without an engineer of its own, as long as the company as a whole has enough.

    ## Science without data

    ```yaml risk/ai-ownership.yaml
    version: 1
    teams:
      risk-ml:
        staffing: {data-scientist: 7, data-engineer: 2}  # info: team `risk-ml` has 7 data scientists to 2 data engineers
    ```

    ```yaml data/ai-ownership.yaml
    version: 1
    teams:
      data-eng:
        staffing: {data-engineer: 6}
    ```

    ## Engineers elsewhere

    ```yaml risk/ai-ownership.yaml
    version: 1
    teams:
      risk-ml:
        staffing: {data-scientist: 3, ml-engineer: 2}
    ```

    ```yaml data/ai-ownership.yaml
    version: 1
    teams:
      data-eng:
        staffing: {data-engineer: 6}
    ```
    """
    directory = workspace.graph.directory
    teams = [team for team in directory.teams.values() if not team.disbanded]
    counts = {team.name: _count(team) for team in teams}
    alone = [team for team in teams if _is_off(*counts[team.name])]
    for team in alone:
        if team.gaps:
            yield staffing_ratio.withheld(Key("team", team.name))
        else:
            yield _finding(workspace, team, f"team `{team.name}` has", counts[team.name])
    whole = (sum(scientists for scientists, _ in counts.values()), sum(engineers for _, engineers in counts.values()))
    if not alone and _is_off(*whole):
        most = min(teams, key=lambda team: (-counts[team.name][0], team.name))
        if any(team.gaps for team in teams):
            yield staffing_ratio.withheld(Key("team", most.name))
        else:
            yield _finding(workspace, most, "all teams together have", whole)


def _count(team: Team) -> tuple[float, float]:
    people = dict(team.staffing)
    return people.get("data-scientist", 0), people.get("data-engineer", 0)


def _is_off(scientists: float, engineers: float) -> bool:
    return scientists > _RATIO * (engineers or 1)


def _finding(workspace: Workspace, team: Team, whose: str, counts: tuple[float, float]) -> Diagnostic:
    scientists, engineers = counts
    scarce = "no data engineer" if not engineers else f"{engineers:g} data engineer{'s' * (engineers != 1)}"
    return staffing_ratio.at(
        workspace.at(workspace.graph.directory.manifests[team.name], ("teams", team.name, "staffing"), key=True),
        f"{whose} {scientists:g} data scientists to {scarce}",
        subject=Key("team", team.name),
        anchor=("staffing",),
        label=f"more than {_RATIO} to one",
        help="let the next one hired be a data engineer",
    )
