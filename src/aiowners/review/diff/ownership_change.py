"""One change in ownership."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Value: TypeAlias = str | bool | tuple[str, ...] | None
Kind: TypeAlias = Literal[
    "added",
    "removed",
    "owner-changed",
    "became-unowned",
    "no-longer-unowned",
    "co-owners-changed",
    "reviewers-changed",
    "waivers-changed",
    "became-shared",
    "no-longer-shared",
    "downstream-owners-changed",
    "upstream-changed",
    "team-disbanded",
    "team-restored",
    "handles-changed",
]


class OwnershipChange(NamedTuple):
    """A change in ownership. `subject` is `kind:name`, `words` a sentence without its period."""

    subject: str
    kind: Kind
    before: Value
    after: Value
    words: str
