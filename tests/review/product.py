"""The product's answer in the words of the oracle, and in what the two may differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

from aiowners.review.reviewers.changed import newly_excluded
from aiowners.review.reviewers.changed_by_files import FileChange
from aiowners.review.reviewers.required import review
from aiowners.source import Source
from aiowners.workspace import Workspace, assemble
from tests.oracle.organisations import TODAY

from .oracle import Answer, Chain, Entries
from .promise import downstream_of, organization
from .revisions import File, Revision


@cache
def workspace(revision: Revision) -> Workspace:
    """A revision as the product reads it, without the manifests that its configuration excludes."""
    sources = [Source(path, text) for path, text in revision.texts.items()]
    return assemble(sources, today=TODAY, files=lambda: revision.tracked)


def product_review(
    forks: Sequence[Revision],
    base: Revision,
    head: Revision,
    files: Sequence[Iterable[File]],
    read: Callable[[Revision], Workspace] = workspace,
) -> Any:
    """The product's review of a change: the only call of it that these tests make."""
    changes = [[FileChange(*file) for file in listed] for listed in files]
    earlier = [read(fork) for fork in forks]
    lost = () if base in forks else newly_excluded(earlier, read(base), read(head), partial(_excludes, forks, head))
    kept = replace(base, exclude=(*base.exclude, *lost))
    return review(earlier, read(base), read(head), changes, kept=read(kept) if lost else None)


def _excludes(forks: Sequence[Revision], head: Revision, path: str) -> bool:
    return head.excludes(path) and not all(fork.excludes(path) for fork in forks)


def product_answer(
    forks: Sequence[Revision], base: Revision, head: Revision, files: Sequence[Iterable[File]]
) -> Answer:
    """The product's answer to a change."""
    return as_answer(product_review(forks, base, head, files))


def as_answer(found: Any) -> Answer:
    """A review of the product as an answer; names and handles that have an `@` are in lower case."""
    return Answer(
        changed={
            str(subject.key): (subject.owner and folded(subject.owner), sorted(subject.because))
            for subject in found.changed
        },
        required=entries(found.required),
        notify=entries(found.notified),
        handles={
            folded(reviewer.team): {
                host: {handle.casefold() for handle in handles} for host, handles in reviewer.handles.items() if handles
            }
            for reviewer in found.required
        },
        unreachable=sorted(folded(team) for team, _ in found.unreachable),
    )


def entries(reviewers: Iterable[Any]) -> Entries:
    """For each team its subjects, each with the reason and the chain."""
    listed = list(reviewers)
    found = {folded(one.team): {str(label): entry(*pair) for label, pair in one.reasons.items()} for one in listed}
    assert len(found) == len(listed), "a team is listed twice"
    return found


def entry(reason: object, chain: Iterable[object]) -> tuple[str, Chain]:
    """A reason, and a chain; one that leads nowhere is none."""
    steps = tuple(map(str, chain))
    return str(getattr(reason, "value", reason)), steps if len(steps) > 1 else ()


def folded(team: str) -> str:
    """A team's name; a handle that represents itself is the same in any case."""
    return team.casefold() if "@" in team else team


def differences(found: Answer, expected: Answer, forks: Sequence[Revision], base: Revision) -> list[str]:
    """In what the product's answer differs from the oracle's, beyond what the page leaves open.

    Open are the chains of all but downstream teams, the reasons of notified teams, and which files explain an
    indirect change. A base that is no fork point leaves open more teams that a model may lose: only what git makes
    of the merge says which.
    """
    stale = base not in forks
    candidates = lost_candidates((*forks, base)) if stale else {}
    return [
        *changed_differences(found, expected),
        *entry_differences("required", found.required, expected.required, candidates, expected.merged),
        *entry_differences("notify", found.notify, expected.notify, candidates, expected.merged, reasons=False),
        *(
            f"handles of {team}: {found.handles.get(team)} and not {handles}"
            for team, handles in expected.handles.items()
            if found.handles.get(team) != handles
        ),
        *unreachable_differences(found, expected, stale=stale),
    ]


def changed_differences(found: Answer, expected: Answer) -> list[str]:
    """How the changed subjects differ."""
    differing = (found.changed.keys() ^ expected.changed.keys()) - expected.merged
    wrong = [f"changed: {label}" for label in sorted(differing)]
    for label in sorted(found.changed.keys() & expected.changed.keys()):
        (owner, because), (right, files) = found.changed[label], expected.changed[label]
        if owner != right:
            wrong.append(f"owner of {label}: {owner} and not {right}")
        # A pointer that a claim may mean counts, though another claim means all that it can be seen to hold.
        seen = [path for path in because if path in files or not path.endswith(".dvc")]
        if not because or (label not in expected.indirect and seen != files):
            wrong.append(f"files of {label}: {because} and not {files}")
    return wrong


def entry_differences(
    kind: str,
    found: Entries,
    expected: Entries,
    candidates: Mapping[str, set[str]],
    merged: set[str],
    *,
    reasons: bool = True,
) -> list[str]:
    """How the teams of one list differ; more of the `candidates` may be lost. What only a merge changes is open."""
    wrong = []
    for team in sorted(found.keys() | expected.keys()):
        there, right = found.get(team, {}), expected.get(team, {})
        for label in sorted(there.keys() | right.keys()):
            if label in merged or (there.get(label, ("",))[0] == "lost" and team in candidates.get(label, set())):
                continue
            if label in there and label in right:
                (reason, chain), (other, steps) = there[label], right[label]
                same = reason == other and (chain == steps or other != "downstream")
                if same or not reasons:
                    continue
            wrong.append(f"{kind}: {team} for {label}: {there.get(label)} and not {right.get(label)}")
    return wrong


def unreachable_differences(found: Answer, expected: Answer, *, stale: bool) -> list[str]:
    """How the unreachable teams differ; with more teams, more may be unreachable."""
    more = found.required.keys() - expected.required.keys() if stale else set()
    wrong = {team for team in set(found.unreachable) ^ set(expected.unreachable) if team not in more}
    return [f"unreachable: {team}" for team in sorted(wrong)]


def lost_candidates(revisions: Iterable[Revision]) -> dict[str, set[str]]:
    """The teams that each model has downstream at these revisions."""
    found: dict[str, set[str]] = {}
    for org in (organization(revision, TODAY) for revision in revisions):
        for label in {thing.label for thing in org.things if thing.kind == "model"}:
            found.setdefault(label, set()).update(downstream_of(org, label))
    return found
