"""Forge: a code host, with the locations where it looks for CODEOWNERS."""

from __future__ import annotations

from enum import Enum


class Forge(Enum):
    """A code host. The values are those of `forge` in the configuration."""

    GITHUB = "github"
    GITLAB = "gitlab"
    BITBUCKET = "bitbucket"

    @property
    def title(self) -> str:
        """The name of the code host in a sentence."""
        return _TITLES[self]

    @property
    def codeowners_paths(self) -> tuple[str, ...]:
        """The locations of CODEOWNERS, in order: the code host reads the first that exists, and no other.

        Sources: GitHub's "About code owners", GitLab's "Code Owners", Bitbucket's "Set up and use
        code owners" (Cloud) and "Code owners" (Data Center).
        """
        return _CODEOWNERS_PATHS[self]

    @property
    def size_limit(self) -> int | None:
        """The size in bytes from which the code host does not load the file; None if it documents no limit.

        GitHub's page says "under 3 MB" without a definition: the larger reading gives no false finding.
        """
        return 3 * 1024 * 1024 if self is Forge.GITHUB else None


_TITLES = {Forge.GITHUB: "GitHub", Forge.GITLAB: "GitLab", Forge.BITBUCKET: "Bitbucket"}
_CODEOWNERS_PATHS = {
    Forge.GITHUB: (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    Forge.GITLAB: ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
    Forge.BITBUCKET: (".bitbucket/CODEOWNERS",),
}
