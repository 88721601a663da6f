"""Changed things -> the teams that must review the change, and those to be told, with the chains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from aiowners.graph.graph import Key
from aiowners.graph.parties import Standing
from aiowners.graph.reviewers import asked, waived
from aiowners.manifest.model import Feature, Model
from aiowners.review.changes import changed
from aiowners.review.names import Names
from aiowners.review.unread import unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.graph.graph import Edge, Graph, Node
    from aiowners.review.changes import Changed, FileChange
    from aiowners.workspace import Workspace

Chain = tuple[Key, ...]


class Subject(NamedTuple):
    """A thing that changed: who owns it, None where nobody does, and the files that say so."""

    key: Key
    owner: str | None
    because: tuple[str, ...]


class Reviewer(NamedTuple):
    """A team, its handles by forge, and for which changed things it is asked, each with a chain.

    A chain begins with the changed thing and ends with what the team owns; it is the thing alone
    where the team owns it, is named by it, or uses it from another repository.
    """

    team: str
    handles: Mapping[str, tuple[str, ...]]
    chains: Mapping[Key, Chain]


@dataclass(frozen=True, slots=True)
class Review:
    """What changed and whom that asks.

    `unreachable` are required teams that the forge has no name for, with the reason. `unknown` are
    names of owners and reviewers of what changed that no manifest declares: nobody can be asked for
    them. `errors` say what could not be read at either end.
    """

    changed: tuple[Subject, ...]
    required: tuple[Reviewer, ...]
    notified: tuple[Reviewer, ...]
    unreachable: tuple[tuple[str, str], ...]
    errors: tuple[Diagnostic, ...]
    unknown: tuple[str, ...] = ()


def review(base: Workspace, head: Workspace, files: Iterable[FileChange], *, listed: bool = False) -> Review:
    """Who must look at a change: what either side asks for, so that no change drops its own reviewer.

    A waiver counts only where the base has it, and the head has not taken it back, on the day of
    the head's workspace. `listed` as for `changed`.
    """
    found = changed(base, head, files, listed=listed)
    names = Names(base.graph, head.graph)
    before, after = _by_key(base.graph), _by_key(head.graph)
    required: dict[str, dict[Key, Chain]] = {}
    notified: dict[str, dict[Key, Chain]] = {}
    for key, reasons in found.items():
        agreed = {names.shown(party) for node in before.get(key, ()) for party in waived(base.graph, node, head.today)}
        for graph, nodes in ((base.graph, before.get(key, ())), (head.graph, after.get(key, ()))):
            for node in nodes:
                excused = {party for party in waived(graph, node, head.today) if names.shown(party) in agreed}
                whom = asked(graph, node, excused, declared=reasons.declared)
                _add(required, key, whom.required, names)
                _add(notified, key, whom.notified, names)
    told = {
        team: left
        for team, chains in notified.items()
        if (left := {key: chain for key, chain in chains.items() if key not in required.get(team, ())})
    }
    reviewers = _reviewers(required, base, head)
    return Review(
        changed=tuple(_subject(key, reasons, after.get(key) or before[key], names) for key, reasons in found.items()),
        required=reviewers,
        notified=_reviewers(told, base, head),
        unreachable=tuple((one.team, _why(one, head)) for one in reviewers if head.forge.value not in one.handles),
        errors=unread(head, base),
        unknown=tuple(
            sorted(
                {
                    name
                    for side, nodes in ((base, before), (head, after))
                    for key in found
                    for name in _unknown(side, nodes.get(key, ()))
                }
            )
        ),
    )


def _by_key(graph: Graph) -> dict[Key, list[Node]]:
    found: dict[Key, list[Node]] = {}
    for node in graph.declared:
        found.setdefault(node.key, []).append(node)
    return found


def _add(found: dict[str, dict[Key, Chain]], key: Key, parties: Mapping[str, tuple[Edge, ...]], names: Names) -> None:
    """Keep the shortest chain to each party, and of equally short ones the least."""
    for party, edges in parties.items():
        chain = (key, *(edge.target.key for edge in edges))
        chains = found.setdefault(names.shown(party), {})
        if key not in chains or _comes_before(chain, chains[key]):
            chains[key] = chain


def _comes_before(chain: Chain, other: Chain) -> bool:
    if len(chain) != len(other):
        return len(chain) < len(other)
    return chain != other and [*map(str, chain)] < [*map(str, other)]


def _subject(key: Key, reasons: Changed, nodes: Iterable[Node], names: Names) -> Subject:
    owner = next((node.owner.party for node in nodes if node.owner.party is not None), None)
    return Subject(key, None if owner is None else names.shown(owner), tuple(sorted(reasons.because)))


def _reviewers(found: Mapping[str, Mapping[Key, Chain]], base: Workspace, head: Workspace) -> tuple[Reviewer, ...]:
    # Both sides' handles: a change of a handle does not send the request to somebody else.
    carried = _handles(base, head)
    return tuple(
        Reviewer(
            team,
            carried.get(team, {head.forge.value: (team,)} if "@" in team else {}),
            dict(sorted(found[team].items(), key=_by_name)),
        )
        for team in sorted(found)
    )


def _by_name(pair: tuple[Key, Chain]) -> str:
    return str(pair[0])


def _handles(*sides: Workspace) -> dict[str, dict[str, tuple[str, ...]]]:
    """What each team is called on each forge, by all of its declarations."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for team in (team for side in sides for manifest in side.manifests for team in manifest.teams):
        names = found.setdefault(team.name, {})
        for forge, handles in () if team.handles is None else team.handles._asdict().items():
            if handles:
                names[forge] = tuple(dict.fromkeys((*names.get(forge, ()), *handles)))
    return {team: names for team, names in found.items() if names}


def _unknown(workspace: Workspace, nodes: Iterable[Node]) -> Iterator[str]:
    """Names by which something names its owner or its reviewers, and which no manifest declares."""
    resolve = workspace.graph.directory.resolve
    for node in nodes:
        texts = [node.owner.text]
        if isinstance(node.declaration, Model) and isinstance(node.declaration.reviewers, tuple):
            texts += [reviewer.team for reviewer in node.declaration.reviewers]
        elif isinstance(node.declaration, Feature):
            texts += node.declaration.domain_reviewers
        yield from (text.strip() for text in texts if resolve(text).standing is Standing.UNKNOWN)


def _why(reviewer: Reviewer, head: Workspace) -> str:
    """Why a team cannot be asked on the forge."""
    forge = head.forge.title
    if reviewer.team not in head.graph.directory.teams:
        return f"no manifest declares it, so nobody knows what {forge} calls it"
    return f"it has no handle for {forge}"
