"""CodeOwners: a CODEOWNERS file as its code host reads it, with its lines, sections, and problems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiowners.forge import Forge
    from aiowners.source import Location, Source


@dataclass(frozen=True, slots=True)
class CodeOwner:
    """An owner in the file. The code host reads `name`, which includes the `@`, at `location`."""

    name: str
    location: Location


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a GitLab section.

    Headings with the same name, ignoring case, begin one section; `name` is the spelling of the
    first. The `optional`, `approvals` (at least 1), and `owners` of a heading apply to the lines
    after it. `optional` belongs to the heading: a section is optional if all its headings are.
    """

    name: str
    optional: bool
    approvals: int
    owners: tuple[CodeOwner, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Line:
    """A line that the code host applies.

    `location` does not include whitespace at the ends of the line. `pattern` is as written, without
    the `!` of an exclusion. `listed_owners` are the owners on the line that the code host does not
    ignore. `owners` are those that it assigns: the section's owners if no word follows the pattern,
    and none for an exclusion. If `owners` is empty, matching files have no owner.
    """

    number: int
    location: Location
    pattern: str
    pattern_location: Location
    listed_owners: tuple[CodeOwner, ...]
    owners: tuple[CodeOwner, ...]
    heading: Section | None = None
    is_exclusion: bool = False

    @property
    def section(self) -> str | None:
        """The name of the section; None on GitHub and Bitbucket, and in GitLab's unnamed section."""
        return None if self.heading is None else self.heading.name

    @property
    def names(self) -> tuple[str, ...]:
        """The names of `owners`."""
        return tuple(owner.name for owner in self.owners)


@dataclass(frozen=True, slots=True)
class LineProblem:
    """A part that the code host ignores, rejects, or reads in an unexpected way. `location` is never empty."""

    location: Location
    message: str
    help: str | None = None


@dataclass(frozen=True, slots=True)
class CodeOwners:
    """A parsed file. Each line that is not empty or a comment is in `lines`, `sections`, or `problems`.

    If the code host does not load the file at all, `is_loaded` is false, and the problem has the
    reason.
    """

    source: Source
    forge: Forge
    lines: tuple[Line, ...]
    sections: tuple[Section, ...]
    problems: tuple[LineProblem, ...]
    is_loaded: bool = True
