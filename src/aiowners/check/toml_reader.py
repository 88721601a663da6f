"""TomlTable: values of a TOML table by type, and findings about their errors."""

from __future__ import annotations

from datetime import date, time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aiowners.check.toml_locations import KeyPath, TomlLocation, locations
from aiowners.diagnostics.diagnostic import Diagnostic, Severity
from aiowners.diagnostics.nearest import nearest
from aiowners.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from aiowners.source import Source

RULE = "configuration"
CATEGORY = "manifest"
_MAX_SHOWN = 40
_TYPE_NAMES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (str, "a text"),
    (bool, "`true` or `false`"),
    ((int, float), "a number"),
    (list, "a list"),
    (dict, "a table"),
    ((date, time), "a date"),
)


def problem(location: Location, message: str, *, anchor: str = "", label: str = "", advice: str = "") -> Diagnostic:
    """Return a finding about an error in the configuration."""
    return Diagnostic(
        RULE, CATEGORY, Severity.ERROR, message, location, anchor=anchor, label=label, help=advice or None
    )


class TomlTable:
    """The table at `path` of a TOML text. The value of a missing or invalid key is empty or None.

    `name` is the name of the table in messages. `diagnostics` are the findings so far.
    """

    def __init__(self, source: Source, data: Mapping[str, Any], path: KeyPath, name: str) -> None:
        self.source = source
        self.data = data
        self.path = path
        self.name = name
        self.diagnostics: list[Diagnostic] = []

    @cached_property
    def _locations(self) -> dict[KeyPath, TomlLocation]:
        return locations(self.source.text)

    def allow_only(self, keys: Collection[str]) -> None:
        """Report each key of the table that is not among `keys`."""
        for key in self.data:
            if key not in keys:
                label = _suggestion(key, [name for name in keys if name not in self.data])
                advice = "" if label else f"{self.name} can have: {', '.join(keys)}"
                message = f"unknown key `{_shortened(key)}` in {self.name}"
                self.report((key,), message, on_key=True, label=label, advice=advice)

    def require(self, *keys: str) -> None:
        """Report each of the keys that is missing, at the location of the table."""
        for key in keys:
            if key not in self.data:
                self.report((), f"`{key}` is missing in {self.name}", on_key=True)

    def below(self, key: str, name: str) -> TomlTable:
        """Return the table at `key`, called `name`; its findings are added to those of this table."""
        inner = TomlTable(self.source, self.table(key), (*self.path, key), name)
        inner.diagnostics = self.diagnostics
        return inner

    def choice(self, key: str, choices: Collection[str]) -> str | None:
        """Return the string at `key`, if it is one of the choices."""
        value = self.data.get(key)
        return value if value is not None and self._is_choice((key,), value, choices) else None

    def choices(self, key: str, choices: Collection[str]) -> tuple[str, ...]:
        """Return the strings of the list at `key` that are among the choices."""
        items = enumerate(self._list(key, "a list of texts"))
        return tuple(item for index, item in items if self._is_choice((key, index), item, choices))

    def strings(self, key: str) -> tuple[str, ...]:
        """Return the strings of the list at `key`."""
        items = enumerate(self._list(key, "a list of texts"))
        return tuple(item for index, item in items if self._is((key, index), item, str, "a text"))

    def string(self, key: str) -> str | None:
        """Return the string at `key`, if it is not empty."""
        value = self.data.get(key)
        if value is None or not self._is((key,), value, str, "a text"):
            return None
        if not value:
            self.report((key,), f"{_described((key,))} is empty")
        return value or None

    def boolean(self, key: str) -> bool:
        """Return the boolean at `key`."""
        value = self.data.get(key, False)
        return self._is((key,), value, bool, "`true` or `false`") and value

    def count(self, key: str) -> int | None:
        """Return the whole number at `key`, if it is 0 or more."""
        value = self.data.get(key)
        if value is None:
            return None
        if type(value) is int and value >= 0:
            return value
        self.report((key,), f"{_described((key,))} must be a whole number, 0 or more")
        return None

    def table(self, key: str) -> dict[str, Any]:
        """Return the table at `key`."""
        value = self.data.get(key, {})
        return value if self._is((key,), value, dict, "a table") else {}

    def tables(self, key: str, name: str) -> list[TomlTable]:
        """Return the tables of the list at `key`, each called `name`; their findings are added to those of this table."""
        tables = []
        for index, value in enumerate(self._list(key, "a list of tables")):
            if self._is((key, index), value, dict, "a table"):
                inner = TomlTable(self.source, value, (*self.path, key, index), name)
                inner.diagnostics = self.diagnostics
                tables.append(inner)
        return tables

    def levels(self, key: str, names: Collection[str], choices: Collection[str]) -> dict[str, str]:
        """Return the valid entries of the table at `key`: keys among `names` with values among `choices`."""
        chosen = {}
        for name, value in self.table(key).items():
            if name not in names:
                message = f"there is no rule or category `{_shortened(name)}`"
                self.report((key, name), message, on_key=True, label=_suggestion(name, names))
            elif self._is_choice((key, name), value, choices):
                chosen[name] = value
        return chosen

    def report(self, path: KeyPath, message: str, *, on_key: bool = False, label: str = "", advice: str = "") -> None:
        """Add a finding at the value at `path` in this table, or at its key."""
        full = (*self.path, *path)
        spans = self._locations.get(full) or TomlLocation(Span(0, 0), Span(0, 0))
        location = Location(self.source, spans.key if on_key else spans.value)
        anchor = f"{'.'.join(map(str, full))}={_shortened(location.text)}"
        self.diagnostics.append(problem(location, message, anchor=anchor, label=label, advice=advice))

    def _list(self, key: str, expected: str) -> list[Any]:
        value = self.data.get(key, [])
        return value if self._is((key,), value, list, expected) else []

    def _is(self, path: KeyPath, value: object, kind: type, expected: str) -> bool:
        if isinstance(value, kind):
            return True
        actual = next((words for types, words in _TYPE_NAMES if isinstance(value, types)), "something else")
        message = f"{_described(path)} is {actual}, and has to be {expected}"
        self.report(path, message, label=f"has to be {expected}")
        return False

    def _is_choice(self, path: KeyPath, value: object, choices: Collection[str]) -> bool:
        if not self._is(path, value, str, "a text"):
            return False
        if value in choices:
            return True
        word = str(value)
        message = f"{_described(path)} cannot be `{_shortened(word)}`"
        self.report(path, message, label=_suggestion(word, choices), advice=f"one of: {', '.join(choices)}")
        return False


def _described(path: KeyPath) -> str:
    *_, name = (step for step in path if isinstance(step, str))
    return f"an entry of `{_shortened(name)}`" if isinstance(path[-1], int) else f"`{_shortened(name)}`"


def _suggestion(word: str, names: Collection[str]) -> str:
    near = nearest(word, names, limit=1)
    return f"did you mean `{near[0]}`?" if near else ""


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"
