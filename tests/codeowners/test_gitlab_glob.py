"""GitLab's patterns: a table from its documentation, and a second implementation of its algorithm."""

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
    # Consequences of `fnmatch` that are easily misunderstood.
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


@pytest.mark.parametrize(("glob", "matching", "rejected"), TABLE, ids=[repr(glob) for glob, _, _ in TABLE])
def test_table(glob: str, matching: str, rejected: str) -> None:
    matches = Glob(glob).matches
    paths = [matching] if " with " in matching else matching.split()
    assert [path for path in paths if not matches(path)] == []
    assert [path for path in rejected.split() if matches(path)] == []


def _fits(glob: str, path: str, *, begins: bool = True) -> bool:
    """Match like `fnmatch` with PATHNAME and DOTMATCH, by its definition. `begins` is true at the start of a segment."""
    if begins and glob.startswith("**/"):
        below = [path, *(path[index + 1 :] for index, character in enumerate(path) if character == "/")]
        return any(_fits(glob[3:], rest) for rest in below)
    if not glob:
        return not path
    special, character = glob[0], path[:1].strip("/")
    if special == "*":
        name = path.partition("/")[0]
        return any(_fits(glob.lstrip("*"), path[end:], begins=False) for end in range(len(name) + 1))
    if special == "[":
        after = _bracket(glob[1:], character) if character else None
        return after is not None and _fits(after, path[1:], begins=False)
    if special == "?":
        return character != "" and _fits(glob[1:], path[1:], begins=False)
    if special == "\\":
        special, glob = glob[1:2], glob[1:]
    return path[:1] == special and _fits(glob[1:], path[1:], begins=special == "/")


def _bracket(glob: str, character: str) -> str | None:
    """Return the glob after the class if the class matches `character`; otherwise, None."""
    negated, index, matched = glob[:1] in ("!", "^"), 0, False
    index += negated
    while index < len(glob):
        if glob[index] == "]":
            return glob[index + 1 :] if matched != negated else None
        ends = []
        for _ in range(2):
            index += glob[index] == "\\"
            if index >= len(glob):
                return None
            ends.append(glob[index])
            index += 1
            if len(ends) == 2 or glob[index : index + 1] != "-" or glob[index + 1 : index + 2] in ("", "]"):
                break
            index += 1
        matched = matched or ends[0] <= character <= ends[-1] or character in ends
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
