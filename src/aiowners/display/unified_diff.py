"""Unified diffs: written for `git apply` and `patch`, and shown on a terminal."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from aiowners.display.terminal import Style, harmless, paint

if TYPE_CHECKING:
    from aiowners.display.terminal import Terminal

_NO_NEWLINE = "\\ No newline at end of file\n"
_UNUSUAL = re.compile(r'[\x00-\x1f\x7f"\\]')
_LETTERS = {
    "\a": r"\a",
    "\b": r"\b",
    "\t": r"\t",
    "\n": r"\n",
    "\v": r"\v",
    "\f": r"\f",
    "\r": r"\r",
    '"': r"\"",
    "\\": r"\\",
}
_STYLES = {"-": Style.REMOVED, "+": Style.ADDED, "@": Style.RELATED}


def unified_diff(path: str, before: str | None, after: str) -> str:
    """Return the change of one file as a unified diff; empty if there is no change.

    `before` is None for a new file. `path` uses `/` and is relative to the directory in which the
    diff is applied. Lines end with LF only: as for git, a CR is part of its line. Unusual names are
    quoted (git-diff(1), "Generating patch text", and git-config(1), core.quotePath).
    """
    old, new = _lines(before or ""), _lines(after)
    source = "/dev/null" if before is None else _name(f"a/{path}")
    diff = difflib.unified_diff(old, new, source, _name(f"b/{path}"))
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}" for line in diff)


def diff_lines(diff: str, terminal: Terminal) -> str:
    """Return a unified diff as harmless, colored lines for a terminal or a log."""
    lines = diff.removesuffix("\n").split("\n") if diff else []
    return "".join(f"{paint(harmless(line, terminal), _style(line), terminal)}\n" for line in lines)


def _style(line: str) -> Style | None:
    return Style.STRONG if line.startswith(("--- ", "+++ ")) else _STYLES.get(line[:1])


def _lines(text: str) -> list[str]:
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _name(path: str) -> str:
    """Return a file name for a header: quoted if it is unusual, or followed by a tab if it contains a space."""
    if _UNUSUAL.search(path):
        return f'"{_UNUSUAL.sub(_escaped, path)}"'
    return f"{path}\t" if " " in path else path


def _escaped(match: re.Match[str]) -> str:
    return _LETTERS.get(match.group()) or f"\\{ord(match.group()):03o}"
