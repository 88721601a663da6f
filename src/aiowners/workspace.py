"""Workspace: everything known about a repository, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from aiowners.filenames import is_manifest, is_misnamed
from aiowners.forge import Forge
from aiowners.graph.build import build
from aiowners.graph.nodes import Key
from aiowners.graph.references import paths
from aiowners.graph.review_policy import undeclared_downstream
from aiowners.graph.team_directory import handles
from aiowners.manifest.read import locate, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from aiowners.claims import Claim, Claims
    from aiowners.codeowners.file_index import FileIndex
    from aiowners.codeowners.file_owners import FileOwners
    from aiowners.codeowners.line import CodeOwners
    from aiowners.codeowners.ruleset import Ruleset
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.graph.graph import Graph
    from aiowners.graph.handles import TeamHandles
    from aiowners.graph.nodes import DeclaredNode, Node
    from aiowners.manifest.model import KeyPath, Manifest, Organization
    from aiowners.source import Location, Source
    from aiowners.tracked.tree import Tracked


# So many undeclared names are looked up as misspellings; more are none, and each costs a look at all names.
_MAX_SLIPS = 100


@dataclass(frozen=True)
class Workspace:
    """Everything that rules may read. `today` is YYYY-MM-DD, in UTC.

    `manifests` are sorted by path; `misnamed` are files that look like manifests and are not read.
    `others` are further files by path: CODEOWNERS, and the configuration of enforcement methods.
    `forge` is the code host, and `enforcement` are the methods that the configuration names.
    """

    manifests: tuple[Manifest, ...]
    misnamed: tuple[Source, ...]
    graph: Graph
    today: str
    list_files: Callable[[], Iterable[str]] | None = None
    others: Mapping[str, Source] = field(default_factory=dict)
    forge: Forge = Forge.GITHUB
    enforcement: tuple[str, ...] = ()
    _located: dict[tuple[int, KeyPath, bool], Location] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def codeowners(self) -> CodeOwners | None:
        """The CODEOWNERS file that the code host reads; None if there is none."""
        source = next((self.others[path] for path in self.forge.codeowners_paths if path in self.others), None)
        if source is None:
            return None
        from aiowners.codeowners.likely_mistakes import with_likely_mistakes
        from aiowners.codeowners.parse import parse

        return with_likely_mistakes(parse(source, self.forge), lambda: self.files)

    @cached_property
    def ruleset(self) -> Ruleset | None:
        """The same, as an index of the last matching rule for each path."""
        if self.codeowners is None:
            return None
        from aiowners.codeowners.ruleset import Ruleset

        return Ruleset(self.codeowners)

    @cached_property
    def winners(self) -> FileOwners | None:
        """The owners that CODEOWNERS gives the tracked files; None without that file."""
        if self.codeowners is None or self.ruleset is None:
            return None
        from aiowners.codeowners.file_owners import FileOwners

        return FileOwners(self.codeowners, self.ruleset, () if self.files is None else self.files.paths)

    @cached_property
    def handles(self) -> TeamHandles:
        """The handles of each team on the code host."""
        from aiowners.graph.handles import TeamHandles

        return TeamHandles(self.manifests, self.forge)

    @cached_property
    def tracked(self) -> Tracked | None:
        """The tracked entries, listed when they are first needed; None if they are not known."""
        from aiowners.tracked.tree import as_tracked

        return None if self.list_files is None else as_tracked(self.list_files())

    @cached_property
    def files(self) -> FileIndex | None:
        """The paths of the tracked entries, ready to be searched; None if they are not known."""
        from aiowners.codeowners.file_index import FileIndex

        return None if self.tracked is None else FileIndex(self.tracked.paths)

    @cached_property
    def applied(self) -> Claims:
        """The tracked entries that each claim applies to."""
        from aiowners.claims import Claims

        return Claims(self.claims, self.tracked)

    @cached_property
    def unread(self) -> frozenset[str]:
        """The words of all text that could not be read: a name among them may be declared there."""
        return frozenset().union(*(manifest.gaps.words for manifest in self.manifests))

    @cached_property
    def misnamed_declarations(self) -> dict[Key, list[Source]]:
        """The misnamed manifests that declare each entity or team. One that cannot be read declares nothing."""
        declarations: dict[Key, list[Source]] = {}
        for source in self.misnamed:
            manifest = read(source)
            for declaration in (*manifest.declarations, *manifest.teams):
                declarations.setdefault(Key(declaration.kind, declaration.name), []).append(source)
        return declarations

    def may_declare(self, key: Key) -> bool:
        """Whether an entity or a team that no manifest declares may be declared in text that is not read.

        That is text that could not be read, if it holds the name, or a misnamed manifest that declares it.
        """
        return key.name in self.unread or key in self.misnamed_declarations

    @cached_property
    def named_in_unread(self) -> dict[int, str]:
        """The numbers of the nodes that unread text names, and of all that these depend on, each with such a name."""
        if not self.unread:
            return {}
        named = [node for node in self.graph.nodes if node.key.name in self.unread]
        return {number: node.key.name for number, node in self.graph.upstream(named).items()}

    @cached_property
    def doubtful(self) -> dict[int, str]:
        """The same, and those that a misspelled name may mean: more may be downstream of them than the graph holds."""
        from aiowners.diagnostics.nearest import NameIndex

        names = self.graph.names
        known = {kind: NameIndex(names[kind]) for kind in names}
        doubtful = dict(self.named_in_unread)
        for slip in self.graph.dangling[:_MAX_SLIPS]:
            kind, name = slip.key.kind, slip.key.name
            if kind in known:
                nodes = [names[kind][near] for near in known[kind].nearest(name)]
                for number in self.graph.upstream(nodes):
                    doubtful.setdefault(number, name)
        return doubtful

    def may_be_unread(self, team: str) -> bool:
        """Whether text that could not be read may name a team, by its name or by one of its handles."""
        if not self.unread:
            return False
        declared = self.graph.directory.teams.get(team)
        names = (team, *(handles(declared) if declared is not None else ()))
        return any(name.rpartition("/")[2].lstrip("@") in self.unread for name in names)

    def may_own_downstream(self, node: Node, team: str) -> tuple[str, ...]:
        """Return the names by which a team may own something downstream of `node` that the graph does not know.

        They are undeclared owners, names in unread text, and misspelled names; empty if there are none.
        """
        names = undeclared_downstream(self.graph, node)
        if node.number in self.doubtful:
            names.append(self.doubtful[node.number])
        if self.may_be_unread(team):
            names.append(team)
        return tuple(names)

    def defects(self, rule: str) -> list[Diagnostic]:
        """Return the defects that reading the manifests reported under this rule."""
        return self._defects.get(rule, [])

    @cached_property
    def _defects(self) -> dict[str, list[Diagnostic]]:
        by_rule: dict[str, list[Diagnostic]] = {}
        for manifest in self.manifests:
            for defect in manifest.defects:
                by_rule.setdefault(defect.rule, []).append(defect)
        return by_rule

    @cached_property
    def organization(self) -> tuple[Manifest, Organization] | None:
        """The `organization` block that counts, the first by path, and the manifest that holds it."""
        return next(
            ((manifest, manifest.organization) for manifest in self.manifests if manifest.organization is not None),
            None,
        )

    @cached_property
    def claims(self) -> list[Claim]:
        """Every path pattern of every declaration, as one from the repository's root."""
        from aiowners.claims import Claim
        from aiowners.codeowners.pattern import rebase

        claims = []
        for node in self.graph.declared:
            key, globs = paths(node.declaration)
            directory = node.manifest.path.rpartition("/")[0]
            claims += [
                Claim(node, key, index, rebase(glob, directory))
                for index, glob in enumerate(globs)
                if glob and "://" not in glob
            ]
        return claims

    def locate(self, node: DeclaredNode, *path: str | int, key: bool = False) -> Location:
        """Return the location of `path` in a node's declaration; with `key`, that of the key; without a path, that of the name."""
        # Findings share places, and what lies far apart is parsed again each time.
        location = self._located.get((node.number, path, key))
        if location is None:
            top = (node.declaration.section, node.declaration.name)
            location = locate(node.manifest.source, (*top, *path), key=key or not path)
            self._located[node.number, path, key] = location
        return location

    def at(self, manifest: Manifest, path: KeyPath, *, key: bool = False) -> Location:
        """Return the location of the value (or the key) at `path` in a manifest."""
        return locate(manifest.source, path, key=key)


def assemble(
    sources: Iterable[Source],
    *,
    today: str | None = None,
    files: Callable[[], Iterable[str]] | None = None,
    forge: Forge = Forge.GITHUB,
    enforcement: Sequence[str] = (),
    known: Iterable[Manifest] = (),
) -> Workspace:
    """Read texts and build the graph over them: from disk, from an editor, or from an example.

    `sources` that are no manifests are kept as they are. `today` is YYYY-MM-DD; left out, it is the
    day in UTC. `files` lists the tracked entries, as `Tracked` or, if all are plain files, as paths
    from the root; it is called at most once, when it is first needed. `known` are manifests that
    were read before: one whose very source is among `sources` is not read again.
    """
    from datetime import UTC, datetime

    ordered = sorted(sources, key=lambda source: source.path)
    parsed = {manifest.source: manifest for manifest in known}
    manifests = tuple(parsed.get(s) or read(s) for s in ordered if is_manifest(s.path))
    misnamed = tuple(s for s in ordered if is_misnamed(s.path))
    day = today or datetime.now(UTC).date().isoformat()
    others = {s.path: s for s in ordered if not is_manifest(s.path) and not is_misnamed(s.path)}
    return Workspace(manifests, misnamed, build(manifests), day, files, others, forge, tuple(enforcement))
