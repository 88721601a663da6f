"""Reading of the configuration and baseline files of a repository."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from aiowners.adapters import git
from aiowners.adapters.file_access import read_bytes, real, refuse_to_leave
from aiowners.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_BYTES = 16 << 20  # a baseline of 50,000 findings
_BLOB = re.compile(rb"([0-9a-f]+) blob ([0-9]+)\n")
_ABSENT = "this clone does not have `{}` of {}; run `git fetch --refetch --no-filter`"
NAMES = ("aiowners.toml", "pyproject.toml")
# The table in any form. Other text may match too; the parser decides.
_TOOL = re.compile(r"""tool["']?\s*[.=\]]""")
_OURS = re.compile(r"""^[ \t]*["']?aiowners""", re.MULTILINE)


def find_configuration(
    root: Path, name: str | None = None, *, overlay: Mapping[str, str] | None = None
) -> Source | None:
    """Return the configuration in force; None if there is none.

    That is the file `name`, or `aiowners.toml` at the root, or `pyproject.toml` there if it has a
    `[tool.aiowners]` table. `overlay` has texts that replace files at the root, by path. Raises OSError
    if the named file, or one that exists, cannot be read. The two at the root must not be links; a
    link must not lead a named file out of the tree.
    """
    if name is not None:
        refuse_to_leave(root, Path(name))
        return Source(name.replace(os.sep, "/"), _text(real(Path(name))))
    for candidate in NAMES:
        path = root / candidate
        text = (overlay or {}).get(candidate)
        if text is not None or os.path.lexists(path):
            source = Source(candidate, _text(path) if text is None else text)
            if _is_ours(source):
                return source
    return None


def configuration_at(root: Path, commit: str, name: str | None = None) -> Source | None:
    """Return the configuration in force at a commit: the file `name`, a path from the root, if it is given.

    Raises GitError.
    """
    for candidate in NAMES if name is None else (name,):
        source = source_at(root, commit, candidate)
        if source is not None and (name is not None or _is_ours(source)):
            return source
    return None


def source_at(root: Path, commit: str, path: str) -> Source | None:
    """Return a file of a commit, through links inside the repository; None if the commit does not have it.

    Raises GitError, also if this clone does not have the text, or the file is too large.
    """
    name = os.fsencode(f"{commit}:./{path}\n")
    if name.count(b"\n") > 1:
        return None
    try:
        answer = git.run(root, "cat-file", "--batch-check", "--follow-symlinks", text=name)
    except git.GitUnusable:
        raise
    except git.GitError:  # a partial clone
        raise git.GitError(_ABSENT.format(path, commit)) from None
    match = _BLOB.match(answer)
    if match is None:
        if answer.endswith(b" missing\n") and _has(root, f"{commit}:./{path}"):
            raise git.GitError(_ABSENT.format(path, commit))
        return None
    if int(match[2]) > _MAX_BYTES:
        raise git.GitError(f"`{path}` of {commit} is too large")
    (body,) = git.read_objects(root, (os.fsdecode(match[1]),), most=_MAX_BYTES)
    if body is None:
        raise git.GitError(_ABSENT.format(path, commit))
    return Source(path, body.decode("utf-8", "surrogateescape"))


def _has(root: Path, name: str) -> bool:
    """Return whether a commit has an entry of this name, even if this clone does not have its content."""
    try:
        git.run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    except git.GitError:
        return False
    return True


def _is_ours(source: Source) -> bool:
    if source.path == "aiowners.toml" or _OURS.search(source.text) is not None:
        return True
    tool = _TOOL.search(source.text)
    return tool is not None and source.text.find("aiowners", tool.end()) >= 0


def read_text(path: Path) -> str | None:
    """Return the text of a file; None if it does not exist. Raises OSError if it cannot be read."""
    try:
        return _text(path)
    except FileNotFoundError:
        return None


def _text(path: Path) -> str:
    """Return the text of a regular file, without following a link or waiting for a pipe."""
    try:
        content = read_bytes(str(path), most=_MAX_BYTES + 1)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None
    if len(content) > _MAX_BYTES:
        raise OSError(errno.EFBIG, "it is too large", str(path))
    return content.decode("utf-8", "surrogateescape")
