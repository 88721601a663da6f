"""Evidence: what the files of a tree say of the AI work in it, before anybody judges it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiowners.usage.libraries import Role


class Import(NamedTuple):
    """A library that a file imports; `provides` is the capability of one that stands for a platform."""

    library: str
    role: Role
    line: int
    provides: str = ""


class Named(NamedTuple):
    """A vendor's model that a file names: `identifier` as written, `name` without the date of its release.

    `is_called`: it stands where a call says which model is meant.
    """

    name: str
    identifier: str
    provider: str
    kind: str
    line: int
    is_called: bool = False


class Literal(NamedTuple):
    """A text in quotes that may be the path or the address of a model that is loaded, or the name of one in the tree."""

    text: str
    line: int
    is_pretrained: bool = False
    is_name: bool = False


class FileFacts(NamedTuple):
    """What one file says. A line is 0 where the file has none that a reader would find."""

    imports: tuple[Import, ...] = ()
    models: tuple[Named, ...] = ()
    loads: tuple[Literal, ...] = ()
    architecture: str | None = None  # the kind of model that a configuration describes
    outputs: tuple[Literal, ...] = ()  # what the stages of a pipeline make


@dataclass(frozen=True, slots=True)
class Evidence:
    """The files of a tree, by path from its root, and what those say that were read.

    `name` is what the repository is called. `authors` are by directory the people with the most
    commits there, each with how many of how many.
    """

    name: str
    files: Sequence[str]
    facts: Mapping[str, FileFacts]
    authors: Mapping[str, str] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)  # how many files were not read, by reason
