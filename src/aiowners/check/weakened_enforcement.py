"""The teams whose approvals a change stops to enforce: they must review it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.check.lost_assignments import lost_assignments
from aiowners.enforcement import marked_block
from aiowners.enforcement.codeowners_plus import HANDLE
from aiowners.enforcement.codeowners_plus import NAME as CODEOWNERS_PLUS
from aiowners.enforcement.generated import existing_text
from aiowners.enforcement.github_ruleset import NAME as RULESET
from aiowners.enforcement.github_ruleset import TeamIdsError, team_ids
from aiowners.enforcement.marked_block import InvalidBlockError
from aiowners.enforcement.methods import is_up_to_date
from aiowners.enforcement.required_reviews import required_reviewers
from aiowners.filenames import ENFORCEMENT_FILES, MANIFEST, OTHERS, TEAM_IDS
from aiowners.review.reviewers.also_required import AlsoRequired
from aiowners.yaml_text.compose import compose
from aiowners.yaml_text.syntax_messages import YamlError
from aiowners.yaml_text.yaml_nodes import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as AnyMapping
    from collections.abc import Sequence as AnySequence

    from aiowners.check.posture import Posture
    from aiowners.check.settings import Settings
    from aiowners.source import Source
    from aiowners.workspace import Workspace

_PROGRAM = "aiowners"
# What codeowners-plus takes from another file: how many approve, which files count, and whether it enforces at all.
_METHOD_SETTINGS = "codeowners.toml"
# The usual places of the configuration of CI systems, of what it includes, and of hooks.
_CI = re.compile(
    r"\.(?:github|gitea|forgejo)/(?:workflows|actions)/.+|(?:.*/)?action\.ya?ml"
    r"|(?:\.|.*/\.)?(?:gitlab|ci|circleci|buildkite|woodpecker|semaphore|azure|azuredevops|pipelines|templates)/.+\.ya?ml"
    r"|(?:.*[/.])?gitlab-ci\.ya?ml|(?:.*/)?(?:bitbucket|azure)-pipelines[^/]*\.ya?ml|(?:.*/)?Jenkinsfile[^/]*|.+\.jenkinsfile"
    r"|\.teamcity/.+|\.(?:drone|woodpecker|travis|cirrus|appveyor)\.ya?ml|(?:appveyor|codefresh|buildspec)\.ya?ml"
    r"|\.pre-commit-config\.yaml|\.?lefthook\.ya?ml|\.husky/.+",
    re.DOTALL,
)


def decides_on_approvals(path: str, settings: Iterable[Settings]) -> bool:
    """Whether a file belongs to `Posture.texts`.

    Those are the configuration of CI and of codeowners-plus, and the membership files of the `settings`.
    """
    if path == _METHOD_SETTINGS or _CI.fullmatch(path) is not None:
        return True
    return any(path == revision.gate.members for revision in settings)


def weakened_enforcement(forks: AnySequence[Posture], base: Posture | None, after: Posture) -> tuple[AlsoRequired, ...]:
    """Each team of which CODEOWNERS, an enforcement method, the gate, or CI requires less after a change.

    Only what the change edits counts: what differs between one of the `forks`, the commits at which
    it starts, and `after`. The teams are those that lose compared with a fork or with the base. For an
    edit of the gate or of CI, the owner of the root manifest is required too. A file that the change
    edits counts as weaker unless its text proves otherwise.
    """
    edits = _Edits(forks, after)
    required_teams: dict[tuple[str, str], AlsoRequired] = {}
    for before in (*forks, *([] if base is None else [base])):
        for weakening in _weakened(before, after, edits):
            required_teams.setdefault((weakening.party, weakening.subject), weakening)
    return tuple(required_teams.values())


class _Edits:
    """What a change edits: files by path, and settings."""

    def __init__(self, forks: AnySequence[Posture], after: Posture) -> None:
        self.paths = {
            path
            for fork in forks
            for path in (*OTHERS, *fork.texts, *after.texts)
            if _content(fork, path) != _content(after, path)
        }
        self.gate = any(fork.settings.gate != after.settings.gate for fork in forks)
        self.methods = any(
            fork.workspace.forge is not after.workspace.forge
            or not set(fork.settings.enforcement) <= set(after.settings.enforcement)
            for fork in forks
        )
        texts = [side.texts for side in (*forks, after)]
        self.ci = [
            path
            for path in sorted(self.paths)
            if _CI.fullmatch(path) and any(path in by and _PROGRAM in by[path].text.lower() for by in texts)
        ]


def _weakened(before: Posture, after: Posture, edits: _Edits) -> Iterator[AlsoRequired]:
    workspace = before.workspace
    if not edits.paths.isdisjoint(workspace.forge.codeowners_paths):
        for party, node in lost_assignments(workspace, after.workspace):
            yield AlsoRequired(party, workspace, str(node.key), "enforcement")
    for name, path in ENFORCEMENT_FILES.items():
        if path in edits.paths or (name == RULESET and TEAM_IDS in edits.paths):
            yield from _of_method(name, workspace, after.workspace)
    by_plus = existing_text(workspace, ENFORCEMENT_FILES[CODEOWNERS_PLUS]) != ""
    if edits.methods or edits.gate or edits.ci or (by_plus and _METHOD_SETTINGS in edits.paths):
        yield from _everyone(workspace)
    members = before.settings.gate.members
    if members in edits.paths:
        yield from _members(before, after, members)
    gate = [after.configured_at("gate").path] if edits.gate else []
    for path in (*gate, *edits.ci, *([members] if members in edits.paths else [])):
        yield from _root_owners(before, after, path)


def _everyone(workspace: Workspace) -> Iterator[AlsoRequired]:
    """Every team that must review a shared model."""
    for node, parties in required_reviewers(workspace):
        for party in parties:
            yield AlsoRequired(party, workspace, str(node.key), "enforcement")


def _root_owners(before: Posture, after: Posture, path: str) -> Iterator[AlsoRequired]:
    """Yield the owner of the root manifest before and after; `path` is the file that changed."""
    for workspace in (before.workspace, after.workspace):
        root = next((manifest for manifest in workspace.manifests if manifest.path == MANIFEST), None)
        owner = None if root is None else workspace.graph.directory.resolve(root.owner).party
        if owner is not None:
            yield AlsoRequired(owner, workspace, f"path:{path}", "enforcement")


# --- enforcement methods -----------------------------------------------------------------------------


def _of_method(name: str, before: Workspace, after: Workspace) -> Iterator[AlsoRequired]:
    """Yield the teams that the file of an enforcement method required, unless the new one provably still does.

    The proof is that the file is exactly what the manifests generate, and still names the team by a
    handle that it had before.
    """
    old, new = (existing_text(side, ENFORCEMENT_FILES[name]) for side in (before, after))
    ids = [_ids(side) for side in (before, after)] if name == RULESET else [{}, {}]
    if not old or (old == new and ids[0] == ids[1] and ids[0] is not None):
        return
    # Hand-written lines beside the generated ones may take back what those require.
    proven = is_up_to_date(after, name) and _handwritten(old, name) == _handwritten(new, name)
    still = (
        {(str(node.key), party) for node, parties in required_reviewers(after) for party in parties}
        if proven
        else set()
    )
    for node, parties in required_reviewers(before):
        for party in parties:
            earlier, later = (_spellings(name, before, party, known) for known in ids)
            named = earlier is None or any(spelling in old.lower() for spelling in earlier)
            kept = earlier is not None and later is not None and any(_names(new, word) for word in earlier & later)
            if named and not (kept and (str(node.key), party) in still):
                yield AlsoRequired(party, before, str(node.key), "enforcement")


def _handwritten(text: str, name: str) -> str | None:
    """Return the lines outside the generated block, if the file of a method is only partly generated."""
    if name != CODEOWNERS_PLUS:
        return None
    try:
        generated = marked_block.find(text, name)
    except InvalidBlockError:
        return text
    return (text if generated is None else text[: generated.start] + text[generated.end :]).strip()


def _ids(workspace: Workspace) -> AnyMapping[str, int] | None:
    """Return the ids of teams on GitHub; None if the file of them cannot be read."""
    try:
        return team_ids(workspace.others.get(TEAM_IDS))
    except TeamIdsError:
        return None


def _spellings(name: str, workspace: Workspace, party: str, ids: AnyMapping[str, int] | None) -> set[str] | None:
    """Return what a file calls a team, in lower case: its handles without `@`, in a ruleset its ids. None if unknown."""
    slugs = {handle[1:].lower() for handle in workspace.handles.of(party) if HANDLE.fullmatch(handle)}
    if name != RULESET:
        return slugs
    return None if ids is None else {str(ids[slug]) for slug in slugs if slug in ids}


def _names(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w./-]){re.escape(word)}(?![\w./-])", text.lower()) is not None


# --- the gate and CI ---------------------------------------------------------------------------------


def _content(posture: Posture, path: str) -> str | None:
    """Return the text of a file; None if there is none, or it is not one of those that are known."""
    source = posture.texts.get(path) or posture.workspace.others.get(path)
    return None if source is None else source.content


def _members(before: Posture, after: Posture, path: str) -> Iterator[AlsoRequired]:
    """Yield the teams whose accounts the membership file lists differently; all if it cannot be read."""
    workspace = before.workspace
    then, now = (_accounts(side.texts.get(path)) for side in (before, after))
    if then is None or now is None:
        yield from _everyone(workspace)
        return
    for team in sorted(then.keys() | now.keys()):
        party = workspace.graph.directory.resolve(team).party
        if then.get(team) != now.get(team) and party is not None:
            yield AlsoRequired(party, workspace, f"path:{path}", "enforcement")


def _accounts(source: Source | None) -> dict[str, frozenset[str]] | None:
    """Return the accounts of each team in a membership file, in lower case; None if it has another shape."""
    if source is None:
        return {}
    try:
        root = compose(source.text)
    except YamlError:
        return None
    if not isinstance(root, Mapping) or root.repeated:
        return None
    accounts: dict[str, frozenset[str]] = {}
    for team, listed in root.entries.items():
        if not isinstance(listed, Sequence):
            return None
        names = [item.value for item in listed.items if isinstance(item, Scalar)]
        if len(names) < len(listed.items):
            return None
        accounts[team] = frozenset(name.lower() for name in names)
    return accounts
