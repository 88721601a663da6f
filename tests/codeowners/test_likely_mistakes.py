"""Likely mistakes in lines, with and without the tracked files that clear them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiowners.codeowners.file_index import FileIndex
from aiowners.codeowners.file_owners import FileOwners
from aiowners.codeowners.likely_mistakes import with_likely_mistakes
from aiowners.codeowners.line import CodeOwners
from aiowners.codeowners.parse import parse
from aiowners.codeowners.ruleset import Ruleset
from aiowners.forge import Forge
from aiowners.source import Source
from tests.codeowners.strategies import FORGES, PATHS, files

TRACKED = ("docs/a.md", "docs/api/b.md", "my docs/c.md")


def _read(text: str, *tracked: str, forge: Forge = Forge.GITHUB) -> CodeOwners:
    return with_likely_mistakes(parse(Source("CODEOWNERS", text), forge), lambda: FileIndex((*TRACKED, *tracked)))


def _problems(code_owners: CodeOwners) -> list[tuple[int, str, str | None]]:
    return [(problem.location.start.line, problem.location.text, problem.help) for problem in code_owners.problems]


OWNER_AS_PATTERN = [
    ("@acme/maintainers", "* @acme/maintainers"),
    ("@acme/maintainers @maya", "* @acme/maintainers @maya"),
    ("maya@acme.test", "* maya@acme.test"),
    ("@acme/docs /docs/", "/docs/ @acme/docs"),
    ("@acme/docs, @maya", "* @acme/docs @maya"),
    ("@acme/docs,@maya", "* @acme/docs @maya"),
    ("@maya # of the docs", "* @maya"),
    ("maya@163.com @acme/x", "* maya@163.com @acme/x"),
]


@pytest.mark.parametrize("forge", Forge)
@pytest.mark.parametrize(("line", "advice"), OWNER_AS_PATTERN)
def test_an_owner_as_the_pattern(line: str, advice: str, forge: Forge) -> None:
    (problem,) = _read(line, forge=forge).problems
    owner = next(word for word in advice.split() if "@" in word)
    assert problem.message == f"owner `{owner}` is in the place of the pattern, so this line assigns no files"
    assert (problem.location.text, problem.help) == (line.split(maxsplit=1)[0], f"write the pattern first: `{advice}`")


ATTACHED = [
    ("/docs/@acme/docs", "@acme/docs", "/docs/ @acme/docs"),
    ("*@acme/docs @maya", "@acme/docs", "* @acme/docs"),
    ("*.md@maya", "@maya", "*.md @maya"),
    ("/docs/maya@acme.test", "maya@acme.test", "/docs/ maya@acme.test"),
    ("docs@acme/docs # all", "@acme/docs", "docs @acme/docs"),
]


@pytest.mark.parametrize("forge", Forge)
@pytest.mark.parametrize(("line", "owner", "advice"), ATTACHED)
def test_an_owner_attached_to_the_pattern(line: str, owner: str, advice: str, forge: Forge) -> None:
    (problem,) = _read(line, forge=forge).problems
    assert problem.message.startswith(f"a space is missing before `{owner}`: {forge.title} reads ")
    assert (problem.location.text, problem.help) == (owner, f"write `{advice}`")


@pytest.mark.parametrize("forge", Forge)
@pytest.mark.parametrize(
    ("line", "tracked"),
    [
        ("/packages/@acme/ui/ @acme/ui", ""),
        ("node_modules/@types/ @acme/ui", ""),
        ("/packages/@acme/ui @acme/ui", "packages/@acme/ui/index.ts"),
        ("/packages/@acme/gone @acme/ui", "packages/@acme/ui/index.ts"),
        ("@acme/ui @acme/ui", "@acme/ui/index.ts"),
        ("maya@acme.test @maya", "maya@acme.test"),
        ("logo@2x.png @acme/ui", ""),
        ("*@2x @acme/ui", ""),
        (r"/docs/\@acme @acme/ui", ""),
        (r"/my\ docs/ @acme/ui", ""),
        (r"/a\*b @acme/ui", ""),
        (r"/gone\.js @acme/ui", ""),
        ("/日　本/ @acme/ui", "日　本/a.md"),
        ("/👨‍👩‍👧.png @acme/ui", "👨‍👩‍👧.png"),
        ("/docs/ @acme/ui # a\u00a0note\\x", ""),
        ("# @acme/ui\u00a0\\x", ""),
    ],
)
def test_tracked_files_and_common_names_have_no_problem(line: str, tracked: str, forge: Forge) -> None:
    if forge is Forge.GITLAB and "# a" in line:
        return
    assert _read(line, *([tracked] if tracked else [])).problems == ()


@pytest.mark.parametrize("forge", Forge)
@pytest.mark.parametrize(
    "character", ["\u00a0", "\u3000", "\u200b", "\u2060", "\ufeff", "\u2800", "\x85", "\u2028", "\udca0"]
)
@pytest.mark.parametrize(
    "line", ["/docs/{}@acme/docs", "/docs/ @acme/docs{}@maya", "{}/docs/ @maya", "/docs/{} @maya", "{}"]
)
def test_a_character_that_looks_like_a_space(line: str, character: str, forge: Forge) -> None:
    text = f"/a/ @x\n{line.format(character)}\n"
    (problem,) = _read(text, forge=forge).problems
    assert (problem.location.start.line, problem.location.text) == (2, character)
    code = "byte 0xA0 is not UTF-8" if character == "\udca0" else f"U+{ord(character):04X} ("
    assert problem.message.startswith(code)


def test_a_space_in_a_heading() -> None:
    (problem,) = _read("[資　料]\u00a0@acme/docs\n/docs/\n", forge=Forge.GITLAB).problems[:1]
    assert problem.location.text == "\u00a0"
    assert _read("[資　料] @acme/docs\n/docs/\n", forge=Forge.GITLAB).problems == ()


@pytest.mark.parametrize("forge", Forge)
@pytest.mark.parametrize(
    ("line", "advice"),
    [
        (r"docs\api\ @acme/docs", "docs/api/ @acme/docs"),
        (r"docs\ @acme/docs", "docs/ @acme/docs"),
        (r"docs\ @acme/docs @maya", "docs/ @acme/docs"),
        (r"\docs\api @maya", "/docs/api"),
        (r"docs\api\b.md @maya", "docs/api/b.md"),
        (r"docs\*.md @maya", "docs/*.md"),
        (r"docs\\api @maya", "docs/api"),
        (r"docs\.\api @maya", "docs/./api"),
    ],
)
def test_a_backslash_between_directories(line: str, advice: str, forge: Forge) -> None:
    (problem,) = _read(line, forge=forge).problems
    assert (problem.message, problem.help) == (r"`\` does not separate directories in CODEOWNERS", f"write `{advice}`")


def test_without_a_file_list_no_line_is_cleared() -> None:
    for line in ("@acme/ui @maya", "/packages/@acme/ui @maya", "/日　本/ @maya"):
        parsed = parse(Source("CODEOWNERS", line), Forge.GITHUB)
        assert len(with_likely_mistakes(parsed, lambda: None).problems) == 1


@pytest.mark.parametrize("line", ["@acme/docs", "/docs/@acme/docs", "/docs/\u200b@acme/docs", r"docs\ @acme/docs"])
def test_the_owners_of_a_mistaken_line_count_as_unread(line: str) -> None:
    code_owners = _read(f"/a/ @x\n{line}\n")
    file_owners = FileOwners(code_owners, Ruleset(code_owners))
    (cause,) = file_owners.causes(frozenset({"@acme/docs"}))
    assert cause.location == code_owners.problems[0].location
    assert file_owners.causes(frozenset({"@acme/other"})) == ()


def _lines_with_problems(code_owners: CodeOwners) -> list[int]:
    return [problem.location.start.line for problem in code_owners.problems]


CONFLICT = "/b/ @b\n<<<<<<< HEAD\n/a/ @a\n||||||| 1a2b3c4\n/a/\n=======\n/a/ @c\n>>>>>>> branch\n"


@pytest.mark.parametrize("forge", Forge)
def test_one_problem_for_a_conflict(forge: Forge) -> None:
    text = CONFLICT.replace("\n/a/\n", "\n/a/ @a\n")
    code_owners = _read(text, forge=forge)
    assert _lines_with_problems(code_owners) == [2]
    assert code_owners.problems[0].location.text == "<<<<<<< HEAD"
    assert [line.number for line in code_owners.lines] == [1, 3, 5, 7]
    again = _read(text + text.replace("\n", "\r\n"), forge=forge)
    assert _lines_with_problems(again) == [2, 10]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<<<<<<< HEAD\n/a/ @a\n", [1]),
        ("/a/ @a\n=======\n/a/ @b\n>>>>>>> x\n", [4]),
        ("<<<<<<<\n/a/ @a\n<<<<<<<\n/a/ @b\n>>>>>>>\n", [1, 3]),
        ("<<<<<<<<<< HEAD\n/a/ @a\n==========\n>>>>>>>>>> x\n", [1]),
    ],
)
def test_markers_without_their_partners(text: str, lines: list[int]) -> None:
    assert _lines_with_problems(_read(text)) == lines


@pytest.mark.parametrize("text", ["# <<<<<<< HEAD\n/a/ @a\n", "/a/<<<<<<<b @a\n", "# x\n=======\n"])
def test_no_conflict(text: str) -> None:
    assert _read(text).problems == ()


ENCODINGS = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize("forge", Forge)
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", ["* @acme/all\r\n/docs/ @acme/docs\r\n", "* @a", "# これは長い説明です\n* @a\n"])
def test_a_file_in_another_encoding_has_one_problem(text: str, encoding: str, forge: Forge) -> None:
    code_owners = _read(text.encode(encoding).decode("utf-8", "surrogateescape"), forge=forge)
    (problem,) = code_owners.problems
    assert problem.message.startswith(f"CODEOWNERS is in {encoding.upper()[:6]}, so {forge.title} reads no line")
    assert (code_owners.lines, problem.help) == ((), "save the file as UTF-8")


@given(text=st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), min_size=1), forge=FORGES)
def test_utf_8_is_not_another_encoding(text: str, forge: Forge) -> None:
    assert not any("is in UTF" in problem.message for problem in _read(text, forge=forge).problems)


@settings(max_examples=200, deadline=None)
@given(file=files(), paths=st.lists(PATHS, min_size=1, max_size=20))
def test_no_tracked_file_changes_its_owners(file: tuple[str, Forge], paths: list[str]) -> None:
    parsed = parse(Source("CODEOWNERS", file[0]), file[1])
    checked = with_likely_mistakes(parsed, lambda: FileIndex(paths))
    touched = {problem.location.start.line for problem in checked.problems}
    before, after = Ruleset(parsed), Ruleset(checked)
    for path in paths:
        numbers = tuple(line.number for line in before.lines_for(path))
        assert touched.intersection(numbers) or numbers == tuple(line.number for line in after.lines_for(path))
