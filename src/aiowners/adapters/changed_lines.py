"""What changed between a commit and the working tree, line by line, as git says."""

from __future__ import annotations

import ast
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiowners.adapters import git
from aiowners.check.since import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Whatever a finding can point at: manifests, and CODEOWNERS.
_PATHSPEC = ":(icase)*owner*"
_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def changed_lines(root: Path, commit: str) -> dict[str, Lines]:
    """The lines that differ between `commit` and the working tree, by path from `root`.

    Files that git does not track are not among them. Raises GitError.
    """
    asked = (
        "diff", "-U0", "-M", "--relative", "--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules",
        "--src-prefix=a/", "--dst-prefix=b/", commit, "--", _PATHSPEC,
    )  # fmt: skip
    return {path: Lines(tuple(file.written), tuple(file.beside)) for path, file in _files(git.run(root, *asked))}


@dataclass(slots=True)
class _File:
    written: list[range]
    beside: list[range]


def _files(patch: bytes) -> Iterator[tuple[str, _File]]:
    """The files of a patch without context, see git-diff(1); a deleted one is not among them."""
    path, file = None, _File([], [])
    lines = iter(patch.split(b"\n"))
    for line in lines:
        if line.startswith(b"diff --git "):
            if path is not None:
                yield path, file
            path, file = None, _File([], [])
        elif line.startswith((b"+++ b/", b'+++ "b/')):
            path = _name(line.removeprefix(b"+++ ").removesuffix(b"\t")).removeprefix("b/")
        elif line.startswith(b"rename to "):
            path = _name(line.removeprefix(b"rename to "))
        elif hunk := _HUNK.match(line):
            gone, first, come = (int(number if number is not None else 1) for number in hunk.groups())
            if come:
                file.written.append(range(first, first + come))
            else:
                file.beside.append(range(first, first + 2))
            _skip(lines, gone + come)
    if path is not None:
        yield path, file


def _skip(lines: Iterator[bytes], number: int) -> None:
    """Pass over the text of a hunk, which may look like anything."""
    while number:
        number -= not next(lines, b"+").startswith(b"\\")


def _name(text: bytes) -> str:
    """A path as git writes it: in quotes, with the escapes of C, where it holds unusual characters."""
    if not text.startswith(b'"'):
        return os.fsdecode(text)
    # With core.quotePath off, bytes outside of ASCII stand for themselves, which Python does not read.
    plain = re.sub(rb"[\x80-\xff]", lambda byte: b"\\%03o" % byte.group()[0], text)
    read: bytes = ast.literal_eval("b" + plain.decode("ascii"))
    return os.fsdecode(read)
