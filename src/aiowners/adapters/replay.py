"""A run played again: where nothing has changed of what it depends on, it says what it said.

This is looked up before anything else is imported: a hook runs at every commit, and most commits
change nothing that it reads.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, TextIO

from aiowners.adapters.cache import Cache, default_directory, lies_in_a_tree, name_of, release, tree_above
from aiowners.adapters.memory import Memory, is_settled, status_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# What a run reads from the environment, `GIT_*` apart: a test holds the list against the code. PATH leads to
# git, and HOME to its settings.
VARIABLES = (
    "AGENT_TEMPDIRECTORY", "AIOWNERS_OUTPUT_FORMAT", "BITBUCKET_BUILD_NUMBER", "CI", "CI_COMMIT_SHA", "CI_PROJECT_URL",
    "COLUMNS", "FORCE_COLOR", "GITHUB_ACTIONS", "GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "GITHUB_SHA",
    "GITHUB_STEP_SUMMARY", "GITLAB_CI", "HOME", "JENKINS_URL", "LEFTHOOK", "NO_COLOR", "PATH", "PRE_COMMIT",
    "TEAMCITY_VERSION", "TERM", "TF_BUILD", "XDG_CONFIG_HOME",
)  # fmt: skip
# With these set, git's idea of where the repository is takes git to tell; or no cache is wanted.
_ELSEWHERE = ("AIOWNERS_NO_CACHE", "GIT_CEILING_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_WORK_TREE")
_FLAGS_ELSEWHERE = ("--root", "--cache-dir", "--no-cache", "--debug")
_CODES = (0, 1)
_MOST_TEXT = 1 << 20  # characters that one run says


def play(arguments: Sequence[str]) -> int | None:
    """Say what the same command line has said, and give its exit code; None where it has to be run.

    Nothing is said where None is given, nor where it raises OSError: nothing could be.
    """
    try:
        run = _unchanged(arguments)
        if run is None or run["code"] not in _CODES:
            return None
        said = [(sys.stdout if stream == "stdout" else sys.stderr, str(text)) for stream, text in run["said"]]
        code: int = run["code"]
    except (KeyError, TypeError, ValueError, AttributeError):  # not what `keep` has written
        return None
    for number, (stream, text) in enumerate(said):
        try:
            _say(text, stream)
        except OSError as error:
            if not number:
                raise
            with suppress(OSError):
                _say(f"Error: Could not open file 'standard output': {error.strerror}\n", sys.stderr)
            return 2
    return code


def _unchanged(arguments: Sequence[str]) -> Mapping[str, Any] | None:
    """What was kept of the same command line, if nothing has changed that it depends on."""
    place = _place(arguments, os.environ)
    if place is None:
        return None
    root, cache = place
    loaded = cache.load(_name(arguments))
    if loaded is None:
        return None
    run: Mapping[str, Any] = loaded[0]
    if run["asked"] != _asked(arguments, os.environ) or run["root"] != root:
        return None
    if any(_seen(path) != before for path, before in run["watched"].items()):
        return None
    memory = Memory(cache, root, root, run["index_file"])
    if not _same_tree(run, memory, root):
        return None
    memory.save()
    return run


class Begun:
    """What a run depends on besides the manifests, as it was when the run began."""

    def __init__(self, arguments: Sequence[str], root: str, watched: Sequence[str]) -> None:
        self.arguments = arguments
        self.root = root
        self.asked = _asked(arguments, os.environ)
        self.watched = {path: _seen(path) for path in watched}


def begin(arguments: Sequence[str], root: str, names: Iterable[str]) -> Begun | None:
    """Look at what a run will depend on: `names` below the root are those that it may read, manifests apart.

    None for a run that cannot be played again.
    """
    place = _place(arguments, os.environ)
    if place is None or place[0] != root:
        return None
    home = os.environ.get("HOME", "")
    settings = (f"{home}/.gitconfig", f"{os.environ.get('XDG_CONFIG_HOME') or f'{home}/.config'}/git/config")
    return Begun(arguments, root, [root, *(f"{root}{os.sep}{name}" for name in (*names, *_OF_GIT)), *settings])


def keep(
    begun: Begun, memory: Memory, said: Iterable[tuple[str, str]], code: int, *,
    contents: Mapping[str, str], untracked: str | None, files: Iterable[str] | None,
) -> None:  # fmt: skip
    """Remember a run, if it can be told later on whether it would say the same.

    `said` are texts with the stream that each went to; `contents` are the ids of what it has read by
    path; `untracked` is what git said of those that it does not track, where it was asked; `files` are
    the tracked files, where it has asked for them.
    """
    texts = [list(one) for one in said]
    if memory.listing is None or memory.settled != contents or sum(len(text) for _, text in texts) > _MOST_TEXT:
        return
    if {path: _seen(path, memory.began) for path in begun.watched} != begun.watched:
        return
    memory.cache.save(
        _name(begun.arguments),
        {
            "asked": begun.asked,
            "root": begun.root,
            "index_file": memory.index_file,
            "watched": begun.watched,
            "listing": name_of(memory.listing),
            "tree": _tree(contents),
            "untracked": untracked,
            "files": None if files is None else memory.keep_files(files),
            "said": texts,
            "code": code,
        },
    )


def _place(arguments: Sequence[str], environ: Mapping[str, str]) -> tuple[str, Cache] | None:
    """The top of the working tree here, and the user's cache; None where it takes more to tell."""
    if arguments[:1] != ["check"] or any(environ.get(name) for name in _ELSEWHERE):
        return None
    if any(argument.startswith(_FLAGS_ELSEWHERE) for argument in arguments):
        return None
    directory = environ.get("AIOWNERS_CACHE_DIR") or default_directory(environ)
    root = tree_above(os.getcwd())  # noqa: PTH109 - pathlib is slow to import
    if root is None or directory is None or lies_in_a_tree(directory):
        return None
    # A file called `.git` leads to a directory that is not watched.
    return (root, Cache(directory)) if os.path.isdir(f"{root}{os.sep}.git") else None  # noqa: PTH112 - likewise


def _name(arguments: Sequence[str]) -> str:
    return name_of("run", release(), os.getcwd(), *arguments)  # noqa: PTH109 - likewise


def _asked(arguments: Sequence[str], environ: Mapping[str, str]) -> list[Any]:
    """What was asked for, and what it was asked from, as JSON has it."""
    today = time.strftime("%Y-%m-%d", time.gmtime())
    of_git = sorted(name for name in environ if name.startswith("GIT_"))
    variables = [[name, environ.get(name)] for name in (*VARIABLES, *of_git)]
    return [list(arguments), os.getcwd(), today, variables, *map(_stream, (sys.stdout, sys.stderr))]  # noqa: PTH109 - likewise


def _stream(stream: TextIO) -> list[Any]:
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        columns = 0
    return [stream.isatty(), stream.encoding, columns]


_UNSETTLED = "unsettled"
# What git looks at to tell whether there is a repository, and which; besides its index and its settings.
_OF_GIT = (".git/HEAD", ".git/config.worktree", ".git/objects", ".git/refs", ".git/commondir")


def _seen(path: str, now: int | None = None) -> Any:  # noqa: ANN401 - as JSON has it
    """What is at a path: nothing, a directory, or a file of some status; `now` asks whether that tells a file apart."""
    try:
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return _UNSETTLED
    if stat.S_ISDIR(status.st_mode):
        return f"a directory of {status.st_uid}"
    if not stat.S_ISREG(status.st_mode) or (now is not None and not is_settled(status, now)):
        return _UNSETTLED
    return status_of(status)


def _same_tree(run: Mapping[str, Any], memory: Memory, root: str) -> bool:
    """Whether the manifests are those that the run has read, and the files those that it was told of."""
    if memory.listing is None and (listing := _listed("tracked", root)) is not None:
        memory.keep_listing(listing)
    if memory.listing is None or name_of(memory.listing) != run["listing"]:
        return False
    if run["untracked"] is not None and run["untracked"] != _listed("untracked", root):
        return False
    contents = memory.contents(root)
    if contents is None or _tree(contents) != run["tree"]:
        return False
    if run["files"] is None or run["files"] == memory.files:
        return True
    from pathlib import Path

    from aiowners.adapters.listing import list_files

    return memory.files is None and run["files"] == memory.keep_files(list_files(Path(root)))


def _listed(which: Literal["tracked", "untracked"], root: str) -> str | None:
    """What git lists of the manifests now; None where it fails."""
    from pathlib import Path

    from aiowners.adapters import listing
    from aiowners.adapters.git import GitError

    ask = {"tracked": listing.tracked, "untracked": listing.untracked}[which]
    try:
        with ask(Path(root)) as running:
            return os.fsdecode(running.output())
    except GitError:
        return None


def _tree(contents: Mapping[str, str]) -> str:
    return name_of(*(text for path in sorted(contents) for text in (path, contents[path])))


def _say(text: str, stream: TextIO) -> None:
    try:
        stream.buffer.write(text.encode(stream.encoding, "backslashreplace"))
        stream.flush()
    except BrokenPipeError:  # nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
