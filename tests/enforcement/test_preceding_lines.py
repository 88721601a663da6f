"""Redundant lines, which the block does not contain, change no owner."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from aiowners.codeowners.forge_patterns import to_codeowners
from aiowners.codeowners.parse import parse
from aiowners.codeowners.pattern import Pattern
from aiowners.codeowners.ruleset import Ruleset
from aiowners.enforcement.preceding_lines import PrecedingLines
from aiowners.forge import Forge
from aiowners.source import Source
from tests.codeowners.strategies import FORGES, GLOBS, PATHS, globs

_SHORT_GLOBS = globs(st.sampled_from(["a", "b", "*", "**", "a*", "?"]))
_ENTRIES = st.lists(st.tuples(GLOBS | _SHORT_GLOBS, st.sampled_from(["@x", "@X", "@y"])), min_size=2, max_size=8)


@settings(max_examples=300, deadline=None)
@given(entries=_ENTRIES, forge=FORGES, paths=st.lists(PATHS, min_size=1, max_size=12), handwritten=st.booleans())
@example(
    entries=[("a", "@x"), ("**", "@y"), ("a*", "@y"), ("*", "@x")], forge=Forge.GITLAB, paths=["a"], handwritten=False
)
@example(
    entries=[("/a/", "@x"), ("/a/b/", "@y"), ("/a/b/c", "@x")],
    forge=Forge.GITHUB,
    paths=["a/b/c", "a/b/d"],
    handwritten=True,
)
def test_every_file_has_the_same_owners_without_redundant_lines(
    entries: list[tuple[str, str]], forge: Forge, paths: list[str], handwritten: bool
) -> None:
    above = [f"{glob} {name}" for glob, name in entries[:2]] if handwritten and forge is not Forge.GITLAB else []
    preceding = PrecedingLines(forge, parse(Source("", "\n".join(above)), forge).lines)
    all_lines, kept = [*above], [*above]
    for glob, name in entries:
        pattern = Pattern(glob)
        lines = [f"{line} {name}" for line in to_codeowners(pattern, forge) or ()]
        all_lines += lines
        if lines and preceding.add_unless_redundant(pattern.segments, [name]):
            kept += lines
    before, after = (Ruleset(parse(Source("", "\n".join(_last_ones(lines))), forge)) for lines in (all_lines, kept))
    for path in paths:
        names = [[line.names[0].lower() for line in ruleset.lines_for(path)] for ruleset in (before, after)]
        assert names[0] == names[1], (path, all_lines, kept)


def _last_ones(lines: list[str]) -> list[str]:
    """Each pattern only where it is last: GitLab keeps the position of the first and the owner of the last."""
    last = {line.rpartition(" ")[0]: index for index, line in enumerate(lines)}
    return [line for index, line in enumerate(lines) if last[line.rpartition(" ")[0]] == index]


def test_redundant_lines() -> None:
    preceding = PrecedingLines(Forge.GITHUB)
    added = [
        ("/a/", "@x"),
        ("/b/", "@y"),
        ("/a/c/", "@X"),
        ("/a/c/d.py", "@x"),
        ("/a/", "@x"),
        ("/a/b/", "@y"),
        ("/a/b/x", "@x"),
    ]
    is_added = [preceding.add_unless_redundant(Pattern(glob).segments, [name]) for glob, name in added]
    assert is_added == [True, True, False, False, False, True, True]
