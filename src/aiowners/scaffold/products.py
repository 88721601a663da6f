"""Which product a file belongs to: the directory that a person would call by the product's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.scaffold.naming import slug
from aiowners.usage.known_paths import COMPONENT_DIRECTORIES, GENERIC_NAMES, LAYOUT_DIRECTORIES, PACKAGE_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Products:
    """The products of a tree. `boundaries` are directories that CODEOWNERS gives to somebody."""

    def __init__(self, name: str, files: Iterable[str], boundaries: Iterable[str]) -> None:
        self._name = slug(name)
        packages = {path.rpartition("/")[0] for path in files if path.rpartition("/")[2] in PACKAGE_FILES}
        stated = {place for place in boundaries if place.rpartition("/")[2].lower() not in COMPONENT_DIRECTORIES}
        self._boundaries = (packages | stated) - {""}
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        """The directory of the product that the file at `path` is part of; empty for the whole repository.

        That is the innermost package, or directory with owners of its own, above it; where there is
        none, or it is one of those that only hold products (`src`, `apps`), the first below that is
        neither such a one nor a part that any product has (`llm`, `utils`).
        """
        directory = path.rpartition("/")[0]
        found = self._known.get(directory)
        if found is None:
            found = self._known[directory] = self._find(directory.split("/") if directory else [])
        return found

    def _find(self, steps: Sequence[str]) -> str:
        places = ["/".join(steps[:end]) for end in range(len(steps), 0, -1)]
        boundary = next((place for place in places if place in self._boundaries), "")
        depth = boundary.count("/") + 1 if boundary else 0
        if boundary and not self._is_layout(steps[depth - 1]):
            return boundary
        for end in range(depth, len(steps)):
            if steps[end].lower() in COMPONENT_DIRECTORIES:
                break
            if not self._is_layout(steps[end]):
                return "/".join(steps[: end + 1])
        return boundary

    def _is_layout(self, step: str) -> bool:
        """Whether a directory says nothing of a product: also one of a router, or one called like the repository."""
        return step.lower() in LAYOUT_DIRECTORIES or step[:1] in "([_@$" or slug(step) == self._name

    def package(self, directory: str) -> str:
        """The package, or directory with owners of its own, that a product's directory lies in; empty for none."""
        while directory and directory not in self._boundaries:
            directory = directory.rpartition("/")[0]
        return directory

    def wishes(self, directory: str) -> tuple[str, ...]:
        """What a product may be called, the best name first: by its directory, and by those above as well."""
        steps = directory.split("/") if directory else []
        own = [step for step in steps if step.lower() not in GENERIC_NAMES]
        if not own:
            return (self._name, "-".join([self._name, *steps[-1:]]), "-".join([self._name, *steps]))
        return (own[-1], "-".join(own[-2:]), "-".join(steps[-3:]), "-".join(steps))
