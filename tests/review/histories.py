"""Random histories: branches that are edited at the same time, and merged one after the other."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.organisations import PLAIN_TEAMS

from .changes import EDITS, FILE_EDITS, Editor, bodies, has_identifiers, random_revision
from .revisions import File, Revision, Tree, difference, merge

# What an insider would do to lose a reviewer, apart from what is in every random change.
CUTS = (
    "drop_edge", "drop_edge", "drop_edge", "hand_over", "pass_file_on", "disband", "take_over", "swap_handles",
    "rename_team", "remove_team", "exclude_directory", "move_manifest", "restate", "narrow", "waive", "revoke",
    "leave", "move", "drop_manifest",
)  # fmt: skip
# What leads to the teams that are downstream in two ways.
DOUBLE = ("cut", "cut", "cut", "cut_owner")


@dataclass(frozen=True, eq=False)
class Commit:
    """A revision and the commits that it was made from."""

    revision: Revision
    parents: tuple[Commit, ...] = ()


@dataclass(frozen=True, eq=False)
class PullRequest:
    """A branch when it was merged: every merge base, the tip of the target branch, the head, and the result."""

    forks: tuple[Revision, ...]
    base: Revision
    head: Revision
    files: tuple[list[File], ...]
    result: Revision


@dataclass
class History:
    """The revision at which the first branch began, and the pull requests in the order of their merges."""

    start: Revision
    merged: list[PullRequest] = field(default_factory=list)
    edits: list[str] = field(default_factory=list)


def random_history(seed: int) -> History:
    """A history of a random organization; its last pull request changes the files of every model."""
    return _Historian(seed).history()


def ancestors(commit: Commit) -> dict[Commit, None]:
    """A commit and everything that it was made from."""
    found: dict[Commit, None] = {}
    waiting = [commit]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = None
            waiting += one.parents
    return found


def merge_bases(one: Commit, other: Commit) -> list[Commit]:
    """The common ancestors of two commits that are no ancestors of another common one."""
    there = ancestors(other)
    common = [commit for commit in ancestors(one) if commit in there]
    return [commit for commit in common if not any(commit in ancestors(more) for more in common if more is not commit)]


def merge_commits(base: Commit, head: Commit) -> Revision | None:
    """What git makes of a merge; None if it conflicts."""
    fork = _virtual(merge_bases(base, head))
    if fork is None:
        return None
    result, clean = merge(fork, base.revision, head.revision)
    return result if clean else None


def _virtual(bases: list[Commit]) -> Revision | None:
    """Several merge bases, merged into one as git does it."""
    first, *others = bases
    found = first
    for other in others:
        revision = merge_commits(found, other)
        if revision is None:
            return None
        found = Commit(revision, (found, other))
    return found.revision


class _Historian:
    """A history in the making."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"history {seed}")
        self.seed = seed
        start = random_revision(seed, self.rng.randint(3, 10))
        for number in range(self.rng.choice((1, 1, 2))):
            self.double(start.manifests, number)
        models = [body for _, section, _, body in bodies(start.manifests) if section == "models"]
        files = dict(start.files)
        for number, body in enumerate(models):
            body["artifacts"] = [*body.get("artifacts", []), f"//weights/{number}/"]
            files[f"weights/{number}/w.bin"] = "1"
        self.main = Commit(Revision(start.manifests, files))
        self.found = History(self.main.revision)
        self.branches: list[Commit] = []

    def double(self, tree: Tree, number: int) -> None:
        """A model, and a team that is downstream of it in two ways: neither alone is the end of it."""
        teams = sorted({team for data in tree.values() for team in data.get("teams", {})}) or list(PLAIN_TEAMS)
        own, team = self.rng.choice(teams), self.rng.choice(teams)
        model, hop, leaf = f"base-{number}", f"hop-{number}", f"leaf-{number}"

        def declare(section: str, name: str, body: dict[str, Any]) -> None:
            body = {"kind": "index", **body} if section == "assets" else body
            self.rng.choice(list(tree.values())).setdefault(section, {})[name] = body

        declare("models", model, {"owner": own, **self.rng.choice(({}, {"reviewers": "downstream"}))})
        ends: list[dict[str, Any]] = [
            {"uses": {"models": [model]}},
            {"uses": {"assets": [hop]}},
            {"uses": {"assets": [hop], "models": [model]}},
            {"uses": {"models": [model]}, "evaluation": {"judges": [model]}},
            {"uses": {"assets": [hop, f"{hop}-other"]}},
        ]
        declare("assets", hop, {"owner": self.rng.choice((own, *teams)), "uses": {"models": [model]}})
        declare("assets", f"{hop}-other", {"owner": own, "uses": {"models": [model]}})
        for name in (leaf, f"{leaf}-other")[: self.rng.choice((1, 1, 2))]:
            owner = {} if self.rng.random() < 0.3 else {"owner": team}
            declare("features", name, {**owner, **self.rng.choice(ends)})

    def history(self) -> History:
        """Branches of the start and of later commits, merges between them, and merges into the main branch."""
        self.branches = [self.main] * self.rng.choice((1, 2, 2, 3, 4))
        for index in range(len(self.branches)):
            self.commit(index)
        for _ in range(self.rng.choice((0, 1, 3, 6))):
            self.rng.choice((self.commit, self.commit, self.update, self.cross, self.land))()
        while self.branches:
            self.land()
        self.branches = [self.main]
        self.train()
        self.land()
        return self.found

    def commit(self, index: int = -1) -> None:
        """A commit on a branch; without an index on some branch, now and then on a new one."""
        if not self.branches or (index < 0 and self.rng.random() < 0.2):
            self.branches.append(self.main)
        if index < 0:
            index = self.rng.randrange(len(self.branches))
        editor = Editor(self.rng, self.branches[index].revision)
        edits = self.rng.choice((DOUBLE, DOUBLE, CUTS, CUTS, tuple(EDITS)))
        self.found.edits += editor.edit_some(edits, self.rng.choice((1, 1, 1, 2)))
        if self.rng.random() < 0.3:
            self.found.edits += editor.edit_some(FILE_EDITS, 1)
        if has_identifiers(self.seed):
            self.found.edits += editor.identify_some(f"identifiers {self.seed} {len(self.found.edits)}")
        self.branches[index] = Commit(editor.revision(), (self.branches[index],))

    def train(self) -> None:
        """A commit that changes the files of every model."""
        before = self.branches[0].revision
        files = {path: "2" if path.startswith("weights/") else content for path, content in before.files.items()}
        after = Revision(before.manifests, files, before.exclude, before.styles)
        self.branches[0] = Commit(after, (self.branches[0],))

    def update(self) -> None:
        """The main branch merged into a branch."""
        if self.branches:
            index = self.rng.randrange(len(self.branches))
            self.branches[index] = _merged(self.branches[index], self.main)

    def cross(self) -> None:
        """Two branches merged into each other: they have several merge bases from now on."""
        if len(self.branches) > 1:
            one, other = self.rng.sample(range(len(self.branches)), 2)
            first, second = self.branches[one], self.branches[other]
            self.branches[one], self.branches[other] = _merged(first, second), _merged(second, first)

    def land(self) -> None:
        """A branch merged into the main branch, unless it conflicts."""
        if not self.branches:
            return
        branch = self.branches.pop(self.rng.randrange(len(self.branches)))
        if branch in ancestors(self.main):
            return
        result = merge_commits(self.main, branch)
        if result is None:
            return
        forks = tuple(commit.revision for commit in merge_bases(self.main, branch))
        files = tuple(difference(fork, branch.revision) for fork in forks)
        self.found.merged.append(PullRequest(forks, self.main.revision, branch.revision, files, result))
        self.main = Commit(result, (self.main, branch))


def _merged(into: Commit, other: Commit) -> Commit:
    """A branch with another merged into it, or as it was if they conflict or there is nothing to merge."""
    if other in ancestors(into):
        return into
    revision = merge_commits(into, other)
    return into if revision is None else Commit(revision, (into, other))
