"""Discovery and reading of the manifests of a tree, through git's index or by a walk."""

from __future__ import annotations

import errno
import os
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aiowners.adapters import git, tracked_files
from aiowners.adapters.ci import is_ci, is_set
from aiowners.adapters.file_access import Tree, reason
from aiowners.filenames import OTHERS, is_manifest, is_misnamed
from aiowners.source import MAX_BYTES, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aiowners.codeowners.pattern import Pattern

CONFIGURATION = "aiowners.toml"

_SKIPPED = frozenset((".git", "node_modules", ".venv", "venv", "__pycache__", ".tox", "site-packages"))
_SETTINGS = (CONFIGURATION, "pyproject.toml", ".aiowners-baseline.json")
_CONVERTED = "Its text here is not the one in git: a `.gitattributes` sets `{}` for it."
_ELSEWHERE = "It lies outside the sparse checkout, and its text is not in this clone."
_HOOKS = ("PRE_COMMIT", "GIT_INDEX_FILE", "LEFTHOOK")


@dataclass(frozen=True, slots=True)
class Discovery:
    """The texts of a tree, the unreadable paths with a reason, and notices for people.

    The sources include files whose name is nearly right, and other files that decide on reviewers:
    CODEOWNERS, the configurations of enforcement methods. A reason is a sentence. `complete`: nothing
    in the tree was left out.
    """

    sources: tuple[Source, ...]
    unreadable: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    complete: bool = True

    @property
    def manifests(self) -> list[Source]:
        """The manifests among the sources."""
        return [source for source in self.sources if is_manifest(source.path)]


def find_root(start: Path) -> Path:
    """Return the top of the working tree that contains `start`; else the nearest directory with a configuration.

    Without either, that is `start`. Raises GitError if git does not trust the directory, or names a
    working tree that does not contain it.
    """
    top = git.work_tree(start)
    if top is not None:
        git.refuse_elsewhere(top, start)
        return Path(top)
    resolved = start.resolve()
    candidates = (resolved, *resolved.parents)
    return next((directory for directory in candidates if (directory / CONFIGURATION).is_file()), start)


def default_untracked(environ: Mapping[str, str]) -> bool:
    """Return whether untracked manifests count by default: not under CI and not in a hook."""
    return not is_ci(environ) and not any(is_set(environ, sign) for sign in _HOOKS)


def read(root: Path, *, untracked: bool, exclude: Sequence[Pattern]) -> Discovery:
    """Read every manifest under `root` that no pattern of `exclude` matches; paths are relative to `root`.

    With git, those are the tracked files and, if `untracked`, the files that git neither tracks nor
    ignores. Without git, those are all files. Raises GitError if git fails, unless there is no repository.
    """
    with Tree(str(root)) as tree:
        reader = _ManifestReader(f"{root}{os.sep}", tree, exclude)
        try:
            reader.from_index(root, untracked=untracked)
        except git.GitMissing:
            if any((directory / ".git").exists() for directory in (root, *root.resolve().parents)):
                reader.notices.append("There is no git here: manifests that git would ignore are read as well.")
            reader.from_walk()
        except git.NoWorkTree:
            reader.from_walk()
        reader.read_reviewer_files(root)
        reader.report_converted(root)
    sources = sorted(reader.sources, key=lambda source: source.path)
    return Discovery(tuple(sources), tuple(sorted(reader.unreadable)), tuple(reader.notices))


def read_only(root: Path, paths: Sequence[str], *, exclude: Sequence[Pattern]) -> Discovery:
    """Read only the manifests among these paths; skip paths that name no manifest."""
    with Tree(str(root)) as tree:
        reader = _ManifestReader(f"{root}{os.sep}", tree, exclude)
        for path in sorted(set(paths)):
            if (is_manifest(path) or is_misnamed(path)) and not reader.is_excluded(path):
                reader.read_file(path)
    return Discovery(tuple(reader.sources), tuple(reader.unreadable), tuple(reader.notices), complete=False)


@dataclass(slots=True)
class _ManifestReader:
    base: str
    tree: Tree
    exclude: Sequence[Pattern]
    sources: list[Source] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def from_index(self, root: Path, *, untracked: bool) -> None:
        with ExitStack() as processes:
            index = processes.enter_context(tracked_files.tracked(root))
            listing = processes.enter_context(tracked_files.untracked(root)) if untracked else None
            entries = os.fsdecode(index.output())
            absent = self.read_entries(entries)
            untracked_listing = "" if listing is None else os.fsdecode(listing.output())
        for path in untracked_listing.split("\0"):
            if (is_manifest(path) or is_misnamed(path)) and not self.is_excluded(path):
                self.read_file(path)
        if absent:
            sparse = (entry for entry in _entries(entries) if entry.path in absent and entry.tag == "S")
            self.read_objects(root, {entry.path: entry.identity for entry in sparse})

    def read_entries(self, entries: str) -> set[str]:
        """Read the files of the index's entries. Return the paths of those that are missing on disk."""
        absent = set()
        done = set()
        for path, _, mode, _ in _entries(entries):
            if path in done or not (is_manifest(path) or is_misnamed(path)) or self.is_excluded(path):
                continue
            done.add(path)
            if mode == "120000" and is_manifest(path):
                self.notice_link(path)
            elif mode.startswith("100") and not self.read_file(path):
                absent.add(path)
        return absent

    def read_reviewer_files(self, root: Path) -> None:
        """Read the other files that decide on reviewers, also outside a sparse checkout."""
        absent = [path for path in dict.fromkeys(OTHERS) if not self.read_if_present(path)]
        with suppress(git.GitMissing, git.NoWorkTree):
            self.read_objects(root, tracked_files.outside_sparse_checkout(root, absent))

    def read_if_present(self, path: str) -> bool:
        """Read a file if it exists. Return False if it does not."""
        return os.path.lexists(self.base + path) and self.read_file(path)

    def read_objects(self, root: Path, absent: Mapping[str, str]) -> None:
        bodies = git.read_objects(root, absent.values(), most=MAX_BYTES)
        for path, body in zip(absent, bodies, strict=True):
            if body is None:
                self.unreadable.append((path, _ELSEWHERE))
            else:
                self.sources.append(Source(path, body.decode("utf-8", "surrogateescape")))

    def from_walk(self) -> None:
        """Read every directory below the root, except links and directories of third-party code."""
        pending = [""]
        while pending:
            parent = pending.pop()
            try:
                with os.scandir(self.base + parent) as entries:
                    pending += self.read_directory(parent, entries)
            except OSError as error:
                self.unreadable.append((parent.rstrip("/") or ".", reason(error)))

    def read_directory(self, parent: str, entries: Iterator[os.DirEntry[str]]) -> list[str]:
        """Read the manifests among these entries. Return the subdirectories to read."""
        subdirectories = []
        for entry in entries:
            path = parent + entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _SKIPPED:
                    subdirectories.append(f"{path}/")
            elif (is_manifest(path) or is_misnamed(path)) and not self.is_excluded(path):
                self.read_file(path)
        return subdirectories

    def read_file(self, path: str) -> bool:
        """Read a file, or record why it cannot be read. Return False if it does not exist."""
        try:
            content = self.tree.read(path, most=MAX_BYTES)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return False
        except OSError as error:
            if is_misnamed(path):
                if error.errno != errno.ELOOP:
                    self.sources.append(Source(path, ""))  # its name is wrong, so its text does not matter
                return True
            if error.errno == errno.ELOOP:
                self.notice_link(path)
            else:
                self.unreadable.append((path, reason(error)))
            return True
        self.sources.append(Source(path, content.decode("utf-8", "surrogateescape")))
        return True

    def report_converted(self, root: Path) -> None:
        """Report the files that git converts on checkout: their text is not the text that people review."""
        texts = {source.path: source.text for source in self.sources}
        with suppress(git.GitMissing, git.NoWorkTree):
            for path, attribute in tracked_files.converted(root, [*texts, *_SETTINGS]):
                if attribute != "ident" or "$Id" in texts.get(path, ""):
                    self.unreadable.append((path, _CONVERTED.format(attribute)))

    def is_excluded(self, path: str) -> bool:
        return any(pattern.matches(path) for pattern in self.exclude)

    def notice_link(self, path: str) -> None:
        self.notices.append(f"{path} is a symbolic link: it is not read{' as a manifest' * is_manifest(path)}.")


class _Entry(NamedTuple):
    path: str
    tag: str
    mode: str
    identity: str


def _entries(listing: str) -> Iterator[_Entry]:
    """Parse `TAG MODE ID STAGE<tab>PATH`, see git-ls-files(1). An unmerged path occurs up to three times."""
    for entry in listing.split("\0"):
        facts, _, path = entry.partition("\t")
        if path:
            tag, mode, identity, _ = facts.split(" ")
            yield _Entry(path, tag, mode, identity)
