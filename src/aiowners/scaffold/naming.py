"""Names of declarations, made of the names of directories, files and handles; each once a kind."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from aiowners.manifest.value_decoders import NO_TEAM, PLACEHOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LONGEST = 100
_OTHER = re.compile(r"[^a-z0-9.]+")
_START = re.compile(r"\A(?:[0-9.-]|x-)+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def slug(text: str) -> str:
    """`text` as the format has names: lower case letters, digits and `-.`, a letter first; empty where nothing is left.

    Keys that begin with `x-` are no names there.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    name = _START.sub("", _OTHER.sub("-", _CAMEL.sub("-", plain).lower()))
    return name[:_LONGEST].rstrip("-.")


def is_free_team(name: str) -> bool:
    """Whether a team may be called so: placeholders and the words of the format are taken."""
    return bool(name) and name not in PLACEHOLDERS | NO_TEAM


class FreeNames:
    """The names that are taken, by kind."""

    def __init__(self, taken: Mapping[str, Iterable[str]]) -> None:
        self._taken = {kind: set(names) for kind, names in taken.items()}

    def give(self, kind: str, *wishes: str) -> str:
        """The first of the wishes that makes a name and is free; else the first with a number."""
        taken = self._taken.setdefault(kind, set())
        names = [name for wish in wishes if (name := slug(wish))] or [kind]
        free = next((name for name in names if name not in taken), None)
        number = 2
        while free is None:
            free = f"{names[0][: _LONGEST - 5]}-{number}"
            if free in taken:
                free, number = None, number + 1
        taken.add(free)
        return free
