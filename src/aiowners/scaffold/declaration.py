"""ProposedDeclaration: one declaration that is proposed, with the evidence of each of its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from aiowners.scaffold.owners import OwnerGuess


class ProposedValue(NamedTuple):
    """A value, and why it is proposed."""

    text: str
    why: str = ""


class EmptyList(NamedTuple):
    """A list of which nothing is known yet, and why."""

    why: str


Body: TypeAlias = "dict[str, ProposedValue | EmptyList | list[ProposedValue] | Body]"


@dataclass(slots=True)
class ProposedDeclaration:
    """A declaration of `section`, found in `place`, a directory; `files` are what it was found by."""

    section: str
    name: str
    place: str
    owner: OwnerGuess
    files: list[str]
    why: str = ""
    body: Body = field(default_factory=dict)
