"""Generate the block of `.codeowners` with which codeowners-plus requires every team to approve.

github.com/multimediallc/codeowners-plus, its README and `pkg/codeowners/reader.go`: a line that
begins with `&` is required in addition to all others, and one approval from the owners on a line is
enough. It looks up a renamed file by its new path only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.enforcement import marked_block
from aiowners.enforcement.generated import Generated, existing_text, limitations, unread_manifests
from aiowners.enforcement.method_globs import needed_globs, to_doublestar
from aiowners.enforcement.required_reviews import patterns_by_team, required_reviews
from aiowners.filenames import ENFORCEMENT_FILES

if TYPE_CHECKING:
    from aiowners.workspace import Workspace

NAME = "codeowners-plus"
PATH = ENFORCEMENT_FILES[NAME]
HANDLE = re.compile(r"@[\w-]+(?:/[\w.-]+)?", re.ASCII)


def codeowners_plus(workspace: Workspace) -> Generated:
    """Return `.codeowners` with a line for each pattern and team. Raises InvalidBlockError."""
    lines: list[str] = []
    inexpressible: set[str] = set()
    without_handle: set[str] = set()
    for team, patterns in patterns_by_team(required_reviews(workspace)).items():
        handles = sorted(name for name in workspace.handles.of(team) if HANDLE.fullmatch(name))
        if not handles:
            without_handle.add(team)
        for pattern in patterns:
            globs = to_doublestar(pattern)
            if globs is None:
                inexpressible.add(pattern.glob)
            elif handles:
                needed = needed_globs(globs, pattern, workspace.files)
                lines += [f"& {glob} {' '.join(handles)}" for glob in needed]
    before = existing_text(workspace, PATH)
    text, part = marked_block.with_block(before, NAME, sorted(lines), f"aiowners enforce {NAME}")
    omitted = limitations(
        ("pattern", "cannot be said in `.codeowners`", inexpressible, "It knows no blanks in a path: claim a directory above."),
        ("team", "without a handle on GitHub", without_handle, HANDLE_ADVICE),
    )  # fmt: skip
    return Generated(PATH, text, part, (*omitted, *unread_manifests(workspace)))


HANDLE_ADVICE = 'State it in the manifests: `handles: {github: "@ORG/TEAM"}`.'
