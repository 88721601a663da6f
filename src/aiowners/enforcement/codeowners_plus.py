"""Workspace -> the block of `.codeowners` by which codeowners-plus demands every team.

github.com/multimediallc/codeowners-plus, its README and `pkg/codeowners/reader.go`: a line that
begins with `&` is demanded in addition to all others, and the owners on one line are alternatives.
It looks a renamed file up by its new path alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.enforcement import marked_block
from aiowners.enforcement.existing_file import whole_text
from aiowners.enforcement.generated import Generated, losses
from aiowners.enforcement.glob_reach import needed
from aiowners.enforcement.method_globs import as_doublestar
from aiowners.enforcement.required_reviews import by_party, demands
from aiowners.enforcement.unenforceable import unread
from aiowners.filenames import ENGINE_FILES

if TYPE_CHECKING:
    from aiowners.workspace import Workspace

NAME = "codeowners-plus"
PATH = ENGINE_FILES[NAME]
HANDLE = re.compile(r"@[\w-]+(?:/[\w.-]+)?", re.ASCII)


def codeowners_plus(workspace: Workspace) -> Generated:
    """`.codeowners` with a line for each pattern and team. Raises TornBlockError."""
    lines: list[str] = []
    unspelled: set[str] = set()
    nameless: set[str] = set()
    asked_for = demands(workspace)
    for party, patterns in by_party(asked_for).items():
        handles = sorted(name for name in workspace.handles.of(party) if HANDLE.fullmatch(name))
        if not handles:
            nameless.add(party)
        for pattern in patterns:
            spelled = as_doublestar(pattern)
            if spelled is None:
                unspelled.add(pattern.glob)
            elif handles:
                globs = needed(spelled, pattern, workspace.files)
                lines += [f"& {glob} {' '.join(handles)}" for glob in globs]
    text, part = marked_block.laid(whole_text(workspace, PATH), NAME, sorted(lines), f"aiowners enforce {NAME}")
    lost = losses(
        ("pattern", "cannot be said in `.codeowners`", unspelled, "It knows no blanks in a path: claim a directory above."),
        ("team", "without a handle on GitHub", nameless, 'State it in the manifests: `handles: {github: "@ORG/TEAM"}`.'),
    )  # fmt: skip
    return Generated(PATH, text, part, (*lost, *unread(workspace)))
