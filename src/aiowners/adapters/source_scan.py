"""The evidence of AI use in a tree: its files are listed, and the relevant ones are read, but never run."""

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

_MAX_BYTES = 1 << 20
_MAX_NOTEBOOK_BYTES = 4 << 20
_MAX_COMMITS = 2_000
_MAX_NAMES = 300
_PROGRESS_INTERVAL = 100  # files between two progress messages
# Reasons why a file does not count.
OUTSIDE = "outside of `--only`"
EXCLUDED = "excluded by a pattern"
PASSED_OVER_FILES = "in tests, examples, documentation, scripts, or vendored code"
UNREADABLE = "too large or not readable"
LINKS = "symbolic links"
# Files that git searches: by their endings, or by full names.
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
    """Return the files below `root` that git tracks and, if `untracked`, those that it does not ignore, with their facts.

    Files that a pattern of `exclude` matches, or that no pattern of `only` matches, do not count.
    `progress` receives a message about the current step. Without git, all files count, but no links.
    Raises GitError if git fails.
    """
    files, skipped = _selected(_files(root, untracked=untracked), exclude, only)
    names = frozenset(sorted({name for path in files if is_own_code(path) and (name := model_name(path))})[:_MAX_NAMES])
    hits = _search(root, names, untracked=untracked)
    facts_by_path: dict[str, FileFacts] = {}
    links = set()
    with Tree(str(root)) as tree:
        for index, path in enumerate(files):
            if index % _PROGRESS_INTERVAL == 0:
                progress(f"Reading {len(files):,} files… {index * 100 // len(files)} %")
            if not is_own_code(path):
                skipped[PASSED_OVER_FILES] += is_scanned(path) or weights_path(path) is not None
                continue
            if is_scanned(path) and (hits is None or path in hits):
                text = _text(tree, path)
                if text is None:
                    skipped[UNREADABLE] += 1
                elif any(file_facts := facts(path, text, names)):
                    facts_by_path[path] = file_facts
            elif weights_path(path) is not None and os.path.islink(f"{root}{os.sep}{path}"):  # noqa: PTH114 - pathlib is slow for many
                links.add(path)
    skipped[LINKS] += len(links)
    return Evidence(_name(root), [path for path in files if path not in links], facts_by_path, skipped=+skipped)


def _selected(
    files: Sequence[str], exclude: Sequence[Pattern], only: Sequence[Pattern]
) -> tuple[list[str], Counter[str]]:
    """Return the files that count by these patterns, and the number of the rest by reason."""
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
    """Return the name of the repository: from the remote of its branch, or else from `origin`, or its directory."""
    branch = _git_line(root, "symbolic-ref", "--short", "-q", "HEAD")
    remotes = [_git_line(root, "config", "--get", f"branch.{branch}.remote"), "origin"]
    for remote in remotes:
        url = _git_line(root, "remote", "get-url", "--", remote) if remote else ""
        steps = [step for step in re.split(r"[/:\\]", url.rstrip("/\\").removesuffix(".git")) if step]
        if steps and slug(steps[-1]):
            # A name like `backend` is too general, so the account in front of it is added.
            return "-".join(steps[-2:]) if steps[-1].lower() in GENERIC_NAMES else steps[-1]
    return root.name


def _git_line(root: Path, *arguments: str) -> str:
    """Return the line that git prints; empty if it fails."""
    try:
        return os.fsdecode(git.run(root, *arguments)).strip()
    except git.GitError:
        return ""


def _files(root: Path, *, untracked: bool) -> list[str]:
    files = [*list_files(root)]
    if untracked:
        try:
            listing = git.run(root, "ls-files", "-o", "--exclude-standard", "-z")
        except (git.GitMissing, git.NoWorkTree):
            return files
        files += [path for path in os.fsdecode(listing).split("\0") if path]
    return list(dict.fromkeys(files))


def _search(root: Path, names: Iterable[str], *, untracked: bool) -> set[str] | None:
    """Return the files that contain a word or name; None if git cannot search, so that each file must be read."""
    arguments = ["grep", "--no-color", "--no-recurse-submodules", "--no-textconv", "-l", "-z", "-I", "-E"]
    arguments += ["--untracked"] * untracked
    pattern = "|".join((SEARCH_PATTERN, *map(_escaped, sorted(names))))
    try:
        with git.start(root, *arguments, "-e", pattern, "--", *_SEARCHED) as running:
            listing, _ = running.process.communicate()
            code = running.process.returncode
    except (git.GitMissing, git.NoWorkTree):
        return None
    # 1 is no error: no file matches.
    return set(os.fsdecode(listing).split("\0")) if code in (0, 1) else None


def _escaped(name: str) -> str:
    return name.replace(".", "[.]")


def _text(tree: Tree, path: str) -> str | None:
    most = _MAX_NOTEBOOK_BYTES if path.endswith(".ipynb") else _MAX_BYTES
    try:
        content = tree.read(path, most=most + 1)
    except OSError:
        return None
    return content.decode("utf-8", "replace") if len(content) <= most else None


def authors(root: Path, directories: Iterable[str]) -> dict[str, str]:
    """Return by directory the author of most of the latest commits below it, in words: `Maya Chen, 12 of 20`.

    Authors are distinguished by address, with `.mailmap` applied, and named as in the latest commit.
    Commits of bots do not count. Empty if this clone has no history.
    """
    wanted = set(directories)
    if not wanted:
        return {}
    counts: dict[str, Counter[str]] = {directory: Counter() for directory in wanted}
    names: dict[str, str] = {}
    for name, address, paths in _commits(root):
        if is_bot(name, address):
            continue
        author = address.lower() or name
        names.setdefault(author, name or address)  # the latest comes first
        for directory in _containing(paths, wanted):
            counts[directory][author] += 1
    tops = {directory: (count.most_common(1)[0], count.total()) for directory, count in counts.items() if count}
    return {
        directory: f"{names[author]}, {commits} of {total}" for directory, ((author, commits), total) in tops.items()
    }


def _containing(paths: Sequence[str], wanted: set[str]) -> set[str]:
    """Return those of the directories that contain one of the paths, at any depth."""
    directories = {""} if paths else set()
    for path in paths:
        directory = path.rpartition("/")[0]
        while directory:
            directories.add(directory)
            directory = directory.rpartition("/")[0]
    return directories & wanted


def _commits(root: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the latest commits: the author's name and address, and the files."""
    arguments = (
        "log", "-z", "--name-only", "--no-renames", "--no-merges", "--no-show-signature", "--no-ext-diff", "--no-textconv",
        "--relative", f"--max-count={_MAX_COMMITS}", "--format=%x01%aN%x02%aE",
    )  # fmt: skip
    try:
        history = git.run(root, *arguments)
    except git.GitError:
        return
    for commit in os.fsdecode(history).split("\x01")[1:]:
        author, _, rest = commit.partition("\0")
        if "\n" in author:  # git ends the format with a line feed if names follow
            author, _, first = author.partition("\n")
            rest = f"{first}\0{rest}"
        name, _, address = author.partition("\x02")
        yield name.strip(), address.strip(), [path.lstrip("\n") for path in rest.split("\0") if path.strip("\n")]
