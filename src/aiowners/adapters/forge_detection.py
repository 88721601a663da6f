"""Detection of the code host of a repository by its remotes, the running CI system, and files."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from aiowners.adapters import git
from aiowners.adapters.ci import is_set
from aiowners.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path


class ForgeSign(NamedTuple):
    """A code host, and a fact that indicates it: `CI file .gitlab-ci.yml`."""

    host: Forge
    words: str


# Signs that count equally. They decide only if all of them indicate the same code host.
Rank = tuple[ForgeSign, ...]


class ForgeChoice(NamedTuple):
    """The code host, the sign that decided (None if there is none), and the signs of other code hosts."""

    host: Forge
    sign: ForgeSign | None
    others: tuple[ForgeSign, ...]

    @property
    def reason(self) -> str:
        """The sign that decided, as a clause."""
        return "no sign of a code host" if self.sign is None else self.sign.words

    @property
    def disagreement(self) -> str | None:
        """A sentence about the signs that disagree, with the line that settles it; None if all agree."""
        if self.sign is None or not self.others:
            return None
        clauses = " and ".join(f"{sign.words} indicates {sign.host.title}" for sign in self.others)
        return f"assuming that the code host is {self.host.title} ({self.sign.words}), but {clauses}; {self._line}"

    @property
    def assumption(self) -> str | None:
        """A sentence about a code host that nothing indicates, with the line that settles it; None if a sign does."""
        if self.sign is not None:
            return None
        return f"assuming that the code host is {self.host.title}, because nothing indicates it; {self._line}"

    @property
    def _line(self) -> str:
        return f'to settle this, add to aiowners.toml: forge = "{self.host.value}"'


def decides(rank: Rank) -> bool:
    """Return whether the signs of a rank, at least one, all indicate the same code host."""
    return len({sign.host for sign in rank}) == 1


def choose(ranks: Iterable[Rank]) -> ForgeChoice:
    """Choose by the first rank that decides, or else by the first sign. Without a sign, choose GitHub."""
    by_rank = [rank for rank in ranks if rank]
    deciding = next(filter(decides, by_rank), next(iter(by_rank), ()))
    if not deciding:
        return ForgeChoice(Forge.GITHUB, None, ())
    first = deciding[0]
    disagreeing = (sign for rank in by_rank for sign in rank if sign.host is not first.host)
    return ForgeChoice(first.host, first, tuple(disagreeing))


# --- signs in the clone ---------------------------------------------------------------------------


_VARIABLES: Final = {
    "GITHUB_ACTIONS": Forge.GITHUB,
    "GITLAB_CI": Forge.GITLAB,
    "BITBUCKET_BUILD_NUMBER": Forge.BITBUCKET,
}


def clone_ranks(root: Path, environ: Mapping[str, str]) -> tuple[Rank, ...]:
    """Return the signs of the remotes, then the sign of the running CI system."""
    running = (
        ForgeSign(host, f"the running CI system sets {name}")
        for name, host in _VARIABLES.items()
        if is_set(environ, name)
    )
    try:
        return (*_remote_ranks(root), tuple(running))
    except (git.GitMissing, git.NoWorkTree):
        return (tuple(running),)


def _remote_ranks(root: Path) -> tuple[Rank, ...]:
    """Return the sign of the remote that the branch tracks, or else of origin; of all remotes if neither has one."""
    settings = _Settings(root)
    for name in dict.fromkeys((settings.tracked, "origin")):
        sign = _sign(root, name) if name else None
        if sign is not None:
            return ((sign,),)
    if "origin" in settings.remotes:
        return ()
    return (tuple(sign for name in settings.remotes if (sign := _sign(root, name)) is not None),)


class _Settings:
    """The remotes of git's configuration, and which of them each branch tracks."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._values: dict[str, str] = {}
        pattern = r"^(remote[.].*[.]url|branch[.].*[.](remote|merge))$"
        with git.start(root, "config", "-z", "--get-regexp", pattern) as running:
            listing, _ = running.process.communicate()  # it fails if there is none
        for entry in os.fsdecode(listing).split("\0"):
            key, _, value = entry.partition("\n")
            self._values[key] = value  # git takes the last value
        names = (key.removeprefix("remote.").removesuffix(".url") for key in self._values if key.startswith("remote."))
        self.remotes = tuple(dict.fromkeys(names))

    @property
    def tracked(self) -> str | None:
        """The remote, a name or an address, that the current branch tracks, also through other local branches."""
        branch = self._branch()
        seen = set()
        while branch and branch not in seen:
            seen.add(branch)
            remote = self._values.get(f"branch.{branch}.remote", "")
            if remote != ".":
                return remote or None
            branch = self._values.get(f"branch.{branch}.merge", "").removeprefix("refs/heads/")
        return None

    def _branch(self) -> str | None:
        if not any(key.startswith("branch.") for key in self._values):
            return None
        with git.start(self._root, "symbolic-ref", "-q", "HEAD") as running:
            name, _ = running.process.communicate()  # it fails if HEAD is no branch
        return os.fsdecode(name).removesuffix("\n").removeprefix("refs/heads/")


def _sign(root: Path, remote: str) -> ForgeSign | None:
    """Return the sign of a remote's address, with `insteadOf` applied by git. This does not use the network."""
    with git.start(root, "ls-remote", "--get-url", "--", remote) as running:
        address, _ = running.process.communicate()
    name = host_name(os.fsdecode(address).removesuffix("\n"))
    host = code_host(name)
    if host is None:
        return None
    # If the remote is an address instead of a name, it may contain a password.
    return ForgeSign(host, f"remote {remote} on {name}" if _NAME.fullmatch(remote) else f"a remote on {name}")


_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


# `https://HOST/`, `ssh://git@HOST:22/`, also with the name of a git remote helper in front: `helper::https://HOST/`.
_ADDRESS: Final = re.compile(
    r"(?:[a-z0-9][a-z0-9+.-]*::)*(?P<scheme>[a-z0-9][a-z0-9+.-]*)://(?P<authority>[^/?#\\]*)", re.IGNORECASE
)
# `git@HOST:path`: a colon before any slash.
_SHORT: Final = re.compile(r"(?P<authority>[^/:\[\]]+|(?:[^/:\[\]]+@)?\[[^/\]]+\]):")
_PORT: Final = re.compile(r":[0-9]*$")
_HOST: Final = re.compile(r"[a-z0-9._-]+")


def host_name(address: str) -> str:
    """Return the host of a remote's address, in lower case; empty for a local path or an invalid host."""
    long = _ADDRESS.match(address)
    match = long or _SHORT.match(address)
    if match is None or (long is not None and long["scheme"].lower() == "file"):
        return ""
    name = match["authority"].rpartition("@")[2].strip("[]")
    name = _PORT.sub("", name).strip("[]").lower().rstrip(".")
    return name if _HOST.fullmatch(name) else ""


_DOMAINS: Final = {
    Forge.GITHUB: ("github.com", "ghe.com"),
    Forge.GITLAB: ("gitlab.com",),
    Forge.BITBUCKET: ("bitbucket.org",),
}


def code_host(name: str) -> Forge | None:
    """Return the code host of a host name: by its domain, or else the only code host that the name contains."""
    for host, domains in _DOMAINS.items():
        if any(f".{name}".endswith(f".{domain}") for domain in domains):
            return host
    named = [host for host in Forge if host.value in name]
    return named[0] if len(named) == 1 else None


# --- signs in files -------------------------------------------------------------------------------


_CODEOWNERS: Final = {
    ".github/CODEOWNERS": Forge.GITHUB,
    ".gitlab/CODEOWNERS": Forge.GITLAB,
    ".bitbucket/CODEOWNERS": Forge.BITBUCKET,
}
_PIPELINES: Final = {".gitlab-ci.yml": Forge.GITLAB, "bitbucket-pipelines.yml": Forge.BITBUCKET}
# Mirrors have workflows too, so these decide only if there is no other CI file.
_WORKFLOWS: Final = {".github/workflows": Forge.GITHUB}
# Many tools write to these directories, so they decide last and never count as a disagreement.
_DIRECTORIES: Final = {".github": Forge.GITHUB, ".gitlab": Forge.GITLAB, ".bitbucket": Forge.BITBUCKET}


def file_ranks(exists: Callable[[str], bool]) -> tuple[Rank, ...]:
    """Return the signs of the location of CODEOWNERS, then of CI files. `exists` takes a path from the root."""
    ranks = (
        _signs(_CODEOWNERS, exists, "{}"),
        _signs(_PIPELINES, exists, "CI file {}"),
        _signs(_WORKFLOWS, exists, "directory {}"),
    )
    return ranks if any(ranks) else (_signs(_DIRECTORIES, exists, "directory {}"),)


def _signs(paths: Mapping[str, Forge], exists: Callable[[str], bool], words: str) -> Rank:
    return tuple(ForgeSign(host, words.format(path)) for path, host in paths.items() if exists(path))


def has_codeowners(exists: Callable[[str], bool]) -> bool:
    """Return whether there is a CODEOWNERS file in a location that any code host reads."""
    return any(exists(path) for host in Forge for path in host.codeowners_paths)


def in_tree(root: Path) -> Callable[[str], bool]:
    """Return a function that tells whether the working tree at `root` has a path."""
    return lambda path: os.path.lexists(f"{root}{os.sep}{path}")


def among(paths: Sequence[str]) -> Callable[[str], bool]:
    """Return a function that tells whether `paths` contains a path, or files in it."""
    # All signs begin with a dot, or are pipeline files.
    relevant = [path for path in paths if path.startswith((".git", "bitbucket", ".bitbucket"))]
    return lambda candidate: any(path == candidate or path.startswith(f"{candidate}/") for path in relevant)
