"""Thing: one declaration that is proposed, with the evidence of each of its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from aiowners.generate.proposal.owners import Owner


class Said(NamedTuple):
    """A value, and why it is proposed."""

    text: str
    why: str = ""


class Empty(NamedTuple):
    """A list of which nothing is known yet, and why."""

    why: str


Body: TypeAlias = "dict[str, Said | Empty | list[Said] | Body]"


@dataclass(slots=True)
class Thing:
    """A declaration of `section`, found in `place`, a directory; `files` are what it was found by."""

    section: str
    name: str
    place: str
    owner: Owner
    files: list[str]
    why: str = ""
    body: Body = field(default_factory=dict)
