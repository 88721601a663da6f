"""A change, read: where it began, what it goes into, its result, and the files that differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from aiowners.project.change_commits import ChangeCommits, commits_of
from aiowners.project.errors import OptionError, git_errors
from aiowners.project.named_files import named_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.adapters.disk import Discovery
    from aiowners.check.settings import Settings
    from aiowners.manifest.model import Manifest
    from aiowners.project.runs import Run
    from aiowners.review.reviewers.changed_by_files import FileChange
    from aiowners.source import Source
    from aiowners.tracked.tree import Tracked
    from aiowners.workspace import Workspace

WORKING_TREE = "working tree"


class Revision(NamedTuple):
    """A revision: its name (a commit, or `working tree`), its settings, and its workspace."""

    name: str
    settings: Settings
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class Change:
    """The revisions of a change.

    `forks` are the merge bases of `base`, the tip of the target branch, and `head`. `files` has for each
    of them the files that differ from it to the head. `kept` is the base without the manifests that only
    the configuration of the head excludes, and `unexcluded` the head with them; None if there are none.
    `merges` are what the base becomes if the head is merged, as far as that is more than what both declare.
    `discovery` is how the working tree was read, if it is the head.
    """

    forks: tuple[Revision, ...]
    base: Revision
    head: Revision
    files: tuple[tuple[FileChange, ...], ...]
    kept: Workspace | None = None
    unexcluded: Workspace | None = None
    merges: tuple[Workspace, ...] = ()
    discovery: Discovery | None = None


def change_into(run: Run, base: str | None, head: str | None, *, listed: bool = False) -> Change:
    """Read a change that goes into `base`: that of the revision `head` or, if None, of the working tree.

    Without a base it goes into the target of the pull request that is being built, or into the default
    branch. Nothing is checked out. With `listed`, only files that a person lists count, so that HEAD cannot
    be the base. Raises ProjectError if this clone lacks something that is needed.
    """
    with git_errors():
        return _read(run, commits_of(run, base, head, listed=listed))


def change_between(run: Run, start: str, end: str | None) -> Change:
    """Read two commits, or a commit and the working tree, as they are. Raises ProjectError likewise."""
    with git_errors():
        return _read(run, ChangeCommits((start,), start, end))


def change_of_files(run: Run, paths: Sequence[str], base: str | None) -> Change:
    """Read a change that consists of these files, also without git.

    Raises ProjectError, also for a path that neither revision contains.
    """
    if base is None and not _has_history(run):
        discovery = run.discover()
        workspace = run.assemble(discovery.sources)
        revision = Revision(WORKING_TREE, run.settings, workspace)
        files = named_files(run, paths, run.tracked, ())
        return Change((revision,), revision, revision, (files,), discovery=discovery)
    change = change_into(run, base, None, listed=True)
    tracked = change.head.workspace.files or ()
    differing = (file for files in change.files for file in files)
    if not paths and any(file.before is not None or (file.after or "") in tracked for file in differing):
        raise OptionError("the list is empty, but tracked files differ from the base", "--files")
    revisions = (*change.forks, change.base, change.head)
    known = {path for revision in revisions for path in _paths(revision.workspace)}
    return replace(change, files=tuple(named_files(run, paths, known, files) for files in change.files))


def _has_history(run: Run) -> bool:
    from aiowners.adapters.commits import has_commit
    from aiowners.adapters.git import GitMissing, NoWorkTree

    try:
        return has_commit(run.root, "HEAD")
    except (GitMissing, NoWorkTree):
        return False


def _paths(workspace: Workspace) -> Sequence[str]:
    return () if workspace.files is None else workspace.files.paths


def _read(run: Run, commits: ChangeCommits) -> Change:
    """Read the revisions. A text that is equal in several of them is parsed once. Raises GitError."""
    reader = _RevisionReader(run, commits)
    head = reader.head()
    earlier = [reader.earlier(commit) for commit in commits.forks]
    forks = [fork for fork, _ in earlier]
    base = next((fork for fork in forks if fork.name == commits.base), None) or reader.earlier(commits.base)[0]
    return Change(
        tuple(forks),
        base,
        head,
        tuple(files for _, files in earlier),
        reader.kept(forks, base, head),
        reader.unexcluded(head),
        reader.merges(forks, base, head),
        reader.discovery,
    )


class _RevisionReader:
    """Reads the revisions of one change, the head first."""

    def __init__(self, run: Run, commits: ChangeCommits) -> None:
        from aiowners.project.postures import settings_at
        from aiowners.tracked.tree import Tracked

        self._run, self._commits = run, commits
        earlier = {commit: settings_at(run, commit) for commit in (*commits.forks, commits.base)}
        after = run.settings if commits.head is None else settings_at(run, commits.head)
        self._by_commit: dict[str | None, Settings] = {commits.head: after}
        self._by_commit.update(earlier)
        # A text is read if any revision reads it; each workspace is then built by its own configuration.
        common = [glob for glob in after.exclude if all(glob in settings.exclude for settings in earlier.values())]
        self._excluded = replace(run.settings, exclude=tuple(common)).excluded
        self.discovery: Discovery | None = None
        self._texts: Sequence[Source] = ()
        self._files = Tracked(())
        self._manifests: list[Manifest] = []
        self._earlier: dict[str, Sequence[Source]] = {}

    def head(self) -> Revision:
        """Read the head."""
        run, head = self._run, self._commits.head
        if head is None:
            self.discovery = run.discover(exclude=self._excluded)
            self._texts, self._files = self.discovery.sources, run.tracked
        else:
            tree = run.committed_tree(head, exclude=self._excluded)
            self._texts, self._files = tree.sources, tree.files
        return self._revision(head, self._texts, self._files)

    def earlier(self, commit: str) -> tuple[Revision, tuple[FileChange, ...]]:
        """Read a fork point or the base, and the files that differ from it to the head."""
        from aiowners.adapters.changed_files import changes, lay_over, sources_before, tracked_before
        from aiowners.adapters.revision import is_read

        run = self._run
        changed = changes(run.root, commit, self._commits.head, untracked=run.untracked)
        if self._commits.head is None:
            changed = lay_over(run.root, commit, changed, run.overlay)
        wanted = {path for path in changed.before if is_read(path, self._excluded)}
        texts = sources_before(run.root, self._texts, changed, wanted=wanted)
        self._earlier[commit] = texts
        return self._revision(commit, texts, tracked_before(run.root, self._files, changed)), changed.files

    def kept(self, forks: Sequence[Revision], base: Revision, head: Revision) -> Workspace | None:
        """Return the base without the manifests that the head excludes and a fork point did not; None if all remain."""
        from aiowners.adapters.revision import is_read
        from aiowners.review.reviewers.changed import newly_excluded

        def excludes(path: str) -> bool:
            earlier = [fork.settings for fork in forks]
            was_read = any(is_read(path, settings.excluded) for settings in earlier)
            return was_read and not is_read(path, head.settings.excluded)

        if any(base is fork for fork in forks):
            return None
        lost = newly_excluded([fork.workspace for fork in forks], base.workspace, head.workspace, excludes)
        if not lost:
            return None
        remaining = [manifest.source for manifest in base.workspace.manifests if manifest.path not in lost]
        texts, files = (*remaining, *base.workspace.others.values()), base.workspace.list_files
        return self._run.assemble(texts, files=files, known=self._manifests, settings=base.settings)

    def merges(self, forks: Sequence[Revision], base: Revision, head: Revision) -> tuple[Workspace, ...]:
        """Return the base with the head merged into it, if the texts or the exclusions of both combine.

        Manifests that both sides edit may declare after the merge what neither of them declares, and the
        base may exclude what the head adds. Raises GitError.
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
                merge = partial(merged_text, self._run.root, algorithm=algorithm)
                texts = merged_texts(self._earlier[fork.name], self._earlier[base.name], self._texts, merge)
                read = [source for source in texts.sources if is_read(source.path, settings.excluded)]
                if texts.is_new or settings.exclude != head.settings.exclude:
                    contents = frozenset((source.path, source.content) for source in read)
                    if contents not in merges:
                        merges[contents] = self._run.assemble(
                            read, files=tuple, known=self._manifests, settings=settings
                        )
                if not texts.is_new:
                    break
        return tuple(merges.values())

    def unexcluded(self, head: Revision) -> Workspace | None:
        """Return the head with the manifests that its own configuration excludes, but not that of another revision."""
        from aiowners.filenames import is_manifest

        if sum(is_manifest(source.path) for source in self._texts) == len(head.workspace.manifests):
            return None
        files = head.workspace.list_files
        return self._run.assemble(self._texts, files=files, known=self._manifests, settings=head.settings)

    def _revision(self, commit: str | None, texts: Sequence[Source], files: Tracked) -> Revision:
        from aiowners.adapters.revision import is_read

        settings = self._by_commit[commit]
        read = [source for source in texts if is_read(source.path, settings.excluded)]
        workspace = self._run.assemble(read, files=lambda: files, known=self._manifests, settings=settings)
        self._manifests += workspace.manifests
        return Revision(commit or WORKING_TREE, settings, workspace)
