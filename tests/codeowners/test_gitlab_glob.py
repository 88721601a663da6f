"""GitLab's patterns: its documentation as a table, and its algorithm spelled out a second time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from aiowners.codeowners.gitlab_glob import Glob
from tests.codeowners.strategies import GITLAB_GLOBS, PATHS
from tests.patience import takes_less

# pattern -> paths that it matches, paths that it does not.
TABLE: list[tuple[str, str, str]] = [
    # "Syntax of CODEOWNERS file", section "Path matching".
    ("/README.md", "README.md", "docs/README.md"),
    ("/docs/README.md", "docs/README.md", "README.md x/docs/README.md"),
    ("README.md", "README.md internal/README.md app/lib/README.md", "README.md/x"),
    (
        "internal/README.md",
        "internal/README.md docs/internal/README.md docs/api/internal/README.md",
        "README.md xinternal/README.md",
    ),
    ("/docs/", "docs/a docs/b/c docs/.x", "docs x/docs/a"),
    ("/docs/*.md", "docs/a.md docs/.md", "docs/a/b.md a.md"),
    ("/docs/index.*", "docs/index.md docs/index.html docs/index.xml", "docs/index docs/x/index.md"),
    ("/docs/*spec*", "docs/qa_specs.rb docs/spec_helpers.rb docs/runtime.spec", "docs/x/spec spec"),
    ("/docs/*/README.md", "docs/api/README.md", "docs/README.md docs/a/b/README.md"),
    ("/docs/**/index.md", "docs/index.md docs/api/index.md docs/api/graphql/index.md", "index.md"),
    ("*", "a a/b .x a/.x/b", ""),
    ("*.rb", "a.rb x/.rb x/y/a.rb", "a.rbx a.rb/b"),
    ("ee/docs", "ee/docs x/ee/docs", "ee/docs/a"),
    ("docs", "docs x/docs", "docs/a"),
    ("**/generated/", "generated/a x/generated/y/z", "generated"),
    ("!x", "!x", "x"),
    # "Advanced CODEOWNERS configuration", sections "Pattern matching" and "Entries with spaces".
    ("**/*.rb", "config/database.rb app/controllers/users/stars_controller.rb", "a.py"),
    (r"path\ with\ spaces/*.md", "path with spaces/a.md", "path"),
    # What follows from `fnmatch` and is easily taken otherwise.
    ("/docs", "docs", "docs/a"),
    ("/docs/*", "docs/a", "docs/a/b docs"),
    ("/docs/**", "docs/a docs/.b", "docs/a/b"),
    ("/docs/**/*", "docs/a docs/a/b", "docs"),
    ("/", "a a/b", ""),
    ("", "a a/b", ""),
    ("/*/", "a/b a/b/c", "a"),
    ("/**/a", "a x/a x/y/a", "xa"),
    ("/a**/b", "a/b ax/b", "a/x/b"),
    ("/a/**b", "a/b a/xb", "a/x/b"),
    ("/[ab].md", "a.md b.md", "c.md ab.md [ab].md"),
    ("/[!ab].md", "c.md", "a.md"),
    ("/[^ab].md", "c.md", "a.md"),
    ("/x[a-c]y", "xay xcy", "xdy x-y"),
    ("/x[c-a]y", "xay xcy", "xby x-y"),
    ("/x[a-]y", "xay x-y", "xby"),
    (r"/x[\]a]y", "x]y xay", r"x\y"),
    ("/x[a/b]y", "xay xby", "x/y xa/by"),
    ("/x[!a]y", "xby", "x/y xay"),
    ("/x[]y", "", "xy x]y x[]y"),
    ("/x[^]y", "xay", "xy"),
    ("/x[y", "", "x[y xy"),
    ("/a/[b", "", "a/[b"),
    (r"/x\[y", "x[y", "xy"),
    ("/x]y", "x]y", ""),
    (r"/\*", "*", "a"),
    ("/a\\", "a", "a\\"),
    (r"/a\/b", "a/b", ""),
    ("/{a,b}", "{a,b}", "a b"),
    (r"\#a", "#a x/#a", "a"),
    ("/?", "a é", "ab"),
    ("/A", "A", "a"),
    ("/a//b", "", "a/b"),
]


@pytest.mark.parametrize(("glob", "yes", "no"), TABLE, ids=[repr(glob) for glob, _, _ in TABLE])
def test_table(glob: str, yes: str, no: str) -> None:
    matches = Glob(glob).matches
    paths = [yes] if " with " in yes else yes.split()
    assert [path for path in paths if not matches(path)] == []
    assert [path for path in no.split() if matches(path)] == []


def _fits(glob: str, path: str, *, begins: bool = True) -> bool:
    """`fnmatch` with PATHNAME and DOTMATCH by its definition, trying everything. `begins`: a segment does."""
    if begins and glob.startswith("**/"):
        below = [path, *(path[place + 1 :] for place, sign in enumerate(path) if sign == "/")]
        return any(_fits(glob[3:], rest) for rest in below)
    if not glob:
        return not path
    sign, here = glob[0], path[:1].strip("/")
    if sign == "*":
        name = path.partition("/")[0]
        return any(_fits(glob.lstrip("*"), path[end:], begins=False) for end in range(len(name) + 1))
    if sign == "[":
        after = _bracket(glob[1:], here) if here else None
        return after is not None and _fits(after, path[1:], begins=False)
    if sign == "?":
        return here != "" and _fits(glob[1:], path[1:], begins=False)
    if sign == "\\":
        sign, glob = glob[1:2], glob[1:]
    return path[:1] == sign and _fits(glob[1:], path[1:], begins=sign == "/")


def _bracket(glob: str, sign: str) -> str | None:
    """What follows the class if it takes `sign`, else None."""
    negated, place, taken = glob[:1] in ("!", "^"), 0, False
    place += negated
    while place < len(glob):
        if glob[place] == "]":
            return glob[place + 1 :] if taken != negated else None
        ends = []
        for _ in range(2):
            place += glob[place] == "\\"
            if place >= len(glob):
                return None
            ends.append(glob[place])
            place += 1
            if len(ends) == 2 or glob[place : place + 1] != "-" or glob[place + 1 : place + 2] in ("", "]"):
                break
            place += 1
        taken = taken or ends[0] <= sign <= ends[-1] or sign in ends
    return None


@settings(max_examples=500, deadline=None)
@given(glob=GITLAB_GLOBS, path=PATHS)
def test_the_definition_agrees(glob: str, path: str) -> None:
    assert Glob(glob).matches(path) == _fits(Glob(glob).normal, f"/{path}")


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*a" * 2000, "a" * 4000 + "b"),
        ("**/a/" * 500 + "b", "a/" * 2000 + "c"),
        ("*" * 100_000 + "b", "a" * 4000),
        ("**/*[ab]*[ab]*[ab]*[ab]*/b", ("a" * 200 + "/") * 20 + "c"),
        ("[" * 50_000, "a" * 4000),
        ("[a-z" * 20_000 + "]", "aa"),
        ("\\" * 100_001, "a" * 4000),
    ],
    ids=lambda text: text[:12],
)
def test_hostile_patterns_end(glob: str, path: str) -> None:
    assert takes_less(5, lambda: Glob(glob).matches(path))
    assert not Glob(glob).matches(path)
