"""TomlTable: values taken from TOML by type, and what is wrong with them said at its place."""

from __future__ import annotations

from datetime import date, time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aiowners.check.toml_locations import KeyPath, TomlLocation, places
from aiowners.diagnostics.diagnostic import Diagnostic, Severity
from aiowners.diagnostics.nearest import nearest
from aiowners.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from aiowners.source import Source

RULE = "configuration"
CATEGORY = "manifest"
_SHOWN = 40
_MADE: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (str, "a text"),
    (bool, "`true` or `false`"),
    ((int, float), "a number"),
    (list, "a list"),
    (dict, "a table"),
    ((date, time), "a date"),
)


def problem(location: Location, message: str, *, anchor: str = "", label: str = "", advice: str = "") -> Diagnostic:
    """An error in the configuration."""
    return Diagnostic(
        RULE, CATEGORY, Severity.ERROR, message, location, anchor=anchor, label=label, help=advice or None
    )


class TomlTable:
    """The table at `path` of a TOML text. What is missing or wrong is given as empty or None.

    `name` is what the table is called in messages. Findings gather in `found`.
    """

    def __init__(self, source: Source, data: Mapping[str, Any], path: KeyPath, name: str) -> None:
        self.source = source
        self.data = data
        self.path = path
        self.name = name
        self.found: list[Diagnostic] = []

    @cached_property
    def _places(self) -> dict[KeyPath, TomlLocation]:
        return places(self.source.text)

    def only(self, known: Collection[str]) -> None:
        """Say which keys are not among the known ones."""
        for key in self.data:
            if key not in known:
                label = _guess(key, [name for name in known if name not in self.data])
                advice = "" if label else f"{self.name} can have: {', '.join(known)}"
                message = f"unknown key `{_cut(key)}` in {self.name}"
                self.say((key,), message, on_key=True, label=label, advice=advice)

    def needs(self, *keys: str) -> None:
        """Say which of the keys are missing, at the table itself."""
        for key in keys:
            if key not in self.data:
                self.say((), f"`{key}` is missing in {self.name}", on_key=True)

    def below(self, key: str, name: str) -> TomlTable:
        """The table at `key`, called `name`; its findings gather here."""
        made = TomlTable(self.source, self.table(key), (*self.path, key), name)
        made.found = self.found
        return made

    def choice(self, key: str, choices: Collection[str]) -> str | None:
        """The text at `key`, if it is one of the choices."""
        value = self.data.get(key)
        return value if value is not None and self._is_choice((key,), value, choices) else None

    def choices(self, key: str, choices: Collection[str]) -> tuple[str, ...]:
        """The texts of the list at `key` that are among the choices."""
        items = enumerate(self._list(key, "a list of texts"))
        return tuple(item for index, item in items if self._is_choice((key, index), item, choices))

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of the list at `key`."""
        items = enumerate(self._list(key, "a list of texts"))
        return tuple(item for index, item in items if self._is((key, index), item, str, "a text"))

    def string(self, key: str) -> str | None:
        """The string at `key`, if it is not empty."""
        value = self.data.get(key)
        if value is None or not self._is((key,), value, str, "a text"):
            return None
        if not value:
            self.say((key,), f"{_called((key,))} is empty")
        return value or None

    def boolean(self, key: str) -> bool:
        """The boolean at `key`."""
        value = self.data.get(key, False)
        return self._is((key,), value, bool, "`true` or `false`") and value

    def count(self, key: str) -> int | None:
        """The whole number at `key`, if it is 0 or more."""
        value = self.data.get(key)
        if value is None:
            return None
        if type(value) is int and value >= 0:
            return value
        self.say((key,), f"{_called((key,))} must be a whole number, 0 or more")
        return None

    def table(self, key: str) -> dict[str, Any]:
        """The table at `key`."""
        value = self.data.get(key, {})
        return value if self._is((key,), value, dict, "a table") else {}

    def tables(self, key: str, name: str) -> list[TomlTable]:
        """The tables of the list at `key`, each called `name`; their findings gather here."""
        made = []
        for index, value in enumerate(self._list(key, "a list of tables")):
            if self._is((key, index), value, dict, "a table"):
                inner = TomlTable(self.source, value, (*self.path, key, index), name)
                inner.found = self.found
                made.append(inner)
        return made

    def levels(self, key: str, names: Collection[str], choices: Collection[str]) -> dict[str, str]:
        """The table at `key`, whose keys are known names and whose values are among the choices."""
        chosen = {}
        for name, value in self.table(key).items():
            if name not in names:
                message = f"there is no rule or category `{_cut(name)}`"
                self.say((key, name), message, on_key=True, label=_guess(name, names))
            elif self._is_choice((key, name), value, choices):
                chosen[name] = value
        return chosen

    def say(self, path: KeyPath, message: str, *, on_key: bool = False, label: str = "", advice: str = "") -> None:
        """A finding at what stands at `path` in this table, or at its key."""
        full = (*self.path, *path)
        place = self._places.get(full) or TomlLocation(Span(0, 0), Span(0, 0))
        location = Location(self.source, place.key if on_key else place.value)
        anchor = f"{'.'.join(map(str, full))}={_cut(location.text)}"
        self.found.append(problem(location, message, anchor=anchor, label=label, advice=advice))

    def _list(self, key: str, expected: str) -> list[Any]:
        value = self.data.get(key, [])
        return value if self._is((key,), value, list, expected) else []

    def _is(self, path: KeyPath, value: object, kind: type, expected: str) -> bool:
        if isinstance(value, kind):
            return True
        made = next((words for known, words in _MADE if isinstance(value, known)), "something else")
        message = f"{_called(path)} is {made}, and has to be {expected}"
        self.say(path, message, label=f"has to be {expected}")
        return False

    def _is_choice(self, path: KeyPath, value: object, choices: Collection[str]) -> bool:
        if not self._is(path, value, str, "a text"):
            return False
        if value in choices:
            return True
        word = str(value)
        message = f"{_called(path)} cannot be `{_cut(word)}`"
        self.say(path, message, label=_guess(word, choices), advice=f"one of: {', '.join(choices)}")
        return False


def _called(path: KeyPath) -> str:
    *_, name = (step for step in path if isinstance(step, str))
    return f"an entry of `{_cut(name)}`" if isinstance(path[-1], int) else f"`{_cut(name)}`"


def _guess(word: str, names: Collection[str]) -> str:
    near = nearest(word, names, limit=1)
    return f"did you mean `{near[0]}`?" if near else ""


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
