"""Syntax errors in a manifest: their findings keep their identity as long as their line is the same."""

from __future__ import annotations

import re

import pytest

from aiowners.diagnostics.report import fingerprints
from aiowners.manifest.read import read
from aiowners.source import Source
from aiowners.yaml_text import syntax_messages

INVALID = {
    "misplaced colon": ("    description: a: b\n", "misplaced-colon=description: a: b"),
    "unclosed list": ("    paths: [a/\n", "unclosed-list=paths: [a/"),
    "unclosed mapping": ("    metric: {name: a\n", "unclosed-mapping=metric: {name: a"),
    "open quote": ("    description: 'a\n", "open-quote=description: 'a"),
    "tab": ("    description:\n\t- a\n", "tab=- a"),
    "first character": ("    owner: @acme/a\n", "first-character=owner: @acme/a"),
    "unknown alias": ("    owner: *a\n", "unknown-alias=owner: *a"),
    "control character": ("    owner: a\x07\n", "character=owner: a\x07"),
    "long value": (f"    description: {'a' * 11_000}\n", f"too-long=description: {'a' * 187}"),
}


def _source(line: str) -> Source:
    return Source("ai-ownership.yaml", f"version: 1\nfeatures:\n  f:\n    status: pilot\n{line}  g: {{}}\n")


@pytest.mark.parametrize(("line", "anchor"), INVALID.values(), ids=INVALID)
def test_a_syntax_error_is_identified_by_its_kind_and_its_line(line: str, anchor: str) -> None:
    source = _source(line)
    (defect,) = read(source).defects
    assert (defect.rule, defect.anchor) == ("yaml-syntax", anchor)
    moved = read(Source(source.path, source.text.replace("features:\n", "# moved\n\nfeatures:\n"))).defects
    assert fingerprints(moved) == fingerprints([defect])
    assert moved[0].location.span != defect.location.span


def test_another_line_with_the_same_error_is_another_finding() -> None:
    first, second = (read(_source(f"    {key}: @acme/a\n")).defects for key in ("owner", "product_manager"))
    assert [defect.message for defect in first] == [defect.message for defect in second]
    assert fingerprints(first) != fingerprints(second)


def test_merge_conflicts_and_large_files_have_stable_anchors() -> None:
    conflict = "version: 1\n<<<<<<< ours\nowner: a\n=======\nowner: b\n>>>>>>> theirs\n"
    assert [defect.anchor for defect in read(Source("ai-ownership.yaml", conflict)).defects] == ["conflict"]
    large = Source("ai-ownership.yaml", "# a\n" + "#" * (1 << 20))
    assert [defect.anchor for defect in read(large).defects] == ["too-large=# a"]


def test_kinds_of_errors_are_short_words() -> None:
    kinds = {kind for _, kind, _ in syntax_messages._MESSAGES}
    assert all(re.fullmatch(r"[a-z]+(?:-[a-z]+)*", kind) for kind in kinds)
