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
        """The forge's name in a sentence."""
        return _TITLES[self]

    @property
    def places(self) -> tuple[str, ...]:
        """Where the forge looks for the file, in order: the first that is there is read, the others never.

        Sources: GitHub's "About code owners", GitLab's "Code Owners", Bitbucket's "Set up and use
        code owners" (Cloud) and "Code owners" (Data Center).
        """
        return _PLACES[self]

    @property
    def size_limit(self) -> int | None:
        """The bytes from which on the forge does not load the file; None where it names no limit.

        GitHub's page says "under 3 MB" and leaves open which: the larger reading accuses nobody wrongly.
        """
        return 3 * 1024 * 1024 if self is Forge.GITHUB else None


_TITLES = {Forge.GITHUB: "GitHub", Forge.GITLAB: "GitLab", Forge.BITBUCKET: "Bitbucket"}
_PLACES = {
    Forge.GITHUB: (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    Forge.GITLAB: ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
    Forge.BITBUCKET: (".bitbucket/CODEOWNERS",),
}
