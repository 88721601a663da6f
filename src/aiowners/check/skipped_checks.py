"""Skipped checks: what caused them, and a finding for each cause that the report does not show."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from aiowners.check.settings import severity
from aiowners.diagnostics.bounds import shortened
from aiowners.diagnostics.diagnostic import Cause, Diagnostic, Severity, Skipped, SkippedCheck
from aiowners.filenames import MANIFEST
from aiowners.graph.nodes import DeclaredNode, Key
from aiowners.graph.references import team_references
from aiowners.graph.team_directory import OwnerStatus, handles
from aiowners.manifest.decoding import WORD
from aiowners.manifest.model import ENTITIES
from aiowners.rules.skipped_check import skipped_check
from aiowners.source import Location, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from aiowners.check.settings import Settings
    from aiowners.diagnostics.diagnostic import CauseKey
    from aiowners.diagnostics.rule import Rule
    from aiowners.graph.nodes import Mention
    from aiowners.graph.references import TeamReference
    from aiowners.manifest.model import Manifest
    from aiowners.workspace import Workspace

# Of the causes of one check. Each of them has to be in the report, so that the first ones are enough.
_MAX_CAUSES = 10
_MAX_LISTED = 20
# The rules that look for a team by its handles.
_BY_HANDLE = frozenset(("codeowners-missing-owner", "codeowners-missing-reviewer", "unguarded-manifest"))


def skipped_checks(
    workspace: Workspace, skipped_by_rules: Iterable[Skipped], rules: Mapping[str, Rule], settings: Settings
) -> tuple[SkippedCheck, ...]:
    """Return the checks that rules skipped, each once, with their causes and the severity that the settings give them.

    A check that the settings turn off is not among them. `rules` are by name.
    """
    merged: dict[tuple[str, str | None, str | None], list[Skipped]] = {}
    for skipped in skipped_by_rules:
        merged.setdefault((skipped.rule, skipped.subject, skipped.about), []).append(skipped)
    if not merged:
        return ()
    causes = _Causes(workspace)
    checks = []
    for (rule, subject, about), same in merged.items():
        paths, reasons = causes.paths(same[0]), causes.of(same)
        own = max((skipped.severity or rules[rule].severity for skipped in same), key=_rank)
        given = _given(settings, rules[rule], own, paths or causes.all_paths)
        if given is not None and reasons:
            checks.append(SkippedCheck(rule, subject, about, given, paths, reasons))
    return tuple(checks)


def _rank(level: Severity) -> int:
    return level.rank


def _given(settings: Settings, rule: Rule, own: Severity, paths: Iterable[str]) -> Severity | None:
    """Return the highest severity that a finding of `rule` would have in one of the files; None if it is off in all."""
    levels = {severity(settings, rule, path, own) for path in paths} - {None}
    return max((level for level in levels if level is not None), key=_rank, default=None)


def unreported(checks: Iterable[SkippedCheck], shown: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return a finding of `skipped-check` for each cause that `shown` does not hold at the severity of its checks or above."""
    ranks: dict[CauseKey, int] = {}
    for diagnostic in shown:
        for location in (diagnostic.location, *(label.location for label in diagnostic.related)):
            key = (diagnostic.rule, location.path, location.span)
            ranks[key] = max(ranks.get(key, -1), diagnostic.severity.rank)
    hidden: dict[CauseKey, tuple[Cause, list[SkippedCheck]]] = {}
    for check in checks:
        for cause in check.causes:
            if ranks.get(cause.key, -1) < check.severity.rank:
                hidden.setdefault(cause.key, (cause, []))[1].append(check)
    return sorted((shortened(_finding(cause, skipped)) for cause, skipped in hidden.values()), key=_order)


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.order


def _finding(cause: Cause, checks: Sequence[SkippedCheck]) -> Diagnostic:
    listed = sorted(check.words for check in checks)
    more = f", and {len(listed) - _MAX_LISTED} more" if len(listed) > _MAX_LISTED else ""
    number = f"{len(listed)} check{'s' * (len(listed) != 1)}"
    verb = "were" if len(listed) != 1 else "was"
    return skipped_check.at(
        cause.location,
        f"{number} {verb} skipped because {cause.reason}",
        subject=cause.subject,
        about=cause.about,
        anchor=cause.rule or "",
        label="no other finding reports this" if cause.rule is None else f"`{cause.rule}` does not report this",
        help=f"fix this, or turn off the rules that were skipped: {', '.join(listed[:_MAX_LISTED])}{more}",
        severity=max((check.severity for check in checks), key=_rank),
    )


class _Defects(NamedTuple):
    """What was wrong with a manifest: by declaration, by the words at the location, and the first ones."""

    by_subject: dict[str | None, list[Diagnostic]]
    by_word: dict[str, list[Diagnostic]]
    first: list[Diagnostic]


class _Causes:
    """What keeps checks from being made, looked up by what they rest on.

    The causes of a check are those that it names; else those of the names that it rests on; else what
    is unknown of its subject and its about. Any of them, in the report, fails the run like the check.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._graph = workspace.graph
        self._defects_of: dict[Manifest, _Defects] = {}
        self._known: dict[str, tuple[Cause, ...]] = {}

    def of(self, checks: Sequence[Skipped]) -> tuple[Cause, ...]:
        """Return the first causes of a check, which rules have skipped for one or several reasons.

        At least one, unless there is nothing to check.
        """
        causes: dict[CauseKey, Cause] = {}
        for check in checks:
            certain = self._first((self._stated, self._around), check)
            if certain or (check.rule in _BY_HANDLE and self._lacks_handle(check)):
                causes |= certain
            else:
                causes |= self._first((self._unread_anywhere, self._slips, self._unclear), check)
        return tuple(causes.values())

    @staticmethod
    def _first(tiers: Iterable[Callable[[Skipped], Iterator[Cause]]], check: Skipped) -> dict[CauseKey, Cause]:
        """Return the causes of the first tier that has any."""
        each = ({cause.key: cause for cause in islice(tier(check), _MAX_CAUSES)} for tier in tiers)
        return next(filter(None, each), {})

    @cached_property
    def all_paths(self) -> frozenset[str]:
        """The paths of all manifests, and the root."""
        return frozenset(("", *(manifest.path for manifest in self._workspace.manifests)))

    def paths(self, check: Skipped) -> frozenset[str]:
        """Return the files that the finding could have been in; none if they are not known."""
        if check.path is not None:
            return frozenset((check.path,))
        if check.subject is None:
            return frozenset()
        key = Key.of(check.subject)
        if key.kind == "team":
            return frozenset(manifest.path for manifest in self._teams.get(key.name, ()))
        nodes: Sequence[DeclaredNode] = self._graph.declarations.get(key, ())
        if not nodes and (node := self._graph.first.get(key)) is not None:
            nodes = [self._graph.declared[number] for number in self._graph.users[node.number]]
        return frozenset(node.manifest.path for node in nodes)

    # --- tiers --------------------------------------------------------------------------------

    def _stated(self, check: Skipped) -> Iterator[Cause]:
        yield from check.causes
        for name in check.names:
            yield from self._named(name)

    def _around(self, check: Skipped) -> Iterator[Cause]:
        keys = [Key.of(text) for text in dict.fromkeys((check.subject, check.about)) if text is not None]
        for key in keys:
            for node in self._graph.declarations.get(key, ()):
                yield from self._about(node)
            if key.kind == "team":
                yield from self._about_team(key.name)
        for key in keys:
            yield from self._named(key.name)

    def _lacks_handle(self, check: Skipped) -> bool:
        """Whether a team of the check, or an owner of its subject, has no handle that the code host reads.

        CODEOWNERS cannot name such a team, so there is nothing to check; `unreachable-reviewer` reports it.
        """
        keys = [Key.of(text) for text in (check.subject, check.about) if text is not None]
        parties = {key.name for key in keys if key.kind == "team"}
        resolve = self._graph.directory.resolve
        for node in (node for key in keys for node in self._graph.declarations.get(key, ())):
            owners = (node.owner, *map(resolve, node.declaration.co_owners))
            parties |= {owner.party for owner in owners if owner.party is not None}
        handles = self._workspace.handles
        return any(not handles.knows(party) and not handles.may_be_unread(party) for party in parties)

    def _slips(self, check: Skipped) -> Iterator[Cause]:
        """Names of what no manifest declares: one of them may mean the subject or the about."""
        kinds = {Key.of(text).kind for text in (check.subject, check.about) if text is not None}
        for mention in self._graph.unresolved:
            if mention.key.kind in kinds:
                yield from self._mention(mention)

    def _unread_anywhere(self, _check: Skipped) -> Iterator[Cause]:
        for manifest in self._workspace.manifests:
            if not manifest.is_read or manifest.gaps:
                yield from map(_cause, self._defects(manifest).first)
        for problem in () if self._workspace.codeowners is None else self._workspace.codeowners.problems:
            yield Cause("codeowners-syntax", problem.location, problem.message)

    def _unclear(self, check: Skipped) -> Iterator[Cause]:
        """Yield the declaration itself, or else the first manifest: no cause is known."""
        reason = "what the result depends on is not known"
        for node in self._graph.declarations.get(Key.of(check.subject or ""), ()):
            yield Cause(None, self._workspace.locate(node), reason, check.subject)
        path = check.path or min(self.paths(check), default=MANIFEST)
        source = next(
            (manifest.source for manifest in self._workspace.manifests if manifest.path == path), Source(path, "")
        )
        yield Cause(None, Location(source), reason, check.subject)

    # --- what is unknown of something -----------------------------------------------------------

    def _about(self, node: DeclaredNode) -> Iterator[Cause]:
        """Yield what is unread of a declaration, or of the file's owner for it; and the undeclared teams that it names."""
        defects = self._defects(node.manifest)
        if node.declaration.gaps:
            yield from map(_cause, defects.by_subject.get(str(node.key), defects.first))
        if node.inherits and "owner" in node.manifest.gaps.keys:
            yield from map(_cause, defects.first)
        declared = self._undeclared.get((node.manifest.path, node.declaration.section, node.key.name), ())
        inherited = self._undeclared.get((node.manifest.path, "owner", ""), ()) if node.inherits else ()
        for reference in (*inherited, *declared):
            yield from self._reference(node.manifest, reference)

    def _about_team(self, name: str) -> Iterator[Cause]:
        """Yield what is unread of a team's declarations."""
        for manifest in self._teams.get(name, ()):
            defects = self._defects(manifest)
            if any(team.gaps for team in manifest.teams if team.name == name):
                yield from map(_cause, defects.by_subject.get(f"team:{name}", defects.first))

    def _named(self, name: str) -> tuple[Cause, ...]:
        """Return what may declare or name this elsewhere: unread text, a misnamed manifest, an undeclared team of this name."""
        causes = self._known.get(name)
        if causes is None:
            causes = self._known[name] = tuple(islice(self._lookup(name), _MAX_CAUSES))
        return causes

    def _lookup(self, name: str) -> Iterator[Cause]:
        yield from self._unread(name)
        for kind in (*(entity.name for entity in ENTITIES), "team"):
            yield from self._misnamed(Key(kind, name))
        for manifest, reference in self._undeclared_by_name.get(name, ()):
            yield from self._reference(manifest, reference)
        for mention in self._unresolved.get(name, ()):
            yield from self._mention(mention)

    def _mention(self, mention: Mention) -> Iterator[Cause]:
        """Why an entity that a declaration names is not known."""
        user, key, path = mention
        if self._workspace.may_declare(key):
            yield from self._unread(key.name)
            yield from self._misnamed(key)
        else:
            location = self._workspace.locate(user, *path)
            yield Cause("unknown-reference", location, f"{key.words} is not declared", str(user.key), str(key))

    def _reference(self, manifest: Manifest, reference: TeamReference) -> Iterator[Cause]:
        """Why a team that a manifest names is not known."""
        name = reference.text.strip()
        team = Key("team", name)
        if self._workspace.may_declare(team):
            yield from self._unread(name)
            yield from self._misnamed(team)
            return
        location = self._workspace.at(manifest, reference.path)
        yield Cause("unknown-team", location, f"team `{name}` is not declared", reference.subject, str(team))

    def _misnamed(self, key: Key) -> Iterator[Cause]:
        """Yield the misnamed manifests that declare this."""
        for source in self._workspace.misnamed_declarations.get(key, ()):
            location = Location(Source(source.path, ""))  # as `misnamed-manifest` reports it: at the name
            yield Cause("misnamed-manifest", location, f"`{source.path}` is not read: its name is not `{MANIFEST}`")

    def _unread(self, name: str) -> Iterator[Cause]:
        """Yield the defects of the manifests whose unread text holds a name, or a handle of the team that it is."""
        team = self._graph.directory.teams.get(name)
        for text in (name, *(handles(team) if team is not None else ())):
            word = text.rpartition("/")[2].lstrip("@")
            for manifest in self._by_word.get(word, ()):
                defects = self._defects(manifest)
                yield from map(_cause, defects.by_word.get(word, defects.first))

    # --- indexes, each made when a check first needs it -----------------------------------------

    def _defects(self, manifest: Manifest) -> _Defects:
        defects = self._defects_of.get(manifest)
        if defects is None:
            defects = self._defects_of[manifest] = _Defects({}, {}, list(manifest.defects[:_MAX_CAUSES]))
            for defect in manifest.defects:
                defects.by_subject.setdefault(defect.subject, []).append(defect)
                for word in set(WORD.findall(defect.location.text)):
                    defects.by_word.setdefault(word, []).append(defect)
        return defects

    @cached_property
    def _by_word(self) -> dict[str, list[Manifest]]:
        manifests: dict[str, list[Manifest]] = {}
        for manifest in self._workspace.manifests:
            for word in manifest.gaps.words:
                manifests.setdefault(word, []).append(manifest)
        return manifests

    @cached_property
    def _unresolved(self) -> dict[str, list[Mention]]:
        mentions: dict[str, list[Mention]] = {}
        for mention in self._graph.unresolved:
            mentions.setdefault(mention.key.name, []).append(mention)
        return mentions

    @cached_property
    def _teams(self) -> dict[str, list[Manifest]]:
        manifests: dict[str, list[Manifest]] = {}
        for manifest in self._workspace.manifests:
            for team in manifest.teams:
                manifests.setdefault(team.name, []).append(manifest)
        return manifests

    @cached_property
    def _undeclared(self) -> dict[tuple[str, str, str], list[TeamReference]]:
        """The references to undeclared teams, by manifest, section and declaration; the file's owner has no name."""
        by_declaration: dict[tuple[str, str, str], list[TeamReference]] = {}
        directory = self._graph.directory
        for manifest in self._workspace.manifests if directory.teams else ():
            for reference in team_references(manifest, besides=directory.teams):
                if directory.resolve(reference.text).standing is OwnerStatus.UNKNOWN:
                    section, *rest = reference.path
                    name = str(rest[0]) if rest else ""
                    by_declaration.setdefault((manifest.path, str(section), name), []).append(reference)
        return by_declaration

    @cached_property
    def _undeclared_by_name(self) -> dict[str, list[tuple[Manifest, TeamReference]]]:
        manifests = {manifest.path: manifest for manifest in self._workspace.manifests}
        by_name: dict[str, list[tuple[Manifest, TeamReference]]] = {}
        for (path, _, _), references in self._undeclared.items():
            for reference in references:
                by_name.setdefault(reference.text.strip(), []).append((manifests[path], reference))
        return by_name


def _cause(defect: Diagnostic) -> Cause:
    reason = f"text could not be read: {defect.message}"
    return Cause(defect.rule, defect.location, reason, defect.subject, defect.about)
