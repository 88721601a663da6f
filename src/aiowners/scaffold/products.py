"""Products: decide which product a file belongs to, by the directory that has the product's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.scaffold.naming import slug
from aiowners.usage.known_paths import COMPONENT_DIRECTORIES, GENERIC_NAMES, LAYOUT_DIRECTORIES, PACKAGE_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Products:
    """The products of a repository. `boundaries` are directories that CODEOWNERS assigns to a team."""

    def __init__(self, name: str, files: Iterable[str], boundaries: Iterable[str]) -> None:
        self._name = slug(name)
        packages = {path.rpartition("/")[0] for path in files if path.rpartition("/")[2] in PACKAGE_FILES}
        assigned = {path for path in boundaries if path.rpartition("/")[2].lower() not in COMPONENT_DIRECTORIES}
        self._boundaries = (packages | assigned) - {""}
        self._product_by_directory: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Return the directory of the product that contains the file at `path`; empty for the whole repository.

        It is the innermost package, or directory with its own owners, that contains the file. If
        there is none, or its name is one of the layout (`src`, `apps`), it is the first directory
        below with a name that is neither of the layout nor of a component (`llm`, `utils`).
        """
        directory = path.rpartition("/")[0]
        product = self._product_by_directory.get(directory)
        if product is None:
            product = self._product(directory.split("/") if directory else [])
            self._product_by_directory[directory] = product
        return product

    def _product(self, names: Sequence[str]) -> str:
        directories = ["/".join(names[:end]) for end in range(len(names), 0, -1)]
        boundary = next((directory for directory in directories if directory in self._boundaries), "")
        depth = boundary.count("/") + 1 if boundary else 0
        if boundary and not self._is_layout(names[depth - 1]):
            return boundary
        for end in range(depth, len(names)):
            if names[end].lower() in COMPONENT_DIRECTORIES:
                break
            if not self._is_layout(names[end]):
                return "/".join(names[: end + 1])
        return boundary

    def _is_layout(self, name: str) -> bool:
        """Return whether a directory name does not identify a product: also a route, or the repository's name."""
        return name.lower() in LAYOUT_DIRECTORIES or name[:1] in "([_@$" or slug(name) == self._name

    def package_of(self, directory: str) -> str:
        """Return the package, or directory with its own owners, that contains a product; empty if there is none."""
        while directory and directory not in self._boundaries:
            directory = directory.rpartition("/")[0]
        return directory

    def candidate_names(self, directory: str) -> tuple[str, ...]:
        """Return possible names of a product, the best first: its directory's name, then with its parents'."""
        names = directory.split("/") if directory else []
        distinctive = [name for name in names if name.lower() not in GENERIC_NAMES]
        if not distinctive:
            return (self._name, "-".join([self._name, *names[-1:]]), "-".join([self._name, *names]))
        return (distinctive[-1], "-".join(distinctive[-2:]), "-".join(names[-3:]), "-".join(names))
