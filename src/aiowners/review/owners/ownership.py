"""Answer questions about targets: owners, reviewers, dependencies, and CODEOWNERS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.codeowners.file_index import FileIndex
from aiowners.diagnostics.bounds import Allowance
from aiowners.graph.nodes import DeclaredNode
from aiowners.graph.review_policy import downstream_owners, is_shared, required_reviewers, waived
from aiowners.manifest.model import Model
from aiowners.review.owners.answer import Answer, ListedAs, Ownership, RequiredTeam, TeamToNotify
from aiowners.review.owners.codeowners_lines import claimed, disagreements, matched_lines
from aiowners.review.team_references import disbanded, instead, reviewing
from aiowners.tracked.pointers import PointerIndex, by_name, is_dvc_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from aiowners.graph.nodes import Edge, Key, Node
    from aiowners.manifest.model import Declaration
    from aiowners.review.owners.codeowners_lines import Disagreement, MatchedLine
    from aiowners.workspace import Workspace

_ANY_NAME = "any file"


class OwnershipQueries:
    """Questions about one workspace. Its methods raise OutputBoundError if an answer is too large to show."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._graph = workspace.graph
        self._reach = workspace.graph.reachability
        self._room = Allowance("the answer", len(workspace.graph.nodes))

    def of_path(self, path: str, *, directory: bool = False) -> Answer:
        """Return what claims the file at `path`, which need not exist, or anything in a `directory`.

        For a directory without tracked files, the CODEOWNERS line is that for a new file there.
        Paths are from the root, the root itself is `.`. The closest manifest comes first: of those
        above the path the deepest, then all others by path, each as written. A declaration whose
        claim another one's more specific claim replaces is left out.
        """
        below = self._below(path) if directory else []
        files = below or [_file_in(path) if directory else path]
        file_of = {probe: file for file in files for probe in self._real_paths(file)}
        if below:
            file_of[f"{path}/"] = path
        index, applied = FileIndex(file_of), self._workspace.applied
        # A `.dvc` file that is not tracked yet is known by its name.
        untracked = PointerIndex(by_name(file) for file in files if is_dvc_file(file) and not self._is_tracked(file))
        claiming: dict[DeclaredNode, set[str]] = {}
        for claim in self._workspace.claims:
            probes = {probe for start, end in applied.runs(claim, index) for probe in index.paths[start:end]}
            probes.update(pointer.entry for pointer in applied.pointed(claim, untracked))
            if probes:
                claiming.setdefault(claim.node, set()).update(file_of[probe] for probe in probes)
        nodes = sorted(claiming, key=lambda node: _closeness(node, path))
        differs = [
            disagreement
            for node in nodes
            for disagreement in disagreements(self._workspace, node, sorted(claiming[node].intersection(files)))
        ]
        lines = matched_lines(self._workspace, files)
        if directory and not below:
            # The name of the file is made up: what is said is true of the directory.
            for disagreement in differs:
                disagreement.files[:] = [f"{path}/"]
        return Answer(path, tuple(map(self.known, nodes)), len(files), lines, tuple(differs), self._nameless(nodes))

    def of_thing(self, key: Key) -> Answer:
        """Return the ownership of an entity: of each of its declarations, or of its uses if there is none.

        An identifier that is used as a name means the models that have it.
        """
        nodes = [node for node in self._graph.resolve(key) if isinstance(node, DeclaredNode)]
        known = tuple(map(self.known, nodes)) or (self._undeclared(key),)
        return Answer(str(key), known, *self._codeowners(nodes))

    def of_provider(self, provider: str) -> Answer:
        """Return the models that a vendor provides, and the teams to notify of its announcements."""
        models = self._graph.models()
        nodes = [node for node, model in models if (model.provider or "").casefold() == provider.casefold()]
        chains: dict[str, dict[Key, tuple[Key, ...]]] = {}
        for node in nodes:
            # Who has waived the review of the company's own changes still hears of the vendor's.
            for party, edges in required_reviewers(self._graph, node).required.items():
                chains.setdefault(party, {}).setdefault(node.key, _chain(node, edges))
        notified = tuple(TeamToNotify(team, self._handles(team), chains[team]) for team in sorted(chains))
        return Answer(
            f"provider:{provider}", tuple(map(self.known, nodes)), *self._codeowners(nodes), notified=notified
        )

    def of_team(self, team: str) -> Answer:
        """Return what a team owns, co-owns, must review, and is notified of, and the CODEOWNERS lines for what it owns."""
        about = [node for node in self._graph.declared if self._concerns(node, team)]
        owned = [node for node in about if node.owner.party == team]
        return Answer(f"team:{team}", tuple(map(self.known, about)), *self._codeowners(owned), team=team)

    def known(self, node: DeclaredNode) -> Ownership:
        """Return the ownership of one declaration."""
        declaration, graph = node.declaration, self._graph
        reviewers = required_reviewers(graph, node, waived(graph, node, self._workspace.today), declared=True)
        co_owners = graph.directory.parties(declaration.co_owners)
        listing = self._listing(declaration)
        upstream, downstream = self._reach.upstream(node), self._reach.downstream(node)
        for names in (co_owners, reviewers.required, reviewers.notified):
            self._room.take(names)
        self._room.take(key.name for keys in (upstream, downstream) for key in keys)
        return Ownership(
            node.key,
            node.owner.party,
            instead(node),
            tuple(sorted(co_owners)),
            tuple(
                RequiredTeam(party, listing(party), _chain(node, edges))
                for party, edges in sorted(reviewers.required.items())
                if party != node.owner.party
            ),
            tuple(sorted(reviewers.notified.keys() - {node.owner.party})),
            _by_name(upstream),
            _by_name(downstream),
            declaration.kind == "model" and not node.owner_unsure and is_shared(graph, node),
            self._workspace.locate(node),
            disbanded=disbanded(self._graph, node),
        )

    def _listing(self, declaration: Declaration) -> Callable[[str], ListedAs]:
        reviewers = self._graph.directory.parties(reviewing(declaration))
        co_owners = self._graph.directory.parties(declaration.co_owners)
        computed = isinstance(declaration, Model) and declaration.reviewers == "downstream"

        def of(party: str) -> ListedAs:
            if party in reviewers:
                return ListedAs.NAMED
            if party in co_owners:
                return ListedAs.CO_OWNER
            return ListedAs.COMPUTED if computed else ListedAs.MISSING

        return of

    def _undeclared(self, key: Key) -> Ownership:
        mention = next(mention for mention in self._graph.unresolved if mention.key == key)
        node = self._graph.first.get(key)
        downstream = () if node is None else _by_name(self._reach.downstream(node))
        shared = node is not None and key.kind == "model" and is_shared(self._graph, node)
        location = self._workspace.locate(mention.user, *mention.path)
        return Ownership(key, None, "declared nowhere", (), (), (), (), downstream, shared, location, declared=False)

    def _concerns(self, node: DeclaredNode, team: str) -> bool:
        declaration = node.declaration
        named_there = self._graph.directory.parties((*declaration.co_owners, *reviewing(declaration)))
        if team in named_there or team == (node.owner.party or disbanded(self._graph, node)):
            return True
        return declaration.kind == "model" and team in downstream_owners(self._graph, node)

    def _codeowners(
        self, nodes: Sequence[DeclaredNode]
    ) -> tuple[int, tuple[MatchedLine, ...], tuple[Disagreement, ...], tuple[str, ...]]:
        """Return the number of files claimed, the CODEOWNERS lines for them, disagreements, and owners without a handle."""
        if self._workspace.ruleset is None:
            return 0, (), (), ()
        files = claimed(self._workspace, nodes)
        differs = [disagreement for node in nodes for disagreement in disagreements(self._workspace, node, files[node])]
        nameless = self._nameless([node for node in nodes if files[node]])
        together = sorted(set().union(*files.values()))
        return len(together), matched_lines(self._workspace, together), tuple(differs), nameless

    def _nameless(self, nodes: Iterable[Node]) -> tuple[str, ...]:
        if self._workspace.ruleset is None:
            return ()
        owners = {node.owner.party for node in nodes if node.owner.party is not None}
        return tuple(sorted(owner for owner in owners if not self._workspace.handles.knows(owner)))

    def _real_paths(self, file: str) -> Iterator[str]:
        """Yield a file and, if links lead to it, its real path."""
        yield file
        real = self._workspace.applied.links.real("", file)
        if real is not None and real != file:
            yield real

    def _is_tracked(self, path: str) -> bool:
        return self._workspace.files is not None and path in self._workspace.files

    def _below(self, path: str) -> list[str]:
        files = self._workspace.files
        return [] if files is None else list(files.below("" if path == "." else f"{path}/"))

    def _handles(self, team: str) -> Mapping[str, tuple[str, ...]]:
        declared = self._graph.directory.teams.get(team)
        if declared is None or declared.handles is None:
            return {}
        return {forge: names for forge, names in declared.handles._asdict().items() if names}


def _file_in(directory: str) -> str:
    """Return a path in a directory, with a name that only patterns for every file match; `.` is the root."""
    return _ANY_NAME if directory == "." else f"{directory}/{_ANY_NAME}"


def _closeness(node: DeclaredNode, path: str) -> tuple[int, str, int]:
    manifest = node.manifest.path
    directory = manifest[: manifest.rfind("/") + 1]
    above = directory.count("/") if f"{path}/".startswith(directory) else -1
    return -above, manifest, node.number


def _chain(node: Node, edges: Iterable[Edge]) -> tuple[Key, ...]:
    return node.key, *(edge.target.key for edge in edges)


def _by_name(keys: Iterable[Key]) -> tuple[Key, ...]:
    return tuple(sorted(keys, key=str))
