"""Two texts of a file -> a unified diff that `git apply` and `patch` take."""

from __future__ import annotations

import difflib
import re

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


def unified_diff(path: str, before: str | None, after: str) -> str:
    """The change of one file; empty where there is none. `before` is None for a file that is new.

    `path` is as the reader of the diff names the file, with `/`. Lines end with LF alone: a CR is
    part of its line, as it is for git. Unusual names stand in quotes (git-diff(1), "Generating
    patch text", and git-config(1), core.quotePath).
    """
    old, new = _lines(before or ""), _lines(after)
    source = "/dev/null" if before is None else _name(f"a/{path}")
    found = difflib.unified_diff(old, new, source, _name(f"b/{path}"))
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}" for line in found)


def _lines(text: str) -> list[str]:
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _name(path: str) -> str:
    """A name in a header: in quotes where it holds what ends one, with a tab behind a blank."""
    if _UNUSUAL.search(path):
        return f'"{_UNUSUAL.sub(_escaped, path)}"'
    return f"{path}\t" if " " in path else path


def _escaped(match: re.Match[str]) -> str:
    return _LETTERS.get(match.group()) or f"\\{ord(match.group()):03o}"
