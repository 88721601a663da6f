"""Conversion of a manifest's pattern for each code host."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aiowners.codeowners.forge_patterns import to_codeowners
from aiowners.codeowners.parse import parse
from aiowners.codeowners.pattern import Pattern, literal, rebase
from aiowners.codeowners.ruleset import Ruleset
from aiowners.forge import Forge
from aiowners.source import Source
from tests.codeowners.strategies import PATHS, PIECES, globs

# pattern -> the lines on GitHub and Bitbucket, and those on GitLab; None: inexpressible.
TABLE: list[tuple[str, tuple[str, ...] | None, tuple[str, ...] | None]] = [
    ("/src/semantic/", ("/src/semantic/",), ("/src/semantic/",)),
    ("/src/a.py", ("/src/a.py",), ("/src/a.py", "/src/a.py/")),
    ("src/a.py", ("/src/a.py",), ("/src/a.py", "/src/a.py/")),
    ("*.js", ("*.js",), ("*.js", "*.js/")),
    ("apps/", ("apps/",), ("apps/",)),
    ("**/logs", ("logs",), ("logs", "logs/")),
    ("**/a/b", ("**/a/b",), ("**/a/b", "**/a/b/")),
    ("docs/*", ("/docs/*",), ("/docs/*",)),
    ("docs/**", ("/docs/",), ("/docs/",)),
    ("docs/**/*.md", ("/docs/**/*.md",), ("/docs/**/*.md", "/docs/**/*.md/")),
    ("*", ("*",), ("*",)),
    ("**", ("*",), ("*",)),
    ("my docs/", (r"my\ docs/",), (r"my\ docs/",)),
    (r"/my\ docs/", (r"/my\ docs/",), (r"/my\ docs/",)),
    (r"/a\*b/", (r"/a\*b/",), (r"/a\*b/",)),
    (r"\*x/", (r"**/\*x/",), (r"**/\*x/",)),
    ("!x/", ("**/!x/",), ("**/!x/",)),
    ("!x/y/", ("/!x/y/",), ("/!x/y/",)),
    ("#x/", None, ("**/#x/",)),
    ("/c#/", None, ("/c#/",)),
    ("/a\tb/", ("/a\\\tb/",), None),
    ("/a\nb/", None, None),
    (r"/a\\", None, None),
    (r"/a\\/", (r"/a\\/",), (r"/a\\/",)),
    ("/a/*\\", ("/a/?*",), ("/a/?*", "/a/?*/")),
    ("/", (), ()),
    ("", (), ()),
    ("/a//b", (), ()),
]


@pytest.mark.parametrize(("glob", "github", "gitlab"), TABLE)
def test_table(glob: str, github: tuple[str, ...] | None, gitlab: tuple[str, ...] | None) -> None:
    assert to_codeowners(Pattern(glob), Forge.GITHUB) == github
    assert to_codeowners(Pattern(glob), Forge.BITBUCKET) == github
    assert to_codeowners(Pattern(glob), Forge.GITLAB) == gitlab


@pytest.mark.parametrize(
    ("glob", "converted"),
    [
        ("/pages/[id]/", (r"/pages/\[id\]/",)),
        ("/web/app/[workspace]/chat/", (r"/web/app/\[workspace\]/chat/",)),
        ("[...slug]/", (r"**/\[...slug\]/",)),
        ("/a]", (r"/a\]",)),
        (r"/\[a\]/*", (r"/\[a\]/*",)),
    ],
)
def test_brackets_on_github(glob: str, converted: tuple[str, ...]) -> None:
    assert to_codeowners(Pattern(glob), Forge.GITHUB) == converted
    assert to_codeowners(Pattern(glob), Forge.BITBUCKET) == (None if "[" in glob else (glob,))


def test_brackets_on_gitlab() -> None:
    assert to_codeowners(Pattern("/pages/[id]/"), Forge.GITLAB) == (r"/pages/\[id]/",)


SPECIAL = st.sampled_from(["#", "!", "[", "[ab]", "]", "@", "^", "{a}", " ", "\\\\", "x ", " x"])


@settings(max_examples=200, deadline=None)
@given(
    glob=globs(PIECES | SPECIAL),
    directory=st.sampled_from(["", "a", "a/[b]", " a b "]),
    paths=st.lists(PATHS, min_size=1, max_size=10),
)
@example(glob="*\\", directory="a", paths=["a/b/c"])
def test_the_same_files(glob: str, directory: str, paths: list[str]) -> None:
    pattern = rebase(glob, directory)
    paths += [f"{directory}/{path}" for path in paths if directory]
    for forge in Forge:
        converted = to_codeowners(pattern, forge)
        if converted is None:
            has_bracket = forge is Forge.BITBUCKET and "[" in pattern.glob
            assert "#" in pattern.glob or has_bracket or pattern.segments[-1].endswith("\\\\")
            continue
        code_owners = parse(Source("CODEOWNERS", "\n".join(f"{line} @team" for line in converted)), forge)
        if not any(segment in (".", "..") for segment in pattern.segments):
            assert (len(code_owners.lines), code_owners.problems) == (len(converted), ())
        ruleset = Ruleset(code_owners)
        assert [path for path in paths if ruleset.lines_for(path)] == [path for path in paths if pattern.matches(path)]


NAMES = st.text("ab[]*?\\! #@^{}-.\t'", min_size=1, max_size=6).filter(
    lambda name: name.strip(". ") == name and not name.endswith(("\t", "\\"))
)
MORE_NAMES = st.lists(NAMES, min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(names=st.lists(NAMES, min_size=1, max_size=3), more_names=MORE_NAMES)
def test_git_reads_an_escaped_name_as_the_name(
    names: list[str], more_names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The independent matcher is git: GitHub's patterns are those of gitignore(5)."""
    path = "/".join(names)
    converted = to_codeowners(literal(path), Forge.GITHUB)
    if converted is None:
        assert "#" in path
        return
    code_owners = parse(Source("CODEOWNERS", f"{converted[0]} @team"), Forge.GITHUB)
    assert (len(code_owners.lines), code_owners.problems) == (1, ())
    root = repository(tmp_path_factory)
    (root / ".gitignore").write_text(f"{converted[0]}\n", encoding="utf-8")
    paths = {
        path,
        *more_names,
        *("/".join((*names[:-1], name)) for name in more_names),
        path.replace("[", "a"),
        f"{path}a",
    }
    assert ignored(root, paths) == {near for near in paths if near == path or near.startswith(f"{path}/")}


def repository(factory: pytest.TempPathFactory) -> Path:
    """Return an empty repository, which all examples share."""
    root = factory.getbasetemp() / "escapes"
    if not root.exists():
        subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def ignored(root: Path, paths: set[str]) -> set[str]:
    """Return the paths that git ignores in this repository."""
    command = ["git", "-C", str(root), "check-ignore", "--no-index", "-z", "--stdin"]
    completed = subprocess.run(command, input="\0".join(paths), text=True, capture_output=True, check=False)
    assert completed.returncode in (0, 1), completed.stderr
    return {path for path in completed.stdout.split("\0") if path}
