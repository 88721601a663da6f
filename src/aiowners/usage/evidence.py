"""Evidence: the facts about AI use in the files of a repository."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiowners.usage.libraries import Role


class Import(NamedTuple):
    """An imported library; `provides` is the capability if the library belongs to a platform."""

    library: str
    role: Role
    line: int
    provides: str = ""


class ModelName(NamedTuple):
    """A vendor's model in a file: `identifier` as written, and `name` without its release date.

    `is_called` is true if the name is the model argument of a call.
    """

    name: str
    identifier: str
    provider: str
    kind: str
    line: int
    is_called: bool = False


class ModelReference(NamedTuple):
    """A quoted string that may be the path or address of a loaded model, or the name of a model in the repository."""

    text: str
    line: int
    is_pretrained: bool = False
    is_name: bool = False


class FileFacts(NamedTuple):
    """The facts about one file. A line number is 0 if the file has no lines that a person would see."""

    imports: tuple[Import, ...] = ()
    models: tuple[ModelName, ...] = ()
    loads: tuple[ModelReference, ...] = ()
    architecture: str | None = None  # the kind of model that a configuration describes
    outputs: tuple[ModelReference, ...] = ()  # the outputs of pipeline stages


@dataclass(frozen=True, slots=True)
class Evidence:
    """The files of a repository, by path from its root, and the facts about those that were read.

    `name` is the name of the repository. `authors` has, by directory, the person with the most
    commits below it, with the numbers of that person's commits and of all commits.
    """

    name: str
    files: Sequence[str]
    facts: Mapping[str, FileFacts]
    authors: Mapping[str, str] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)  # the number of files that were not read, by reason
