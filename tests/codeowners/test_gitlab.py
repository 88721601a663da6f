"""Lines as GitLab reads them: sections, default owners, exclusions, and problems."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from aiowners.codeowners.line import CodeOwners
from aiowners.codeowners.parse import parse
from aiowners.codeowners.ruleset import Ruleset
from aiowners.forge import Forge
from aiowners.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable


def _read(text: str) -> CodeOwners:
    return parse(Source("CODEOWNERS", text), Forge.GITLAB)


def _owners(text: str, path: str) -> dict[str | None, str]:
    return {line.section: " ".join(line.names) for line in Ruleset(_read(text)).lines_for(path)}


def _problems(text: str) -> list[tuple[int, str, str]]:
    problems = _read(text).problems
    return [(problem.location.start.line, problem.location.text, problem.message) for problem in problems]


README = """\
* @admin

[README Owners]
README.md @user1 @user2
internal/README.md @user4

[README other owners]
README.md @user3
"""
DEFAULTS = """\
* @general-approvers

[Documentation] @docs-team
docs/
README.md
*.txt

[Database] @database-team @agarcia
model/db/
config/db/database-setup.md @docs-team
"""
EXCLUSIONS = """\
* @username
!pom.xml

[Ruby]
*.rb @ruby-team
!/config/**/*.rb

[Config]
/config/ @ops-team
"""
# Files of "Syntax of CODEOWNERS file" and "Advanced CODEOWNERS configuration", a path, and its owners.
DOCUMENTED = [
    (README, "README.md", {None: "@admin", "README Owners": "@user1 @user2", "README other owners": "@user3"}),
    (README, "internal/README.md", {None: "@admin", "README Owners": "@user4", "README other owners": "@user3"}),
    (
        DEFAULTS,
        "model/db/CHANGELOG.txt",
        {None: "@general-approvers", "Documentation": "@docs-team", "Database": "@database-team @agarcia"},
    ),
    (DEFAULTS, "config/db/database-setup.md", {None: "@general-approvers", "Database": "@docs-team"}),
    (EXCLUSIONS, "src/a.rb", {None: "@username", "Ruby": "@ruby-team"}),
    (EXCLUSIONS, "config/a/b.rb", {None: "@username", "Ruby": "", "Config": "@ops-team"}),
    (EXCLUSIONS, "x/pom.xml", {None: ""}),
    ("*.md @doc-team\nterms.md @legal-team", "terms.md", {None: "@legal-team"}),
    ("[Docs]\nee/docs/ @docs\n[DB]\nREADME.md @db\n[DOCS]\nREADME.md @d", "README.md", {"Docs": "@d", "DB": "@db"}),
    ("LICENSE @legal janedoe@gitlab.com", "LICENSE", {None: "@legal janedoe@gitlab.com"}),
    ("README @group @group/with-nested/subgroup", "README", {None: "@group @group/with-nested/subgroup"}),
    ("file.md @@developer @@Maintainers", "file.md", {None: "@@developer @@Maintainers"}),
    ("/path/* @group no_at @user", "path/a", {None: "@group @user"}),
    ("[A] @a\n/x\n/y @b bad\n/z bad", "x", {"A": "@a"}),
    ("[A] @a\n/x\n/y @b bad\n/z bad", "y", {"A": "@b"}),
    ("[A] @a\n/x\n/y @b bad\n/z bad", "z", {"A": ""}),
]


@pytest.mark.parametrize(("text", "path", "owners"), DOCUMENTED)
def test_documentation(text: str, path: str, owners: dict[str | None, str]) -> None:
    assert _owners(text, path) == owners


def test_documented_files_have_no_problem() -> None:
    assert [_problems(text) for text in (README, DEFAULTS, EXCLUSIONS)] == [[], [], []]


# Undocumented behavior of the program.
def test_a_repeated_pattern_keeps_its_position() -> None:
    text = "*.md @a\nterms.md @b\n*.md @c"
    assert _owners(text, "terms.md") == {None: "@b"}
    assert _owners(text, "x.md") == {None: "@c"}


def test_an_exclusion_applies_to_lines_before_and_after_it() -> None:
    assert _owners("!*.rb\n/a/ @x", "a/b.rb") == {None: ""}
    assert _owners("/a/ @x\n!*.rb", "a/b.rb") == {None: ""}
    assert _owners("!/a/ \n/a/ @x", "a/b.rb") == {None: "@x"}
    assert _owners("* @x\n! [", "a/b.rb") == {None: ""}


@pytest.mark.parametrize(
    ("heading", "name", "optional", "approvals", "owners"),
    [
        ("[Docs]", "Docs", False, 1, ""),
        ("^[Docs] @a @b/c", "Docs", True, 1, "@a @b/c"),
        ("[My docs][3] @a x@y.org", "My docs", False, 3, "@a x@y.org"),
        ("[Docs][2]@a", "Docs", False, 2, "@a"),
        ("[Docs][0]", "Docs", False, 1, ""),
        ("[Docs][ 2 ]", "Docs", False, 2, ""),
        ("[Docs][1 0]", "Docs", False, 1, ""),
        ("[Docs][two] @a", "Docs", False, 1, ""),
        ("[Docs] @a+b", "Docs", False, 1, "@a"),
        ("[Docs]]", "Docs", False, 1, ""),
        ("[]", "", False, 1, ""),
        ("[a-z]*.md @x", "a-z", False, 1, ""),
    ],
)
def test_headings(heading: str, name: str, optional: bool, approvals: int, owners: str) -> None:
    (section,) = _read(heading).sections
    assert (section.name, section.optional, section.approvals) == (name, optional, approvals)
    assert " ".join(owner.name for owner in section.owners) == owners


NO_COMMENTS = "GitLab has no comments after a pattern"
SHAPE = "neither `@user`, `@group/subgroup`, `@@role` nor an email: GitLab ignores it"
PROBLEMS = [
    (
        "[Docs",
        (1, "[Docs", "This heading has no `]`: GitLab begins no section here, and what follows is in the one before"),
    ),
    ("[]", (1, "[]", "This section has no name")),
    ("[A][]", (1, "[]", "`[]` is not a number of approvals")),
    ("[A][1 0]", (1, "[1 0]", "`[1 0]` is not a number of approvals")),
    ("[A][0]", (1, "[0]", "GitLab requires one approval where `0` is written")),
    ("^[A][2]", (1, "[2]", "An optional section requires no approvals: GitLab does not wait for these 2")),
    ("[A][two] @a", (1, "[two] @a", "GitLab reads this line as a heading and ignores `[two] @a`")),
    ("[a-z]*.md @x", (1, "*.md @x", "GitLab reads this line as a heading and ignores `*.md @x`")),
    ("[A] @a # who", (1, "# who", "GitLab reads this line as a heading and ignores `# who`")),
    ("[A] bob", (1, "bob", f"`bob` is {SHAPE}")),
    ("[A][2]@a", (1, "[A][2]@a", "GitLab reports this heading: blanks stand where it knows none, or are missing")),
    ("/a @x # see @y", (1, "# see @y", f"{NO_COMMENTS}: it asks `@y` too")),
    ("/a @x # why", (1, "# why", f"{NO_COMMENTS}: it reads these words as owners")),
    ("/a @x, @y", (1, "@x,", "`@x,` is not an owner: GitLab reads `@x` from it")),
    ("/a @x @@guest", (1, "@@guest", f"`@@guest` is {SHAPE}")),
    ("/a", (1, "/a", "`/a` has no owner: nobody has to approve, and GitLab reports the line")),
    ("/a[b @x", (1, "/a[b", "`/a[b` can never match a file: its `[` has no `]`")),
    ("./a @x", (1, "./a", "`./a` can never match a file")),
    ("* @x\n!/a @y", (2, "@y", "An exclusion has no owners: GitLab ignores these words")),
    (
        "* @x\n!*.rb\n/special/*.rb @y",
        (3, "/special/*.rb", "`!*.rb` on line 2 excludes these files for the whole section"),
    ),
    (
        "[R]\n!/config/**/*.rb\n/config/routes.rb @y",
        (3, "/config/routes.rb", "`!/config/**/*.rb` on line 2 excludes these files for the whole section"),
    ),
    ("[A]\n^[a]", (2, "^[a]", "`[A]` is optional here and required on line 1: GitLab requires it")),
]


@pytest.mark.parametrize(("text", "problem"), PROBLEMS)
def test_problems(text: str, problem: tuple[int, str, str]) -> None:
    assert _problems(text) == [problem]


@pytest.mark.parametrize(
    "text", ["!*.rb\n* @x", "!/a/**/*.rb\n/a/ @x", "!/a\n[S]\n/a @x", "!/a\n/a @x", "!/a/*\n/a/ @x"]
)
def test_an_exclusion_of_some_files_is_not_a_problem(text: str) -> None:
    assert _problems(text) == []


def test_a_section_without_a_name_is_not_the_unnamed_one() -> None:
    assert _owners("* @a\n[]\n* @b\n[codeowners] @c\n/x", "x") == {"codeowners": "@c", "": "@b"}
    assert _owners("* @a\n[codeowners] @c\n/x", "x") == {"codeowners": "@c"}


HOSTILE: dict[str, Callable[[int], str]] = {
    "sections": lambda size: "\n".join(f"[{number}]\n/a{number} @x" for number in range(size)),
    "exclusions": lambda size: "\n".join(f"!/a{number}/\n/b{number}/ @x" for number in range(size)),
    "owners": lambda size: "/a " + "@a@" * size,
    "a path as an owner": lambda size: "/a @" + "a/" * size,
    "an address": lambda size: "/a " + "a" * size + "@",
    "brackets": lambda size: "[" * size,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_time_for_hostile_files_grows_only_with_their_length(name: str) -> None:
    def seconds(size: int) -> float:
        text = HOSTILE[name](size)
        start = time.process_time()
        Ruleset(_read(text)).lines_for("a/b")
        return time.process_time() - start

    # Four times the length; a quadratic step would cost sixteen times as much. How fast the machine is does not matter.
    short = min(seconds(2_500) for _ in range(3))
    assert min(seconds(10_000) for _ in range(2)) < 8 * short + 0.1


def test_owners_in_a_comment_are_assigned() -> None:
    assert _owners("/a @x # see @y", "a") == {None: "@x @y"}
