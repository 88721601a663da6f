"""The rule `owner-is-not-a-team`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Fix, Severity
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.graph.other_notations import is_person_reference, team_in_other_notation
from aiowners.manifest.model import SECTION_OF
from aiowners.manifest.scalar_text import respelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.graph.team_directory import TeamDirectory
    from aiowners.manifest.model import Manifest
    from aiowners.workspace import Workspace


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _words(
    "chief head lead director vp officer manager ceo cto cio coo cfo cmo cro cpo cdo cso caio cdao ciso evp svp avp"
)
_BETWEEN = re.compile(r"[-_.\s]+")
_BETWEEN_NAMES = re.compile(r"[._\s]+")
_NAME_OF_A_PERSON = re.compile(r"[^\W\d_](?:['’-]?+[^\W\d_])*+")  # noqa: RUF001 - the apostrophe of names
_FEWEST_NAMES, _MAX_NAMES = 2, 4  # of one person
# Between the names of a person, in lower case.
_PARTICLES = _words("al bin da das de del den der di do dos du el ibn la le ten ter van von y zu")
# A name with one of these words is that of a team.
_OF_A_TEAM = _words(
    "team teams group groups squad squads tribe guild chapter crew unit department dept division office desk board "
    "committee council collective lab labs studio hub core shared services service support operations ops platform "
    "platforms infrastructure infra engineering engineers engineer eng development developers developer dev devs "
    "science scientists research data analytics insights intelligence machine learning deep ai ml mlops llm nlp search "
    "ranking recommendation recommendations risk fraud trust safety security privacy compliance legal finance "
    "financial accounting payments payment billing checkout commerce sales marketing growth product products design "
    "ux ui web mobile android ios frontend backend client server cloud edge network networking storage database "
    "databases quality qa test testing release reliability sre it hr people talent customer customers success user "
    "users content media video audio speech vision language translation knowledge documentation docs developer tools "
    "tooling experience integration integrations partner partners supply logistics delivery internal external global "
    "regional the of and for in at"
)


@rule(category="ownership", severity=Severity.WARNING, since="0.1")
def owner_is_not_a_team(workspace: Workspace) -> Iterator[Diagnostic]:
    """An owner is a team: neither one person nor a title.

    Companies that begin with AI like to begin with a title. The head of AI then owns forty things
    on paper and can mend none of them at night, and whoever built them waits for a decision. One
    person is on holiday, and one day gone. What holds up is a team: it has a pager, it has hands,
    and it is still there next year. A person has a place as a feature's `product_manager`.

    ## A title

    ```yaml strategy/ai-ownership.yaml
    version: 1
    owner: chief-ai-officer  # warning: the owner of everything here is a title, `chief-ai-officer`
    features:
      answer-bot: {status: pilot}
      call-summaries: {status: production}
    ```

    ## One person

    ```yaml teams/ai-ownership.yaml
    version: 1
    teams:
      search:
        handles: {github: "@acme/search"}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: "@acme/search"
    features:
      ranking:
        owner: "@maya"  # warning: the owner of feature `ranking` is one person, `@maya`
    ```

    ## A reference from a catalog

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: group:default/search  # warning: the owner of everything here is a name from another tool, `group:default/search`
    features:
      ranking: {status: pilot}
    ```

    ```yaml search/ai-ownership.yaml fixed
    version: 1
    owner: search
    features:
      ranking: {status: pilot}
    ```

    ## A team, and a person in a role

    ```yaml search/ai-ownership.yaml
    version: 1
    teams:
      search: {kind: product}
    features:
      ranking:
        owner: search
        product_manager: "@maya"
    ```
    """
    directory = workspace.graph.directory
    for manifest in workspace.manifests:
        if manifest.owner is not None and (what := _instead_of_a_team(directory, manifest.owner)):
            yield _finding(workspace, manifest, None, manifest.owner, what)
        for declaration in manifest.declarations:
            if declaration.owner is not None and (what := _instead_of_a_team(directory, declaration.owner)):
                key = Key(declaration.kind, declaration.name)
                yield _finding(workspace, manifest, key, declaration.owner, what)


def _instead_of_a_team(directory: TeamDirectory, text: str) -> str:
    """Return what an owner is, in words, if it is not a team; an undeclared name is another finding."""
    party = directory.resolve(text).party
    if party is None or party in directory.teams:
        return ""
    if "@" in party and not (party.startswith("@") and "/" in party):
        return "one person"
    if is_person_reference(party) or _is_name_of_a_person(party):
        return "one person"
    if team_in_other_notation(party, directory) is not None:
        return "a name from another tool"
    name = party.rpartition("/")[2].lower()
    return "a title" if _TITLES.intersection(_BETWEEN.split(name)) else ""


def _is_name_of_a_person(text: str) -> bool:
    """Whether a string is written like the names of one person: `Maya Lindqvist`, `J. van der Berg`, `Maya.Chen`."""
    words = [word for word in _BETWEEN_NAMES.split(text) if word]
    names = [word for word in words if word not in _PARTICLES]
    if not _FEWEST_NAMES <= len(names) <= _MAX_NAMES or names[0] != words[0]:
        return False
    if not all(_NAME_OF_A_PERSON.fullmatch(word) and not word[0].islower() for word in names):
        return False
    return not _OF_A_TEAM.union(_TITLES).intersection(word.lower() for word in names)


def _finding(workspace: Workspace, manifest: Manifest, key: Key | None, owner: str, what: str) -> Diagnostic:
    path = ("owner",) if key is None else (SECTION_OF[key.kind], key.name, "owner")
    whose = "everything here" if key is None else key.words
    location = workspace.at(manifest, path)
    team = team_in_other_notation(owner, workspace.graph.directory)
    return owner_is_not_a_team.at(
        location,
        f"the owner of {whose} is {what}, `{owner.strip()}`: an owner is a team",
        subject=key,
        anchor=("owner",),
        label=f"did you mean `{team}`?" if team else f"{what}, not a team",
        help="name the team that fixes it; if this is one, declare it under `teams`, with its handle or address",
        fix=Fix.of(f"Write `{team}`", respelled(location, team), safe=False) if team else None,
    )
