"""The page of all keys of a manifest, from its schema: the values of each key, and its meaning."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# The kinds of values, in the words of the documentation.
_KINDS = {
    "team": "team", "feature": "a feature's name", "model": "a model's name", "platform": "a platform's name",
    "pipeline": "a pipeline's name", "asset": "an asset's name", "path": "path", "date": "day", "person": "person",
}  # fmt: skip
_TYPES = {"string": "text", "number": "number", "boolean": "`true` or `false`", "object": "map", "null": "nothing"}
_OPENING = """\
# Every key

This page is made from the [JSON Schema](https://github.com/aiowners/aiowners/blob/main/schemas/ai-ownership.schema.json)
of the manifest. [The format](../format.md) explains what the words mean, with examples. No key is required unless it
says so. Unknown keys are errors; keys that begin with `x-` are free at every level.

A *team* is the name of a declared team, or a forge handle or an email address; a *day* is `2027-01-31`, valid through its
end, UTC; a *path* is [a pattern relative to the manifest](../format.md#paths).
"""

Schema = dict[str, Any]


class Key(NamedTuple):
    """A key below an entity: its dotted name, such as `evaluation.suite`, and its schema."""

    name: str
    schema: Schema
    required: bool


def keys_page(schema_text: str) -> str:
    """Return the page as Markdown: a section for each section of a manifest, and a heading for each key."""
    schema = json.loads(schema_text)
    lines = [_OPENING, "## The file", "", _words(schema), ""]
    plain = {name: value for name, value in schema["properties"].items() if not _entity(value, schema)}
    for name, value in plain.items():
        lines += _key(Key(name, value, required=name in schema["required"]), "file", schema)
    for name, value in schema["properties"].items():
        entity = _entity(value, schema)
        if entity is not None:
            lines += [f"(keys-{name})=", "", f"## {name}", "", _words(value), ""]
            for key in _below(entity, ""):
                lines += _key(key, name, schema)
    return "\n".join(lines)


def _key(key: Key, section: str, schema: Schema) -> list[str]:
    """Return a heading with an anchor, the values of the key, its meaning, and the keys below it."""
    lines = [f"(key-{section}-{key.name})=", "", f"### `{key.name}`", "", _sentence(key, schema), ""]
    lines += [f"- {line}" for line in _choices(key.schema, schema)]
    nested = list(_nested(key.schema, key.name, schema))
    if nested:
        lines += ["", "| key | takes | |", "|---|---|---|"]
        for below in nested:
            words = _words({**_resolved(below.schema, schema), **below.schema})
            meaning = " ".join((words, *_choices(below.schema, schema)))
            required = " (required)" if below.required else ""
            lines.append(f"| `{below.name}` | {takes(below.schema, schema)}{required} | {meaning} |")
    return [*lines, ""]


def _sentence(key: Key, schema: Schema) -> str:
    required = " Required." if key.required else ""
    return f"*{takes(key.schema, schema)}.*{required} {_words({**_resolved(key.schema, schema), **key.schema})}"


def takes(part: Schema, schema: Schema) -> str:
    """Describe the possible values of a part of the schema in a few words."""
    part = {**_resolved(part, schema), **{name: value for name, value in part.items() if name != "$ref"}}
    if "const" in part:
        return f"`{part['const']}`"
    if "enum" in part:
        return "one of these words" if len(part["enum"]) > 1 else f"`{part['enum'][0]}`"
    if "anyOf" in part:
        inherited = {name: part[name] for name in ("x-aiowners-kind",) if name in part}
        return " or ".join(dict.fromkeys(takes({**inherited, **choice}, schema) for choice in part["anyOf"]))
    if part["type"] == "array":
        return f"list: {takes(part['items'], schema)}"
    if part["type"] == "string" and (kind := part.get("x-aiowners-kind")):
        return _KINDS[kind]
    return _TYPES[part["type"]]


def _choices(value: Schema, schema: Schema) -> Iterator[str]:
    """Yield the meaning of each word of a closed list."""
    for part in _parts(value, schema):
        for word, meaning in zip(part.get("enum", ()), part.get("markdownEnumDescriptions", ()), strict=True):
            yield f"`{word}`: {meaning}"


def _nested(value: Schema, name: str, schema: Schema) -> Iterator[Key]:
    """Yield the keys of the maps that a value may be or contain."""
    for part in _parts(value, schema):
        yield from _below(part, name)


def _below(part: Schema, name: str) -> Iterator[Key]:
    for below, value in part.get("properties", {}).items():
        yield Key(f"{name}.{below}" if name else below, value, required=below in part.get("required", ()))


def _parts(part: Schema, schema: Schema) -> Iterator[Schema]:
    """Yield a part of the schema, its alternatives, and the items of its lists, with references resolved."""
    part = _resolved(part, schema)
    yield part
    for choice in (*part.get("anyOf", ()), *([part["items"]] if "items" in part else ())):
        yield from _parts(choice, schema)


def _entity(part: Schema, schema: Schema) -> Schema | None:
    """Return the schema of an entity in a section; None for a key with a single value."""
    part = _resolved(part, schema)
    below = part.get("additionalProperties")
    if isinstance(below, dict):
        return _resolved(below, schema)
    return part if "properties" in part else None


def _resolved(part: Schema, schema: Schema) -> Schema:
    if "$ref" not in part:
        return part
    definition: Schema = schema["definitions"][part["$ref"].rpartition("/")[2]]
    return definition


def _words(part: Schema) -> str:
    words: str = part.get("markdownDescription") or part["description"]
    return words
