"""The published JSON Schema of the manifest, and questions about it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

from aiowners.manifest.model import SECTIONS

_FILE = Path(__file__).with_name("ai-ownership.schema.json")
_TYPES = {
    "string": "a text", "array": "a list", "object": "a mapping", "boolean": "`true` or `false`",
    "number": "a number", "integer": "a whole number", "null": "empty",
}  # fmt: skip
_MAX_PARENTS = 3  # that a message names


@cache
def manifest_schema() -> dict[str, Any]:
    """Return the JSON Schema of the manifest (draft-07)."""
    return cast("dict[str, Any]", json.loads(_FILE.read_text(encoding="utf-8")))


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema that a `$ref` refers to, or the schema itself."""
    while "$ref" in schema:
        schema = manifest_schema()["definitions"][schema["$ref"].rpartition("/")[2]]
    return schema


def section_schema(section: str) -> dict[str, Any]:
    """Return the schema of a section."""
    return resolved(manifest_schema()["properties"][section])


def declaration_schema(section: str) -> dict[str, Any]:
    """Return the schema of a declaration in a section."""
    return resolved(section_schema(section)["additionalProperties"])


def can_have(schema: object, key: str) -> bool:
    """Return whether a mapping of this schema can have a key."""
    if not isinstance(schema, dict):
        return False
    schema = resolved(schema)
    return key in schema.get("properties", ()) or isinstance(schema.get("additionalProperties"), dict)


def expected(schema: dict[str, Any]) -> str:
    """Return the types that a schema allows, in words."""
    if "const" in schema:
        return f"the number {schema['const']}"
    types = schema.get("type", "object")
    return " or ".join(_TYPES[name] for name in ([types] if isinstance(types, str) else types))


def choices(schema: dict[str, Any]) -> list[str]:
    """Return the words that a schema allows; none if it is not an enumeration."""
    return [choice for choice in schema.get("enum", ()) if isinstance(choice, str)]


def article(word: str) -> str:
    """Return the indefinite article of a word."""
    return "an" if word[0] in "aeiou" else "a"


def parents(key: str) -> str:
    """Return the parts of the format that have a key, in words; empty if none has it."""
    schema = manifest_schema()
    names = ["the top of the manifest"] if key in schema["properties"] else []
    for name, definition in schema["definitions"].items():
        if key in definition.get("properties", ()):
            names.append(_DEFINITIONS.get(name) or f"{article(name)} {name}")
    names = names[:_MAX_PARENTS]
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


# The words for definitions of the schema that are not named like a kind.
_DEFINITIONS = {
    **{name: f"`{name}`" for name in (
        "evaluation", "operations", "integration", "handover", "metric", "contact", "handles", "feeds", "staffing", "organization",
    )},
    **{f"uses_of_{kind}": f"`uses` of {article(kind)} {kind}" for kind in SECTIONS.values()},
    "waiver": "an item of `waivers`",
    "outside_use": "an item of `used_elsewhere`",
}  # fmt: skip


@cache
def all_keys() -> tuple[str, ...]:
    """Return every key that the format has, each once."""
    schema = manifest_schema()
    keys = list(schema["properties"])
    for definition in schema["definitions"].values():
        keys += definition.get("properties", ())
    return tuple(dict.fromkeys(keys))
