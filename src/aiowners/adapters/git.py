"""git, run as a subprocess that only reads: no hook, no network, no code of the linted tree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# A repository's own configuration could make git run programs or use the network. These options
# prevent it: see git-config(1), core.fsmonitor, core.hooksPath, protocol.allow and safe.bareRepository.
# Calls that could use diff.external, diff.NAME.textconv, or filters switch these off themselves.
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
    "GIT_NO_REPLACE_OBJECTS": "1",  # a pushed refs/replace/ID would be read in place of the commit ID
    "GIT_GRAFT_FILE": os.devnull,  # .git/info/grafts gives commits other parents
    "GIT_ALLOW_PROTOCOL": "none",  # git before 2.45 does not know the line above
}
_UNWANTED = (
    "GIT_CONFIG", "GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS",
    "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
)  # fmt: skip
# git sets these for a hook, to select the repository and the index: git-rev-parse(1), --local-env-vars.
_LOCAL_PATHS = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"}
_LOCAL = _LOCAL_PATHS | {"GIT_PREFIX", "GIT_ALTERNATE_OBJECT_DIRECTORIES"}
_NO_WORK_TREE = ("not a git repository", "must be run in a work tree", "cannot use bare repository")
_MIN_VERSION = (2, 30)  # its rev-parse is the first that knows --end-of-options
_DISTRUST = ("dubious ownership", "owned by someone else")
_CHUNK = 1 << 16
_ESCAPE = re.compile(rb"\\(?:([0-3][0-7]{2})|(.))")
_LETTERS = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


class GitError(Exception):
    """A failure of git; the message is one sentence or two for people."""


class GitUnusable(GitError):  # noqa: N818 - a state, in which every command of git fails
    """git cannot be used in this directory."""


class GitMissing(GitUnusable):
    """git is not installed."""


class NoWorkTree(GitUnusable):
    """The directory is not in a working tree of git."""


class GitTooOld(GitUnusable):
    """A command failed, and git is older than the oldest supported version."""


@dataclass(frozen=True, slots=True)
class Running:
    """A running git process. Leaving the `with` block always ends it."""

    process: subprocess.Popen[bytes]
    directory: Path
    command: str

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        with suppress(BrokenPipeError), self.process:
            pass

    def output(self, text: bytes | None = None) -> bytes:
        """Wait, and return the standard output; `text` is the standard input. Raises GitError if git fails."""
        out, err = self.process.communicate(text)
        if self.process.returncode:
            raise _explain(err, self.directory, self.command)
        return out


def start(directory: Path, *arguments: str) -> Running:
    """Start git in `directory` without waiting. Raises GitMissing, and GitError for an argument that is no valid name."""
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell, and each argument is ours or follows a `--`
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
    except ValueError as error:  # a NUL or half a surrogate pair, as JSON may hold them
        raise GitError(f"git cannot be asked for {arguments[-1]!a}: no name is like that.") from error
    # The command is the first word that is no option, and no value of one.
    return Running(process, directory, next(word for word in arguments if word[0].isalpha() and "=" not in word))


def run(directory: Path, *arguments: str, text: bytes | None = None) -> bytes:
    """Run git in `directory`, and return its standard output. Raises GitError if it fails or is missing."""
    with start(directory, *arguments) as running:
        return running.output(text)


def work_tree(directory: Path) -> str | None:
    """Return the top of the working tree that contains `directory`; None without git or such a tree.

    Raises GitError if git refuses to work there.
    """
    try:
        return os.fsdecode(run(directory, "rev-parse", "--show-toplevel")).removesuffix("\n").removesuffix("\r")
    except (GitMissing, NoWorkTree):
        return None


def refuse_elsewhere(tree: str, directory: Path) -> None:
    """Raise GitError for a working tree that does not contain `directory`, unless the environment names it.

    core.worktree may name any directory, so its author would choose the files that are read and written.
    """
    top = Path(tree)
    is_above = directory.resolve().is_relative_to(top.resolve()) and os.path.lexists(top / ".git")
    if _LOCAL_PATHS.isdisjoint(os.environ) and not is_above:
        raise GitError(f"git says that {directory} belongs to a working tree in {top}: name the tree with --root.")


def without_filters(directory: Path) -> list[str]:
    """Return the options that switch off configured filters, which git runs to compare files of the working tree.

    Raises GitError for a filter whose name no option can contain.
    """
    with start(directory, "config", "-z", "--name-only", "--get-regexp", r"^filter[.]") as running:
        keys, _ = running.process.communicate()
    # `filter.NAME.clean`: NAME may contain any character.
    names = {os.fsdecode(key).partition(".")[2].rpartition(".")[0] for key in keys.split(b"\0") if key}
    if any("=" in name for name in names):
        raise GitError("git's configuration here has a filter whose name holds `=`, which cannot be switched off.")
    settings = ("clean=", "smudge=", "process=", "required=false")
    return [word for name in sorted(names) for setting in settings for word in ("-c", f"filter.{name}.{setting}")]


def read_objects(directory: Path, names: Iterable[str], *, most: int) -> Iterator[bytes | None]:
    """Yield the first `most` bytes of each blob, in order; None if it is no blob or not in the object store.

    `names` are object ids, or other names that git accepts on one line (`HEAD:path`). A name with a
    line feed counts as missing. Raises GitError if git ends before the last answer.
    """
    remaining = iter(names)
    for name in remaining:
        with start(directory, "cat-file", "--batch") as running:
            try:
                for requested in chain((name,), remaining):
                    yield _object(running, requested, most)
            except _NotFetchedError:
                yield None


class _NotFetchedError(GitError):
    """An object is missing in a partial clone: git before 2.45 ends if it may not fetch the object."""


def _object(running: Running, name: str, most: int) -> bytes | None:
    if "\n" in name:
        return None
    question, answers = running.process.stdin, running.process.stdout
    assert question is not None
    assert answers is not None
    with suppress(BrokenPipeError):
        question.write(os.fsencode(name) + b"\n")
        question.flush()
    header = answers.readline().split()
    if not header:
        running.output()
        raise GitError("git cat-file ended before it had answered.")
    if not header[-1].isdigit():
        return None
    body = _body(answers, int(header[-1]), most)
    return body if header[-2] == b"blob" else None


def _body(answers: IO[bytes], size: int, most: int) -> bytes:
    kept = answers.read(min(size, most))
    rest = size - len(kept) + 1  # a line feed follows
    while rest > 0 and (chunk := answers.read(min(rest, _CHUNK))):
        rest -= len(chunk)
    return kept


def _program() -> str:
    # A relative directory is one below the working directory: a git there would belong to the linted tree.
    directories = (entry for entry in os.get_exec_path() if os.path.isabs(entry))  # noqa: PTH117 - pathlib would be slower
    program = shutil.which("git", path=os.pathsep.join(directories))
    # Windows always searches the working directory too.
    if program is None or not Path(program).is_absolute():
        raise GitMissing("git is not installed, or not on the PATH.")
    return program


def _environment(directory: Path) -> dict[str, str]:
    """Return the environment for git in `directory`. A hook's variables stay only if they belong to its repository."""
    environment = {name: value for name, value in os.environ.items() if name not in _UNWANTED} | _QUIET
    if environment.keys().isdisjoint(_LOCAL) or _same(directory, Path.cwd()):
        return environment
    clean = {name: value for name, value in environment.items() if name not in _LOCAL}
    top = _top_level(Path.cwd(), environment)
    if top is None or not directory.resolve().is_relative_to(top.resolve()):
        return clean
    own = _top_level(directory, clean)
    if own is not None and not _same(own, top):
        return clean
    # Relative paths are relative to the hook's directory, but git changes to `directory` first.
    for name in _LOCAL_PATHS & environment.keys():
        base = top if name == "GIT_INDEX_FILE" else Path.cwd()
        environment[name] = str(base / environment[name])
    if "GIT_DIR" in environment:
        environment["GIT_WORK_TREE"] = str(top)
    return environment


def _top_level(directory: Path, environment: Mapping[str, str]) -> Path | None:
    arguments = [_program(), *_SAFE, "rev-parse", "--show-toplevel"]
    process = subprocess.run(  # noqa: S603 - constants
        arguments, cwd=directory, env=environment, capture_output=True, check=False
    )
    top = os.fsdecode(process.stdout).rstrip("\r\n")
    return Path(top) if top and not process.returncode else None


def _same(first: Path, second: Path) -> bool:
    return first.resolve() == second.resolve()


@cache
def _version() -> tuple[int, int] | None:
    """Return the first two numbers of git's version; None if git does not print them."""
    process = subprocess.run([_program(), "--version"], capture_output=True, check=False)  # noqa: S603 - constants
    match = re.match(rb"git version (\d+)[.](\d+)", process.stdout)
    return None if match is None else (int(match[1]), int(match[2]))


def _explain(err: bytes, directory: Path, command: str) -> GitError:
    """Convert the messages of git to an error: its first `fatal:` line, and its advice for an owner that it distrusts."""
    lines = err.decode("utf-8", "replace").splitlines()
    index = next((index for index, line in enumerate(lines) if line.startswith(("fatal: ", "error: "))), len(lines))
    words = [line.strip() for line in lines[index : index + 2]]
    if words and not words[0].endswith(":"):  # else the next line completes the sentence
        del words[1:]
    reason = " ".join(words).partition(": ")[2].rstrip(".") or f"git {command} failed without a reason"
    if any(phrase in reason for phrase in _NO_WORK_TREE):
        return NoWorkTree(f"{directory} lies in no working tree of git.")
    if "from promisor remote" in reason:
        return _NotFetchedError(f"git {command}: {reason}.")
    if any(phrase in reason for phrase in _DISTRUST):
        command_line = "git config --global --add safe.directory "
        remedy = next((line.strip() for line in lines if "safe.directory" in line), command_line + str(directory))
        return GitError(f"git does not trust {directory}: {reason}. If you do, run: {remedy}")
    version = _version()
    if version is not None and version < _MIN_VERSION:
        installed, required = (f"{major}.{minor}" for major, minor in (version, _MIN_VERSION))
        return GitTooOld(f"git {installed} is too old: aiowners needs {required} or later.")
    return GitError(f"git {command} failed in {directory}: {reason}.")


def listed_names(listing: bytes) -> list[str]:
    """Return the paths of a list that `git diff --name-only` prints, with `-z` or without.

    Without `-z`, an unusual name is in quotes, with the escapes of C: git-config(1), core.quotePath.
    """
    if b"\0" in listing:
        return [os.fsdecode(name) for name in listing.split(b"\0") if name]
    return [os.fsdecode(_unquoted(name)) for name in listing.splitlines() if name]


def _unquoted(name: bytes) -> bytes:
    if not (name.startswith(b'"') and name.endswith(b'"')):
        return name
    return _ESCAPE.sub(_unescaped, name[1:-1])


def _unescaped(escape: re.Match[bytes]) -> bytes:
    octal, letter = escape.groups()
    return _LETTERS.get(letter, letter) if octal is None else bytes([int(octal, 8)])
