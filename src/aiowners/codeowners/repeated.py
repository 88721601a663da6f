"""Lines of CODEOWNERS with the same pattern, of which the code host uses one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.gitlab_glob import Glob
from aiowners.codeowners.glob_steps import GlobSteps, MatchExtent
from aiowners.codeowners.heading import UNNAMED
from aiowners.codeowners.pattern import Pattern
from aiowners.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from aiowners.codeowners.line import CodeOwners, Line


class Repeated(NamedTuple):
    """A line that has no effect where it is, and the other line with its pattern."""

    line: Line
    other: Line

    @property
    def moved(self) -> str:
        """The text that `other` needs so that GitLab reads there what it reads now, without `line`."""
        text = self.line.location.text
        is_default = bool(self.line.owners) and not self.line.written
        if is_default and self.line.heading is not self.other.heading:
            return " ".join((text, *self.line.names))
        return text


def repeated(code_owners: CodeOwners) -> Iterator[Repeated]:
    """Each line whose pattern occurs twice, in the order of the file.

    GitHub and Bitbucket use the last line with a pattern, so that the earlier ones have no effect.
    GitLab keeps the first place of a pattern in its section, so that the later ones have none there.
    """
    is_gitlab = code_owners.forge is Forge.GITLAB
    kept: dict[Hashable, Line] = {}
    lines = code_owners.lines if is_gitlab else code_owners.lines[::-1]
    found = []
    for line in lines:
        key = (line.section or UNNAMED, Glob(line.pattern).normal) if is_gitlab else _meaning(line.pattern)
        other = kept.setdefault(key, line)
        if other is not line:
            found.append(Repeated(line, other))
    return iter(found if is_gitlab else found[::-1])


def _meaning(glob: str) -> GlobSteps | None:
    """What a pattern of GitHub or Bitbucket matches: any name in any directory is all that is below."""
    walk = Pattern(glob).walk
    if walk is None or walk.reach is not MatchExtent.FILE or len(walk.steps) < 2:  # noqa: PLR2004 - a directory and a name
        return walk
    last = walk.steps[-1]
    is_everything = last is not None and last.is_any and walk.steps[-2] is None
    return GlobSteps(walk.steps[:-2], MatchExtent.BELOW) if is_everything else walk
