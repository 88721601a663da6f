"""Lines that are left out of the block change nothing."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from aiowners.codeowners.forge_patterns import to_codeowners
from aiowners.codeowners.parse import parse
from aiowners.codeowners.pattern import Pattern
from aiowners.codeowners.ruleset import Ruleset
from aiowners.enforcement.effect import Effect
from aiowners.forge import Forge
from aiowners.source import Source
from tests.codeowners.strategies import DIALECTS, GLOBS, PATHS, globs

_FEW = globs(st.sampled_from(["a", "b", "*", "**", "a*", "?"]))
_ENTRIES = st.lists(st.tuples(GLOBS | _FEW, st.sampled_from(["@x", "@X", "@y"])), min_size=2, max_size=8)


@settings(max_examples=300, deadline=None)
@given(entries=_ENTRIES, forge=DIALECTS, paths=st.lists(PATHS, min_size=1, max_size=12), handwritten=st.booleans())
@example(
    entries=[("/a/", "@x"), ("/a/b/", "@y"), ("/a/b/c", "@x")],
    forge=Forge.GITHUB,
    paths=["a/b/c", "a/b/d"],
    handwritten=True,
)
def test_without_them_every_file_has_the_same_owners(
    entries: list[tuple[str, str]], forge: Forge, paths: list[str], handwritten: bool
) -> None:
    above = [f"{glob} {name}" for glob, name in entries[:2]] if handwritten and forge is not Forge.GITLAB else []
    effect = Effect(forge, parse(Source("", "\n".join(above)), forge).lines)
    every, kept = [*above], [*above]
    for glob, name in entries:
        pattern = Pattern(glob)
        written = [f"{spelled} {name}" for spelled in to_codeowners(pattern, forge) or ()]
        every += written
        if written and effect.changes(pattern.segments, [name]):
            kept += written
    before, after = (Ruleset(parse(Source("", "\n".join(lines)), forge)) for lines in (every, kept))
    for path in paths:
        names = [[line.names[0].lower() for line in lines.lines_for(path)] for lines in (before, after)]
        assert names[0] == names[1], (path, every, kept)


def test_what_can_be_told() -> None:
    effect = Effect(Forge.GITHUB)
    added = [
        ("/a/", "@x"),
        ("/b/", "@y"),
        ("/a/c/", "@X"),
        ("/a/c/d.py", "@x"),
        ("/a/", "@x"),
        ("/a/b/", "@y"),
        ("/a/b/x", "@x"),
    ]
    changes = [effect.changes(Pattern(glob).segments, [name]) for glob, name in added]
    assert changes == [True, True, False, False, False, True, True]
