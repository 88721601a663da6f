"""A project: one repository with options, for any number of runs in one process."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from aiowners.project.errors import OptionError, ProjectError, git_errors
from aiowners.project.options import Options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiowners.adapters.tree_cache import TreeCache
    from aiowners.project.runs import Observer, Run


class Project:
    """A repository and the options with which it is read and checked.

    Threads may share a project. A run belongs to one thread, and reads the repository anew.
    """

    def __init__(self, options: Options | None = None, environ: Mapping[str, str] | None = None) -> None:
        """Find the root. `environ` replaces the environment variables of the process.

        Raises ProjectError, an OptionError for an option that cannot be used.
        """
        self.options = Options() if options is None else options
        self.environ = os.environ if environ is None else environ
        self.root = _root(self.options.root)
        _check_day(self.options.today)
        self.cache = _tree_cache(self.options, self.environ, self.root)

    def run(self, overlay: Mapping[str, str] | None = None, observer: Observer | None = None) -> Run:
        """Begin a run, and read the configuration.

        `overlay` contains texts by path from the root: they replace or complete the files of the
        working tree, such as the unsaved texts of an editor. `observer` learns which step is being done.
        Raises ProjectError, a ConfigurationError if the configuration is invalid.
        """
        from aiowners.project.runs import Run

        return Run(self, overlay or {}, observer)

    def relative_path(self, path: str, *, existing: bool = True) -> str:
        """Return a path of the command line as a path from the root, with `/`; the root is `.`.

        Raises OptionError if it is outside the root, or, with `existing`, if nothing is at the path.
        """
        from aiowners.adapters.file_access import real

        full = Path(path).absolute()
        location = real(full.parent) / full.name if full.name not in {"", "..", "."} else real(full)
        if existing and not os.path.lexists(full):
            raise OptionError(f"there is no {path!r}", "PATH")
        for candidate in (location, real(full)):
            if candidate.is_relative_to(self.root):
                return candidate.relative_to(self.root).as_posix()
        raise OptionError(f"{path!r} lies outside of {self.root}", "PATH")


def _root(directory: str | None) -> Path:
    from aiowners.adapters.disk import find_root

    if directory is not None and not Path(directory).is_dir():
        raise OptionError(f"{directory!r} is not a directory", "--root")
    try:
        with git_errors():
            return (find_root(Path.cwd()) if directory is None else Path(directory)).resolve()
    except FileNotFoundError:
        raise ProjectError("the working directory is no longer there") from None


def _check_day(today: str | None) -> None:
    from aiowners.manifest.value_decoders import as_day, is_day

    if today is not None and not is_day(today):
        advice = as_day(today) or "YYYY-MM-DD"
        raise OptionError(f"{today!r} is not a day: write {advice}", "--today")


def _tree_cache(options: Options, environ: Mapping[str, str], root: Path) -> TreeCache | None:
    """Return the cache of the manifests below `root`; None if there is none. Raises OptionError."""
    if options.no_cache:
        return None
    from aiowners.adapters.cache_store import Cache, default_directory, lies_in_a_tree
    from aiowners.adapters.tree_cache import TreeCache

    directory = os.path.abspath(options.cache_dir) if options.cache_dir else default_directory(environ)  # noqa: PTH100 - a string
    if directory is None:
        return None
    if lies_in_a_tree(directory):
        # A commit could put results of its own choice into a cache inside a working tree.
        if options.cache_dir:
            raise OptionError(f"{options.cache_dir!r} lies in the working tree of a repository", "--cache-dir")
        return None
    return TreeCache(Cache(directory), str(root))
