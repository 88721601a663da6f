"""The quick reader against the full one: it may give up, but where it answers, it is right."""

from __future__ import annotations

import importlib.util
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aiowners.manifest import read as reading
from aiowners.manifest.read import read
from aiowners.manifest.skim import UNCOMMON, Uncommon, skim
from aiowners.manifest.skim_values import VALUES, Unplaced
from aiowners.manifest.yaml import Mapping, Scalar, Sequence, YamlError, compose
from aiowners.source import Source
from tests.oracle.organisations import random_organisation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.manifest.yaml import Node

ROOT = Path(__file__).parents[2]
EXAMPLES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").rglob("*.yaml"))]


def corpus(count: int) -> list[str]:
    """Manifests as those that the benchmarks measure on."""
    spec = importlib.util.spec_from_file_location("corpus", ROOT / "benchmarks" / "corpus.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    sys.modules["corpus"] = module  # dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules["corpus"]
    return [text for _, text, _ in module.manifests(module.Corpus(manifests=count))]


def organisations(count: int, *, aliases: bool) -> Iterator[str]:
    """The manifests of so many random organisations."""
    for seed in range(count):
        yield from random_organisation(seed, 4, aliases=aliases).values()


def shape(node: Node) -> object:
    """All of a node but its place."""
    if isinstance(node, Scalar):
        return (node.value, node.style or "", node.tag)
    if isinstance(node, Sequence):
        return ["list", node.flow, *map(shape, node.items)]
    entries = [(name, shape(value)) for name, value in node.entries.items()]
    return ("mapping", node.flow, entries, len(node.repeated), len(node.strange), node.partial)


def agrees(text: str) -> bool:
    """Whether the text is skimmed; where it is, the full reader makes the same of it."""
    root = skim(text)
    if isinstance(root, Uncommon):
        return False
    try:
        full = compose(text)
    except YamlError as error:
        raise AssertionError(f"skimmed, though {error.problem!r}:\n{text}") from None
    assert full is not None
    assert shape(root) == shape(full), text
    return True


# --- what people write ---------------------------------------------------------------------------


def test_agrees_on_the_examples_and_reads_most_of_them() -> None:
    assert sum(map(agrees, EXAMPLES)) >= 0.9 * len(EXAMPLES) > 0


def test_agrees_on_random_organisations_and_reads_most_of_them() -> None:
    found = [agrees(text) for text in organisations(150, aliases=False)]
    assert sum(found) >= 0.9 * len(found) > 0


def test_agrees_on_random_organisations_with_aliases() -> None:
    assert any([agrees(text) for text in organisations(150, aliases=True)])


def test_agrees_on_the_corpus_of_the_benchmarks_and_reads_most_of_it() -> None:
    found = [agrees(text) for text in corpus(400)]
    assert sum(found) >= 0.9 * len(found) > 0
