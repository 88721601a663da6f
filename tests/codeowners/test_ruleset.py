"""The last matching line of a path: the index has the same result as a loop."""

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


def _by_loop(code_owners: CodeOwners, path: str) -> tuple[Line, ...]:
    """Match every line with the path, by the definition, without an index."""
    if code_owners.forge is not Forge.GITLAB:
        matching = [line for line in code_owners.lines if matcher(line.pattern, code_owners.forge)(path)]
        return tuple(matching[-1:])
    sections: dict[str, dict[str, Line]] = {}
    for line in code_owners.lines:
        sections.setdefault("codeowners" if line.section is None else line.section, {})[Glob(line.pattern).normal] = (
            line
        )
    last_lines = []
    for entries in sections.values():
        matching = [line for line in entries.values() if Glob(line.pattern).matches(path)]
        last_lines += ([line for line in matching if line.is_exclusion] or matching)[-1:]
    return tuple(last_lines)


@settings(max_examples=200, deadline=None)
@given(file=files(), paths=st.lists(PATHS, min_size=1, max_size=20))
def test_the_index_agrees_with_the_loop(file: tuple[str, Forge], paths: list[str]) -> None:
    code_owners = parse(Source("CODEOWNERS", file[0]), file[1])
    ruleset = Ruleset(code_owners)
    assert list(ruleset.lines_for_each(paths)) == [(path, _by_loop(code_owners, path)) for path in paths]
