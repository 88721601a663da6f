"""Names of declarations, derived from directories, files, and handles. A name is unique in its section."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from aiowners.manifest.value_decoders import NO_TEAM, PLACEHOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MAX_LENGTH = 100
_SEPARATORS = re.compile(r"[^a-z0-9.]+")
_INVALID_START = re.compile(r"\A(?:[0-9.-]|x-)+")
_CAMEL_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def slug(text: str) -> str:
    """Return `text` as a valid name: lower-case letters, digits, `-`, and `.`, with a letter first.

    The result is empty if no character remains. A name does not begin with `x-`, because such keys
    are extensions.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    name = _INVALID_START.sub("", _SEPARATORS.sub("-", _CAMEL_CASE.sub("-", plain).lower()))
    return name[:_MAX_LENGTH].rstrip("-.")


def is_allowed_team_name(name: str) -> bool:
    """Return whether a team may have this name: not a placeholder or another reserved word."""
    return bool(name) and name not in PLACEHOLDERS | NO_TEAM


class FreeNames:
    """The names that are still available in each section."""

    def __init__(self, taken: Mapping[str, Iterable[str]]) -> None:
        self._taken = {section: set(names) for section, names in taken.items()}

    def take(self, section: str, *candidates: str) -> str:
        """Take and return the first candidate that is a name and is free; otherwise, the first with a number."""
        taken = self._taken.setdefault(section, set())
        names = [name for candidate in candidates if (name := slug(candidate))] or [section]
        free = next((name for name in names if name not in taken), None)
        number = 2
        while free is None:
            free = f"{names[0][: _MAX_LENGTH - 5]}-{number}"
            if free in taken:
                free, number = None, number + 1
        taken.add(free)
        return free
