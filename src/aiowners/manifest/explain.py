"""Nodes that are not in order -> diagnostics: jsonschema finds what is wrong, we say it in our words."""

from __future__ import annotations

import json
import re
from functools import cache
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jsonschema import Draft7Validator, FormatChecker, TypeChecker
from jsonschema.validators import extend

from aiowners.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Severity
from aiowners.diagnostics.nearest import nearest
from aiowners.manifest.decode import is_misplaced, is_section_inside, swallows_section
from aiowners.manifest.model import SECTIONS
from aiowners.manifest.scalar_text import quote_of, respelled
from aiowners.manifest.value_decoders import day_meant, is_day
from aiowners.source import Location, Span
from aiowners.yaml_text.nodes import Mapping, Scalar, Sequence, merge_of, span
from aiowners.yaml_text.scalars import Tagged, plain_data, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jsonschema.exceptions import ValidationError

    from aiowners.manifest.decoding import DecodeState
    from aiowners.manifest.model import KeyPath
    from aiowners.source import Source
    from aiowners.yaml_text.nodes import Node

_FILE = Path(__file__).with_name("ai-ownership.schema.json")
_TYPES = {
    "string": "a text", "array": "a list", "object": "a mapping", "boolean": "`true` or `false`",
    "number": "a number", "integer": "a whole number", "null": "empty",
}  # fmt: skip
_SHOWN_CHOICES = 5
_SHOWN_TEXT = 40
_MOST_EXPLAINED = 200  # findings of one manifest; past it, nothing near is looked for
_FIRST_WORD = re.compile(r"[\w-]*")
_SIMPLE = re.compile(r"[\w@./'\"-]+")


def schema_text() -> str:
    """The published JSON Schema of the manifest (draft-07), as a text."""
    return _FILE.read_text(encoding="utf-8")


@cache
def _validator() -> Draft7Validator:
    formats = FormatChecker(formats=())
    formats.checks("date")(lambda value: not isinstance(value, str) or is_day(value))
    # jsonschema compares a value that is not a number with the bounds of numbers, and such a comparison never fails.
    types = Draft7Validator.TYPE_CHECKER.redefine("number", _is_number)
    validator = cast("Any", extend)(Draft7Validator, type_checker=types)
    return cast("Draft7Validator", validator(json.loads(schema_text()), format_checker=formats))


def _is_number(_checker: TypeChecker, value: object) -> bool:
    return Draft7Validator.TYPE_CHECKER.is_type(value, "number") and not (isinstance(value, float) and isnan(value))


def _format() -> dict[str, Any]:
    """The schema of a manifest."""
    return cast("dict[str, Any]", _validator().schema)


def is_valid(node: Node | None) -> bool:
    """Whether a document follows the schema: what `decode` has to agree with."""
    return bool(_validator().is_valid({} if node is None else plain_data(node)))


def explain(root: Node | None, source: Source, reading: DecodeState) -> list[Diagnostic]:
    """What is wrong with a document that is not in order: one finding a cause, at the key or the value.

    Raises RuntimeError where the document is not in order and nothing wrong can be found: then
    `decode` and the schema are at odds.
    """
    explainer = _Explainer(root, source, reading)
    explainer.slips()
    explainer.errors(_validator().iter_errors(_suspicious(root, reading)))
    explainer.structure()
    if not explainer.found and not reading.cuts:
        raise RuntimeError(f"{source.path}: not in order, and nothing wrong with it")
    return explainer.found


def _suspicious(root: Node | None, reading: DecodeState) -> object:
    """The document as plain data, without what `decode` found in order: to validate takes long."""
    if not isinstance(root, Mapping):
        return {} if root is None else plain_data(root)
    data: dict[str, object] = {}
    for key, node in root.entries.items():
        if key in SECTIONS and isinstance(node, Mapping):
            data[key] = {
                name: plain_data(child) if (id(node), name) in reading.invalid_declarations else {}
                for name, child in node.entries.items()
                if not name.startswith("x-")
            }
        elif not key.startswith("x-"):
            data[key] = plain_data(node)
    return data


def _rank(error: ValidationError) -> int:
    """Unknown keys are explained first, then names: they may tell why something else is wrong."""
    if error.validator == "additionalProperties":
        return 0
    return _NAMES if "propertyNames" in error.absolute_schema_path else _NAMES + 1


_NAMES = 1
_DECLARATION = 2  # steps of the key path of a declaration


class _Explainer:
    def __init__(self, root: Node | None, source: Source, reading: DecodeState) -> None:
        self.root = root
        self.source = source
        self.reading = reading
        self.found: list[Diagnostic] = []
        self.seen: set[tuple[str, Span]] = set()
        self.meant: set[tuple[KeyPath, str]] = set()  # keys that an unknown key is a slip for
        self.told: set[KeyPath] = set()  # what lies here has been explained
        self.otherwise = ""  # what a value may be as well, of another type
        self.places: dict[int, dict[str, int]] = {}  # by mapping: the place of each key
        self.swallowed: dict[int, int] = {}  # by mapping: from where its keys were meant for another one

    # --- what the schema cannot see -----------------------------------------------------------

    def structure(self) -> None:
        """Keys that stand twice, and keys that are no names."""
        for path, mapping in _mappings(self.root):
            for first, again, lost in mapping.repeated:
                if span(again).start > self.swallowed.get(id(mapping), len(self.source.text)):
                    continue
                label = Label(self.location(first), "first here")
                merged = again is lost
                self.add(
                    "duplicate-key", again, path, f"`{_cut(again.value)}` stands twice in {_whose(path)}",
                    anchor=again.value, related=(label,),
                    label="YAML readers disagree on which one counts" if merged else "the second one is not read",
                    help=f"write `{merge_of(mapping, self.source.text)}`" if merged else "keep one of them",
                )  # fmt: skip
            for strange in mapping.unnamed:
                self.add(
                    "wrong-type", strange, path, f"a key in {_whose(path)} is {_made(strange)}, and has to be a text"
                )

    def slips(self) -> None:  # noqa: C901
        """Keys of a declaration that stand where the names of declarations do, and keys written a second time."""
        for path, mapping in _mappings(self.root):
            for first, _, _ in mapping.repeated:
                if first.value in mapping.entries and _is_empty(mapping.entries[first.value]):
                    self.told.add((*path, first.value))
        if not isinstance(self.root, Mapping):
            return
        for section, node in self.root.entries.items():
            if section not in SECTIONS or not isinstance(node, Mapping):
                continue
            known = _declared(section)["properties"]
            kind = SECTIONS[section]
            names = list(node.entries)
            beside = False  # whether the name before was one of those keys: it has told the cause
            for number, (name, child) in enumerate(node.entries.items()):
                if is_section_inside(name, child) and not self.reading.was_removed(child):
                    self.told.update((section, after) for after in names[number:])
                    self.add(
                        "unknown-key", node.key(name), (section,), f"`{name}` stands among the names of {section}",
                        anchor=name, label="a section begins at the left margin",
                        help="move it out to where the other sections begin",
                    )  # fmt: skip
                    break
                inner = self.emptied(node, names[number - 1], name, known) if number else None
                misplaced = (name in known or inner is not None) and is_misplaced(child, known)
                if misplaced:
                    self.told.add((section, name))
                    if inner is not None:
                        self.told.add((section, names[number - 1], inner))
                if misplaced and not beside:
                    self.left_empty((section,), node, name, _deref(_format()["properties"][section]))
                    self.add(
                        "unknown-key", node.key(name), (section,), f"`{name}` stands among the names of {section}",
                        anchor=name, label=f"it is a key of {f'`{inner}`' if inner else f'{_article(kind)} {kind}'}",
                        help=f"indent it below the {kind} that it belongs to",
                    )  # fmt: skip
                beside = misplaced
                if (section, name) not in self.told and swallows_section(node, name) is not None:
                    self.told.update((section, after) for after in names[number + 1 :])

    def emptied(self, node: Mapping, before: str, name: str, known: dict[str, Any]) -> str | None:
        """The last key of the declaration `before`, where it is empty and `name` belongs into it."""
        child = node.entries[before]
        if not isinstance(child, Mapping) or not child.entries:
            return None
        key, value = next(reversed(child.entries.items()))
        if not _is_empty(value) or not _takes(known.get(key), name):
            return None
        return key

    def left_empty(self, path: KeyPath, mapping: Mapping, key: str, schema: dict[str, Any]) -> str | None:
        """The key before `key`, where it is empty because `key` is not indented below it.

        `schema` is that of the mapping. What the empty key would be blamed for is explained by this.
        """
        names = list(mapping.entries)
        place = names.index(key)
        if place == 0:
            return None
        before = mapping.entries[name := names[place - 1]]
        if not _is_empty(before) or self.reading.was_removed(before):
            return None
        if not _takes(schema.get("properties", {}).get(name, schema.get("additionalProperties")), key):
            return None
        self.told.add((*path, name))
        return name

    # --- what jsonschema says -----------------------------------------------------------------

    def errors(self, errors: Iterable[ValidationError]) -> None:
        """Turn errors of the validator into findings: what is wrong with the type is wrong with nothing else."""
        found = sorted(errors, key=lambda error: (_rank(error), self.order(error.absolute_path)))
        mistyped = {tuple(error.absolute_path) for error in found if error.validator == "type"}
        for error in found:
            path = tuple(error.absolute_path)
            if error.validator != "type" and _rank(error) > _NAMES and path in mistyped:
                continue
            if self.told.isdisjoint(path[:length] for length in range(1, len(path) + 1)):
                self.error(error)

    def error(self, error: ValidationError) -> None:
        """Turn one error of the validator, and what it hides, into findings."""
        path = tuple(error.absolute_path)
        if "propertyNames" in error.absolute_schema_path:
            self.bad_name(path, str(error.instance))
        elif error.validator == "additionalProperties":
            self.unknown_keys(path, error)
        elif error.validator == "required":
            for key in _schema_of(error)["required"]:
                if key not in cast("dict[str, Any]", error.instance):
                    self.missing_key(path, key)
        elif error.validator == "anyOf":
            self.union(path, error)
        elif error.validator == "type" or path == ("version",):
            self.wrong_type(path, _expected(_schema_of(error)))
        else:
            self.invalid_value(path, error)

    def unknown_keys(self, path: KeyPath, error: ValidationError) -> None:
        """Report the unknown keys of a mapping, but not those that follow from one before them.

        An empty unknown key may be out of its place, and what it holds then stands beside it.
        """
        mapping = self.node(path)
        assert isinstance(mapping, Mapping)
        known = _schema_of(error)["properties"]
        inside: str | None = None
        for key, value in mapping.entries.items():
            if key in known or key.startswith("x-"):
                inside = None
            elif (*path, key) not in self.told and not (inside and _takes(known[inside], key)):
                place = span(mapping.key(key)).start
                if place > self.swallowed.get(id(mapping), place):
                    continue
                inside = self.unknown_key(path, key, error)
                if _is_empty(value):
                    self.swallowed[id(mapping)] = place

    def union(self, path: KeyPath, error: ValidationError) -> None:
        """Explain the one branch that the value's type fits; where none does, the types that would."""
        branches: dict[int, list[ValidationError]] = {}
        for below in error.context or ():
            branches.setdefault(int(below.relative_schema_path[0]), []).append(below)
        for number, errors in branches.items():
            if not any(below.validator == "type" and not below.relative_path for below in errors):
                others = [
                    _expected(_deref(branch)) for n, branch in enumerate(_schema_of(error)["anyOf"]) if n != number
                ]
                self.otherwise = " or ".join(dict.fromkeys(others))
                self.errors(errors)
                self.otherwise = ""
                return
        types = dict.fromkeys(_expected(_deref(branch)) for branch in _schema_of(error)["anyOf"])
        self.wrong_type(path, " or ".join(types))

    def bad_name(self, path: KeyPath, name: str) -> None:
        mapping = self.node(path)
        if not isinstance(mapping, Mapping):
            return
        kind = SECTIONS.get(str(path[-1]), "thing") if path else "thing"
        if not isinstance(mapping.entries[name], Mapping):
            self.told.add((*path, name))
        if kind == "team" and re.fullmatch(r"[a-z][a-z0-9._/-]{0,99}", name):
            message = f"`{_cut(name)}` cannot name a team: it is a word of the format"
        else:
            message = f"`{_cut(name)}` is not a name that {_article(kind)} {kind} can have"
        suggestion = re.sub(r"[^a-z0-9._-]+", "-", name.casefold()).strip("-")
        self.add(
            "invalid-value", mapping.key(name), (*path, name), message, anchor=name,
            label="not a name",
            help="a name begins with a lower case letter; then come lower case letters, digits, `-`, `.` and `_`"
            + (f", such as `{suggestion}`" if re.fullmatch(r"[a-z][a-z0-9._-]*", suggestion) and suggestion != name else ""),
        )  # fmt: skip

    def unknown_key(self, path: KeyPath, key: str, error: ValidationError) -> str | None:
        """Report one unknown key; gives the empty key before it that it was meant to be a part of."""
        mapping = self.node(path)
        assert isinstance(mapping, Mapping)
        node = mapping.key(key)
        known = _schema_of(error)["properties"]
        if len(self.found) > _MOST_EXPLAINED:
            self.meant.update((path, name) for name in _schema_of(error).get("required", ()))
            self.add("unknown-key", node, path, f"unknown key `{_cut(key)}` in {_whose(path)}", anchor=key)
            return None
        before = None
        near = nearest(key, [name for name in known if name not in mapping.entries])
        label, fix = "", None
        advice = f"{_whose(path)} can have: {', '.join(known)}"
        if near:
            self.meant.update((path, name) for name in near)
            label = f"did you mean `{near[0]}`?"
            if near[0] in _schema_of(error).get("required", ()):
                label += " it is required here"
            advice = ""
            if len(near) == 1:
                fix = Fix.of(f"Rename `{key}` to `{near[0]}`", respelled(self.location(node), near[0]), safe=False)
        elif (word := _FIRST_WORD.match(key)[0]) != key and word in known and word not in mapping.entries:  # type: ignore[index]
            self.meant.add((path, word))
            label = f"a `:` is missing after `{word}`"
            advice = ""
        elif key == "imports" and not path:
            label = "`imports` is reserved for a later version of the format"
            advice = ""
        elif (before := self.left_empty(path, mapping, key, _schema_of(error))) is not None:
            label = f"indent it to make it part of `{before}`"
            advice = ""
        elif homes := _homes(key):
            label = f"`{key}` belongs to {homes}"
        elif twin := nearest(key, known):
            label = f"`{twin[0]}` stands here already"
            advice = ""
        elif elsewhere := nearest(key, _all_keys()):
            label = f"`{elsewhere[0]}` belongs to {_homes(elsewhere[0])}"
        self.add(
            "unknown-key", node, path, f"unknown key `{_cut(key)}` in {_whose(path)}", anchor=key,
            label=label, help=advice or None, fix=fix,
        )  # fmt: skip
        return before if before in known else None

    def missing_key(self, path: KeyPath, key: str) -> None:
        mapping = self.node(path)
        if (path, key) in self.meant or (self.reading.cuts and key in self.reading.words()):
            return
        if not path and any(declaration is None for _, _, declaration in self.reading.cuts):
            return
        where = mapping
        if isinstance(mapping, Mapping) and mapping.pairs:
            where = mapping.pairs[0][0]
        advice = "begin the file with `version: 1`" if not path else f"add `{key}: ...`"
        self.add("missing-key", where, path, f"`{key}` is missing in {_whose(path)}", anchor=key,
                 label=f"no `{key}` here", help=advice)  # fmt: skip

    def wrong_type(self, path: KeyPath, expected: str) -> None:
        node = self.node(path)
        if node is None or self.reading.was_removed(node):
            return
        advice, fix = None, None
        text = node.value if isinstance(node, Scalar) else ""
        if path == ("version",):
            advice = "write `version: 1`, without quotes"
        elif "a list" in expected and isinstance(node, Scalar) and _SIMPLE.fullmatch(self.location(node).text):
            place = self.location(node)
            advice = f"write `[{place.text}]`"
            fix = Fix(f"Put `{path[-1]}` in a list", (Edit(place, f"[{place.text}]"),), safe=True)
        elif path[-1:] == ("owner",) and isinstance(node, Sequence):
            advice = _one_owner(path)
        elif "`true`" in expected and text.lower() in {"yes", "on", "y", "no", "off", "n"}:
            truth = "true" if text.lower() in {"yes", "on", "y"} else "false"
            advice = f"`{text}` is a text in YAML 1.2: write `{truth}`"
        elif expected == "a text" and isinstance(node, Scalar) and text:
            advice = f'put it in quotes: `"{_cut(text)}"`'
        elif isinstance(node, Scalar) and not text and expected == "a mapping":
            advice = "write what belongs to it below, indented, or `{}` for nothing"
        where = _place(path)
        self.add("wrong-type", node, path, f"{where} is {_made(node)}, and has to be {expected}",
                 anchor=text, label=f"has to be {expected}", help=advice, fix=fix)  # fmt: skip

    def invalid_value(self, path: KeyPath, error: ValidationError) -> None:
        node = self.node(path)
        if not isinstance(node, Scalar):
            return
        shown = _cut(node.value)
        label, fix = "", None
        advice = _advice(_schema_of(error).get("patternErrorMessage"))
        choices = _choices(_schema_of(error))
        if choices:
            near = nearest(node.value, choices)
            if near:
                label = f"did you mean `{near[0]}`?"
            if len(near) == 1:
                fix = Fix.of(f"Write `{near[0]}`", respelled(self.location(node), near[0]), safe=False)
            ordered = [*near, *(word for word in choices if word not in near)]
            more = len(ordered) - _SHOWN_CHOICES
            shown_choices = ", ".join(ordered[:_SHOWN_CHOICES]) + (f" (+{more} more)" if more > 0 else "")
            advice = f"one of: {shown_choices}" if not self.otherwise else f"{shown_choices}, or {self.otherwise}"
        elif error.validator in {"minimum", "maximum"}:
            advice = f"write a number from {_schema_of(error)['minimum']} to {_schema_of(error)['maximum']}"
        message = f"{_place(path)} cannot be `{shown}`"
        if error.validator == "format" or _schema_of(error).get("format") == "date":
            message = f"`{shown}` is not a day of the calendar"
            advice = "write a day as year-month-day, such as 2027-01-31"
            meant = day_meant(node.value)
            if meant is not None:
                message, advice = f"`{shown}` is not a day of the form YYYY-MM-DD: write {meant}", None
                edits = _day_in_place(self.location(node), meant)
                # A time may mean another day elsewhere.
                fix = Fix.of(f"Replace `{shown}` with `{meant}`", edits, safe=len(node.value) <= len(meant))
        elif not node.value:
            message = f"{_place(path)} is empty"
            advice = "write a value, or remove it"
        self.add("invalid-value", node, path, message, anchor=node.value, label=label, help=advice, fix=fix)

    # --- places -------------------------------------------------------------------------------

    def order(self, path: Iterable[str | int]) -> list[int]:
        """What paths are sorted by to come in the order of the text: jsonschema gives them in any."""
        node = self.root
        order = []
        for step in path:
            if isinstance(node, Mapping) and isinstance(step, str):
                if id(node) not in self.places:
                    self.places[id(node)] = {name: place for place, name in enumerate(node.entries)}
                order.append(self.places[id(node)][step])
                node = node.entries[step]
            elif isinstance(node, Sequence) and isinstance(step, int):
                order.append(step)
                node = node.items[step]
        return order

    def node(self, path: KeyPath) -> Node | None:
        node = self.root
        for step in path:
            if isinstance(node, Mapping) and isinstance(step, str):
                node = node.entries.get(step)
            elif isinstance(node, Sequence) and isinstance(step, int):
                node = node.items[step]
        return node

    def location(self, node: Node) -> Location:
        return Location(self.source, span(node, self.source.text))

    def add(  # noqa: PLR0913
        self, rule: str, node: Node | None, path: KeyPath, message: str, *, anchor: str = "", label: str = "",
        related: tuple[Label, ...] = (), help: str | None = None, fix: Fix | None = None,  # noqa: A002
    ) -> None:  # fmt: skip
        location = Location(self.source) if node is None else self.location(node)
        if (rule, location.span) in self.seen:
            return
        self.seen.add((rule, location.span))
        inside = ".".join(step for step in path[2:] if isinstance(step, str))
        if _subject(path) is None:
            inside = ".".join(step for step in path if isinstance(step, str))
        self.found.append(
            Diagnostic(
                rule=rule,
                category="manifest",
                severity=Severity.ERROR,
                message=message,
                location=location,
                subject=_subject(path),
                anchor=f"{inside}={anchor}",
                label=label,
                related=related,
                help=help,
                fix=fix,
            )
        )


# --- words ---------------------------------------------------------------------------------------


def _subject(path: KeyPath) -> str | None:
    if path and path[0] == "organization":
        return "organization"
    if len(path) > 1 and path[0] in SECTIONS and path[1] != "":  # what has no name is not spoken of by it
        return f"{SECTIONS[str(path[0])]}:{path[1]}"
    return None


def _whose(path: KeyPath) -> str:
    """The mapping at `path`, as a person calls it."""
    if not path:
        return "the manifest"
    if len(path) == 1:
        return f"`{path[0]}`"
    owner = f"{SECTIONS[str(path[0])]} `{_cut(str(path[1]))}`" if path[0] in SECTIONS else f"`{path[0]}`"
    inner = [str(step) for step in path[2:] if isinstance(step, str)]
    if not inner:
        return owner
    item = "an item of " if isinstance(path[-1], int) else ""
    return f"{item}`{'.'.join(inner)}` of {owner}"


def _place(path: KeyPath) -> str:
    """The value at `path`, as a person calls it."""
    if not path or len(path) == 1 or path[0] in SECTIONS:
        return _whose(path)
    return "`" + ".".join(str(step) for step in path if isinstance(step, str)) + "`"


def _made(node: Node) -> str:  # noqa: PLR0911
    """What YAML made of a value."""
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "a mapping"
    value = value_of(node)
    match value:
        case None:
            return "empty (null)" if not node.value else f"null (`{node.value}`)"
        case bool():
            return f"the truth value `{node.value}`"
        case float() if isnan(value):
            return f"`{_cut(node.value)}`, not a number"
        case int() | float():
            return f"the number `{_cut(node.value)}`"
        case Tagged(tag=tag):
            return f"tagged `{_cut(tag)}`, which the format does not have"
        case _:
            return f"the text `{_cut(node.value)}`"


def _day_in_place(location: Location, day: str) -> tuple[Edit, ...]:
    """The edit that puts a day in the place of a scalar, in the same quotes; none if it is a block below `|` or `>`."""
    if location.text[:1] in {"|", ">"}:
        return ()
    quote = quote_of(location.text)
    return (Edit(location, f"{quote}{day}{quote}"),)


def _cut(text: str) -> str:
    """A text as a message shows it: not too long, and on one line."""
    text = text if len(text) <= _SHOWN_TEXT else text[: _SHOWN_TEXT - 1] + "…"
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _advice(text: str | None) -> str | None:
    """What the schema says to the users of editors, as the help of a finding."""
    if text is None:
        return None
    return "; ".join(sentence[0].lower() + sentence[1:] for sentence in text.removesuffix(".").split(". "))


def _one_owner(path: KeyPath) -> str:
    """What to do with several teams at the `owner` at `path`; only declarations have co-owners."""
    if len(path) == 1:
        return "set `owner` to one team; list the others under `co_owners` of the declarations"
    if len(path) == _DECLARATION + 1:
        return "set `owner` to one team, and list the others under `co_owners`"
    return "set `owner` to one team"


def _schema_of(error: ValidationError) -> dict[str, Any]:
    """The schema that was not followed."""
    return cast("dict[str, Any]", error.schema)


def _expected(schema: dict[str, Any]) -> str:
    if "const" in schema:
        return f"the number {schema['const']}"
    types = schema.get("type", "object")
    return " or ".join(_TYPES[name] for name in ([types] if isinstance(types, str) else types))


def _choices(schema: dict[str, Any]) -> list[str]:
    return [choice for choice in schema.get("enum", ()) if isinstance(choice, str)]


def _deref(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = _format()["definitions"][schema["$ref"].rpartition("/")[2]]
    return schema


def _is_empty(node: Node) -> bool:
    """Whether nothing is written where a value belongs."""
    return isinstance(node, Scalar) and not node.value and not node.style


def _declared(section: str) -> dict[str, Any]:
    """The schema of what is declared in a section."""
    schema = _format()
    return _deref(schema["properties"][section]["additionalProperties"])


def _takes(schema: object, key: str) -> bool:
    """Whether a mapping of this schema can hold a key."""
    if not isinstance(schema, dict):
        return False
    schema = _deref(schema)
    return key in schema.get("properties", ()) or isinstance(schema.get("additionalProperties"), dict)


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _homes(key: str) -> str:
    """Where a key of the format belongs, in words; empty for a key that it does not have."""
    schema = _format()
    homes = ["the top of the manifest"] if key in schema["properties"] else []
    for name, definition in schema["definitions"].items():
        if key in definition.get("properties", ()):
            homes.append(_HOMES.get(name) or f"{_article(name)} {name}")
    homes = homes[:3]
    return " or ".join(filter(None, (", ".join(homes[:-1]), *homes[-1:])))


# What the definitions of the schema are called, where that is not the name of a declaration.
_HOMES = {
    **{name: f"`{name}`" for name in (
        "evaluation", "operations", "integration", "handover", "metric", "contact", "handles", "feeds", "staffing", "organization",
    )},
    **{f"uses_of_{kind}": f"`uses` of {_article(kind)} {kind}" for kind in SECTIONS.values()},
    "waiver": "an item of `waivers`",
    "outside_use": "an item of `used_elsewhere`",
}  # fmt: skip


@cache
def _all_keys() -> tuple[str, ...]:
    schema = _format()
    keys = list(schema["properties"])
    for definition in schema["definitions"].values():
        keys += definition.get("properties", ())
    return tuple(dict.fromkeys(keys))


def _mappings(root: Node | None) -> Iterator[tuple[KeyPath, Mapping]]:
    """Every mapping of a document once, with the key path that leads to it first."""
    todo: list[tuple[KeyPath, Node]] = [] if root is None else [((), root)]
    seen: set[int] = set()
    while todo:
        path, node = todo.pop()
        if id(node) in seen or isinstance(node, Scalar):
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            yield path, node
            todo += [((*path, key), value) for key, value in node.entries.items()]
        else:
            todo += [((*path, index), item) for index, item in enumerate(node.items)]
