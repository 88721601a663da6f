"""What the page promises of every history, checked without the oracle: only the graph of each revision is used.

"Every team that is downstream of a changed model at any of the three revisions is in `required`, or in `notify`
with a waiver. Over any sequence of merged pull requests, every team that was downstream of a model when the first
one was opened had to review before the model changed without it."
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from tests.oracle.oracle import (
    PLACEHOLDERS,
    Organisation,
    Thing,
    addresses_of,
    carrier,
    downstream_owners,
    graph,
    is_party,
    owner_word,
    status,
    waived,
)

from .histories import History, PullRequest
from .oracle import Answer, organisation
from .revisions import Revision, difference

Evaluate = Callable[[PullRequest], Answer]


def unasked(pull: PullRequest, found: Answer, today: str) -> Iterator[str]:
    """Teams downstream of a changed model that neither must review nor are notified with a waiver."""
    orgs = [organization(revision, today) for revision in (*pull.forks, pull.base, pull.head)]
    changed = {label for label in found.changed if label.startswith("model:")}
    for fork in pull.forks:
        changed |= changed_models(fork, pull.head, today)
    for label in sorted(changed):
        waiving = teams_that_waived(organization(pull.base, today), label)
        for team in sorted({team for org in orgs for team in downstream_of(org, label)}):
            if not must_review(found, team, label) and not (notified(found, team, label) and team in waiving):
                yield f"{team} for {label}"


def bypassed(history: History, evaluate: Evaluate, today: str) -> Iterator[str]:
    """Teams without which a model changed, though they were downstream of it when a branch began before that."""
    waiting = downstream_pairs(organization(history.start, today))
    for number, pull in enumerate(history.merged):
        found = evaluate(pull)
        at_base = organization(pull.base, today)
        # The promise does not cover a retired model, and a retirement that was approved is the end of it.
        waiting = {pair for pair in waiting if not retired(at_base, pair.model)}
        waiting = {pair for pair in waiting if not had_its_say(found, at_base, pair)}
        changed = changed_models(pull.base, pull.result, today)
        for pair in sorted(waiting):
            if pair.model in changed:
                yield f"{pair.model} without {pair.team} in pull request {number}"
        # Any later sequence is one as well.
        waiting |= downstream_pairs(organization(pull.result, today))


class Pair(NamedTuple):
    """A team downstream of a model, with the handles that it has."""

    team: str
    model: str
    handles: tuple[str, ...]


def downstream_pairs(org: Organisation) -> set[Pair]:
    """Every team that is downstream of a model."""
    return {
        Pair(team, label, tuple(sorted(handles_of(org, team))))
        for label in models(org)
        for team in downstream_of(org, label)
    }


def had_its_say(found: Answer, base: Organisation, pair: Pair) -> bool:
    """Whether a pull request needs a team's review of a model or of a change of the team, or notifies it."""
    # "Only an approval under a handle that it had at the base [...] satisfies it": the team's, and not another's.
    if pair.handles and not set(pair.handles) & handles_of(base, pair.team):
        return False
    if must_review(found, pair.team, pair.model) or must_review(found, pair.team, f"team:{pair.team}"):
        return True
    return notified(found, pair.team, pair.model) and pair.team in teams_that_waived(base, pair.model)


def must_review(found: Answer, team: str, label: str) -> bool:
    """Whether a team is required for a subject."""
    return label in found.required.get(team, {})


def notified(found: Answer, team: str, label: str) -> bool:
    """Whether a team is to be notified of a subject."""
    return label in found.notify.get(team, {})


# The state of one revision.


@cache
def organization(revision: Revision, today: str) -> Organisation:
    """What the manifests of a revision declare."""
    return organisation(revision.declared, today)


def models(org: Organisation) -> list[str]:
    """Every declared model."""
    return sorted({thing.label for thing in org.things if thing.kind == "model"})


def declarations(org: Organisation, label: str) -> list[Thing]:
    """Every declaration of an entity."""
    return [thing for thing in org.things if thing.label == label]


def team_name(org: Organisation, word: str) -> str:
    """The name of a team by the directory of one revision."""
    return (carrier(org, word.strip()) or word.strip().casefold()) if "@" in word else word.strip()


def handles_of(org: Organisation, team: str) -> set[str]:
    """Every handle and address of a team, in lower case."""
    bodies = (body for _, name, body in org.teams if name == team)
    return {address.strip().casefold() for body in bodies for address in addresses_of(body)}


@cache
def downstream_of(org: Organisation, label: str) -> set[str]:
    """The teams downstream of a model."""
    web = graph(org)
    found = {spelled for thing in declarations(org, label) for spelled in downstream_owners(web, thing).values()}
    return {team_name(org, spelled.removeprefix("team:")) for spelled in found}


def teams_that_waived(org: Organisation, label: str) -> set[str]:
    """The teams with a waiver of a model that has not expired."""
    return {who.partition(" ")[2] for thing in declarations(org, label) for who in waived(org, thing) if is_party(who)}


def retired(org: Organisation, label: str) -> bool:
    """Whether a model is retired by all of its declarations."""
    found = declarations(org, label)
    return bool(found) and all(status(thing) == "retired" for thing in found)


# What surely changed.

KEYS = ("status", "access", "review_scope", "uses", "derived_from", "trained_on", "feedback", "retire_on")


def changed_models(before: Revision, after: Revision, today: str) -> set[str]:
    """Models that surely changed: removed, declared differently in the plainest keys, or with changed files."""
    then, now = organization(before, today), organization(after, today)
    files = [path for file in difference(before, after) for path in file.paths]
    found = set()
    for label in models(then):
        if declared(then, label) != declared(now, label):
            found.add(label)
        directories = [
            pattern.removeprefix("//")
            for thing in declarations(then, label)
            for pattern in thing.body.get("artifacts") or []
            if pattern.startswith("//weights/")
        ]
        if any(path.startswith(directory) for path in files for directory in directories):
            found.add(label)
    return found


def declared(org: Organisation, label: str) -> list[str]:
    """What the declarations of a model say under some keys, and who owns it."""
    found = []
    for thing in declarations(org, label):
        values = {key: settled(thing.body[key]) for key in KEYS if thing.body.get(key)}
        values.setdefault("status", "production")
        values.setdefault("review_scope", "transitive")
        # That the owner is disbanded is a change of the team, not of the model.
        word = (owner_word(thing) or "").strip()
        own = "" if word.lower() in PLACEHOLDERS else team_name(org, word)
        found.append(json.dumps([own, values], sort_keys=True))
    return sorted(found)


def settled(value: object) -> object:
    """A value without the order of lists, and without what is empty."""
    if isinstance(value, dict):
        return {key: settled(item) for key, item in value.items() if item}
    return sorted(value) if isinstance(value, list) else value
