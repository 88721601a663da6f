"""A review as arguments of the code hosts' command-line tools."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiowners.review.reviewers.required import Review

# What GitHub and GitLab allow in names. No other text of a manifest reaches a shell.
_NAME = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?"
_ON_GITHUB = re.compile(rf"@({_NAME}(?:/{_NAME})?)")
_ON_GITLAB = re.compile(rf"@({_NAME})")


def for_gh(review: Review) -> tuple[str, tuple[str, ...]]:
    """Return the arguments for `gh pr edit`, on one line, and the teams that they cannot name."""
    return _arguments(review, "github", _ON_GITHUB, "--add-reviewer={}")


def for_glab(review: Review) -> tuple[str, tuple[str, ...]]:
    """Return the same for `glab mr update`, which takes people and no groups, and keeps existing reviewers."""
    return _arguments(review, "gitlab", _ON_GITLAB, "--reviewer=+{}")


def _arguments(review: Review, forge: str, name: re.Pattern[str], form: str) -> tuple[str, tuple[str, ...]]:
    handles: dict[str, None] = {}
    left = []
    for reviewer in review.required:
        names = [
            match[1] for handle in reviewer.handles.get(forge, ()) if (match := name.fullmatch(handle)) is not None
        ]
        if not names:
            left.append(reviewer.team)
        handles |= dict.fromkeys(names)
    line = " ".join(form.format(name) for name in handles)
    return f"{line}\n" if line else "", tuple(left)
