"""Which forge a repository lives on, as far as its clone says."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from aiowners.adapters.ci import is_set
from aiowners.adapters.file import read_bytes
from aiowners.codeowners.dialect import Dialect

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# The host of a remote: `https://HOST/`, `ssh://git@HOST/`, `git@HOST:`.
_HOST = re.compile(r"^[ \t]*+url[ \t]*+=[ \t]*+(?:[a-z+]++://)?(?:[^@/\s]++@)?([^/:\s]+)", re.MULTILINE | re.IGNORECASE)
_MOST_BYTES = 1 << 20
_SIGNS = {
    Dialect.GITHUB: (".github",),
    Dialect.GITLAB: (".gitlab-ci.yml", ".gitlab"),
    Dialect.BITBUCKET: (".bitbucket", "bitbucket-pipelines.yml"),
}
_VARIABLES = {
    "GITHUB_ACTIONS": Dialect.GITHUB,
    "GITLAB_CI": Dialect.GITLAB,
    "BITBUCKET_BUILD_NUMBER": Dialect.BITBUCKET,
}


def guess(root: Path, environ: Mapping[str, str]) -> Dialect:
    """The forge: by the CI system that is running, by the remotes' hosts, by the files at the root; else GitHub."""
    for variable, forge in _VARIABLES.items():
        if is_set(environ, variable):
            return forge
    hosts = [host.lower() for host in _HOST.findall(_configuration(root))]
    for forge in Dialect:
        if any(forge.value in host for host in hosts):
            return forge
    for forge, names in _SIGNS.items():
        if any(os.path.lexists(f"{root}{os.sep}{name}") for name in names):
            return forge
    return Dialect.GITHUB


def _configuration(root: Path) -> str:
    """The repository's own git configuration, read as a text: it costs no process. Empty where it is elsewhere."""
    for place in (root, *root.parents):
        try:
            return read_bytes(f"{place}/.git/config", most=_MOST_BYTES).decode("utf-8", "replace")
        except OSError:
            if (place / ".git").exists():  # a linked worktree
                break
    return ""
