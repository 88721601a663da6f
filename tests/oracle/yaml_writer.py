"""Write plain data as YAML text in ever changing style.

What is varied: block and flow collections, indentation, quotes, comments, the order of keys,
line ends, the spelling of null, anchors with aliases, and merge keys. Reading the text gives the
data again, whatever the style. Lists of `identifiers` are never shared between two places, so that
which of two claims comes first in the text does not depend on how aliases are counted.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./*%-]*( [A-Za-z0-9_./*%-]+)*")
ADDRESS = re.compile(r"[a-z][a-z0-9]*://[A-Za-z0-9_./-]+")
EMAIL = re.compile(r"[a-z]+@[a-z.]+")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
NOT_PLAIN = {"null", "true", "false"}
COMMENTS = ("# see the handbook", "# agreed in March", "#", "# owner: nobody", "# [not, a, list]")


def write(data: dict[str, Any], rng: random.Random, aliases: bool = True) -> str:
    """One manifest's text. Without `aliases` there are no anchors, aliases and merge keys."""
    return _Writer(rng, aliases).document(data)


def canonical(value: object) -> str:
    """A text that two values share exactly if they are equal."""
    return json.dumps(value, sort_keys=True)


def parts(value: object) -> Iterator[object]:
    """The value and everything inside it."""
    yield value
    if isinstance(value, dict):
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


class _Writer:
    """The style of one document, and the anchors written so far."""

    def __init__(self, rng: random.Random, aliases: bool) -> None:
        self.rng = rng
        self.sharing = aliases and rng.random() < 0.6
        self.step = rng.choice((2, 2, 2, 4))
        self.flowing = rng.choice((0.1, 0.4, 0.8))
        self.chatty = rng.choice((0.0, 0.0, 0.05, 0.2))
        self.quoting = rng.choice((0.0, 0.1, 0.5))
        self.shuffling = rng.choice((0.0, 0.3, 1.0))
        self.counts: Counter[str] = Counter()
        self.named = 0
        self.anchors: dict[str, str] = {}
        self.maps: list[tuple[str, dict[str, Any]]] = []

    def chance(self, probability: float) -> bool:
        """True that often."""
        return self.rng.random() < probability

    def document(self, data: dict[str, Any]) -> str:
        """The whole text."""
        self.counts.update(canonical(part) for part in parts(data))
        lines = ["---"] if self.chance(0.1) else []
        lines += self.map_lines(data, 0)
        end = "\r\n" if self.chance(0.03) else "\n"
        return end.join(lines).replace("\r\n", "\n").replace("\n", end) + end

    # Anchors.

    def may_share(self, value: object) -> bool:
        """Whether an anchor on this value is allowed and of use."""
        if not self.sharing or value is None or isinstance(value, (bool, int)):
            return False
        if isinstance(value, str):
            return len(value.strip()) > 1 and "\n" not in value
        return bool(value) and '"identifiers"' not in canonical(value)

    def alias(self, value: object) -> str | None:
        """An alias for the value, if it has an anchor and the dice say so."""
        name = self.anchors.get(canonical(value))
        if name and self.may_share(value) and self.chance(0.6):
            return f"*{name}"
        return None

    def anchor(self, value: object, wanted: bool = False) -> str | None:
        """The name of a new anchor for the value, if it is to have one."""
        if not self.may_share(value) or canonical(value) in self.anchors:
            return None
        often = 0.05 if isinstance(value, str) else 0.4
        if wanted or (self.counts[canonical(value)] > 1 and self.chance(often)):
            self.named += 1
            return f"{self.rng.choice(('a', 'shared_', 'x-'))}{self.named}"
        return None

    def remember(self, name: str | None, value: object) -> None:
        """Note an anchor once all of its value is written."""
        if name:
            self.anchors[canonical(value)] = name
            if isinstance(value, dict):
                self.maps.append((name, value))

    def merge(self, mapping: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
        """The value of a merge key for this mapping, and what is left to be written beside it."""
        fitting = [
            (name, source)
            for name, source in self.maps
            if source.keys() <= mapping.keys() and any(mapping[key] == source[key] for key in source)
        ]
        if not self.sharing or not fitting or not self.chance(0.7):
            return None, mapping
        chosen = self.rng.sample(fitting, min(len(fitting), self.rng.choice((1, 1, 2))))
        given: dict[str, Any] = {}
        for _, source in reversed(chosen):
            given.update(source)
        rest = {
            key: value
            for key, value in mapping.items()
            if key not in given or given[key] != value or type(given[key]) is not type(value) or self.chance(0.1)
        }
        names = [f"*{name}" for name, _ in chosen]
        return (names[0] if len(names) == 1 else f"[{', '.join(names)}]"), rest

    # Block style.

    def ordered(self, mapping: dict[str, Any], indent: int) -> list[tuple[str, Any]]:
        """The entries in the order of writing; at the top, free keys mostly come first."""
        entries = list(mapping.items())
        if self.chance(self.shuffling):
            self.rng.shuffle(entries)
        if indent == 0 and self.chance(0.8):
            entries.sort(key=lambda entry: not entry[0].startswith("x-"))
        return entries

    def map_lines(self, mapping: dict[str, Any], indent: int, comments: bool = True) -> list[str]:
        """A block mapping; without `comments` none stands before its first key."""
        merge, rest = self.merge(mapping)
        blocks = [self.entry_lines(key, value, indent) for key, value in self.ordered(rest, indent)]
        if merge:
            # What the merge key refers to was written before this mapping began.
            blocks.insert(self.rng.choice((0, 0, len(blocks))), [f"{' ' * indent}<<: {merge}"])
        lines: list[str] = []
        for block in blocks:
            if (comments or lines) and self.chance(self.chatty):
                lines.append(" " * self.rng.choice((0, indent)) + self.rng.choice(COMMENTS))
            if (comments or lines) and self.chance(self.chatty / 2):
                lines.append("")
            lines += block
        return lines

    def entry_lines(self, key: str, value: Any, indent: int) -> list[str]:
        """A key and its value in a block mapping."""
        head = " " * indent + self.scalar(key, key=True) + ":"
        was = self.sharing
        self.sharing = was and key != "identifiers"
        lines = self.value_lines(head, key, value, indent)
        self.sharing = was
        return lines

    def value_lines(self, head: str, key: str, value: Any, indent: int) -> list[str]:
        """The value after a key that is already written."""
        alias = self.alias(value)
        if alias:
            return [f"{head} {alias}{self.comment()}"]
        if key == "description" and self.chance(0.3):
            return [f"{head} |-", *(" " * (indent + self.step) + line for line in value.split("\n"))]
        name = self.anchor(value, wanted=indent == 0 and key.startswith("x-"))
        marked = f"{head} &{name}" if name else head
        if value and isinstance(value, (dict, list)) and not self.flows(value, indent):
            lines = [marked + self.comment(), *self.collection_lines(value, indent)]
        elif value is None:
            lines = [head + self.rng.choice(("", " null", " ~", " Null", " NULL")) + self.comment()]
        else:
            lines = [f"{marked} {self.flow(value, indent)}{self.comment()}"]
        self.remember(name, value)
        return lines

    def flows(self, value: object, indent: int) -> bool:
        """Whether a collection is written in flow style: small ones are, more often than large ones."""
        return self.chance(self.flowing / (1 + len(canonical(value)) / 200)) and indent > 0

    def collection_lines(self, value: Any, indent: int) -> list[str]:
        """A block collection that lies below a key at this indentation."""
        if isinstance(value, dict):
            return self.map_lines(value, indent + self.step)
        return self.list_lines(value, indent + self.rng.choice((0, self.step)))

    def list_lines(self, items: list[Any], indent: int) -> list[str]:
        """A block list."""
        lines: list[str] = []
        for item in items:
            if self.chance(self.chatty):
                lines.append(" " * indent + self.rng.choice(COMMENTS))
            lines += self.item_lines(item, indent)
        return lines

    def item_lines(self, item: Any, indent: int) -> list[str]:
        """One item of a block list."""
        dash = " " * indent + "-"
        if not isinstance(item, dict) or not item or self.flows(item, indent + 1):
            return [f"{dash} {self.flow_value(item, indent)}{self.comment()}"]
        alias = self.alias(item)
        if alias:
            return [f"{dash} {alias}"]
        name = self.anchor(item)
        lines = self.map_lines(item, indent + 2, comments=bool(name))
        self.remember(name, item)
        if name:
            return [f"{dash} &{name}", *lines]
        return [f"{dash} {lines[0].lstrip(' ')}", *lines[1:]]

    def comment(self) -> str:
        """A comment at the end of a line, or nothing."""
        return "  " + self.rng.choice(COMMENTS) if self.chance(self.chatty) else ""

    # Flow style.

    def flow_value(self, value: Any, indent: int) -> str:
        """A value in flow style, perhaps an alias or with an anchor."""
        alias = self.alias(value)
        if alias:
            return alias
        name = self.anchor(value)
        text = self.flow(value, indent)
        self.remember(name, value)
        return f"&{name} {text}" if name else text

    def flow(self, value: Any, indent: int) -> str:
        """A value in flow style."""
        if isinstance(value, dict):
            return "{" + self.joined([self.flow_entry(key, value[key], indent) for key in value], indent) + "}"
        if isinstance(value, list):
            return "[" + self.joined([self.flow_value(item, indent) for item in value], indent) + "]"
        return self.scalar(value)

    def flow_entry(self, key: str, value: Any, indent: int) -> str:
        """A key and its value in a flow mapping."""
        was = self.sharing
        self.sharing = was and key != "identifiers"
        text = f"{self.scalar(key, key=True)}: {self.flow_value(value, indent)}"
        self.sharing = was
        return text

    def joined(self, items: list[str], indent: int) -> str:
        """The items of a flow collection, on one line or on several."""
        separator = ",\n" + " " * (indent + 4) if self.chance(0.1) else self.rng.choice((", ", ", ", ","))
        return separator.join(items) + ("," if items and self.chance(0.03) else "")

    # Scalars.

    def scalar(self, value: Any, key: bool = False) -> str:
        """A scalar, quoted where it must be and sometimes where it need not."""
        if value is None:
            return self.rng.choice(("null", "~"))
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int):
            return str(value)
        text = str(value)
        shapes = (PLAIN, DATE) if key else (PLAIN, ADDRESS, EMAIL, DATE)
        plain = any(shape.fullmatch(text) for shape in shapes) and text.lower() not in NOT_PLAIN
        if plain and not self.chance(self.quoting):
            return text
        if "\n" in text or self.chance(0.5):
            return json.dumps(text, ensure_ascii=self.chance(0.2))
        return "'" + text.replace("'", "''") + "'"
