"""Tracked: the entries of a tree of git, by path, and which of them are no plain files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    # The texts of these entries, in order: of a link its target as written. None for what is not known.
    Read = Callable[[Sequence[str]], Sequence[str | None]]

DVC, LOCK, PIPELINE = ".dvc", "dvc.lock", "dvc.yaml"
ATTRIBUTES, SUBMODULES, LFS, DVC_SETTINGS = ".gitattributes", ".gitmodules", ".lfsconfig", ".dvc/config"


@dataclass(frozen=True, slots=True, eq=False)
class Tracked(Sequence[str]):
    """The paths that git tracks, relative to the root, with `/`.

    `links` and `submodules` are those of them that git holds as such; what the working tree has
    there does not matter. `read` gives the texts of entries; None if there are only paths.
    """

    paths: Sequence[str]
    links: Collection[str] = ()
    submodules: Collection[str] = ()
    read: Read | None = None

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self.paths[index]

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def texts(self, paths: Sequence[str]) -> dict[str, str | None]:
        """Return the texts of some entries by path, None for each that is not known."""
        if self.read is None:
            return dict.fromkeys(paths)
        return dict(zip(paths, self.read(paths), strict=True)) if paths else {}


def as_tracked(paths: Iterable[str]) -> Tracked:
    """Return the same entries; all of them are plain files unless `paths` says otherwise."""
    return paths if isinstance(paths, Tracked) else Tracked(list(paths))


def may_be_read(path: str) -> bool:
    """Whether the text of a plain file can say what entries represent, or where their content comes from."""
    return path.endswith((DVC, LOCK, PIPELINE, ATTRIBUTES, LFS, DVC_SETTINGS))
