"""The files of a repository, kept so that those below a place are found without looking at all."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class FileIndex:
    """Tracked files, sorted: paths relative to the root, with `/`."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths: Sequence[str] = sorted(paths)

    def below(self, prefix: str) -> Iterator[str]:
        """The files whose path begins with `prefix`, in order; all for the empty text."""
        paths = self.paths
        place = bisect_left(paths, prefix)
        while place < len(paths) and paths[place].startswith(prefix):
            yield paths[place]
            place += 1
