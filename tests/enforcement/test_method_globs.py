"""A pattern matches the same files in the language of each enforcement method."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiowners.codeowners.gitlab_glob import Glob
from aiowners.codeowners.pattern import Pattern
from aiowners.enforcement.method_globs import to_doublestar, to_fnmatch, to_regex
from tests.codeowners.strategies import PATHS, PIECES, globs

SPECIAL = st.sampled_from(["[ab]", "{a,b}", "(", ")", "|", "^", "$", ".", "+", "!", "#", "@x", "]", "'", '"'])
GLOBS = globs(PIECES | SPECIAL)
FILES = PATHS | st.lists(
    st.sampled_from(["a", "b", "[ab]", "{a,b}", "a.b", "(", ")", "^", "$", "+", "!", "#", "'", "\n"]), min_size=1, max_size=4
).map("/".join)  # fmt: skip

TABLE = [
    ("/models/x/", (r"^models/x/",), ("models/x/**/*",), ("models/x/**/*",)),
    (
        "/models/x.onnx",
        (r"^models/x\.onnx(?:/|$)",),
        ("models/x.onnx", "models/x.onnx/**/*"),
        ("models/x.onnx", "models/x.onnx/**/*"),
    ),
    ("/models/*", ("^models/[^/]+$",), ("models/*",), None),
    (
        "*.bin",
        (r"^(?:[^/]+/)*[^/]*\.bin(?:/|$)",),
        ("**/*.bin", "**/*.bin/**/*"),
        ("**/*.bin", "**/*.bin/**/*"),
    ),
    ("/x.bin", (r"^x\.bin(?:/|$)",), ("x.bin", "x.bin/**/*"), None),
    ("/models/", ("^models/",), ("models/**/*",), ("models/**/*",)),
    ("*", ("^(?:[^/]+/)*[^/]+$",), ("**/*",), ("**/*",)),
    ("**", ("^",), ("**/*",), ("**/*",)),
    ("/my models/", ("^my models/",), None, (r"my\ models/**/*",)),
    ("/a[1]/", (r"^a\[1\]/",), (r"a\[1\]/**/*",), (r"a\[1\]/**/*",)),
    (r"/a\*/", (r"^a\*/",), (r"a\*/**/*",), (r"a\*/**/*",)),
    ("/!a/{b}/", (r"^!a/\{b\}/",), (r"!a/\{b\}/**/*",), (r"\!a/\{b\}/**/*",)),
    ("/a\x1b/", None, None, None),
    ("/a//b/", (), (), ()),
]


@pytest.mark.parametrize(("glob", "regex", "doublestar", "fnmatch"), TABLE)
def test_table(
    glob: str, regex: tuple[str, ...] | None, doublestar: tuple[str, ...] | None, fnmatch: tuple[str, ...] | None
) -> None:
    pattern = Pattern(glob)
    assert (to_regex(pattern), to_doublestar(pattern), to_fnmatch(pattern)) == (regex, doublestar, fnmatch)


def doublestar(glob: str, path: str) -> bool:
    """github.com/bmatcuk/doublestar's `Match`, written again from its page: files, and names of one segment."""
    return _steps(glob.split("/"), path.split("/"))


def _steps(globs_: Sequence[str], names: Sequence[str]) -> bool:
    if not globs_:
        return not names
    if globs_[0] == "**":
        return any(_steps(globs_[1:], names[skipped:]) for skipped in range(len(names) + 1))
    return (
        bool(names)
        and re.fullmatch(_segment_regex(globs_[0]), names[0], re.DOTALL) is not None
        and _steps(globs_[1:], names[1:])
    )


def _to_the_end(expression: str) -> str:
    """RE2's `$` is Python's `\\Z`."""
    return re.sub(r"(?<!\\)\$(?=\)?\Z)", r"\\Z", expression)


def _segment_regex(glob: str) -> str:
    assert not re.sub(r"\\.", "", glob).strip("".join(set(glob) - set("[]{}"))), glob
    parts = re.findall(r"\\.|[^\\]", glob, re.DOTALL)
    return "".join({"*": ".*", "?": "."}.get(part) or re.escape(part[-1]) for part in parts)


@settings(max_examples=300, deadline=None)
@given(GLOBS, st.lists(FILES, min_size=1, max_size=10))
def test_the_same_files(glob: str, paths: list[str]) -> None:
    pattern = Pattern(glob)
    matched = [path for path in paths if pattern.matches(path)]
    regexes = to_regex(pattern) or ()
    if regexes:
        assert [path for path in paths if any(re.search(_to_the_end(regex), path) for regex in regexes)] == matched
    doublestar_globs = to_doublestar(pattern)
    if doublestar_globs is not None:
        assert [path for path in paths if any(doublestar(glob, path) for glob in doublestar_globs)] == matched
    fnmatch_globs = to_fnmatch(pattern)
    if fnmatch_globs is not None:
        assert [path for path in paths if any(Glob(f"/{glob}").matches(path) for glob in fnmatch_globs)] == matched


GITIGNORE_PATHS = (
    "a",
    "b/a",
    "a/b",
    "a/b/c.bin",
    "b/x.bin",
    "x.bin",
    "a/x.bin/b",
    "[ab]/a",
    "!a/b",
    "#a/b",
    "d d/b",
    "a/.h/x",
)


@settings(max_examples=60, deadline=None)
@given(GLOBS)
def test_gitignore_matches_the_same_files_as_fnmatch(tmp_path_factory: pytest.TempPathFactory, glob: str) -> None:
    _same_as_git(_repository(tmp_path_factory), glob)


def _same_as_git(root: Path, glob: str) -> None:
    globs_ = to_fnmatch(Pattern(glob))
    if globs_ is None:
        return
    (root / ".gitignore").write_text("".join(f"{line}\n" for line in globs_), encoding="utf-8")
    command = ["git", "-C", str(root), "check-ignore", "--no-index", "-z", "--stdin"]
    listing = subprocess.run(command, input="\0".join(GITIGNORE_PATHS), text=True, capture_output=True, check=False)
    matched = {path for path in GITIGNORE_PATHS if Pattern(glob).matches(path)}
    assert {path for path in listing.stdout.split("\0") if path} == matched


def _repository(factory: pytest.TempPathFactory) -> Path:
    root = factory.getbasetemp() / "gitignore"
    if not root.exists():
        root.mkdir()
        subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


@pytest.mark.parametrize("glob", [glob for glob, _, _, fnmatch in TABLE if fnmatch])
def test_gitignore_table(tmp_path_factory: pytest.TempPathFactory, glob: str) -> None:
    _same_as_git(_repository(tmp_path_factory), glob)
