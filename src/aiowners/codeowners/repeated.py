"""Lines of CODEOWNERS with the same pattern, of which the code host uses one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.gitlab_glob import Glob
from aiowners.codeowners.glob_steps import GlobSteps, MatchExtent, files_matching
from aiowners.codeowners.heading import UNNAMED
from aiowners.codeowners.pattern import Pattern
from aiowners.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from aiowners.codeowners.line import CodeOwners, Line


class Repeated(NamedTuple):
    """A line without effect at its position, and the line with the same pattern that has the effect."""

    line: Line
    kept_line: Line

    @property
    def replacement(self) -> str:
        """The text that `kept_line` needs so that GitLab's result is the same without `line`."""
        text = self.line.location.text
        has_default_owners = bool(self.line.owners) and not self.line.listed_owners
        if has_default_owners and self.line.heading is not self.kept_line.heading:
            return " ".join((text, *self.line.names))
        return text


def repeated(code_owners: CodeOwners) -> Iterator[Repeated]:
    """Yield each line whose pattern occurs twice, in the order of the file.

    GitHub and Bitbucket use the last line with a pattern, so the earlier lines have no effect.
    GitLab keeps the first position of a pattern in its section, so the later lines have no effect
    at theirs.
    """
    is_gitlab = code_owners.forge is Forge.GITLAB
    kept_lines: dict[Hashable, Line] = {}
    lines = code_owners.lines if is_gitlab else code_owners.lines[::-1]
    repetitions = []
    for line in lines:
        key = (line.section or UNNAMED, Glob(line.pattern).normal) if is_gitlab else _matched_files(line.pattern)
        kept_line = kept_lines.setdefault(key, line)
        if kept_line is not line:
            repetitions.append(Repeated(line, kept_line))
    return iter(repetitions if is_gitlab else repetitions[::-1])


def _matched_files(glob: str) -> GlobSteps | None:
    """Return steps that are equal for two patterns of GitHub or Bitbucket that match the same files."""
    glob_steps = Pattern(glob).glob_steps
    if glob_steps is None or glob_steps.extent is not MatchExtent.FILE:
        return glob_steps
    return files_matching(glob_steps.steps)
