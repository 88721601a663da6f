"""The files of a change that a person names, instead of those that differ between two revisions."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from aiowners.project.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aiowners.project.runs import Run
    from aiowners.review.reviewers.changed_by_files import FileChange


def paths_from_git(run: Run, names: Sequence[str]) -> list[str]:
    """Return names as git prints them, from the top level, as paths from the root; names outside the root are ignored.

    Raises OptionError for a name that git does not print.
    """
    prefix = run.checkout().prefix
    paths = []
    for name in names:
        path = posixpath.normpath(name)
        if path.startswith(("/", "../")) or path == "..":
            raise OptionError(f"{name!r} is outside of the repository", "--files")
        if path.startswith(prefix):
            paths.append(path.removeprefix(prefix))
    return paths


def named_files(
    run: Run, names: Sequence[str], known: Iterable[str], differing: Iterable[FileChange]
) -> tuple[FileChange, ...]:
    """Return the files with these names, and for a directory the tracked files below it.

    A list with an added file lacks the other half of a rename if it was made without `--no-renames`, so
    the files that the change removes are added to it. `known` are the paths of all revisions, and
    `differing` the files that differ between them. Raises OptionError for a name that no revision contains.
    """
    from aiowners.codeowners.file_index import FileIndex
    from aiowners.review.reviewers.changed_by_files import FileChange

    changed = {path: file for file in differing for path in file.paths}
    tracked = FileIndex({*known, *changed})
    paths: dict[str, None] = {}
    for name in names:
        inside = list(tracked.below("" if name == "." else f"{name}/"))
        if name not in tracked and not inside and not os.path.lexists(run.root / name):
            raise OptionError(f"{name!r} is in neither revision of the change", "--files")
        paths |= dict.fromkeys((name, *inside))
    has_added = any(path in changed and changed[path].before is None for path in paths)
    paths |= dict.fromkeys(path for path, file in changed.items() if has_added and file.after is None)
    return tuple(
        changed.get(path) or FileChange(path, path, stands_for_more=_stands_for_more(run, path)) for path in paths
    )


def _stands_for_more(run: Run, path: str) -> bool:
    """Return whether a path is a link or a directory: the latter is also what a submodule is."""
    file = run.root / path
    return file.is_symlink() or file.is_dir()
