"""Each file keeps its owners without the lines that repeat a pattern."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from aiowners.codeowners.parse import parse
from aiowners.codeowners.repeated import repeated
from aiowners.codeowners.ruleset import Ruleset
from aiowners.forge import Forge
from aiowners.source import Source
from tests.codeowners.strategies import PATHS, files


def _owners(text: str, forge: Forge, path: str) -> list[tuple[str | None, tuple[str, ...]]]:
    lines = Ruleset(parse(Source("CODEOWNERS", text), forge)).lines_for(path)
    return [(line.section, line.names) for line in lines]


def _without_first_repeated(text: str, forge: Forge) -> str | None:
    """Return the text without its first line that has no effect; None if each line has an effect."""
    repetition = next(repeated(parse(Source("CODEOWNERS", text), forge)), None)
    if repetition is None:
        return None
    lines = text.split("\n")
    if forge is Forge.GITLAB:
        lines[repetition.kept_line.number - 1] = repetition.replacement
    del lines[repetition.line.number - 1]
    return "\n".join(lines)


@settings(max_examples=300, deadline=None)
@given(file=files(), paths=st.lists(PATHS, min_size=1, max_size=10))
def test_each_file_keeps_its_owners(file: tuple[str, Forge], paths: list[str]) -> None:
    text, forge = file
    rounds = 0
    while (shorter := _without_first_repeated(text, forge)) is not None:
        for path in paths:
            assert _owners(shorter, forge, path) == _owners(text, forge, path)
        text, rounds = shorter, rounds + 1
    assert rounds <= len(file[0].split("\n"))


def test_default_owners_of_another_heading_become_explicit() -> None:
    text = "[Docs] @acme/docs\n/docs/ @acme/a\n[DOCS] @acme/b\n/docs/"
    assert _without_first_repeated(text, Forge.GITLAB) == "[Docs] @acme/docs\n/docs/ @acme/b\n[DOCS] @acme/b"
