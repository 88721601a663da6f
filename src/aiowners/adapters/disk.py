"""The manifests of a tree: found through git's index or by a walk, and read."""

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
from aiowners.source import MOST_BYTES, Source

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
    """What lies in a tree: texts by path, what could not be read and why, and remarks for people.

    Files whose name is nearly right are among them, and what else says who reviews: CODEOWNERS, the
    configurations of engines. A reason is a sentence. `complete`: it is all that lies there, not a choice.
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
    """The top level of git's tree above `start`; else the nearest directory with a configuration, or `start`.

    Raises GitError where git does not trust the directory, or names a tree that does not hold it.
    """
    found = git.work_tree(start)
    if found is not None:
        git.refuse_elsewhere(found, start)
        return Path(found)
    here = start.resolve()
    return next((place for place in (here, *here.parents) if (place / CONFIGURATION).is_file()), start)


def default_untracked(environ: Mapping[str, str]) -> bool:
    """Whether untracked manifests count: not under CI and not in a hook, which set these variables."""
    return not is_ci(environ) and not any(is_set(environ, sign) for sign in _HOOKS)


def read(root: Path, *, untracked: bool, exclude: Sequence[Pattern]) -> Discovery:
    """Every manifest under `root` that no pattern of `exclude` matches; paths are relative to `root`.

    With git those that it tracks and, if `untracked`, those that it neither tracks nor ignores;
    without git all there are. Raises GitError where git fails for another reason than there being no
    repository.
    """
    with Tree(str(root)) as tree:
        haul = _Haul(f"{root}{os.sep}", tree, exclude)
        try:
            haul.from_index(root, untracked=untracked)
        except git.GitMissing:
            if any((place / ".git").exists() for place in (root, *root.resolve().parents)):
                haul.notices.append("There is no git here: manifests that git would ignore are read as well.")
            haul.from_walk()
        except git.NoWorkTree:
            haul.from_walk()
        haul.take_others(root)
        haul.refuse_converted(root)
    sources = sorted(haul.sources, key=lambda source: source.path)
    return Discovery(tuple(sources), tuple(sorted(haul.unreadable)), tuple(haul.notices))


def read_only(root: Path, paths: Sequence[str], *, exclude: Sequence[Pattern]) -> Discovery:
    """These manifests alone, and nothing of what else lies in the tree; what is no manifest is passed over."""
    with Tree(str(root)) as tree:
        haul = _Haul(f"{root}{os.sep}", tree, exclude)
        for path in sorted(set(paths)):
            if (is_manifest(path) or is_misnamed(path)) and not haul.is_excluded(path):
                haul.take_file(path)
    return Discovery(tuple(haul.sources), tuple(haul.unreadable), tuple(haul.notices), complete=False)


@dataclass(slots=True)
class _Haul:
    base: str
    tree: Tree
    exclude: Sequence[Pattern]
    sources: list[Source] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def from_index(self, root: Path, *, untracked: bool) -> None:
        with ExitStack() as both:
            index = both.enter_context(tracked_files.tracked(root))
            others = both.enter_context(tracked_files.untracked(root)) if untracked else None
            entries = os.fsdecode(index.output())
            absent = self.take_entries(entries)
            others_listed = "" if others is None else os.fsdecode(others.output())
        for path in others_listed.split("\0"):
            if (is_manifest(path) or is_misnamed(path)) and not self.is_excluded(path):
                self.take_file(path)
        if absent:
            entered = (entry for entry in _entries(entries) if entry.path in absent)
            self.take_objects(root, {entry.path: entry.identity for entry in entered if entry.tag == "S"})

    def take_entries(self, entries: str) -> set[str]:
        """Read the files of the index's entries; give the paths of those that are not there."""
        absent = set()
        done = set()
        for path, _, mode, _ in _entries(entries):
            if path in done or not (is_manifest(path) or is_misnamed(path)) or self.is_excluded(path):
                continue
            done.add(path)
            if mode == "120000" and is_manifest(path):
                self.notice_link(path)
            elif mode.startswith("100") and not self.take_file(path):
                absent.add(path)
        return absent

    def take_others(self, root: Path) -> None:
        """Read what else says who reviews, also outside a sparse checkout."""
        absent = [path for path in dict.fromkeys(OTHERS) if not self.take_other(path)]
        with suppress(git.GitMissing, git.NoWorkTree):
            self.take_objects(root, tracked_files.left_out(root, absent))

    def take_other(self, path: str) -> bool:
        """Read one of these files; False if it is not there."""
        return os.path.lexists(self.base + path) and self.take_file(path)

    def take_objects(self, root: Path, absent: Mapping[str, str]) -> None:
        bodies = git.read_objects(root, absent.values(), most=MOST_BYTES)
        for path, body in zip(absent, bodies, strict=True):
            if body is None:
                self.unreadable.append((path, _ELSEWHERE))
            else:
                self.sources.append(Source(path, body.decode("utf-8", "surrogateescape")))

    def from_walk(self) -> None:
        """Every directory below, links apart, and those in which other people's files lie."""
        waiting = [""]
        while waiting:
            above = waiting.pop()
            try:
                with os.scandir(self.base + above) as entries:
                    waiting += self.take_directory(above, entries)
            except OSError as error:
                self.unreadable.append((above.rstrip("/") or ".", reason(error)))

    def take_directory(self, above: str, entries: Iterator[os.DirEntry[str]]) -> list[str]:
        below = []
        for entry in entries:
            path = above + entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _SKIPPED:
                    below.append(f"{path}/")
            elif (is_manifest(path) or is_misnamed(path)) and not self.is_excluded(path):
                self.take_file(path)
        return below

    def take_file(self, path: str) -> bool:
        """Read one file; False if it is not there."""
        try:
            content = self.tree.read(path, most=MOST_BYTES)
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

    def refuse_converted(self, root: Path) -> None:
        """Report the texts that git changes when it checks them out: they are not what people review."""
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
    """`TAG MODE ID STAGE<tab>PATH`, see git-ls-files(1); an unmerged path stands up to three times."""
    for entry in listing.split("\0"):
        facts, _, path = entry.partition("\t")
        if path:
            tag, mode, identity, _ = facts.split(" ")
            yield _Entry(path, tag, mode, identity)
