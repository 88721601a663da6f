"""git, run as a program that reads: no hook, no network, no code of the linted tree."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What a repository's own configuration could make git run, or ask of the network, is off: see
# git-config(1), core.fsmonitor, core.hooksPath, protocol.allow and safe.bareRepository.
_SAFE = (
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.quotePath=false",
    "-c", "safe.bareRepository=explicit",
    "--no-pager",
)  # fmt: skip
_QUIET = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # git before 2.45 does not know the line above
}
_UNWANTED = (
    "GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS",
    "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
)  # fmt: skip
# What git sets for a hook says which repository and index are meant: git-rev-parse(1), --local-env-vars.
_LOCAL = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
)  # fmt: skip
_NO_WORK_TREE = ("not a git repository", "must be run in a work tree", "cannot use bare repository")
_PIECE = 1 << 16


class GitError(Exception):
    """git could not do what was asked; the text is one sentence or two for people."""


class GitMissing(GitError):  # noqa: N818 - a state, which callers handle
    """There is no git program."""


class NoWorkTree(GitError):  # noqa: N818 - likewise
    """The directory lies in no working tree of git."""


@dataclass(frozen=True, slots=True)
class Running:
    """A git that has been started. Leaving the `with` block ends it, whatever happened."""

    process: subprocess.Popen[bytes]
    directory: Path
    command: str

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        with self.process:
            pass

    def output(self, text: bytes | None = None) -> bytes:
        """Wait, and give what it wrote; `text` is its standard input. Raises GitError if it failed."""
        out, err = self.process.communicate(text)
        if self.process.returncode:
            raise _explain(err, self.directory, self.command)
        return out


def start(directory: Path, *arguments: str) -> Running:
    """Start git in `directory` and come back at once. Raises GitMissing."""
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(
            [_program(), *_SAFE, *arguments],
            cwd=directory,
            env=_environment(directory),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
        )
    except NotADirectoryError as error:
        raise NoWorkTree(f"{directory} is not a directory.") from error
    except OSError as error:
        if not directory.is_dir():
            raise NoWorkTree(f"{directory} is not a directory.") from error
        raise GitMissing(f"git could not be started: {error.strerror}.") from error
    return Running(process, directory, arguments[0])


def run(directory: Path, *arguments: str, text: bytes | None = None) -> bytes:
    """What git writes when it is run in `directory`. Raises GitError where it fails or is missing."""
    with start(directory, *arguments) as running:
        return running.output(text)


def top_level(directory: Path) -> str | None:
    """The working tree that holds `directory`; None without git, or where there is no such tree.

    Raises GitError where git refuses to say.
    """
    try:
        found = run(directory, "rev-parse", "--show-toplevel")
    except (GitMissing, NoWorkTree):
        return None
    return os.fsdecode(found).removesuffix("\n").removesuffix("\r") or None


def read_objects(directory: Path, names: Iterable[str], *, most: int) -> Iterator[bytes | None]:
    """The first `most` bytes of each object, in order; None for one that is not in the store.

    `names` are object ids, or whatever else git understands on one line (`HEAD:path`).
    Raises GitError where git ends before it has answered.
    """
    with start(directory, "cat-file", "--batch") as running:
        asked, answers = running.process.stdin, running.process.stdout
        assert asked is not None
        assert answers is not None
        for name in names:
            try:
                asked.write(os.fsencode(name) + b"\n")
                asked.flush()
            except BrokenPipeError:
                running.output()
                raise
            header = answers.readline()
            if not header:
                running.output()
                raise GitError("git cat-file ended before it had answered.")
            size = header.split()[-1]
            if not size.isdigit():
                yield None
                continue
            yield _body(answers.read, int(size), most)


def _body(read: Reader, size: int, most: int) -> bytes:
    kept = read(min(size, most))
    left = size - len(kept) + 1  # a line feed follows
    while left > 0 and (piece := read(min(left, _PIECE))):
        left -= len(piece)
    return kept
