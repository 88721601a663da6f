"""Which line wins: the forges' own words, and the index against a loop."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from aiowners.codeowners.gitlab_glob import Glob
from aiowners.codeowners.line import CodeOwners, Line
from aiowners.codeowners.parse import parse
from aiowners.codeowners.ruleset import Ruleset, matcher
from aiowners.forge import Forge
from aiowners.source import Source
from tests.codeowners.strategies import PATHS, files


def _loop(code_owners: CodeOwners, path: str) -> tuple[Line, ...]:
    """The definition: no index, every line asked for every path."""
    if code_owners.forge is not Forge.GITLAB:
        found = [line for line in code_owners.lines if matcher(line.pattern, code_owners.forge)(path)]
        return tuple(found[-1:])
    sections: dict[str, dict[str, Line]] = {}
    for line in code_owners.lines:
        sections.setdefault("codeowners" if line.section is None else line.section, {})[Glob(line.pattern).normal] = (
            line
        )
    winners = []
    for entries in sections.values():
        found = [line for line in entries.values() if Glob(line.pattern).matches(path)]
        winners += ([line for line in found if line.is_exclusion] or found)[-1:]
    return tuple(winners)


@settings(max_examples=200, deadline=None)
@given(file=files(), paths=st.lists(PATHS, min_size=1, max_size=20))
def test_the_index_is_the_loop(file: tuple[str, Forge], paths: list[str]) -> None:
    code_owners = parse(Source("CODEOWNERS", file[0]), file[1])
    ruleset = Ruleset(code_owners)
    assert list(ruleset.lines_for_each(paths)) == [(path, _loop(code_owners, path)) for path in paths]
