"""Reviewers that a change requires because of what is not a declaration: suppressions and enforcement."""

from __future__ import annotations

from typing import NamedTuple


class AlsoRequired(NamedTuple):
    """A team that must review a change besides those that its declarations require.

    `team` is the name under which a revision knows it. `subject` is what the request is about, as
    `kind:name`. `reason` is `suppression` or `enforcement`.
    """

    team: str
    subject: str
    reason: str
