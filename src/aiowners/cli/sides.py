"""Both sides of a change: the repository before it and after it, and the files that differ."""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from aiowners.cli.session import git_errors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from aiowners.adapters.changed_files import Changes
    from aiowners.adapters.disk import Discovery
    from aiowners.cli.session import Session
    from aiowners.review.changed_by_files import FileChange
    from aiowners.source import Source
    from aiowners.tracked.tree import Tracked
    from aiowners.workspace import Workspace

WORKING_TREE = "working tree"


@dataclass(frozen=True, slots=True)
class Sides:
    """The workspaces before and after a change, and the files that differ between them.

    `base_name` and `head_name` are commits, or `working tree`. `discovery` is how the working tree
    was read, where it is one of the sides.
    """

    base: Workspace
    head: Workspace
    base_name: str
    head_name: str
    files: tuple[FileChange, ...]
    discovery: Discovery | None = None


def between(session: Session, base: str | None, head: str | None) -> Sides:
    """From where `head` left `base` to `head`, which is a revision or, if None, the working tree.

    Without a base it is the one of the pull request that is being built, else the default branch.
    Nothing is checked out. Raises click.ClickException where this clone does not hold what is needed.
    """
    from aiowners.adapters.commit import resolve

    with git_errors():
        start = _start(session, base, head)
        end = None if head is None else resolve(session.root, head)
    return from_commit(session, start, end)


def from_commit(session: Session, start: str, end: str | None) -> Sides:
    """From the commit (or tree) `start` to the commit `end`, or to the working tree. No text is read twice.

    Raises click.ClickException where this clone does not hold what is needed.
    """
    from aiowners.adapters.changed_files import changes, sources_before, tracked_before

    with git_errors():
        _leave_out_what_both_do(session, start, end)
        discovery, texts, files = _after(session, end)
        found = changes(session.root, start, end, untracked=session.untracked)
        before = sources_before(session.root, texts, found, wanted=_read(session, found))
    known = tracked_before(session.root, files, found)
    after = session.assemble(texts, files=lambda: files)
    return Sides(
        session.assemble(before, files=lambda: known, known=after.manifests),
        after, start, end or WORKING_TREE, found.files, discovery,
    )  # fmt: skip


def of_files(session: Session, paths: Sequence[str], base: str | None) -> Sides:
    """The same for files that somebody says have changed, whatever git sees; without git, too.

    Raises click.ClickException.
    """
    from aiowners.review.changed_by_files import FileChange

    files = tuple(
        FileChange(path, path, stands_for_more=_stands_for_more(session.root / path))
        for path in _expanded(session, paths)
    )
    if base is not None or _has_history(session):
        sides = between(session, base or "HEAD", None)
        return replace(sides, files=files)
    discovery = session.discover()
    here = session.assemble(discovery.sources)
    return Sides(here, here, WORKING_TREE, WORKING_TREE, files, discovery)


def _has_history(session: Session) -> bool:
    from aiowners.adapters.commit import has_commit
    from aiowners.adapters.git import GitMissing, NoWorkTree

    try:
        return has_commit(session.root, "HEAD")
    except (GitMissing, NoWorkTree):
        return False


def _start(session: Session, base: str | None, head: str | None) -> str:
    """The commit from which the change is looked at; the empty tree where there is none yet.

    Raises GitError where this clone does not hold it, click.UsageError where nobody can say which it is.
    """
    from aiowners.adapters.ci import bases
    from aiowners.adapters.commit import default_branch, empty_tree, has_commit, has_remote, is_shallow, merge_base

    end = head or "HEAD"
    if base is not None:
        return merge_base(session.root, base, end)
    names = bases(session.root, os.environ)
    known = next((name for name in names if has_commit(session.root, name)), None)
    if names and known is None:
        raise click.ClickException(
            f"This clone does not hold `{names[0]}`, the base of the pull request: "
            "fetch it first (in CI, check out with fetch-depth 0)."
        )
    name = known or default_branch(session.root)
    if name is not None:
        commit = merge_base(session.root, name, end)
        session.say(f"notice: compared with {commit[:12]}, where this left {name} (--base REV for another)")
        return commit
    if head is not None or is_shallow(session.root) or has_remote(session.root):
        raise click.UsageError(
            "No branch here is the default by its name: say --base REV, after `git fetch` if this clone does not hold it."
        )
    if not has_commit(session.root, "HEAD"):
        return empty_tree(session.root)
    session.say("notice: compared with HEAD, since no branch is the default by its name (--base REV for another)")
    return "HEAD"


def _leave_out_what_both_do(session: Session, start: str, head: str | None) -> None:
    """A manifest is left out if both sides say so: a change excludes nobody from its own review."""
    if session.flags["isolated"] or session.flags["config"] is not None:
        return
    after = session.settings.exclude if head is None else session.settings_of(head).exclude
    before = session.settings_of(start).exclude if after else ()
    session.settings = replace(session.settings, exclude=tuple(glob for glob in after if glob in before))


def _after(session: Session, head: str | None) -> tuple[Discovery | None, Sequence[Source], Tracked]:
    if head is None:
        discovery = session.discover()
        return discovery, discovery.sources, session.list_files()
    revision = session.revision(head)
    return None, revision.sources, revision.files


def _read(session: Session, found: Changes) -> set[str]:
    from aiowners.adapters.revision import is_read

    return {path for path in found.before if is_read(path, session.settings.excluded)}


def _stands_for_more(place: Path) -> bool:
    """Whether it is a link, or a directory: what was asked for by the name of one, and what a submodule is."""
    return place.is_symlink() or place.is_dir()


def named_by_git(session: Session, names: Sequence[str]) -> list[str]:
    """Names as git prints them, from the top level, as paths from the root; what lies outside of it is left out.

    Raises click.BadParameter for a name that git does not print.
    """
    prefix = session.checkout().prefix
    found = []
    for name in names:
        path = posixpath.normpath(name)
        if path.startswith(("/", "../")) or path == "..":
            raise click.BadParameter(f"{name!r} lies outside of the repository", param_hint="--files")
        if path.startswith(prefix):
            found.append(path.removeprefix(prefix))
    return found


def _expanded(session: Session, paths: Sequence[str]) -> list[str]:
    """Files as they are, and of directories what git tracks below them."""
    directories = tuple("" if path == "." else f"{path}/" for path in paths if (session.root / path).is_dir())
    below = [path for path in session.list_files() if path.startswith(directories)] if directories else []
    return [*paths, *below]
