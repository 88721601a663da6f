"""Change: one thing that is said otherwise of ownership than before."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Value: TypeAlias = str | bool | tuple[str, ...] | None


class Change(NamedTuple):
    """`subject` is `kind:name`, `kind` one of KINDS, `words` a sentence without its full stop."""

    subject: str
    kind: str
    before: Value
    after: Value
    words: str


# Each kind, and what the same change is when it is looked at from its end.
KINDS = {
    "added": "removed",
    "removed": "added",
    "owner-changed": "owner-changed",
    "became-unowned": "no-longer-unowned",
    "no-longer-unowned": "became-unowned",
    "co-owners-changed": "co-owners-changed",
    "reviewers-changed": "reviewers-changed",
    "waivers-changed": "waivers-changed",
    "became-shared": "no-longer-shared",
    "no-longer-shared": "became-shared",
    "downstream-owners-changed": "downstream-owners-changed",
    "upstream-changed": "upstream-changed",
    "team-disbanded": "team-restored",
    "team-restored": "team-disbanded",
    "handles-changed": "handles-changed",
}
