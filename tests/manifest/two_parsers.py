"""The two parsers of YAML, libyaml and the one that takes its place, next to each other."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from aiowners.manifest import yaml as ours
from aiowners.manifest.yaml import Scalar, Sequence, Tagged, YamlError, compose, is_text, span, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.manifest.yaml import Node


@contextlib.contextmanager
def pure_parser() -> Iterator[None]:
    """Read as where PyYAML came without libyaml."""
    names = vars(ours)
    fast = names["CParser"]
    names["CParser"] = None
    try:
        yield
    finally:
        names["CParser"] = fast


def shape(node: Node | None, text: str) -> object:
    """Everything that a reader can learn of a node: kinds, values, order, places."""
    seen: set[int] = set()

    def of(one: Node) -> object:
        place = span(one, text)
        if isinstance(one, Scalar):
            value = value_of(one)
            made = value.tag if isinstance(value, Tagged) else repr(value)
            return (one.value, bool(one.style), made, is_text(one), place)
        if id(one) in seen:
            return ("again", place)
        seen.add(id(one))
        items = [of(item) for item in one.items]
        if isinstance(one, Sequence):
            return ("list", one.flow, place, items)
        keys = [(name, span(one.key(name), text)) for name in one.entries]
        again = [(span(first, text), span(later, text)) for first, later, _ in one.repeated]
        return ("mapping", one.flow, place, items, keys, again, len(one.strange))

    return None if node is None else of(node)


def outcome(text: str) -> object:
    """The nodes, or that there are none."""
    try:
        return shape(compose(text), text)
    except YamlError as caught:
        error = caught
    assert 0 <= error.resume <= error.offset <= len(text)
    return "error"


def assert_same(text: str) -> None:
    """Both parsers make the same of a text."""
    fast = outcome(text)
    with pure_parser():
        pure = outcome(text)
    assert pure == fast


def values(root: Node | None) -> object:
    """What a document says, whatever places its nodes have."""
    if root is None:
        return None
    if isinstance(root, Scalar):
        value = value_of(root)
        return value.tag if isinstance(value, Tagged) else repr(value)
    if isinstance(root, Sequence):
        return [values(item) for item in root.items]
    entries = [(name, values(value)) for name, value in root.entries.items()]
    return entries, len(root.repeated), len(root.strange)


def read_by_both(text: str) -> list[object]:
    """What each parser that takes a text makes of it: two results at most. Neither raises anything but YamlError."""
    results = []
    for parser in (contextlib.nullcontext, pure_parser):
        with contextlib.suppress(YamlError), parser():
            results.append(values(compose(text)))
    return results
