"""The schema of the manifest -> the page of every key: what it takes and what it means."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# How a schema is written down, in the words of a reader of manifests.
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
    """A key below an entity: the path of its name, such as `evaluation.suite`, and its schema."""

    name: str
    schema: Schema
    required: bool


def keys_page(schema_text: str) -> str:
    """The page as Markdown: a section for each section of a manifest, a heading for each of its keys."""
    schema = json.loads(schema_text)
    lines = [_OPENING, "## The file", "", _words(schema), ""]
    plain = {name: one for name, one in schema["properties"].items() if not _entity(one, schema)}
    for name, one in plain.items():
        lines += _key(Key(name, one, required=name in schema["required"]), "file", schema)
    for name, one in schema["properties"].items():
        entity = _entity(one, schema)
        if entity is not None:
            lines += [f"(keys-{name})=", "", f"## {name}", "", _words(one), ""]
            for key in _below(entity, ""):
                lines += _key(key, name, schema)
    return "\n".join(lines)


def _key(key: Key, section: str, schema: Schema) -> list[str]:
    """A heading with an address of its own, what the key takes, what it means, and what lies below it."""
    lines = [f"(key-{section}-{key.name})=", "", f"### `{key.name}`", "", _sentence(key, schema), ""]
    lines += [f"- {line}" for line in _choices(key.schema, schema)]
    nested = list(_nested(key.schema, key.name, schema))
    if nested:
        lines += ["", "| key | takes | |", "|---|---|---|"]
        for one in nested:
            meaning = " ".join((_words({**_resolved(one.schema, schema), **one.schema}), *_choices(one.schema, schema)))
            required = " (required)" if one.required else ""
            lines.append(f"| `{one.name}` | {takes(one.schema, schema)}{required} | {meaning} |")
    return [*lines, ""]


def _sentence(key: Key, schema: Schema) -> str:
    required = " Required." if key.required else ""
    return f"*{takes(key.schema, schema)}.*{required} {_words({**_resolved(key.schema, schema), **key.schema})}"


def takes(one: Schema, schema: Schema) -> str:
    """What a value may be, in a few words."""
    one = {**_resolved(one, schema), **{name: value for name, value in one.items() if name != "$ref"}}
    if "const" in one:
        return f"`{one['const']}`"
    if "enum" in one:
        return "one of these words" if len(one["enum"]) > 1 else f"`{one['enum'][0]}`"
    if "anyOf" in one:
        inherited = {name: one[name] for name in ("x-aiowners-kind",) if name in one}
        return " or ".join(dict.fromkeys(takes({**inherited, **choice}, schema) for choice in one["anyOf"]))
    if one["type"] == "array":
        return f"list: {takes(one['items'], schema)}"
    if one["type"] == "string" and (kind := one.get("x-aiowners-kind")):
        return _KINDS[kind]
    return _TYPES[one["type"]]


def _choices(one: Schema, schema: Schema) -> Iterator[str]:
    """What each word of a closed list means."""
    for part in _parts(one, schema):
        for word, meaning in zip(part.get("enum", ()), part.get("markdownEnumDescriptions", ()), strict=True):
            yield f"`{word}`: {meaning}"


def _nested(one: Schema, name: str, schema: Schema) -> Iterator[Key]:
    """The keys of the maps that a value may be or hold."""
    for part in _parts(one, schema):
        yield from _below(part, name)


def _below(one: Schema, name: str) -> Iterator[Key]:
    for below, value in one.get("properties", {}).items():
        yield Key(f"{name}.{below}" if name else below, value, required=below in one.get("required", ()))


def _parts(one: Schema, schema: Schema) -> Iterator[Schema]:
    """A schema, its alternatives and what its lists hold, without references."""
    one = _resolved(one, schema)
    yield one
    for choice in (*one.get("anyOf", ()), *([one["items"]] if "items" in one else ())):
        yield from _parts(choice, schema)


def _entity(one: Schema, schema: Schema) -> Schema | None:
    """The schema of what a section holds, mostly by names; None for a key that holds a single value."""
    one = _resolved(one, schema)
    below = one.get("additionalProperties")
    if isinstance(below, dict):
        return _resolved(below, schema)
    return one if "properties" in one else None


def _resolved(one: Schema, schema: Schema) -> Schema:
    if "$ref" not in one:
        return one
    found: Schema = schema["definitions"][one["$ref"].rpartition("/")[2]]
    return found


def _words(one: Schema) -> str:
    words: str = one.get("markdownDescription") or one["description"]
    return words
