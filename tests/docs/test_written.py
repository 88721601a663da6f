"""The pages in `docs/` are true: examples run, and commands and flags exist."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from aiowners.adapters import ci
from aiowners.check import configuration
from aiowners.check.configuration import parse
from aiowners.check.run import run
from aiowners.check.settings import Settings
from aiowners.cli import COMMANDS, commands
from aiowners.filenames import is_manifest
from aiowners.reporters import BY_NAME
from aiowners.rules import ALL
from aiowners.source import Source
from aiowners.workspace import assemble
from tests.cli.conftest import NOISE, Outcome

from .markdown import PAGES, ROOT, Command, File, Story, blocks, calls, stories, words

STORIES = [story for page in PAGES for story in stories(page)]
FILES = [(story.name, step) for story in STORIES for step in story.steps if isinstance(step, File)]
TOLD = [story for story in STORIES if any(isinstance(step, Command) and step.output for step in story.steps)]
# Flags of other programs that the pages mention.
FOREIGN = {"--all-files", "--intent-to-add", "--cached", "--no-verify", "--end-of-options", "--no-renames"}


@pytest.mark.parametrize(("name", "file"), [(name, file) for name, file in FILES if is_manifest(file.path)])
def test_a_manifest_is_valid(name: str, file: File) -> None:
    report = run(
        assemble([Source(file.path, file.text)], today="2026-11-22"), ALL, Settings(select=frozenset({"manifest"}))
    )
    assert [(name, diagnostic.location.start, diagnostic.message) for diagnostic in report.diagnostics] == []


@pytest.mark.parametrize(("name", "file"), [(name, file) for name, file in FILES if file.path == "aiowners.toml"])
def test_a_configuration_is_valid(name: str, file: File) -> None:
    _, problems = parse(Source(file.path, file.text), ALL)
    assert [(name, diagnostic.location.start, diagnostic.message) for diagnostic in problems] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_manifest_is_shown_without_its_path(page: Path) -> None:
    """A block without a path is not checked, so it must not look like a manifest."""
    assert [
        text for info, text in blocks(page) if len(info.split()) < 2 and re.search("^version: 1$", text, re.MULTILINE)
    ] == []


@pytest.mark.parametrize("story", TOLD, ids=lambda story: story.name)
def test_a_command_prints_the_shown_output(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in NOISE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()  # marks the root; no story is about commits
    for step in story.steps:
        if isinstance(step, File):
            (tmp_path / step.path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / step.path).write_text(step.text, "utf-8")
        elif step.output:
            outcome = _outcome(step.line, capfd)
            shown = "\n".join(step.output)
            assert shown.strip(".\n "), "an output of dots alone shows nothing"
            assert _reads(shown, outcome.out + outcome.err), f"{step.line}\n{outcome.out}{outcome.err}"


def _outcome(line: str, capfd: pytest.CaptureFixture[str]) -> Outcome:
    from aiowners.cli import run as run_command

    [arguments] = calls(line)
    capfd.readouterr()
    code = run_command(arguments)
    return Outcome(code, *capfd.readouterr())


def _reads(shown: str, output: str) -> bool:
    """Check that the output is what a page shows; a line of `...` replaces any number of lines."""
    pattern = "".join("(?:.*\n)*" if line == "..." else f"{re.escape(line)}\n" for line in shown.split("\n"))
    return re.fullmatch(pattern, output if output.endswith("\n") else f"{output}\n") is not None


def test_dots_replace_whole_lines_only() -> None:
    assert _reads("a\n...\nd", "a\nb\nc\nd\n")
    assert _reads("a\n...", "a\n")
    assert not _reads("a\n...\nd", "a\nb\nc\n")
    assert not _reads("a", "a\nb\n")
    assert not _reads("a...", "abc\n")


def _spoken_of() -> Iterator[tuple[str, list[str]]]:
    for page in (*PAGES, ROOT / "README.md"):
        lines = [step.line for story in stories(page) for step in story.steps if isinstance(step, Command)]
        for text in (*lines, *words(page)):
            for arguments in calls(text):
                yield page.name, arguments


CALLS = sorted({(page, *arguments) for page, arguments in _spoken_of()})


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_a_command_and_its_flags_exist(call: tuple[str, ...]) -> None:
    _, *arguments = call
    above = click.Context(commands, info_name="aiowners")
    command: click.Command | None = commands
    if not arguments[0].startswith("-"):
        command = commands.get_command(above, arguments.pop(0))
    assert command is not None, f"there is no command for `aiowners {' '.join(call[1:])}`"
    # Placeholders such as REV are not valid values; this only checks that the flags exist.
    command.make_parser(click.Context(command, above)).parse_args(arguments)


def _flags() -> set[str]:
    above = click.Context(commands, info_name="aiowners")
    every = [commands, *filter(None, (commands.get_command(above, name) for name in COMMANDS))]
    return {
        flag for diagnostic in every for param in diagnostic.params for flag in (*param.opts, *param.secondary_opts)
    } | {"--help"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_flag_on_a_page_exists(page: Path) -> None:
    named = {text.split()[0].partition("=")[0] for text in words(page) if text.startswith("--") and text != "--"}
    assert named - _flags() - FOREIGN == set()


def test_flags_of_other_programs_are_not_ours() -> None:
    assert _flags().isdisjoint(FOREIGN)


def _text(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("page", "known"),
    [
        ("configuration.md", configuration._KEYS),
        ("configuration.md", configuration.FORGES),
        ("configuration.md", configuration.ENFORCEMENTS),
        ("reports.md", tuple(BY_NAME)),
    ],
)
def test_a_page_is_complete(page: str, known: tuple[str, ...]) -> None:
    assert [name for name in known if f"`{name}`" not in _text(page)] == []


def test_every_ci_system_has_a_row_and_a_section() -> None:
    rows = {line.split("|")[1] for line in _text("ci.md").splitlines() if line.startswith("| [")}
    systems = {read({}).name for read in ci._SYSTEMS.values()}
    assert {name for name in systems if not any(f"[{name}](#" in row for row in rows)} == set()


def test_the_contributors_page_has_every_package() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    entries = [path for path in (ROOT / "src/aiowners").iterdir() if not path.name.startswith("_")]
    names = [f"{path.name}/" if path.is_dir() else path.name for path in entries if path.suffix in {"", ".py"}]
    assert [name for name in names if f"| `{name}` |" not in page] == []


def test_the_layers_are_those_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    shown = [text.splitlines() for _, text in blocks(ROOT / "docs/architecture.md") if text.startswith("cli\n")]
    assert shown == [[layer for layer in layers if layer != "__main__"]]


def test_every_rule_that_a_page_names_in_a_suppression_exists() -> None:
    named = {
        rule.strip()
        for page in PAGES
        for rules in re.findall(r"aiowners: ignore\[([^\]]+)\]", page.read_text("utf-8"))
        for rule in rules.split(",")
    }
    assert named
    assert named <= {rule.name for rule in ALL} | {"rule", "rule-name"}
