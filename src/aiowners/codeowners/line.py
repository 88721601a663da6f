"""Line, Section, Problem, CodeOwners: a CODEOWNERS file as its forge understands it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiowners.forge import Forge
    from aiowners.source import Location, Source


@dataclass(frozen=True, slots=True)
class CodeOwner:
    """Who is asked: `name` is what the forge reads there, its `@` included."""

    name: str
    location: Location


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of a GitLab section.

    Headings of the same name, whatever their case, head one section, and `name` is the first
    one's. Each lends its own `optional`, `approvals` (1 at least) and `owners` to the lines that
    follow it. `optional` is what the heading says: a section of several is optional if all are.
    """

    name: str
    optional: bool
    approvals: int
    owners: tuple[CodeOwner, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Line:
    """One line that the forge acts on.

    `location` is the line without the blanks at its ends. `pattern` is as written, an exclusion's
    `!` apart. `written` are the owners on the line, those that the forge ignores left out;
    `owners` are those that it asks: the section's where the line has no words after its pattern,
    none on an exclusion. No owners at all take the matching files out.
    """

    number: int
    location: Location
    pattern: str
    pattern_location: Location
    written: tuple[CodeOwner, ...]
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
    """What the forge ignores, rejects, or reads otherwise than it looks. `location` is never empty."""

    location: Location
    message: str
    help: str | None = None


@dataclass(frozen=True, slots=True)
class CodeOwners:
    """A file that was read. Every line but comments and blank ones is among `lines`, `sections` or `problems`.

    If the code host does not load the file at all, `is_loaded` is false, and the problem says why.
    """

    source: Source
    forge: Forge
    lines: tuple[Line, ...]
    sections: tuple[Section, ...]
    problems: tuple[LineProblem, ...]
    is_loaded: bool = True
