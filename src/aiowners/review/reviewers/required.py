"""The change between revisions -> the teams that must review it, and those to notify, with the chains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from aiowners.graph.review_policy import downstream_owners, needs_domain_review
from aiowners.manifest.model import Feature, Model
from aiowners.review.reviewers.changed import Step, changed, differing_manifests, distinct, manifests_differ
from aiowners.review.reviewers.downstream import Chain, comes_before, downstream_names, folded, shortest_chains
from aiowners.review.reviewers.lost_dependencies import gained_teams, lost_teams
from aiowners.review.reviewers.merged_graph import merged
from aiowners.review.reviewers.waivers import Waivers, WaiversInEffect
from aiowners.review.unread_text import unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.graph.graph import Graph
    from aiowners.graph.nodes import Key, Node
    from aiowners.review.reviewers.also_required import AlsoRequired
    from aiowners.review.reviewers.changed import ChangedSubjects
    from aiowners.review.reviewers.changed_by_files import FileChange
    from aiowners.workspace import Workspace

# Why a team must review, or is notified. A team has one reason for each subject: the first of these that applies.
REASONS = ("owner", "downstream", "lost", "listed", "domain", "team", "waiver", "suppression", "enforcement")


class Subject(NamedTuple):
    """An entity or a team that changed: its owner, None without one, and the files that show the change."""

    key: Key
    owner: str | None
    because: tuple[str, ...]


class Reason(NamedTuple):
    """Why a team is required for a subject, one of `REASONS`.

    The chain begins with the subject and ends with what the team owns; it is empty if there is none.
    """

    kind: str
    chain: Chain = ()


class RequiredReviewer(NamedTuple):
    """A team, its handles by code host, and the subjects (`kind:name`) that it is required for, with the reasons."""

    team: str
    handles: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, Reason]


@dataclass(frozen=True, slots=True)
class Review:
    """What changed, and who must review it.

    `unreachable` are required teams that have no handle on the code host, with the reason. `errors`
    are the findings for manifests that could not be read at one of the revisions.
    """

    changed: tuple[Subject, ...]
    required: tuple[RequiredReviewer, ...]
    notified: tuple[RequiredReviewer, ...]
    unreachable: tuple[tuple[str, str], ...]
    errors: tuple[Diagnostic, ...]

    @property
    def only_notified(self) -> tuple[RequiredReviewer, ...]:
        """The teams to notify that need not review anything in the change: the others look at it anyway."""
        required = {reviewer.team for reviewer in self.required}
        return tuple(reviewer for reviewer in self.notified if reviewer.team not in required)


def review(
    forks: Sequence[Workspace],
    base: Workspace,
    head: Workspace,
    changes: Sequence[Iterable[FileChange]],
    *,
    kept: Workspace | None = None,
    merges: Iterable[Workspace] = (),
    also: Iterable[AlsoRequired] = (),
    listed: bool = False,
) -> Review:
    """Decide who must review a change: the union of what every revision requires.

    `forks` are the merge bases, each with the files that differ from it to the head in `changes`;
    `base` is the tip of the target branch. Each workspace has the teams and the configuration of its
    own revision, and a team is known by the name that it has there: no revision renames the teams of
    another. `kept` is the base without the manifests that the configuration of the head newly excludes,
    if there are any. `merges` are what the base becomes once the head is merged, if that is known. `also` are further required teams. `listed` is that of `changed`.
    """
    steps = [Step(fork, head, tuple(files)) for fork, files in zip(forks, changes, strict=True)]
    if kept is not None:
        steps.append(Step(base, kept, ()))
    steps += [Step(base, merge, differing_manifests(base, merge)) for merge in merges]
    request = _Request(forks, base, head)
    reasons = changed(steps, base, listed=listed)
    for key, why in reasons.items():
        if key.kind == "team":
            request.changed_team(key)
        else:
            request.changed_entity(key, declared=why.declared)
    if any(map(manifests_differ, steps)):
        request.lost(steps)
        request.waived_in_advance()
    for requirement in also:
        request.require(requirement.party, requirement.subject, Reason(requirement.reason))
    return request.answer(reasons)


class _Request:
    """The teams that a change requires and notifies, as they are collected."""

    def __init__(self, forks: Sequence[Workspace], base: Workspace, head: Workspace) -> None:
        self._forks, self._base, self._head = forks, base, head
        self._revisions = distinct((*forks, base, head))
        self._waivers = WaiversInEffect([fork.graph for fork in forks], base.graph, head.graph, head.today)
        self._required: dict[str, dict[str, Reason]] = {}
        self._notified: dict[str, dict[str, Reason]] = {}
        self._shown: dict[str, str] = {}

    def require(self, team: str, subject: Key | str, reason: Reason) -> None:
        """Require a team, by the name that any revision has for it."""
        self._add(self._required, team, str(subject), reason)

    def notify(self, team: str, subject: Key | str, reason: Reason) -> None:
        """Notify a team; one that is required for the same subject is not notified."""
        self._add(self._notified, team, str(subject), reason)

    def changed_entity(self, key: Key, *, declared: bool) -> None:
        """Require what each revision requires if this entity changes."""
        for workspace in self._revisions:
            nodes = workspace.graph.declarations.get(key, ())
            for node in nodes:
                if node.owner.named is not None:
                    self.require(node.owner.named, key, Reason("owner"))
                self._listed(workspace.graph, node, declared=declared)
            self._downstream(workspace.graph, key, nodes)

    def _listed(self, graph: Graph, node: Node, *, declared: bool) -> None:
        declaration = node.declaration
        if isinstance(declaration, Model) and isinstance(declaration.reviewers, tuple):
            self._named(graph, [reviewer.team for reviewer in declaration.reviewers], node.key, "listed")
        elif isinstance(declaration, Feature) and declared and needs_domain_review(declaration):
            self._named(graph, declaration.domain_reviewers, node.key, "domain")

    def _named(self, graph: Graph, texts: Iterable[str], key: Key, kind: str) -> None:
        for text in texts:
            name = graph.directory.resolve(text).named
            if name is not None:
                self.require(name, key, Reason(kind))

    def _downstream(self, graph: Graph, key: Key, nodes: Sequence[Node]) -> None:
        owners = {node.owner.named for node in nodes}
        known = downstream_owners if key.kind != "model" else downstream_names
        names = {folded(name): name for node in nodes for name in known(graph, node) - owners}
        for team, chain in shortest_chains(graph, nodes, names.keys()).items() if names else ():
            if key.kind != "model":
                self.notify(names[team], key, Reason("downstream", chain))
            elif self._waivers.excuse(key, team):
                self.notify(names[team], key, Reason("waiver", chain))
            else:
                self.require(names[team], key, Reason("downstream", chain))

    def changed_team(self, key: Key) -> None:
        """Require a team that changed, unless it is disbanded at every revision, and who owns its declarations."""
        declared = [
            (workspace, manifest, team)
            for workspace in self._revisions
            for manifest in workspace.manifests
            for team in manifest.teams
            if team.name == key.name
        ]
        if not all(team.disbanded for _, _, team in declared):
            self.require(key.name, key, Reason("team"))
        for workspace, manifest, _ in declared:
            owner = workspace.graph.directory.resolve(manifest.owner).named
            if owner is not None:
                self.require(owner, key, Reason("team"))

    def lost(self, steps: Sequence[Step]) -> None:
        """Require the teams that the change removes from a model's downstream teams."""
        pairs = [(step.before.graph, step.after.graph) for step in steps]
        if any(fork is not self._base for fork in self._forks):
            # What the base has gained since is lost only if the merge loses it, not because the head is older.
            pairs.append((self._base.graph, merged(self._forks, self._base, self._head)))
        for model, chains in lost_teams(pairs, self._base.graph):
            for team, chain in chains.items():
                add = self.notify if self._waivers.excuse(model, team) else self.require
                add(team, model, Reason("lost", chain))

    def waived_in_advance(self) -> None:
        """Require the teams that become downstream of a model for which they already have a waiver."""
        forks = [fork.graph for fork in self._forks]
        waivers = [Waivers(graph) for graph in (*forks, self._base.graph)]
        for model, teams in gained_teams(forks, self._head.graph):
            for team in teams:
                if any(waiver.holds(model, team, self._head.today) for waiver in waivers):
                    self.require(team, model, Reason("waiver"))

    def answer(self, reasons: Mapping[Key, ChangedSubjects]) -> Review:
        """Return the review of what was collected."""
        required = self._reviewers(self._required)
        notified = {
            team: kept
            for team, subjects in self._notified.items()
            if (
                kept := {
                    subject: why for subject, why in subjects.items() if subject not in self._required.get(team, ())
                }
            )
        }
        return Review(
            changed=tuple(Subject(key, self._owner(key), tuple(sorted(why.because))) for key, why in reasons.items()),
            required=required,
            notified=self._reviewers(notified),
            unreachable=tuple(
                (reviewer.team, self._unreachable(reviewer))
                for reviewer in required
                if self._base.forge.value not in reviewer.handles
            ),
            errors=unread(self._head, *self._revisions),
        )

    def _add(self, teams: dict[str, dict[str, Reason]], name: str, subject: str, reason: Reason) -> None:
        team = folded(name)
        self._shown[team] = min(name, self._shown.get(team, name))
        subjects = teams.setdefault(team, {})
        if subject not in subjects or _is_shown(reason, subjects[subject]):
            subjects[subject] = reason

    def _owner(self, key: Key) -> str | None:
        """Return the owner of what changed, at the head if it exists there; of a team, that of the manifest that declares it."""
        for workspace in (self._head, self._base, *self._revisions):
            if key.kind == "team":
                manifests = (
                    manifest
                    for manifest in workspace.manifests
                    if any(team.name == key.name for team in manifest.teams)
                )
                owners = [workspace.graph.directory.resolve(manifest.owner) for manifest in manifests]
            else:
                owners = [node.owner for node in workspace.graph.declarations.get(key, ())]
            if owners:
                name = next((name for owner in owners if (name := owner.party)), None)
                name = name or next((name for owner in owners if (name := owner.named)), None)
                return None if name is None else self._shown.get(folded(name), name)
        return None

    def _reviewers(self, teams: Mapping[str, Mapping[str, Reason]]) -> tuple[RequiredReviewer, ...]:
        handles = _handles(self._revisions)
        host = self._base.forge.value
        reviewers = (
            RequiredReviewer(
                self._shown[team],
                handles.get(team, {host: (self._shown[team],)} if "@" in team else {}),
                dict(sorted(teams[team].items())),
            )
            for team in teams
        )
        return tuple(sorted(reviewers, key=lambda reviewer: reviewer.team))

    def _unreachable(self, reviewer: RequiredReviewer) -> str:
        """Why a review cannot be requested on the code host."""
        host = self._base.forge.title
        if not any(reviewer.team in workspace.graph.directory.teams for workspace in self._revisions):
            return f"no manifest declares this team, so its {host} handle is unknown"
        return f"it has no {host} handle"


def _is_shown(reason: Reason, other: Reason) -> bool:
    """Whether a reason is shown rather than the other, of which a subject has one."""
    first, second = REASONS.index(reason.kind), REASONS.index(other.kind)
    return first < second or (first == second and comes_before(reason.chain, other.chain))


def _handles(revisions: Iterable[Workspace]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Every handle that each declared team has at any revision, by code host."""
    teams: dict[str, dict[str, tuple[str, ...]]] = {}
    for team in (team for workspace in revisions for manifest in workspace.manifests for team in manifest.teams):
        by_host = teams.setdefault(team.name, {})
        for host, handles in () if team.handles is None else team.handles._asdict().items():
            if handles:
                by_host[host] = tuple(dict.fromkeys((*by_host.get(host, ()), *handles)))
    return {team: by_host for team, by_host in teams.items() if by_host}
