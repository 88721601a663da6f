"""What a tree holds of AI work: its files listed, and those read that can matter; nothing of it is run."""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import TYPE_CHECKING

from aiowners.adapters import git
from aiowners.adapters.file_access import Tree
from aiowners.adapters.tracked_files import list_files
from aiowners.scaffold.bots import is_bot
from aiowners.scaffold.naming import slug
from aiowners.usage.evidence import Evidence, FileFacts
from aiowners.usage.file_roles import is_own_code, is_scanned, model_name, weights_path
from aiowners.usage.known_paths import GENERIC_NAMES
from aiowners.usage.libraries import SEARCH_PATTERN
from aiowners.usage.scan import facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from aiowners.codeowners.pattern import Pattern

_MOST_BYTES = 1 << 20
_MOST_BYTES_OF_NOTEBOOK = 4 << 20
_MOST_COMMITS = 2_000
_MOST_NAMES = 300
_PACE = 100  # files between two words on progress
# Why a file does not count.
OUTSIDE = "outside of `--only`"
EXCLUDED = "excluded by a pattern"
PASSED_OVER_FILES = "in tests, examples, documentation, scripts, or vendored code"
UNREADABLE = "too large or not readable"
LINKS = "symbolic links"
# Endings that are searched; what else is read lies in files of these names.
_SEARCHED = (
    "*.py", "*.ipynb", "*.ts", "*.tsx", "*.js", "*.jsx", "*.mjs", "*.cjs", "*.mts", "*.cts", "*.svelte", "*.vue",
    "*.java", "*.kt", "*.kts", "*.scala", "*.go", "*.cs", "*.rb", "*.rs", "*.php", "*.yaml", "*.yml", "*.toml",
    "*.env.example", "*.env.sample", "*.env.template", "*config.json",
)  # fmt: skip


def gather(
    root: Path,
    *,
    untracked: bool,
    exclude: Sequence[Pattern],
    only: Sequence[Pattern] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> Evidence:
    """The files below `root` that git tracks and, if `untracked`, those that it does not ignore, with their facts.

    Files that a pattern of `exclude` matches, or none of `only`, do not count. `progress` gets the words for
    what is being done. Without git, all files that are there count. Links are no files. Raises GitError
    where git fails.
    """
    files, skipped = _selected(_files(root, untracked=untracked), exclude, only)
    names = frozenset(
        sorted({name for path in files if is_own_code(path) and (name := model_name(path))})[:_MOST_NAMES]
    )
    hits = _search(root, names, untracked=untracked)
    found: dict[str, FileFacts] = {}
    links = set()
    with Tree(str(root)) as tree:
        for number, path in enumerate(files):
            if number % _PACE == 0:
                progress(f"Reading {len(files):,} files… {number * 100 // len(files)} %")
            if not is_own_code(path):
                skipped[PASSED_OVER_FILES] += is_scanned(path) or weights_path(path) is not None
                continue
            if is_scanned(path) and (hits is None or path in hits):
                text = _text(tree, path)
                if text is None:
                    skipped[UNREADABLE] += 1
                elif any(found_here := facts(path, text, names)):
                    found[path] = found_here
            elif weights_path(path) is not None and os.path.islink(f"{root}{os.sep}{path}"):  # noqa: PTH114 - pathlib is slow for many
                links.add(path)
    skipped[LINKS] += len(links)
    return Evidence(_name(root), [path for path in files if path not in links], found, skipped=+skipped)


def _selected(
    files: Sequence[str], exclude: Sequence[Pattern], only: Sequence[Pattern]
) -> tuple[list[str], Counter[str]]:
    """The files that count by these patterns, and how many do not, by reason."""
    skipped: Counter[str] = Counter()
    selected = []
    for path in files:
        if only and not any(pattern.matches(path) for pattern in only):
            skipped[OUTSIDE] += 1
        elif any(pattern.matches(path) for pattern in exclude):
            skipped[EXCLUDED] += 1
        else:
            selected.append(path)
    return selected, skipped


def _name(root: Path) -> str:
    """What the repository is called: by the remote of its branch, or else by `origin`, or by its directory."""
    branch = _said(root, "symbolic-ref", "--short", "-q", "HEAD")
    remotes = [_said(root, "config", "--get", f"branch.{branch}.remote"), "origin"]
    for remote in remotes:
        url = _said(root, "remote", "get-url", "--", remote) if remote else ""
        steps = [step for step in re.split(r"[/:\\]", url.rstrip("/\\").removesuffix(".git")) if step]
        if steps and slug(steps[-1]):
            # A word like `backend` says too little: the account in front of it belongs to the name.
            return "-".join(steps[-2:]) if steps[-1].lower() in GENERIC_NAMES else steps[-1]
    return root.name


def _said(root: Path, *arguments: str) -> str:
    """One line of git; empty where git has none."""
    try:
        return os.fsdecode(git.run(root, *arguments)).strip()
    except git.GitError:
        return ""


def _files(root: Path, *, untracked: bool) -> list[str]:
    files = [*list_files(root)]
    if untracked:
        try:
            others = git.run(root, "ls-files", "-o", "--exclude-standard", "-z")
        except (git.GitMissing, git.NoWorkTree):
            return files
        files += [path for path in os.fsdecode(others).split("\0") if path]
    return list(dict.fromkeys(files))


def _search(root: Path, names: Iterable[str], *, untracked: bool) -> set[str] | None:
    """The files that hold one of the words or names; None where git cannot say, and each has to be read."""
    asked = ["grep", "--no-color", "--no-recurse-submodules", "--no-textconv", "-l", "-z", "-I", "-E"]
    asked += ["--untracked"] * untracked
    try:
        with git.start(
            root, *asked, "-e", "|".join((SEARCH_PATTERN, *map(_escaped, sorted(names)))), "--", *_SEARCHED
        ) as running:
            found, _ = running.process.communicate()
            code = running.process.returncode
    except (git.GitMissing, git.NoWorkTree):
        return None
    # 1 is no error: nothing was found.
    return set(os.fsdecode(found).split("\0")) if code in (0, 1) else None


def _escaped(name: str) -> str:
    return name.replace(".", "[.]")


def _text(tree: Tree, path: str) -> str | None:
    most = _MOST_BYTES_OF_NOTEBOOK if path.endswith(".ipynb") else _MOST_BYTES
    try:
        content = tree.read(path, most=most + 1)
    except OSError:
        return None
    return content.decode("utf-8", "replace") if len(content) <= most else None


def authors(root: Path, directories: Iterable[str]) -> dict[str, str]:
    """By directory the author of most of the latest commits below it, in words: `Maya Chen, 12 of 20`.

    An author is an address, as `.mailmap` has it, under the name of the latest commit. Commits of bots
    do not count. Empty where this clone does not say.
    """
    wanted = set(directories)
    if not wanted:
        return {}
    counts: dict[str, Counter[str]] = {place: Counter() for place in wanted}
    names: dict[str, str] = {}
    for name, address, paths in _commits(root):
        if is_bot(name, address):
            continue
        author = address.lower() or name
        names.setdefault(author, name or address)  # the latest comes first
        for place in _places(paths, wanted):
            counts[place][author] += 1
    tops = {place: (count.most_common(1)[0], count.total()) for place, count in counts.items() if count}
    return {place: f"{names[author]}, {commits} of {total}" for place, ((author, commits), total) in tops.items()}


def _places(paths: Sequence[str], wanted: set[str]) -> set[str]:
    found = {""} if paths else set()
    for path in paths:
        directory = path.rpartition("/")[0]
        while directory:
            found.add(directory)
            directory = directory.rpartition("/")[0]
    return found & wanted


def _commits(root: Path) -> Iterator[tuple[str, str, list[str]]]:
    """The latest commits: the author's name and address, and the files."""
    asked = (
        "log", "-z", "--name-only", "--no-renames", "--no-merges", "--no-show-signature", "--no-ext-diff", "--no-textconv",
        "--relative", f"--max-count={_MOST_COMMITS}", "--format=%x01%aN%x02%aE",
    )  # fmt: skip
    try:
        history = git.run(root, *asked)
    except git.GitError:
        return
    for commit in os.fsdecode(history).split("\x01")[1:]:
        author, _, rest = commit.partition("\0")
        if "\n" in author:  # git ends the format with a line feed where names follow
            author, _, first = author.partition("\n")
            rest = f"{first}\0{rest}"
        name, _, address = author.partition("\x02")
        yield name.strip(), address.strip(), [path.lstrip("\n") for path in rest.split("\0") if path.strip("\n")]
