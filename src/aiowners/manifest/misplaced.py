"""Keys and sections out of their location, because they are indented too far or not far enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from aiowners.manifest.json_schema import article, can_have, declaration_schema, section_schema
from aiowners.manifest.model import SECTIONS
from aiowners.yaml_text.yaml_nodes import Mapping, Scalar, is_empty

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from aiowners.manifest.decoding import DecodeState
    from aiowners.manifest.model import KeyPath
    from aiowners.yaml_text.yaml_nodes import Node

_TOP_SECTIONS = frozenset((*SECTIONS, "organization"))


def is_section_inside(name: str, node: Node) -> bool:
    """Return whether a section begins among the declarations of another, because it is indented like them."""
    return name in _TOP_SECTIONS and is_empty(node)


def first_after_section(section: Mapping, name: str) -> str | None:
    """Return the name after `name` in a section if another section, indented too far, begins between the two."""
    child = section.entries[name]
    if type(child) is not Mapping or not child.entries:
        return None
    last = next(reversed(child.entries))
    if not is_section_inside(last, child.entries[last]):
        return None
    names = list(section.entries)
    return next(iter(names[names.index(name) + 1 :]), None)


def is_outside_declaration(node: Node, fields: Container[str]) -> bool:
    """Return whether an entry of a section is a key of a declaration, one level too far out.

    `node` is the value of an entry that is named like such a key. `fields` are the keys of a declaration in the section.
    """
    if type(node) is not Mapping:
        return type(node) is not Scalar or bool(node.value)
    keys = [key for key in node.entries if not key.startswith("x-")]
    return bool(keys) and not any(key in fields for key in keys)


class MisplacedKey(NamedTuple):
    """A key among the names of a section that belongs elsewhere, with the label and the help of its finding."""

    section: str
    key: Scalar
    label: str
    help: str


def misplaced_keys(root: Mapping, state: DecodeState, explained: set[KeyPath]) -> Iterator[MisplacedKey]:
    """Yield the keys of declarations, and the sections, that are among the names of declarations.

    Adds to `explained` the key paths of the values whose errors follow from these keys.
    """
    for section, node in root.entries.items():
        if section in SECTIONS and isinstance(node, Mapping):
            yield from _misplaced_in(section, node, state, explained)


def _misplaced_in(section: str, node: Mapping, state: DecodeState, explained: set[KeyPath]) -> Iterator[MisplacedKey]:
    fields = declaration_schema(section)["properties"]
    kind = SECTIONS[section]
    names = list(node.entries)
    is_reported = False  # whether the name before was misplaced: then its finding explains this one
    for index, (name, child) in enumerate(node.entries.items()):
        if is_section_inside(name, child) and not state.was_removed(child):
            explained.update((section, after) for after in names[index:])
            label = "a section begins at the left margin"
            yield MisplacedKey(section, node.key(name), label, "move it out to where the other sections begin")
            return
        parent = _emptied_field(node, names[index - 1], name, fields) if index else None
        is_misplaced = (name in fields or parent is not None) and is_outside_declaration(child, fields)
        if is_misplaced:
            explained.add((section, name))
            if parent is not None:
                explained.add((section, names[index - 1], parent))
        if is_misplaced and not is_reported:
            if (emptied := emptied_key(node, name, section_schema(section), state)) is not None:
                explained.add((section, emptied))
            label = f"it is a key of {f'`{parent}`' if parent else f'{article(kind)} {kind}'}"
            yield MisplacedKey(section, node.key(name), label, f"indent it below the {kind} that it belongs to")
        is_reported = is_misplaced
        if (section, name) not in explained and first_after_section(node, name) is not None:
            explained.update((section, after) for after in names[index + 1 :])


def _emptied_field(section: Mapping, declaration: str, name: str, fields: dict[str, Any]) -> str | None:
    """Return the last key of a declaration if it is empty and can have the key `name`, which follows the declaration."""
    child = section.entries[declaration]
    if not isinstance(child, Mapping) or not child.entries:
        return None
    key, value = next(reversed(child.entries.items()))
    return key if is_empty(value) and can_have(fields.get(key), name) else None


def emptied_key(mapping: Mapping, key: str, schema: dict[str, Any], state: DecodeState) -> str | None:
    """Return the key before `key` if it is empty because `key` is not indented below it.

    `schema` is that of the mapping. The error for the empty key follows from the misplaced one.
    """
    names = list(mapping.entries)
    index = names.index(key)
    if index == 0:
        return None
    name = names[index - 1]
    before = mapping.entries[name]
    if not is_empty(before) or state.was_removed(before):
        return None
    schema_before = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
    return name if can_have(schema_before, key) else None
