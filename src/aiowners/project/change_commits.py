"""The commits of a change: where it began, and what it goes into."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.project.errors import OptionError, ProjectError

if TYPE_CHECKING:
    from pathlib import Path

    from aiowners.adapters.ci import Target
    from aiowners.project.runs import Run


class ChangeCommits(NamedTuple):
    """The commits of a change, by their ids; a `head` of None is the working tree."""

    forks: tuple[str, ...]
    base: str
    head: str | None


def commits_of(run: Run, base: str | None, head: str | None, *, listed: bool) -> ChangeCommits:
    """Return the commits of a change. Raises GitError, or ProjectError if they are not known."""
    from aiowners.adapters.ci import refuse_other_checkout, target
    from aiowners.adapters.commits import resolve

    if head is None:
        refuse_other_checkout(run.root, run.environ)
    end = None if head is None else resolve(run.root, head)
    if base is not None:
        return _from_tip(run, resolve(run.root, base), end)
    pull_request = target(run.root, run.environ)
    name, tip = _default_branch(run) if pull_request is None else _target_tip(run, pull_request)
    if tip is not None:
        run.notice(f"compared with {name} at {tip[:12]} (--base REV for another)")
        return _from_tip(run, tip, end)
    return _without_base(run, end, listed=listed)


def _target_tip(run: Run, pull_request: Target) -> tuple[str, str]:
    """Return the name and the tip of a pull request's base. Raises ProjectError if this clone does not have the tip."""
    tip = _tip(run.root, pull_request)
    if tip is None:
        raise ProjectError(
            f"this clone does not have the tip of `{pull_request.name}`, the base of the pull request; "
            "fetch it first (in CI, check out with fetch-depth 0), or name a commit with --base"
        )
    return pull_request.name, tip


def _default_branch(run: Run) -> tuple[str, str | None]:
    """Return the name and the tip of the default branch; the tip is None if there is no such branch."""
    from aiowners.adapters import ci
    from aiowners.adapters.commits import default_branch, resolve_full, short_name

    branch = default_branch(run.root, ci.default_branch(run.environ))
    return short_name(branch or ""), None if branch is None else resolve_full(run.root, branch)


def _without_base(run: Run, head: str | None, *, listed: bool) -> ChangeCommits:
    """Compare the working tree with HEAD in a repository that is nowhere else. Raises OptionError in any other."""
    from aiowners.adapters.commits import empty_tree, has_commit, has_remote, is_shallow, resolve

    root = run.root
    if listed or head is not None or is_shallow(root) or has_remote(root):
        raise OptionError(
            "this clone has no default branch; pass --base REV, after `git fetch` if this clone does not have it"
        )
    if not has_commit(root, "HEAD"):
        empty = empty_tree(root)
        return ChangeCommits((empty,), empty, head)
    run.notice("compared with HEAD, because there is no default branch (--base REV for another)")
    commit = resolve(root, "HEAD")
    return ChangeCommits((commit,), commit, head)


def _tip(root: Path, pull_request: Target) -> str | None:
    """Return the tip of the target branch; None if this clone does not have it.

    Of the branch's ref and the commit that the CI system merged the change into, it is the later: a clone
    may have either without the other.
    """
    from aiowners.adapters.commits import has_commit, merge_bases, resolve_full

    tips = [tip.revision for tip in pull_request.tips]
    commits = [resolve_full(root, revision) for revision in tips if has_commit(root, revision)]
    if len(commits) > 1 and commits[0] in merge_bases(root, commits[0], commits[1]):
        return commits[1]
    return commits[0] if commits else None


def _from_tip(run: Run, tip: str, head: str | None) -> ChangeCommits:
    from aiowners.adapters.commits import merge_bases

    return ChangeCommits(merge_bases(run.root, tip, head or "HEAD"), tip, head)
