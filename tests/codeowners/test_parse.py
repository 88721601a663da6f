"""Lines as GitHub and Bitbucket read them, and properties of every code host."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiowners.codeowners.line import CodeOwners
from aiowners.codeowners.parse import parse
from aiowners.codeowners.ruleset import Ruleset
from aiowners.forge import Forge
from aiowners.source import Source
from tests.codeowners.strategies import FORGES, GLOBS, PATHS, files
from tests.codeowners.test_pattern import TABLE


def _read(text: str, forge: Forge = Forge.GITHUB) -> CodeOwners:
    return parse(Source("CODEOWNERS", text), forge)


def _problems(code_owners: CodeOwners) -> list[tuple[int, str, str]]:
    return [(problem.location.start.line, problem.location.text, problem.message) for problem in code_owners.problems]


def _owners(text: str, path: str, forge: Forge = Forge.GITHUB) -> tuple[str, ...] | None:
    lines = Ruleset(_read(text, forge)).lines_for(path)
    return lines[0].names if lines else None


# GitHub's page "About code owners", section "Example of a CODEOWNERS file", its comments left out.
GITHUB_EXAMPLE = """\
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
/apps/ @octocat
/apps/github @doctocat
"""
GITHUB_OWNERS = [
    ("README.md", "@global-owner1 @global-owner2"),
    ("src/a.js", "@js-owner"),
    ("a.go", "docs@example.com"),
    ("x/a.txt", "@octo-org/octocats"),
    ("build/logs/a", "@octocat"),
    ("deeply/nested/logs/a", "@octocat"),
    ("docs/getting-started.md", "@doctocat"),
    ("docs/build-app/troubleshooting.md", "@doctocat"),
    ("src/apps/a", "@octocat"),
    ("scripts/a", "@doctocat @octocat"),
    ("apps/a", "@octocat"),
    ("apps/github", "@doctocat"),
    ("apps/github/a", "@doctocat"),
]


@pytest.mark.parametrize(("path", "owners"), GITHUB_OWNERS)
def test_github_documentation(path: str, owners: str) -> None:
    assert _owners(GITHUB_EXAMPLE, path) == tuple(owners.split())
    assert _read(GITHUB_EXAMPLE).problems == ()


# Bitbucket's page "Set up and use code owners", and the article that announced it.
BITBUCKET_EXAMPLE = """\
*      alisha@example.com fred@example.com
*.js   @workspace-slug/frontenders:all
*.py   @workspace-slug/backenders:least_busy(2)
*.tf   @teams/sre-leads:random(2)
docs/  @individual # inline
"""


def test_bitbucket_documentation() -> None:
    assert _read(BITBUCKET_EXAMPLE, Forge.BITBUCKET).problems == ()
    assert _owners(BITBUCKET_EXAMPLE, "x/main.tf", Forge.BITBUCKET) == ("@teams/sre-leads:random(2)",)
    assert _owners(BITBUCKET_EXAMPLE, "docs/x.js", Forge.BITBUCKET) == ("@individual",)


def test_locations_and_fields() -> None:
    code_owners = _read("\ufeff# no\r\n\r\n  my\\ docs/\t @a  b@example.com # @c\r\n/none #x\r\n#end")
    first, second = code_owners.lines
    assert (first.number, first.pattern, first.names, first.section) == (3, "my\\ docs/", ("@a", "b@example.com"), None)
    assert first.location.text == "my\\ docs/\t @a  b@example.com # @c"
    assert [owner.location.text for owner in first.owners] == ["@a", "b@example.com"]
    assert first.pattern_location.start.column == 3
    assert (second.number, second.pattern, second.owners) == (4, "/none", ())
    assert code_owners.problems == ()


def test_a_line_without_an_owner_differs_from_no_line() -> None:
    text = "/a/ @x\n/a/b/\n"
    assert _owners(text, "a/c") == ("@x",)
    assert _owners(text, "a/b/c") == ()
    assert _owners(text, "c") is None


@pytest.mark.parametrize(
    ("line", "part", "message"),
    [
        ("!a @x", "!", "GitHub has no negation: this line is skipped"),
        ("a/[b-d].py @x", "[b-d]", "GitHub has no character classes: this line is skipped"),
        ("a/[b @x", "[", "GitHub has no character classes: this line is skipped"),
        (r"\[a[b] @x", "[b]", "GitHub has no character classes: this line is skipped"),
        ("a/b]/ @x", "]", "GitHub requires both `[` and `]` to be escaped: this line is skipped"),
        (r"a/\[b]/ @x", "]", "GitHub requires both `[` and `]` to be escaped: this line is skipped"),
        (r"\#a @x", r"\#", r"GitHub has no pattern that begins with `\#`: this line is skipped"),
        ("/ @x", "/", "`/` can never match a file"),
        ("./a @x", "./a", "`./a` can never match a file"),
        ("a//b @x", "a//b", "`a//b` can never match a file"),
        ("a bob", "bob", "`bob` is neither `@user`, `@org/team` nor an email: GitHub skips this line"),
        ("a x@y.org,", "x@y.org,", "`x@y.org,` is neither `@user`, `@org/team` nor an email: GitHub skips this line"),
        ("a @", "@", "`@` is neither `@user`, `@org/team` nor an email: GitHub skips this line"),
        ("a @x/y/z", "@x/y/z", "`@x/y/z` is neither `@user`, `@org/team` nor an email: GitHub skips this line"),
    ],
)
def test_github_skips(line: str, part: str, message: str) -> None:
    code_owners = _read(f"# first\n{line}\n*.md @docs\n")
    assert _problems(code_owners) == [(2, part, message)]
    assert [line.pattern for line in code_owners.lines] == ["*.md"]


def test_an_unescaped_space() -> None:
    first, second = _read("my docs/ team @x").problems
    assert (first.location.text, first.help) == ("docs/", r"A blank that belongs to a path is written `\ `.")
    assert (second.location.text, second.help) == ("team", "Write `@team`.")


def test_bitbucket_ignores_words_that_are_not_owners() -> None:
    code_owners = _read("a @x bob @@group\n!b @x", Forge.BITBUCKET)
    shape = "neither `@user`, `@workspace/group`, `@teams/name` nor an email: Bitbucket ignores it"
    assert _problems(code_owners) == [
        (1, "bob", f"`bob` is {shape}"),
        (1, "@@group", f"`@@group` is {shape}"),
        (2, "!", "Bitbucket has no negation: this line is skipped"),
    ]
    assert [line.names for line in code_owners.lines] == [("@x",)]


def test_a_file_too_large() -> None:
    limit = Forge.GITHUB.size_limit or 0
    text = "/a @b\n#" + "é" * (limit // 2 - 4)
    assert len(text.encode()) == limit - 1
    assert len(_read(text).lines) == 1
    for beyond in (f"{text}.", f"\ufeff{text}"):
        code_owners = _read(beyond)
        assert (code_owners.lines, [problem.location.text for problem in code_owners.problems]) == ((), ["/a @b"])
        assert "3 MB" in code_owners.problems[0].message
        assert _read(beyond, Forge.BITBUCKET).problems == ()


def test_the_paths_of_each_code_host() -> None:
    assert Forge.GITHUB.codeowners_paths == (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
    assert Forge.GITLAB.codeowners_paths == ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
    assert Forge.BITBUCKET.codeowners_paths == (".bitbucket/CODEOWNERS",)


# Without rows that are not valid in a file: unsupported syntax, and a trailing backslash, which escapes the space.
IN_A_FILE = [row for row in TABLE if row[0][:1] not in ("", "#", "!") and "[" not in row[0] and row[0][-1] != "\\"]


@pytest.mark.parametrize(("glob", "matching", "rejected"), IN_A_FILE, ids=[repr(glob) for glob, _, _ in IN_A_FILE])
def test_the_pattern_table_in_a_file(glob: str, matching: str, rejected: str) -> None:
    ruleset = Ruleset(_read(f"{glob} @x"))
    assert [path for path in matching.split() if not path.endswith("/") and not ruleset.lines_for(path)] == []
    assert [path for path in rejected.split() if ruleset.lines_for(path)] == []


@settings(max_examples=200, deadline=None)
@given(text=st.text("ab/*@!#[]^\\ .\n\r\t\v-0129:()\ufeff\udcff") | files().map(lambda file: file[0]), forge=FORGES)
def test_every_line_is_read_or_reported(text: str, forge: Forge) -> None:
    source = Source("CODEOWNERS", text)
    code_owners = parse(source, forge)
    numbers = {line.number for line in code_owners.lines}
    numbers |= {section.location.start.line for section in code_owners.sections}
    for problem in code_owners.problems:
        span = problem.location.span
        assert 0 <= span.start < span.end <= len(source.text)
        assert problem.location.start.line == problem.location.end.line
        assert problem.message
        numbers.add(problem.location.start.line)
    texts = [source.line(number + 1).strip(" \t\v\f\0") for number in range(len(source.line_starts))]
    assert numbers == {number for number, line in enumerate(texts, 1) if line and not line.startswith("#")}
    for line in code_owners.lines:
        assert line.pattern_location.text == line.pattern
        assert all(owner.location.text == owner.name for owner in line.owners)
    Ruleset(code_owners).lines_for("a/b")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("ignored")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def _matches_the_same_in_git(glob: str) -> bool:
    # The differences of the languages: see the same test of single patterns. In git, a pattern
    # that ends in a backslash is also invalid.
    stem = glob.rstrip("/")
    return (
        all("**" not in name or set(name) == {"*"} for name in glob.split("/"))
        and not ("/" in stem and set(stem.rpartition("/")[2]) == {"*"})
        and not (glob.endswith("/") and set(stem) == {"*"})
        and not any(name.endswith("\\") for name in glob.replace("\\\\", "").split("/"))
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(globs=st.lists(GLOBS, min_size=1, max_size=9), paths=st.lists(PATHS, min_size=1, max_size=20, unique=True))
def test_git_agrees_on_files(repository: Path, globs: list[str], paths: list[str]) -> None:
    globs = list(filter(_matches_the_same_in_git, globs))
    (repository / ".gitignore").write_text("\n".join(globs) + "\n", encoding="utf-8")
    completed = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin", "-z"],
        input="\0".join(paths).encode(),
        cwd=repository,
        capture_output=True,
        check=False,
    )
    ruleset = Ruleset(_read("\n".join(f"{glob} @x" for glob in globs)))
    assert {path for path in paths if ruleset.lines_for(path)} == set(completed.stdout.decode().split("\0")) - {""}


@pytest.mark.parametrize(
    ("line", "written"),
    [("/a/[b]/c @x", r"/a/\[b\]/c"), (r"/\[a]/[...b]/ @x", r"/\[a\]/\[...b\]/"), (r"/\\[a] @x", r"/\\\[a\]")],
)
def test_the_help_escapes_brackets_on_github(line: str, written: str) -> None:
    (problem,) = _read(line).problems
    assert problem.help == f"if the name has brackets, write `{written}`; otherwise, write one line for each name"
    assert _read(f"{written} @x").problems == ()
    (problem,) = _read(line, Forge.BITBUCKET).problems
    assert "`?` stands for any one character" in (problem.help or "")
