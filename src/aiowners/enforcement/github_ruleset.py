"""Generate a repository ruleset of GitHub that requires every team to review.

GitHub's REST description, "Create a repository ruleset" (rule `pull_request`, parameter
`required_reviewers`, in beta): a reviewer is a team, by its numeric id. Its page "Available rules
for rulesets": at most 15 teams. A committed file maps slugs to ids, because this program does not
use the network.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from aiowners.enforcement.codeowners_plus import HANDLE, HANDLE_ADVICE
from aiowners.enforcement.generated import Generated, limitations, unread_manifests
from aiowners.enforcement.method_globs import needed_globs, to_fnmatch
from aiowners.enforcement.required_reviews import patterns_by_team, required_reviews
from aiowners.filenames import ENFORCEMENT_FILES, TEAM_IDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiowners.codeowners.pattern import Pattern
    from aiowners.source import Source
    from aiowners.workspace import Workspace

NAME = "ruleset"
PATH = ENFORCEMENT_FILES[NAME]
MAX_TEAMS = 15


class TeamIdsError(ValueError):
    """The file of team ids is not `{"org/team": 123456}`; the message states the defect."""


class _Reviewer(NamedTuple):
    globs: tuple[str, ...]
    team_id: int


def ruleset(workspace: Workspace) -> Generated:
    """Return the whole file. The first handle of a team that has an id is the reviewer.

    Raises TeamIdsError.
    """
    patterns_of = patterns_by_team(required_reviews(workspace))
    ids = team_ids(workspace.others.get(TEAM_IDS))
    inexpressible: set[str] = set()
    without_team: set[str] = set()
    without_id: set[str] = set()
    reviewers: dict[str, _Reviewer] = {}
    for team, patterns in patterns_of.items():
        slugs = [name[1:] for name in workspace.handles.of(team) if _is_team(name)]
        with_id = [slug for slug in slugs if slug.lower() in ids]
        globs, failed = _globs(workspace, patterns)
        inexpressible |= failed
        if not slugs:
            without_team.add(team)
        elif not with_id:
            without_id.add(slugs[0])
        elif globs:
            reviewers[team] = _Reviewer(globs, ids[with_id[0].lower()])
    kept = sorted(sorted(reviewers, key=lambda team: (-len(patterns_of[team]), team))[:MAX_TEAMS])
    text = _text([reviewers[team] for team in kept])
    omitted = limitations(
        ("pattern", "cannot be said in a ruleset", inexpressible, "Claim a directory: `models/NAME/`."),
        ("party", "without a team on GitHub", without_team, HANDLE_ADVICE),
        ("team", f"without an id in {TEAM_IDS}", without_id, _lookup_advice(without_id)),
        ("team", f"beyond the {MAX_TEAMS} that a ruleset takes", reviewers.keys() - {*kept}, "`aiowners enforce policy-bot` takes any number."),
    )  # fmt: skip
    return Generated(PATH, text, text, (*omitted, *unread_manifests(workspace)))


def team_ids(source: Source | None) -> Mapping[str, int]:
    """Return the ids by `org/team` in lower case; empty if there is no file. Raises TeamIdsError."""
    if source is None:
        return {}
    try:
        ids = json.loads(source.text)
    except ValueError as error:
        raise TeamIdsError(f"it is not JSON: {error}") from None
    except RecursionError:
        raise TeamIdsError("it is nested too deeply") from None
    if not isinstance(ids, dict):
        raise TeamIdsError('it is not an object: write {"org/team": 123456}')
    for slug, team_id in ids.items():
        if type(team_id) is not int or team_id < 1:
            raise TeamIdsError(f"the id of {slug!r} is not a whole number above 0")
    return {slug.removeprefix("@").lower(): team_id for slug, team_id in ids.items()}


def _is_team(handle: str) -> bool:
    return "/" in handle and HANDLE.fullmatch(handle) is not None


def _lookup_advice(slugs: set[str]) -> str:
    """Return shell commands that print the ids."""
    commands = (f"gh api orgs/{slug.replace('/', '/teams/')} --jq .id" for slug in sorted(slugs))
    return 'Look each up and state it there as "org/team": id\n  ' + "\n  ".join(commands)


def _globs(workspace: Workspace, patterns: list[Pattern]) -> tuple[tuple[str, ...], set[str]]:
    """Return the globs of patterns, sorted, and the patterns that a ruleset cannot express."""
    globs: set[str] = set()
    inexpressible: set[str] = set()
    for pattern in patterns:
        converted = to_fnmatch(pattern)
        if converted is None:
            inexpressible.add(pattern.glob)
        else:
            globs.update(needed_globs(converted, pattern, workspace.files))
    return tuple(sorted(globs)), inexpressible


def _text(reviewers: list[_Reviewer]) -> str:
    required = [
        {"file_patterns": list(entry.globs), "minimum_approvals": 1, "reviewer": {"id": entry.team_id, "type": "Team"}}
        for entry in reviewers
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
