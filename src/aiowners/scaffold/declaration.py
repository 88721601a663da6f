"""ProposedDeclaration: a declaration with the evidence for each of its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from aiowners.scaffold.owners import OwnerGuess


class ProposedValue(NamedTuple):
    """A value, and the reason for it."""

    text: str
    reason: str = ""


class EmptyList(NamedTuple):
    """A list without known items, and the reason."""

    reason: str


Body: TypeAlias = "dict[str, ProposedValue | EmptyList | list[ProposedValue] | Body]"


@dataclass(slots=True)
class ProposedDeclaration:
    """A declaration in `section`. Its evidence is in `files`, which are below `directory`."""

    section: str
    name: str
    directory: str
    owner: OwnerGuess
    files: list[str]
    reason: str = ""
    body: Body = field(default_factory=dict)
