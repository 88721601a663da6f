"""Workspace -> a repository ruleset of GitHub whose required reviewers are every team.

GitHub's REST description, "Create a repository ruleset" (rule `pull_request`, parameter
`required_reviewers`, in beta): a reviewer is a team by its numeric id. Its page "Available rules for
rulesets": at most 15 teams. What turns slugs into ids is a file that is committed, since nothing
here asks the network.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from aiowners.enforcement.codeowners_plus import HANDLE
from aiowners.enforcement.generated import Generated, losses
from aiowners.enforcement.glob_reach import needed
from aiowners.enforcement.method_globs import as_fnmatch
from aiowners.enforcement.required_reviews import by_party, demands
from aiowners.enforcement.unenforceable import unread
from aiowners.filenames import ENGINE_FILES, TEAM_IDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiowners.codeowners.pattern import Pattern
    from aiowners.source import Source
    from aiowners.workspace import Workspace

NAME = "ruleset"
PATH = ENGINE_FILES[NAME]
MOST_TEAMS = 15


class TeamIdsError(ValueError):
    """The file of team ids is not `{"org/team": 123456}`; the text says what is wrong with it."""


class _Entry(NamedTuple):
    patterns: tuple[str, ...]
    identity: int


def ruleset(workspace: Workspace) -> Generated:
    """The whole file. Of several handles of a team the first that has an id is asked. Raises TeamIdsError."""
    asked_for = demands(workspace)
    wanted = by_party(asked_for)
    ids = team_ids(workspace.others.get(TEAM_IDS))
    unspelled: set[str] = set()
    teamless: set[str] = set()
    unknown: set[str] = set()
    entries: dict[str, _Entry] = {}
    for party, patterns in wanted.items():
        slugs = [name[1:] for name in workspace.handles.of(party) if _is_team(name)]
        known = [slug for slug in slugs if slug.lower() in ids]
        globs, lost = _globs(workspace, patterns)
        unspelled |= lost
        if not slugs:
            teamless.add(party)
        elif not known:
            unknown.add(slugs[0])
        elif globs:
            entries[party] = _Entry(globs, ids[known[0].lower()])
    kept = sorted(sorted(entries, key=lambda party: (-len(wanted[party]), party))[:MOST_TEAMS])
    text = _text([entries[party] for party in kept])
    found = losses(
        ("pattern", "cannot be said in a ruleset", unspelled, "Claim a directory: `models/NAME/`."),
        ("party", "without a team on GitHub", teamless, 'State it in the manifests: `handles: {github: "@ORG/TEAM"}`.'),
        ("team", f"without an id in {TEAM_IDS}", unknown, _look_up(unknown)),
        ("team", f"beyond the {MOST_TEAMS} that a ruleset takes", entries.keys() - {*kept}, "`aiowners enforce policy-bot` takes any number."),
    )  # fmt: skip
    return Generated(PATH, text, text, (*found, *unread(workspace)))


def team_ids(source: Source | None) -> Mapping[str, int]:
    """The ids by `org/team` in lower case; none where there is no file. Raises TeamIdsError."""
    if source is None:
        return {}
    try:
        found = json.loads(source.text)
    except ValueError as error:
        raise TeamIdsError(f"it is not JSON: {error}") from None
    except RecursionError:
        raise TeamIdsError("it is nested too deeply") from None
    if not isinstance(found, dict):
        raise TeamIdsError('it is not an object: write {"org/team": 123456}')
    for slug, identity in found.items():
        if type(identity) is not int or identity < 1:
            raise TeamIdsError(f"the id of {slug!r} is not a whole number above 0")
    return {slug.removeprefix("@").lower(): identity for slug, identity in found.items()}


def _is_team(handle: str) -> bool:
    return "/" in handle and HANDLE.fullmatch(handle) is not None


def _look_up(slugs: set[str]) -> str:
    """The commands that say the ids, for a shell."""
    commands = (f"gh api orgs/{slug.replace('/', '/teams/')} --jq .id" for slug in sorted(slugs))
    return 'Look each up and state it there as "org/team": id\n  ' + "\n  ".join(commands)


def _globs(workspace: Workspace, patterns: list[Pattern]) -> tuple[tuple[str, ...], set[str]]:
    """The globs of patterns, sorted, and the patterns that have none."""
    globs: set[str] = set()
    lost: set[str] = set()
    for pattern in patterns:
        spelled = as_fnmatch(pattern)
        if spelled is None:
            lost.add(pattern.glob)
        else:
            globs.update(needed(spelled, pattern, workspace.files))
    return tuple(sorted(globs)), lost


def _text(entries: list[_Entry]) -> str:
    required = [
        {"file_patterns": list(entry.patterns), "minimum_approvals": 1, "reviewer": {"id": entry.identity, "type": "Team"}}
        for entry in entries
    ]  # fmt: skip
    parameters = {
        "required_approving_review_count": 0,
        "dismiss_stale_reviews_on_push": True,
        "require_code_owner_review": False,
        "require_last_push_approval": True,
        "required_review_thread_resolution": False,
        "required_reviewers": required,
    }
    body = {
        "name": "aiowners: everyone downstream of a shared model approves",
        "target": "branch",
        "enforcement": "active",
        "bypass_actors": [],
        "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}},
        "rules": [{"type": "pull_request", "parameters": parameters}],
    }
    return json.dumps(body, indent=2) + "\n"
