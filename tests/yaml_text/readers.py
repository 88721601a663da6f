"""The ways to read YAML next to each other: libyaml's tree or events, and PyYAML's own parser."""

from __future__ import annotations

import contextlib
import warnings
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from ruamel.yaml import YAML
from ruamel.yaml.error import ReusedAnchorWarning
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from aiowners.yaml_text import compose as composing
from aiowners.yaml_text import parser
from aiowners.yaml_text.compose import compose
from aiowners.yaml_text.scalars import Tagged, is_string, value_of
from aiowners.yaml_text.syntax_messages import YamlError
from aiowners.yaml_text.yaml_nodes import Mapping, Scalar, Sequence, span

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from aiowners.yaml_text.yaml_nodes import Node


def pure_parser() -> AbstractContextManager[Any]:
    """Read as if PyYAML had been built without libyaml."""
    return patch.object(parser, "_C_PARSER", None)


def events_alone() -> AbstractContextManager[Any]:
    """Read libyaml's events even of a text whose tree could be taken."""
    return patch.object(composing, "tree", lambda _: None)


READERS: dict[str, Callable[[], AbstractContextManager[Any]]] = {
    "libyaml": contextlib.nullcontext,
    "libyaml's events": events_alone,
    "pure": pure_parser,
}


def shape(node: Node | None, text: str) -> object:
    """Everything that a reader can learn about a node: kinds, values, order, spans."""
    seen: set[int] = set()

    def of(node: Node) -> object:
        location = span(node, text)
        if isinstance(node, Scalar):
            value = value_of(node)
            made = value.tag if isinstance(value, Tagged) else repr(value)
            return (node.value, bool(node.style), made, is_string(node), location)
        if id(node) in seen:
            return ("again", location)
        seen.add(id(node))
        children = [of(child) for child in node.children]
        if isinstance(node, Sequence):
            return ("list", node.flow, location, children)
        keys = [(name, span(node.key(name), text)) for name in node.entries]
        repeated = [(span(first, text), span(later, text)) for first, later, _ in node.repeated]
        return ("mapping", node.flow, location, children, keys, repeated, len(node.unnamed))

    return None if node is None else of(node)


def outcome(text: str) -> object:
    """Return the shape of the nodes, or "error"."""
    try:
        return shape(compose(text), text)
    except YamlError as caught:
        error = caught
    assert 0 <= error.resume <= error.offset <= len(text)
    return "error"


def details(text: str) -> object:
    """Return the shape of the nodes, or all of the error."""
    try:
        return shape(compose(text), text)
    except YamlError as error:
        return (error.kind, error.problem, error.offset, error.opened, error.help)


def assert_same(text: str) -> None:
    """Assert that each reader makes the same of a text, and that libyaml's errors do not depend on the tree."""
    results = {}
    for name, reader in READERS.items():
        with reader():
            results[name] = outcome(text)
    assert all(result == results["libyaml"] for result in results.values())
    assert_tree_changes_nothing(text)


def assert_tree_changes_nothing(text: str) -> None:
    """Assert that libyaml's tree and its events give the same nodes or the same error."""
    with events_alone():
        expected = details(text)
    assert details(text) == expected


def raw(node: Any) -> object:
    """Return the scalars of a node, of ours or of ruamel.yaml, as written, in nested lists."""
    match node:
        case Scalar() | ScalarNode():
            return node.value
        case Sequence() | SequenceNode():
            return [raw(item) for item in (node.items if isinstance(node, Sequence) else node.value)]
        case Mapping() | MappingNode():
            pairs = node.pairs if isinstance(node, Mapping) else node.value
            return [(raw(key), raw(value)) for key, value in pairs]
        case _:
            return node


def assert_ruamel_agrees(text: str) -> None:
    """Assert that ruamel.yaml, which shares no code with PyYAML's C parser, reads the same scalars."""
    try:
        root = compose(text)
    except YamlError:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReusedAnchorWarning)
        expected = raw(YAML(typ="safe", pure=True).compose(text))
    assert raw(root) == expected


def values(root: Node | None) -> object:
    """Return the values of a document, whatever the spans of its nodes are."""
    if root is None:
        return None
    if isinstance(root, Scalar):
        value = value_of(root)
        return value.tag if isinstance(value, Tagged) else repr(value)
    if isinstance(root, Sequence):
        return [values(item) for item in root.items]
    entries = [(name, values(value)) for name, value in root.entries.items()]
    return entries, len(root.repeated), len(root.unnamed)


def read_by_both(text: str) -> list[object]:
    """Return what each parser that reads a text makes of it: two results at most. Neither raises anything but YamlError."""
    results = []
    for parser_of in (contextlib.nullcontext, pure_parser):
        with contextlib.suppress(YamlError), parser_of():
            results.append(values(compose(text)))
    return results
