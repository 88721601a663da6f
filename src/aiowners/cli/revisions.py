"""The revisions of a change, read: where it began, what it goes into, what it is, and the files that differ."""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import click

from aiowners.cli.session import git_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from aiowners.adapters.ci import Target
    from aiowners.adapters.disk import Discovery
    from aiowners.check.settings import Settings
    from aiowners.cli.session import Session
    from aiowners.manifest.model import Manifest
    from aiowners.review.reviewers.changed_by_files import FileChange
    from aiowners.source import Source
    from aiowners.tracked.tree import Tracked
    from aiowners.workspace import Workspace

WORKING_TREE = "working tree"


class Revision(NamedTuple):
    """One revision: its name (a commit, or `working tree`), its configuration, and what its manifests declare."""

    name: str
    settings: Settings
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class Revisions:
    """The revisions of a change.

    `forks` are the merge bases of `base`, the tip of the target branch, and `head`, each with the files
    that differ from it to the head in `changes`. `kept` is the base without the manifests that only the
    configuration of the head excludes, and `unexcluded` the head with them; None if there are none.
    `merges` are what the base becomes if the head is merged, as far as that is more than what both declare.
    `discovery` is how the working tree was read, if it is the head.
    """

    forks: tuple[Revision, ...]
    base: Revision
    head: Revision
    changes: tuple[tuple[FileChange, ...], ...]
    kept: Workspace | None = None
    unexcluded: Workspace | None = None
    merges: tuple[Workspace, ...] = ()
    discovery: Discovery | None = None


class Commits(NamedTuple):
    """The commits of a change, by their ids; a `head` of None is the working tree."""

    forks: tuple[str, ...]
    base: str
    head: str | None


def between(session: Session, base: str | None, head: str | None, *, listed: bool = False) -> Revisions:
    """Read a change that goes into `base`: that of the revision `head` or, if None, of the working tree.

    Without a base it is the target of the pull request that is being built, or else the default branch.
    Nothing is checked out. `listed`: only files that a person lists count, so that HEAD does not do for a base.
    Raises click.ClickException if this clone does not have what is needed.
    """
    with git_errors():
        return _read(session, _commits(session, base, head, listed=listed))


def between_two(session: Session, start: str, end: str | None) -> Revisions:
    """Read two commits, or a commit and the working tree, as they are. Raises click.ClickException likewise."""
    with git_errors():
        return _read(session, Commits((start,), start, end))


def of_files(session: Session, paths: Sequence[str], base: str | None) -> Revisions:
    """Read a change that consists of these files, also without git.

    Raises click.ClickException, also for a path that neither revision contains.
    """
    if base is None and not _has_history(session):
        discovery = session.discover()
        workspace = session.assemble(discovery.sources)
        here = Revision(WORKING_TREE, session.settings, workspace)
        files = _listed(session, paths, session.list_files(), ())
        return Revisions((here,), here, here, (files,), discovery=discovery)
    revisions = between(session, base, None, listed=True)
    tracked = revisions.head.workspace.files or ()
    differing = (file for files in revisions.changes for file in files)
    if not paths and any(file.before is not None or (file.after or "") in tracked for file in differing):
        raise click.BadParameter("the list is empty, but tracked files differ from the base", param_hint="--files")
    known = {path for one in (*revisions.forks, revisions.base, revisions.head) for path in _paths(one.workspace)}
    changes = tuple(_listed(session, paths, known, files) for files in revisions.changes)
    return replace(revisions, changes=changes)


def _has_history(session: Session) -> bool:
    from aiowners.adapters.commits import has_commit
    from aiowners.adapters.git import GitMissing, NoWorkTree

    try:
        return has_commit(session.root, "HEAD")
    except (GitMissing, NoWorkTree):
        return False


# --- which commits ------------------------------------------------------------------------------------------


def _commits(session: Session, base: str | None, head: str | None, *, listed: bool) -> Commits:
    """The commits of a change. Raises GitError, click.UsageError, or click.ClickException if they are not known."""
    from aiowners.adapters.ci import default_branch as stated_default
    from aiowners.adapters.ci import refuse_other_checkout, target
    from aiowners.adapters.commits import (
        default_branch,
        empty_tree,
        has_commit,
        has_remote,
        is_shallow,
        resolve,
        resolve_full,
        short_name,
    )

    root = session.root
    if head is None:
        refuse_other_checkout(root, os.environ)
    end = None if head is None else resolve(root, head)
    if base is not None:
        return _from_tip(session, resolve(root, base), end)
    into = target(root, os.environ)
    if into is not None:
        name, tip = into.name, _tip(root, into)
        if tip is None:
            raise click.ClickException(
                f"this clone does not have the tip of `{name}`, the base of the pull request; "
                "fetch it first (in CI, check out with fetch-depth 0), or name a commit with --base"
            )
    else:
        branch = default_branch(root, stated_default(os.environ))
        name, tip = short_name(branch or ""), None if branch is None else resolve_full(root, branch)
    if tip is not None:
        session.say(f"notice: compared with {name} at {tip[:12]} (--base REV for another)")
        return _from_tip(session, tip, end)
    if listed or head is not None or is_shallow(root) or has_remote(root):
        raise click.UsageError(
            "this clone has no default branch; pass --base REV, after `git fetch` if this clone does not have it"
        )
    if not has_commit(root, "HEAD"):
        nothing = empty_tree(root)
        return Commits((nothing,), nothing, end)
    session.say("notice: compared with HEAD, because there is no default branch (--base REV for another)")
    here = resolve(root, "HEAD")
    return Commits((here,), here, end)


def _tip(root: Path, into: Target) -> str | None:
    """The tip of the target branch; None if this clone does not have it.

    Of the branch's ref and the commit that the CI system merged the change into, it is the later: a clone
    may have either without the other.
    """
    from aiowners.adapters.commits import has_commit, merge_bases, resolve_full

    held = [resolve_full(root, one.revision) for one in into.tips if has_commit(root, one.revision)]
    if len(held) > 1 and held[0] in merge_bases(root, held[0], held[1]):
        return held[1]
    return held[0] if held else None


def _from_tip(session: Session, tip: str, end: str | None) -> Commits:
    from aiowners.adapters.commits import merge_bases

    return Commits(merge_bases(session.root, tip, end or "HEAD"), tip, end)


# --- what they contain --------------------------------------------------------------------------------------


def _read(session: Session, commits: Commits) -> Revisions:
    """Read the revisions. A text that is equal in several of them is read once. Raises GitError."""
    reader = _Reader(session, commits)
    head = reader.head()
    forks = [reader.earlier(commit) for commit in commits.forks]
    base = next((fork for fork, _ in forks if fork.name == commits.base), None) or reader.earlier(commits.base)[0]
    return Revisions(
        tuple(fork for fork, _ in forks),
        base,
        head,
        tuple(changes for _, changes in forks),
        reader.kept([fork for fork, _ in forks], base, head),
        reader.unexcluded(head),
        reader.merges([fork for fork, _ in forks], base, head),
        reader.discovery,
    )


class _Reader:
    """Reads the revisions of one change, the head first."""

    def __init__(self, session: Session, commits: Commits) -> None:
        from aiowners.cli.postures import settings_at
        from aiowners.tracked.tree import Tracked

        self._session, self._commits = session, commits
        own = session.settings
        earlier = {commit: settings_at(session, commit) for commit in (*commits.forks, commits.base)}
        after = own if commits.head is None else settings_at(session, commits.head)
        self._by_commit: dict[str | None, Settings] = {commits.head: after}
        self._by_commit.update(earlier)
        # A text is read if any revision reads it; each workspace is then built by the configuration of its own.
        common = [glob for glob in after.exclude if all(glob in settings.exclude for settings in earlier.values())]
        session.settings = replace(own, exclude=tuple(common))
        self.discovery: Discovery | None = None
        self._texts: Sequence[Source] = ()
        self._files = Tracked(())
        self._manifests: list[Manifest] = []
        self._earlier: dict[str, Sequence[Source]] = {}

    def head(self) -> Revision:
        """Read the head."""
        session, end = self._session, self._commits.head
        if end is None:
            self.discovery = session.discover()
            self._texts, self._files = self.discovery.sources, session.list_files()
        else:
            revision = session.revision(end)
            self._texts, self._files = revision.sources, revision.files
        return self._revision(end, self._texts, self._files)

    def earlier(self, commit: str) -> tuple[Revision, tuple[FileChange, ...]]:
        """Read a fork point or the base, and the files that differ from it to the head."""
        from aiowners.adapters.changed_files import changes, sources_before, tracked_before
        from aiowners.adapters.revision import is_read

        session = self._session
        changed = changes(session.root, commit, self._commits.head, untracked=session.untracked)
        excluded = session.settings.excluded
        wanted = {path for path in changed.before if is_read(path, excluded)}
        texts = sources_before(session.root, self._texts, changed, wanted=wanted)
        self._earlier[commit] = texts
        return self._revision(commit, texts, tracked_before(session.root, self._files, changed)), changed.files

    def kept(self, forks: Sequence[Revision], base: Revision, head: Revision) -> Workspace | None:
        """The base without the manifests that the head excludes and a fork point did not; None if it loses none."""
        from aiowners.adapters.revision import is_read
        from aiowners.review.reviewers.changed import newly_excluded

        def excludes(path: str) -> bool:
            earlier = [fork.settings for fork in forks]
            return not is_read(path, head.settings.excluded) and any(is_read(path, one.excluded) for one in earlier)

        workspaces = [fork.workspace for fork in forks]
        if any(base is fork for fork in forks):
            return None
        lost = newly_excluded(workspaces, base.workspace, head.workspace, excludes)
        if not lost:
            return None
        left = [manifest.source for manifest in base.workspace.manifests if manifest.path not in lost]
        texts, files = (*left, *base.workspace.others.values()), base.workspace.list_files
        return self._session.assemble(texts, files=files, known=self._manifests, settings=base.settings)

    def merges(self, forks: Sequence[Revision], base: Revision, head: Revision) -> tuple[Workspace, ...]:
        """The base with the head merged into it, if the texts or the exclusions of both combine. Raises GitError.

        Manifests that both sides edit may mean after the merge what neither of them means, and the base may
        exclude what the head adds.
        """
        from functools import partial

        from aiowners.adapters.merged_files import ALGORITHMS, merged_text
        from aiowners.adapters.revision import is_read
        from aiowners.review.reviewers.merged_texts import merged_exclusions, merged_texts

        if any(base is fork for fork in forks):
            return ()
        merges: dict[frozenset[tuple[str, str]], Workspace] = {}
        for fork in forks:
            globs = merged_exclusions(fork.settings.exclude, base.settings.exclude, head.settings.exclude)
            settings = replace(base.settings, exclude=globs)
            for algorithm in ALGORITHMS:
                merge = partial(merged_text, self._session.root, algorithm=algorithm)
                texts = merged_texts(self._earlier[fork.name], self._earlier[base.name], self._texts, merge)
                read = [source for source in texts.sources if is_read(source.path, settings.excluded)]
                if texts.is_new or settings.exclude != head.settings.exclude:
                    contents = frozenset((source.path, source.content) for source in read)
                    if contents not in merges:
                        merges[contents] = self._session.assemble(
                            read, files=tuple, known=self._manifests, settings=settings
                        )
                if not texts.is_new:
                    break
        return tuple(merges.values())

    def unexcluded(self, head: Revision) -> Workspace | None:
        """The head with the manifests that its own configuration excludes, but not that of another revision."""
        from aiowners.filenames import is_manifest

        if sum(is_manifest(source.path) for source in self._texts) == len(head.workspace.manifests):
            return None
        files = head.workspace.list_files
        return self._session.assemble(self._texts, files=files, known=self._manifests, settings=head.settings)

    def _revision(self, commit: str | None, texts: Sequence[Source], files: Tracked) -> Revision:
        from aiowners.adapters.revision import is_read

        settings = self._by_commit[commit]
        read = [source for source in texts if is_read(source.path, settings.excluded)]
        workspace = self._session.assemble(read, files=lambda: files, known=self._manifests, settings=settings)
        self._manifests += workspace.manifests
        return Revision(commit or WORKING_TREE, settings, workspace)


# --- files that a person names ------------------------------------------------------------------------------


def named_by_git(session: Session, names: Sequence[str]) -> list[str]:
    """Names as git prints them, from the top level, as paths from the root; what is outside of it is left out.

    Raises click.BadParameter for a name that git does not print.
    """
    prefix = session.checkout().prefix
    paths = []
    for name in names:
        path = posixpath.normpath(name)
        if path.startswith(("/", "../")) or path == "..":
            raise click.BadParameter(f"{name!r} is outside of the repository", param_hint="--files")
        if path.startswith(prefix):
            paths.append(path.removeprefix(prefix))
    return paths


def _paths(workspace: Workspace) -> Sequence[str]:
    return () if workspace.files is None else workspace.files.paths


def _listed(
    session: Session, names: Sequence[str], known: Iterable[str], differing: Iterable[FileChange]
) -> tuple[FileChange, ...]:
    """The files that a person lists, and of directories what is tracked below them.

    A list with an added file has lost the other half of a rename if it was made without `--no-renames`:
    then the files that the change removes are part of it too. Raises click.BadParameter for a name that
    no revision contains.
    """
    from aiowners.codeowners.file_index import FileIndex
    from aiowners.review.reviewers.changed_by_files import FileChange

    changed = {path: file for file in differing for path in file.paths}
    tracked = FileIndex({*known, *changed})
    paths: dict[str, None] = {}
    for name in names:
        inside = list(tracked.below("" if name == "." else f"{name}/"))
        place = session.root / name
        if name not in tracked and not inside and not os.path.lexists(place):
            raise click.BadParameter(f"{name!r} is in neither revision of the change", param_hint="--files")
        paths |= dict.fromkeys((name, *inside))
    added = any(path in changed and changed[path].before is None for path in paths)
    paths |= dict.fromkeys(path for path, file in changed.items() if added and file.after is None)
    return tuple(
        changed.get(path) or FileChange(path, path, stands_for_more=_stands_for_more(session, path)) for path in paths
    )


def _stands_for_more(session: Session, path: str) -> bool:
    """Whether a path is a link or a directory: what is named by a directory, and what a submodule is."""
    place = session.root / path
    return place.is_symlink() or place.is_dir()
