"""Words for parts of a manifest in the findings about its format."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from aiowners.diagnostics.nearest import nearest
from aiowners.manifest.json_schema import all_keys, parents
from aiowners.manifest.model import SECTIONS
from aiowners.yaml_text.scalars import Tagged, value_of
from aiowners.yaml_text.yaml_nodes import Mapping, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.manifest.model import KeyPath
    from aiowners.yaml_text.yaml_nodes import Node

_MAX_SHOWN = 40  # characters of a value that a message shows
_DECLARATION = 2  # steps of the key path of a declaration


def subject_of(path: KeyPath) -> str | None:
    """Return the declaration that contains `path`, as `kind:name`; None at the top, or if it has no name."""
    if path and path[0] == "organization":
        return "organization"
    if len(path) > 1 and path[0] in SECTIONS and path[1] != "":
        return f"{SECTIONS[str(path[0])]}:{path[1]}"
    return None


def name_of_mapping(path: KeyPath) -> str:
    """Return the words for the mapping at `path`: `feature ranking`."""
    if not path:
        return "the manifest"
    if len(path) == 1:
        return f"`{path[0]}`"
    owner = f"{SECTIONS[str(path[0])]} `{shortened(str(path[1]))}`" if path[0] in SECTIONS else f"`{path[0]}`"
    inner = [str(step) for step in path[_DECLARATION:] if isinstance(step, str)]
    if not inner:
        return owner
    item = "an item of " if isinstance(path[-1], int) else ""
    return f"{item}`{'.'.join(inner)}` of {owner}"


def name_of_value(path: KeyPath) -> str:
    """Return the words for the value at `path`."""
    if not path or len(path) == 1 or path[0] in SECTIONS:
        return name_of_mapping(path)
    return "`" + ".".join(str(step) for step in path if isinstance(step, str)) + "`"


def type_of(node: Node) -> str:  # noqa: PLR0911
    """Return the words for the type that a value has in YAML."""
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
            return f"`{shortened(node.value)}`, not a number"
        case int() | float():
            return f"the number `{shortened(node.value)}`"
        case Tagged(tag=tag):
            return f"tagged `{shortened(tag)}`, which the format does not have"
        case _:
            return f"the text `{shortened(node.value)}`"


def shortened(text: str) -> str:
    """Return a string as a message shows it: not too long, and on one line."""
    text = text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1] + "…"
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def schema_advice(text: str | None) -> str | None:
    """Return the schema's message to users of editors as the help of a finding."""
    if text is None:
        return None
    return "; ".join(sentence[0].lower() + sentence[1:] for sentence in text.removesuffix(".").split(". "))


def single_owner_advice(path: KeyPath) -> str:
    """Return the help for several teams at the `owner` at `path`. Only declarations have co-owners."""
    if len(path) == 1:
        return "set `owner` to one team; list the others under `co_owners` of the declarations"
    if len(path) == _DECLARATION + 1:
        return "set `owner` to one team, and list the others under `co_owners`"
    return "set `owner` to one team"


def advice_on_unknown_key(path: KeyPath, key: str, known: Iterable[str]) -> tuple[str, str | None]:
    """Return the label and help for a key of the mapping at `path` that is similar to no absent key.

    `known` are the keys that the mapping can have.
    """
    help_text = f"{name_of_mapping(path)} can have: {', '.join(known)}"
    if names := parents(key):
        return f"`{key}` belongs to {names}", help_text
    if present := nearest(key, list(known)):
        return f"`{present[0]}` stands here already", None
    if elsewhere := nearest(key, all_keys()):
        return f"`{elsewhere[0]}` belongs to {parents(elsewhere[0])}", help_text
    return "", help_text
