"""Conflict markers in manifests, in the configuration, and in a baseline: one finding for each conflict."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from aiowners.check.baseline import BaselineError, load
from aiowners.check.configuration import parse
from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.diagnostics.conflicts import HELP, MESSAGE, conflicts
from aiowners.diagnostics.rule import CATEGORIES
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import assemble

SIDES = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> branch\n"
MANIFEST = "version: 1\nowner: core\nmodels:\n  m:\n" + SIDES.format("    reviewers: [a]", "    reviewers: [b]")


def test_a_conflict_in_a_manifest_is_one_finding_without_consequences() -> None:
    workspace = assemble([Source("ai-ownership.yaml", MANIFEST)], today="2026-11-22")
    report = run(workspace, ALL, Settings(select=frozenset(CATEGORIES)))
    assert [
        (diagnostic.rule, diagnostic.message, diagnostic.location.text, diagnostic.help)
        for diagnostic in report.diagnostics
    ] == [("yaml-syntax", MESSAGE, "<<<<<<< HEAD", HELP)]


@pytest.mark.parametrize(
    ("path", "text", "table"),
    [
        ("aiowners.toml", SIDES.format('forge = "github"', 'forge = "gitlab"'), ()),
        ("pyproject.toml", "[tool.aiowners]\n" + SIDES.format("exclude = []", "x = 1"), ("tool", "aiowners")),
    ],
)
def test_the_configuration(path: str, text: str, table: tuple[str, ...]) -> None:
    _, problems = parse(Source(path, text), ALL, table=table)
    assert [(diagnostic.message, diagnostic.location.text, diagnostic.help) for diagnostic in problems] == [
        (MESSAGE, "<<<<<<< HEAD", HELP)
    ]
    _, problems = parse(Source(path, text + text), ALL, table=table)
    assert [diagnostic.message for diagnostic in problems] == [MESSAGE, MESSAGE]


def test_markers_in_a_string_of_the_configuration_are_not_a_conflict() -> None:
    text = "fail-on = \"error\"\nexclude = ['''\n" + SIDES.format("a", "b") + "''']\n"
    assert parse(Source("aiowners.toml", text), ALL)[1] == ()


def test_a_baseline() -> None:
    with pytest.raises(BaselineError, match=f"line 2: {MESSAGE}"):
        load("{\n" + SIDES.format('"a": 1', '"b": 1') + "}\n")


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
@pytest.mark.parametrize("size", [7, 12])
def test_markers_as_git_writes_them(tmp_path: Path, style: str, size: int) -> None:
    for name, text in (("ours", "a\nb\nc\n"), ("base", "a\nx\nc\n"), ("theirs", "a\nd\nc\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = ["git", "merge-file", "-p", f"--marker-size={size}", "ours", "base", "theirs"]
    if style != "merge":
        command.insert(2, f"--{style}")
    merged = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    (conflict,) = conflicts(merged)
    lines = merged[conflict.start : conflict.end].split("\n")
    assert [lines[0][:size], lines[-1][:size]] == ["<" * size, ">" * size]
    assert len(conflict.markers) == (3 if style == "merge" else 4)
    assert conflicts("".join(f" {line}\n" for line in lines)) == []
