"""Options of a project, typed: the same for a command line, an editor, and a test."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """How a repository is read and checked.

    `root` is its directory; by default, the one that contains the working directory. `config` is a
    configuration file in place of the one at the root, and `isolated` ignores all of them. `untracked`
    also reads manifests that git does not track; None decides by the environment. `jobs` is the maximum
    number of processes; None is one per processor. `cache_dir` replaces the user's cache directory.
    `today` is YYYY-MM-DD; None is the day of the run, in UTC. `select`, `ignore`, and `severity`
    (`RULE=LEVEL`) override the levels of the configuration, and `fail_on` its threshold.
    """

    root: str | None = None
    config: str | None = None
    isolated: bool = False
    untracked: bool | None = None
    jobs: int | None = None
    cache_dir: str | None = None
    no_cache: bool = False
    today: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    fail_on: str | None = None
