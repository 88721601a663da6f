"""The texts of generated manifests, in the styles in which people write YAML."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

Data: TypeAlias = dict[str, Any]

_SCHEMA = "https://raw.githubusercontent.com/aiowners/aiowners/main/schemas/ai-ownership.schema.json"
_PLAIN = re.compile(r"[A-Za-z0-9/.][A-Za-z0-9_./%<>=+@-]*(?:[ :][A-Za-z0-9_./%<>=+@-]+)*")
_NOT_PLAIN = re.compile(r"[0-9.+-]+|true|false|null|none", re.IGNORECASE)
_COMMENTS = ("see the handbook", "agreed in March", "until the migration is done", "ask before you touch this")
_WIDTH = 100


def write(data: Data, rng: random.Random) -> str:
    """Return the text of a manifest, in a random style."""
    return _Writer(data, rng).text


class _Writer:
    """A writer of one document in one style."""

    def __init__(self, data: Data, rng: random.Random) -> None:
        self.rng = rng
        self.flowing = rng.choice((0.4, 0.7, 0.95))
        self.chatty = rng.choice((0.0, 0.02, 0.06))
        self.quote = rng.choice(("", "", "", '"', "'"))
        self.times = Counter(id(value) for value in _collections(data, set()))
        self.anchors: dict[int, str] = {}
        self.lines = [f"# yaml-language-server: $schema={_SCHEMA}"] if rng.random() < 0.3 else []
        data = {"version": 1} | data
        for key, value in data.items():
            if isinstance(value, dict):
                self.lines.append("")
            self._entry(f"{key}:", value, "", 0)
        self.text = "\n".join(self.lines) + "\n"

    def _entry(self, opening: str, value: object, indent: str, depth: int) -> None:
        """Add the lines of `opening` (a key or a dash) and its value."""
        if self.rng.random() < self.chatty:
            self.lines.append(f"{indent}# {self.rng.choice(_COMMENTS)}")
        name = ""
        if isinstance(value, (dict, list)):
            if id(value) in self.anchors:
                self.lines.append(f"{indent}{opening} *{self.anchors[id(value)]}")
                return
            if self.times[id(value)] > 1:
                self.anchors[id(value)] = f"shared-{len(self.anchors) + 1}"
                name = f" &{self.anchors[id(value)]}"
        if isinstance(value, str) and value.endswith("\n"):
            self.lines += [f"{indent}{opening} |", *(f"{indent}  {line}" for line in value.splitlines())]
        elif isinstance(value, (dict, list)) and not self._flows(value, indent, opening, depth):
            self._block(f"{indent}{opening}{name}", value, indent, depth)
        else:
            note = f"  # {self.rng.choice(_COMMENTS)}" if self.rng.random() < self.chatty else ""
            self.lines.append(f"{indent}{opening}{name} {self._flow(value)}{note}")

    def _block(self, opening: str, value: Data | list[Any], indent: str, depth: int) -> None:
        if opening.endswith("-"):  # a mapping in a list begins on the line of its dash
            assert isinstance(value, dict)
            for number, (key, inner) in enumerate(value.items()):
                self.lines.append(f"{indent}{' ' if number else '-'} {key}: {self._flow(inner)}")
            return
        self.lines.append(opening)
        if isinstance(value, dict):
            for key, inner in value.items():
                self._entry(f"{key}:", inner, f"{indent}  ", depth + 1)
        else:
            for inner in value:
                self._entry("-", inner, f"{indent}  ", depth + 1)

    def _flows(self, value: Data | list[Any], indent: str, opening: str, depth: int) -> bool:
        if depth < 2 or self.rng.random() > self.flowing:
            return False
        return len(indent) + len(opening) + len(self._flow(value)) < _WIDTH

    def _flow(self, value: object) -> str:
        match value:
            case dict():
                return "{" + ", ".join(f"{key}: {self._flow(inner)}" for key, inner in value.items()) + "}"
            case list():
                return "[" + ", ".join(self._flow(inner) for inner in value) + "]"
            case str():
                return self._scalar(value)
            case _:
                return json.dumps(value)

    def _scalar(self, text: str) -> str:
        plain = _PLAIN.fullmatch(text) and not _NOT_PLAIN.fullmatch(text) and ": " not in text
        if plain and (not self.quote or self.rng.random() < 0.5):
            return text
        return f"'{text}'" if self.quote == "'" and "'" not in text else json.dumps(text)


def _collections(value: object, seen: set[int]) -> Iterator[object]:
    """Yield each mapping and list as often as it occurs, and its contents once."""
    if not isinstance(value, (dict, list)):
        return
    yield value
    if id(value) not in seen:
        seen.add(id(value))
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _collections(inner, seen)
