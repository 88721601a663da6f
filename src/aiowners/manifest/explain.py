"""Invalid nodes -> diagnostics: jsonschema finds the errors, and we explain them in our words."""

from __future__ import annotations

import re
from functools import cache
from math import isnan
from typing import TYPE_CHECKING, Any, cast

from jsonschema import Draft7Validator, FormatChecker, TypeChecker
from jsonschema.validators import extend

from aiowners.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Severity
from aiowners.diagnostics.nearest import nearest
from aiowners.manifest.json_schema import (
    article,
    can_have,
    choices,
    expected,
    manifest_schema,
    resolved,
)
from aiowners.manifest.misplaced import emptied_key, misplaced_keys
from aiowners.manifest.model import SECTIONS
from aiowners.manifest.phrases import (
    advice_on_unknown_key,
    name_of_mapping,
    name_of_value,
    schema_advice,
    shortened,
    single_owner_advice,
    subject_of,
    type_of,
)
from aiowners.manifest.scalar_text import quote_of, respelled
from aiowners.manifest.value_decoders import as_day, is_day
from aiowners.source import Location, Span
from aiowners.yaml_text.scalars import plain_data
from aiowners.yaml_text.yaml_nodes import Mapping, Scalar, Sequence, is_empty, mappings, merge_of, span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jsonschema.exceptions import ValidationError

    from aiowners.manifest.decoding import DecodeState
    from aiowners.manifest.model import KeyPath
    from aiowners.source import Source
    from aiowners.yaml_text.yaml_nodes import Node

_MAX_CHOICES = 5  # that the help of a finding lists
_MAX_EXPLAINED = 200  # findings of one manifest; beyond it, no similar keys are looked for
_FIRST_WORD = re.compile(r"[\w-]*")
_SIMPLE = re.compile(r"[\w@./'\"-]+")
_NAME = re.compile(r"[a-z][a-z0-9._-]*")


@cache
def _validator() -> Draft7Validator:
    formats = FormatChecker(formats=())
    formats.checks("date")(lambda value: not isinstance(value, str) or is_day(value))
    # jsonschema compares a value that is not a number with the bounds of numbers, and such a comparison never fails.
    types = Draft7Validator.TYPE_CHECKER.redefine("number", _is_number)
    validator = cast("Any", extend)(Draft7Validator, type_checker=types)
    return cast("Draft7Validator", validator(manifest_schema(), format_checker=formats))


def _is_number(_checker: TypeChecker, value: object) -> bool:
    return Draft7Validator.TYPE_CHECKER.is_type(value, "number") and not (isinstance(value, float) and isnan(value))


def is_valid(node: Node | None) -> bool:
    """Return whether a document follows the schema. `decode` must agree."""
    return bool(_validator().is_valid({} if node is None else plain_data(node)))


def explain(root: Node | None, source: Source, state: DecodeState) -> list[Diagnostic]:
    """Return the errors of an invalid document: one finding for each cause, at the key or the value.

    Raises RuntimeError if the document is invalid and no error can be found: then `decode` and the
    schema disagree.
    """
    explainer = _Explainer(root, source, state)
    explainer.misplaced_keys()
    explainer.errors(_validator().iter_errors(_invalid_data(root, state)))
    explainer.duplicate_and_unnamed_keys()
    if not explainer.diagnostics and not state.removed:
        raise RuntimeError(f"{source.path}: invalid, but without an error")
    return explainer.diagnostics


def _invalid_data(root: Node | None, state: DecodeState) -> object:
    """Return the document as plain data, without the declarations that `decode` found valid: validation is slow."""
    if not isinstance(root, Mapping):
        return {} if root is None else plain_data(root)
    data: dict[str, object] = {}
    for key, node in root.entries.items():
        if key in SECTIONS and isinstance(node, Mapping):
            data[key] = {
                name: plain_data(child) if (id(node), name) in state.invalid_declarations else {}
                for name, child in node.entries.items()
                if not name.startswith("x-")
            }
        elif not key.startswith("x-"):
            data[key] = plain_data(node)
    return data


def _rank(error: ValidationError) -> int:
    """Return the order in which errors are explained: unknown keys, then names, which may explain the others."""
    if error.validator == "additionalProperties":
        return 0
    return _NAMES if "propertyNames" in error.absolute_schema_path else _NAMES + 1


_NAMES = 1


class _Explainer:
    def __init__(self, root: Node | None, source: Source, state: DecodeState) -> None:
        self.root = root
        self.source = source
        self.state = state
        self.diagnostics: list[Diagnostic] = []
        self.reported: set[tuple[str, Span]] = set()
        self.misspelled: set[tuple[KeyPath, str]] = set()  # known keys for which an unknown key is a likely typo
        self.explained: set[KeyPath] = set()  # paths below which everything has been explained
        self.alternative_types = ""  # of the value that is explained
        self.key_order: dict[int, dict[str, int]] = {}  # by mapping: the index of each key
        self.absorbed_from: dict[int, int] = {}  # by mapping: the offset from which its keys belong to another one

    # --- errors that the schema cannot see ----------------------------------------------------

    def duplicate_and_unnamed_keys(self) -> None:
        """Report duplicate keys, and keys that are not scalars."""
        for path, mapping in mappings(self.root):
            for first, later, value in mapping.repeated:
                if span(later).start > self.absorbed_from.get(id(mapping), len(self.source.text)):
                    continue
                label = Label(self.location(first), "first here")
                is_merge_key = later is value
                self.add(
                    "duplicate-key", later, path, f"`{shortened(later.value)}` stands twice in {name_of_mapping(path)}",
                    anchor=later.value, related=(label,),
                    label="YAML readers disagree on which one counts" if is_merge_key else "the second one is not read",
                    help=f"write `{merge_of(mapping, self.source.text)}`" if is_merge_key else "keep one of them",
                )  # fmt: skip
            for key in mapping.unnamed:
                message = f"a key in {name_of_mapping(path)} is {type_of(key)}, and has to be a text"
                self.add("wrong-type", key, path, message)

    def misplaced_keys(self) -> None:
        """Report keys that are in another location than theirs."""
        for path, mapping in mappings(self.root):
            for first, _, _ in mapping.repeated:
                if first.value in mapping.entries and is_empty(mapping.entries[first.value]):
                    self.explained.add((*path, first.value))
        if not isinstance(self.root, Mapping):
            return
        for section, key, label, help_text in misplaced_keys(self.root, self.state, self.explained):
            message = f"`{key.value}` stands among the names of {section}"
            self.add("unknown-key", key, (section,), message, anchor=key.value, label=label, help=help_text)

    # --- errors of jsonschema -----------------------------------------------------------------

    def errors(self, errors: Iterable[ValidationError]) -> None:
        """Turn errors of the validator into findings. A value of the wrong type has no other error."""
        ordered = sorted(errors, key=lambda error: (_rank(error), self.order(error.absolute_path)))
        mistyped = {tuple(error.absolute_path) for error in ordered if error.validator == "type"}
        for error in ordered:
            path = tuple(error.absolute_path)
            if error.validator != "type" and _rank(error) > _NAMES and path in mistyped:
                continue
            if self.explained.isdisjoint(path[:length] for length in range(1, len(path) + 1)):
                self.error(error)

    def error(self, error: ValidationError) -> None:
        """Turn one error of the validator, and those within it, into findings."""
        path = tuple(error.absolute_path)
        if "propertyNames" in error.absolute_schema_path:
            self.invalid_name(path, str(error.instance))
        elif error.validator == "additionalProperties":
            self.unknown_keys(path, error)
        elif error.validator == "required":
            for key in _schema_of(error)["required"]:
                if key not in cast("dict[str, Any]", error.instance):
                    self.missing_key(path, key)
        elif error.validator == "anyOf":
            self.union(path, error)
        elif error.validator == "type" or path == ("version",):
            self.wrong_type(path, expected(_schema_of(error)))
        else:
            self.invalid_value(path, error)

    def unknown_keys(self, path: KeyPath, error: ValidationError) -> None:
        """Report the unknown keys of a mapping, except those that follow from one before them.

        An empty unknown key may be misplaced. Then the keys after it belong below it.
        """
        mapping = self.node(path)
        assert isinstance(mapping, Mapping)
        known = _schema_of(error)["properties"]
        parent: str | None = None
        for key, value in mapping.entries.items():
            if key in known or key.startswith("x-"):
                parent = None
            elif (*path, key) not in self.explained and not (parent and can_have(known[parent], key)):
                offset = span(mapping.key(key)).start
                if offset > self.absorbed_from.get(id(mapping), offset):
                    continue
                parent = self.unknown_key(path, key, error)
                if is_empty(value):
                    self.absorbed_from[id(mapping)] = offset

    def union(self, path: KeyPath, error: ValidationError) -> None:
        """Explain the alternative that has the value's type. If none has it, name the types that would be valid."""
        alternatives = [expected(resolved(schema)) for schema in _schema_of(error)["anyOf"]]
        errors_of: dict[int, list[ValidationError]] = {}
        for inner in error.context or ():
            errors_of.setdefault(int(inner.relative_schema_path[0]), []).append(inner)
        for index, errors in errors_of.items():
            if not any(inner.validator == "type" and not inner.relative_path for inner in errors):
                rest = alternatives[:index] + alternatives[index + 1 :]
                self.alternative_types = " or ".join(dict.fromkeys(rest))
                self.errors(errors)
                self.alternative_types = ""
                return
        self.wrong_type(path, " or ".join(dict.fromkeys(alternatives)))

    def invalid_name(self, path: KeyPath, name: str) -> None:
        """Report a declaration whose name is not valid."""
        mapping = self.node(path)
        if not isinstance(mapping, Mapping):
            return
        kind = SECTIONS.get(str(path[-1]), "thing") if path else "thing"
        if not isinstance(mapping.entries[name], Mapping):
            self.explained.add((*path, name))
        if kind == "team" and re.fullmatch(r"[a-z][a-z0-9._/-]{0,99}", name):
            message = f"`{shortened(name)}` cannot name a team: it is a word of the format"
        else:
            message = f"`{shortened(name)}` is not a name that {article(kind)} {kind} can have"
        suggestion = re.sub(r"[^a-z0-9._-]+", "-", name.casefold()).strip("-")
        self.add(
            "invalid-value", mapping.key(name), (*path, name), message, anchor=name,
            label="not a name",
            help="a name begins with a lower case letter; then come lower case letters, digits, `-`, `.` and `_`"
            + (f", such as `{suggestion}`" if _NAME.fullmatch(suggestion) and suggestion != name else ""),
        )  # fmt: skip

    def unknown_key(self, path: KeyPath, key: str, error: ValidationError) -> str | None:
        """Report one unknown key. Return the empty known key before it that it should be a part of."""
        mapping = self.node(path)
        assert isinstance(mapping, Mapping)
        node = mapping.key(key)
        known = _schema_of(error)["properties"]
        required = _schema_of(error).get("required", ())
        message = f"unknown key `{shortened(key)}` in {name_of_mapping(path)}"
        if len(self.diagnostics) > _MAX_EXPLAINED:
            self.misspelled.update((path, name) for name in required)
            self.add("unknown-key", node, path, message, anchor=key)
            return None
        emptied, fix = None, None
        help_text: str | None = None
        if near := nearest(key, [name for name in known if name not in mapping.entries]):
            self.misspelled.update((path, name) for name in near)
            label = f"did you mean `{near[0]}`?" + (" it is required here" if near[0] in required else "")
            if len(near) == 1:
                fix = Fix.of(f"Rename `{key}` to `{near[0]}`", respelled(self.location(node), near[0]), safe=False)
        elif (word := _first_word(key)) != key and word in known and word not in mapping.entries:
            self.misspelled.add((path, word))
            label = f"a `:` is missing after `{word}`"
        elif key == "imports" and not path:
            label = "`imports` is reserved for a later version of the format"
        elif (emptied := emptied_key(mapping, key, _schema_of(error), self.state)) is not None:
            self.explained.add((*path, emptied))
            label = f"indent it to make it part of `{emptied}`"
        else:
            label, help_text = advice_on_unknown_key(path, key, known)
        self.add("unknown-key", node, path, message, anchor=key, label=label, help=help_text, fix=fix)
        return emptied if emptied in known else None

    def missing_key(self, path: KeyPath, key: str) -> None:
        """Report a required key that is missing, unless another error explains it."""
        mapping = self.node(path)
        if (path, key) in self.misspelled or (self.state.removed and key in self.state.words()):
            return
        if not path and any(declaration is None for _, _, declaration in self.state.removed):
            return
        node = mapping.pairs[0][0] if isinstance(mapping, Mapping) and mapping.pairs else mapping
        help_text = "begin the file with `version: 1`" if not path else f"add `{key}: ...`"
        self.add("missing-key", node, path, f"`{key}` is missing in {name_of_mapping(path)}", anchor=key,
                 label=f"no `{key}` here", help=help_text)  # fmt: skip

    def wrong_type(self, path: KeyPath, types: str) -> None:
        """Report a value that is not of the expected types."""
        node = self.node(path)
        if node is None or self.state.was_removed(node):
            return
        help_text, fix = None, None
        text = node.value if isinstance(node, Scalar) else ""
        if path == ("version",):
            help_text = "write `version: 1`, without quotes"
        elif "a list" in types and isinstance(node, Scalar) and _SIMPLE.fullmatch(self.location(node).text):
            location = self.location(node)
            help_text = f"write `[{location.text}]`"
            fix = Fix(f"Put `{path[-1]}` in a list", (Edit(location, f"[{location.text}]"),), safe=True)
        elif path[-1:] == ("owner",) and isinstance(node, Sequence):
            help_text = single_owner_advice(path)
        elif "`true`" in types and text.lower() in {"yes", "on", "y", "no", "off", "n"}:
            boolean = "true" if text.lower() in {"yes", "on", "y"} else "false"
            help_text = f"`{text}` is a text in YAML 1.2: write `{boolean}`"
        elif types == "a text" and isinstance(node, Scalar) and text:
            help_text = f'put it in quotes: `"{shortened(text)}"`'
        elif isinstance(node, Scalar) and not text and types == "a mapping":
            help_text = "write what belongs to it below, indented, or `{}` for nothing"
        self.add("wrong-type", node, path, f"{name_of_value(path)} is {type_of(node)}, and has to be {types}",
                 anchor=text, label=f"has to be {types}", help=help_text, fix=fix)  # fmt: skip

    def invalid_value(self, path: KeyPath, error: ValidationError) -> None:
        """Report a value of the right type that is not valid."""
        node = self.node(path)
        if not isinstance(node, Scalar):
            return
        schema = _schema_of(error)
        label, fix = "", None
        message = f"{name_of_value(path)} cannot be `{shortened(node.value)}`"
        help_text = schema_advice(schema.get("patternErrorMessage"))
        if words := choices(schema):
            label, help_text, fix = self.choice_advice(node, words)
        elif error.validator in {"minimum", "maximum"}:
            help_text = f"write a number from {schema['minimum']} to {schema['maximum']}"
        if error.validator == "format" or schema.get("format") == "date":
            message, help_text, fix = self.day_advice(node)
        elif not node.value:
            message = f"{name_of_value(path)} is empty"
            help_text = "write a value, or remove it"
        self.add("invalid-value", node, path, message, anchor=node.value, label=label, help=help_text, fix=fix)

    def choice_advice(self, node: Scalar, words: list[str]) -> tuple[str, str, Fix | None]:
        """Return the label, help, and fix for a value that is none of the valid words."""
        near = nearest(node.value, words)
        label = f"did you mean `{near[0]}`?" if near else ""
        fix = None
        if len(near) == 1:
            fix = Fix.of(f"Write `{near[0]}`", respelled(self.location(node), near[0]), safe=False)
        ordered = [*near, *(word for word in words if word not in near)]
        more = len(ordered) - _MAX_CHOICES
        shown = ", ".join(ordered[:_MAX_CHOICES]) + (f" (+{more} more)" if more > 0 else "")
        return label, f"{shown}, or {self.alternative_types}" if self.alternative_types else f"one of: {shown}", fix

    def day_advice(self, node: Scalar) -> tuple[str, str | None, Fix | None]:
        """Return the message, help, and fix for a value that is not a day."""
        shown = shortened(node.value)
        day = as_day(node.value)
        if day is None:
            help_text = "write a day as year-month-day, such as 2027-01-31"
            return f"`{shown}` is not a day of the calendar", help_text, None
        # A time may be on another day elsewhere.
        edits = _day_edits(self.location(node), day)
        fix = Fix.of(f"Replace `{shown}` with `{day}`", edits, safe=len(node.value) <= len(day))
        return f"`{shown}` is not a day of the form YYYY-MM-DD: write {day}", None, fix

    # --- locations ----------------------------------------------------------------------------

    def order(self, path: Iterable[str | int]) -> list[int]:
        """Return the sort key that puts paths in the order of the text. jsonschema yields them in any order."""
        node = self.root
        order = []
        for step in path:
            if isinstance(node, Mapping) and isinstance(step, str):
                if id(node) not in self.key_order:
                    self.key_order[id(node)] = {name: index for index, name in enumerate(node.entries)}
                order.append(self.key_order[id(node)][step])
                node = node.entries[step]
            elif isinstance(node, Sequence) and isinstance(step, int):
                order.append(step)
                node = node.items[step]
        return order

    def node(self, path: KeyPath) -> Node | None:
        """Return the node at a path."""
        node = self.root
        for step in path:
            if isinstance(node, Mapping) and isinstance(step, str):
                node = node.entries.get(step)
            elif isinstance(node, Sequence) and isinstance(step, int):
                node = node.items[step]
        return node

    def location(self, node: Node) -> Location:
        """Return the location of a node."""
        return Location(self.source, span(node, self.source.text))

    def add(  # noqa: PLR0913
        self, rule: str, node: Node | None, path: KeyPath, message: str, *, anchor: str = "", label: str = "",
        related: tuple[Label, ...] = (), help: str | None = None, fix: Fix | None = None,  # noqa: A002
    ) -> None:  # fmt: skip
        """Add a finding at a node, unless its rule already has one there."""
        location = Location(self.source) if node is None else self.location(node)
        if (rule, location.span) in self.reported:
            return
        self.reported.add((rule, location.span))
        subject = subject_of(path)
        inside = ".".join(step for step in (path if subject is None else path[2:]) if isinstance(step, str))
        self.diagnostics.append(
            Diagnostic(
                rule=rule,
                category="manifest",
                severity=Severity.ERROR,
                message=message,
                location=location,
                subject=subject,
                anchor=f"{inside}={anchor}",
                label=label,
                related=related,
                help=help,
                fix=fix,
            )
        )


def _first_word(key: str) -> str:
    match = _FIRST_WORD.match(key)
    return key if match is None else match[0]


def _day_edits(location: Location, day: str) -> tuple[Edit, ...]:
    """Return the edit that replaces a scalar by a day, in the same quotes; none if it is a block below `|` or `>`."""
    if location.text[:1] in {"|", ">"}:
        return ()
    quote = quote_of(location.text)
    return (Edit(location, f"{quote}{day}{quote}"),)


def _schema_of(error: ValidationError) -> dict[str, Any]:
    """Return the schema that the value does not follow."""
    return cast("dict[str, Any]", error.schema)
