"""git, run as a program that reads: no hook, no network, no code of the linted tree."""

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

# What a repository's own configuration could make git run, or ask of the network, is off: see
# git-config(1), core.fsmonitor, core.hooksPath, protocol.allow and safe.bareRepository. What else
# runs programs (diff.external, diff.NAME.textconv, filters) is switched off where it could.
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
# What git sets for a hook says which repository and index are meant: git-rev-parse(1), --local-env-vars.
_LOCAL_PATHS = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"}
_LOCAL = _LOCAL_PATHS | {"GIT_PREFIX", "GIT_ALTERNATE_OBJECT_DIRECTORIES"}
_NO_WORK_TREE = ("not a git repository", "must be run in a work tree", "cannot use bare repository")
_OLDEST = (2, 30)  # its rev-parse is the first that knows --end-of-options
_DISTRUST = ("dubious ownership", "owned by someone else")
_PIECE = 1 << 16
_ESCAPE = re.compile(rb"\\(?:([0-3][0-7]{2})|(.))")
_LETTERS = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


class GitError(Exception):
    """git could not do what was asked; the text is one sentence or two for people."""


class GitUnusable(GitError):  # noqa: N818 - a state: whatever is asked, there is no answer
    """git cannot answer anything here."""


class GitMissing(GitUnusable):
    """There is no git program."""


class NoWorkTree(GitUnusable):
    """The directory lies in no working tree of git."""


class GitTooOld(GitUnusable):
    """Something failed, and git is older than those that this is written for."""


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
        with suppress(BrokenPipeError), self.process:
            pass

    def output(self, text: bytes | None = None) -> bytes:
        """Wait, and give what it wrote; `text` is its standard input. Raises GitError if it failed."""
        out, err = self.process.communicate(text)
        if self.process.returncode:
            raise _explain(err, self.directory, self.command)
        return out


def start(directory: Path, *arguments: str) -> Running:
    """Start git in `directory` and come back at once. Raises GitMissing, GitError for what no name can hold."""
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
    # The first word that is no option, nor the setting of one.
    return Running(process, directory, next(word for word in arguments if word[0].isalpha() and "=" not in word))


def run(directory: Path, *arguments: str, text: bytes | None = None) -> bytes:
    """What git writes when it is run in `directory`. Raises GitError where it fails or is missing."""
    with start(directory, *arguments) as running:
        return running.output(text)


def work_tree(directory: Path) -> str | None:
    """The top of the working tree that holds `directory`; None without git, or where there is no such tree.

    Raises GitError where git refuses to say.
    """
    try:
        return os.fsdecode(run(directory, "rev-parse", "--show-toplevel")).removesuffix("\n").removesuffix("\r")
    except (GitMissing, NoWorkTree):
        return None


def refuse_elsewhere(tree: str, directory: Path) -> None:
    """Raise GitError for a working tree that does not hold `directory`, unless the environment names it.

    core.worktree may name any directory: whoever wrote it would choose what is read, and written.
    """
    top = Path(tree)
    is_above = directory.resolve().is_relative_to(top.resolve()) and os.path.lexists(top / ".git")
    if _LOCAL_PATHS.isdisjoint(os.environ) and not is_above:
        raise GitError(f"git says that {directory} belongs to a working tree in {top}: name the tree with --root.")


def without_filters(directory: Path) -> list[str]:
    """Options that switch off the filters of the configuration, which git runs to compare files of the working tree.

    Raises GitError for one whose name git takes from no option.
    """
    with start(directory, "config", "-z", "--name-only", "--get-regexp", r"^filter[.]") as running:
        keys, _ = running.process.communicate()
    # `filter.NAME.clean`: NAME may hold anything.
    names = {os.fsdecode(key).partition(".")[2].rpartition(".")[0] for key in keys.split(b"\0") if key}
    if any("=" in name for name in names):
        raise GitError("git's configuration here has a filter whose name holds `=`, which cannot be switched off.")
    settings = ("clean=", "smudge=", "process=", "required=false")
    return [word for name in sorted(names) for setting in settings for word in ("-c", f"filter.{name}.{setting}")]


def read_objects(directory: Path, names: Iterable[str], *, most: int) -> Iterator[bytes | None]:
    """The first `most` bytes of each blob, in order; None for what is no blob or not in the store.

    `names` are object ids, or whatever else git understands on one line (`HEAD:path`); one with a
    line feed in it is not in the store.
    Raises GitError where git ends before it has answered.
    """
    waiting = iter(names)
    for name in waiting:
        with start(directory, "cat-file", "--batch") as running:
            try:
                for asked in chain((name,), waiting):
                    yield _object(running, asked, most)
            except _NotFetched:
                yield None


class _NotFetched(GitError):  # noqa: N818 - a state
    """A git before 2.45 ends when it may not fetch an object that a partial clone has left out."""


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
    left = size - len(kept) + 1  # a line feed follows
    while left > 0 and (piece := answers.read(min(left, _PIECE))):
        left -= len(piece)
    return kept


def _program() -> str:
    # A relative place is one in the working directory: what lies there is the linted tree's git, not ours.
    places = (place for place in os.get_exec_path() if os.path.isabs(place))  # noqa: PTH117 - pathlib would be slower
    found = shutil.which("git", path=os.pathsep.join(places))
    # Windows looks into the working directory whatever it is told.
    if found is None or not Path(found).is_absolute():
        raise GitMissing("git is not installed, or not on the PATH.")
    return found


def _environment(directory: Path) -> dict[str, str]:
    """The environment for a git in `directory`; a hook's repository only where it is the one meant."""
    environment = {name: value for name, value in os.environ.items() if name not in _UNWANTED} | _QUIET
    if environment.keys().isdisjoint(_LOCAL) or _same(directory, Path.cwd()):
        return environment
    clean = {name: value for name, value in environment.items() if name not in _LOCAL}
    top = _ask_top(Path.cwd(), environment)
    if top is None or not directory.resolve().is_relative_to(top.resolve()):
        return clean
    own = _ask_top(directory, clean)
    if own is not None and not _same(own, top):
        return clean
    # Relative ones are relative to where the hook runs, but git goes to `directory` first.
    for name in _LOCAL_PATHS & environment.keys():
        base = top if name == "GIT_INDEX_FILE" else Path.cwd()
        environment[name] = str(base / environment[name])
    if "GIT_DIR" in environment:
        environment["GIT_WORK_TREE"] = str(top)
    return environment


def _ask_top(directory: Path, environment: Mapping[str, str]) -> Path | None:
    arguments = [_program(), *_SAFE, "rev-parse", "--show-toplevel"]
    asked = subprocess.run(  # noqa: S603 - constants
        arguments, cwd=directory, env=environment, capture_output=True, check=False
    )
    found = os.fsdecode(asked.stdout).rstrip("\r\n")
    return Path(found) if found and not asked.returncode else None


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


@cache
def _version() -> tuple[int, int] | None:
    """The first two numbers of git's version; None where it does not say."""
    asked = subprocess.run([_program(), "--version"], capture_output=True, check=False)  # noqa: S603 - constants
    found = re.match(rb"git version (\d+)[.](\d+)", asked.stdout)
    return None if found is None else (int(found[1]), int(found[2]))


def _explain(err: bytes, directory: Path, command: str) -> GitError:
    """What git said, as an error: its first `fatal:` line, and its remedy for an owner it distrusts."""
    lines = err.decode("utf-8", "replace").splitlines()
    told = next((place for place, line in enumerate(lines) if line.startswith(("fatal: ", "error: "))), len(lines))
    words = [line.strip() for line in lines[told : told + 2]]
    if words and not words[0].endswith(":"):  # else the next line says of what
        del words[1:]
    reason = " ".join(words).partition(": ")[2].rstrip(".") or f"git {command} failed without a reason"
    if any(known in reason for known in _NO_WORK_TREE):
        return NoWorkTree(f"{directory} lies in no working tree of git.")
    if "from promisor remote" in reason:
        return _NotFetched(f"git {command}: {reason}.")
    if any(known in reason for known in _DISTRUST):
        command_line = "git config --global --add safe.directory "
        remedy = next((line.strip() for line in lines if "safe.directory" in line), command_line + str(directory))
        return GitError(f"git does not trust {directory}: {reason}. If you do, run: {remedy}")
    version = _version()
    if version is not None and version < _OLDEST:
        (here, there), (major, minor) = version, _OLDEST
        return GitTooOld(f"git {here}.{there} is too old: aiowners needs {major}.{minor} or later.")
    return GitError(f"git {command} failed in {directory}: {reason}.")


def listed_names(listing: bytes) -> list[str]:
    """The paths of a list as `git diff --name-only` prints it, with `-z` or without.

    Without, an unusual name stands in quotes, with the escapes of C: git-config(1), core.quotePath.
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
