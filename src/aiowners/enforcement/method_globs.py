"""Convert a pattern to the languages of enforcement methods: RE2, doublestar globs, and a ruleset's fnmatch.

Each function returns the patterns that together match the same files. The result is empty if no
file can match, and None if the language cannot express the pattern.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiowners.codeowners.pattern import GLOBSTAR, Pattern

if TYPE_CHECKING:
    from aiowners.codeowners.file_index import FileIndex

_TOKEN = re.compile(r"\\(?P<escaped>.?)|(?P<stars>\*+)|(?P<question>\?)|(?P<plain>[^*?\\]+)", re.DOTALL)
# The special characters of RE2, the language of Go's `regexp`; github.com/google/re2, "Syntax".
_RE2 = re.compile(r"[\\.+*?()|\[\]{}^$]")
# github.com/bmatcuk/doublestar, "Patterns".
_DOUBLESTAR = re.compile(r"[\\*?\[\]{}]")
# The special characters of gitignore and Ruby's `File.fnmatch`; a backslash escapes any character in both.
_FNMATCH = re.compile(r"[\\*?\[\]{}!# ]")


def to_regex(pattern: Pattern) -> tuple[str, ...] | None:
    """Return the regular expression for policy-bot.

    It is anchored at the start. The expression of a directory has no end: with `.*$`, a name with a
    line break in it would not match.
    """
    segments = pattern.segments
    if not pattern.glob.isprintable():
        return None
    if not _can_match(segments):
        return ()
    below = segments[-1] == GLOBSTAR
    names = segments[:-1] if below else segments
    regex = "".join("(?:[^/]+/)*" if name == GLOBSTAR else f"{_segment_regex(name)}/" for name in names)
    if below:
        return (f"^{regex}",)
    regex = regex.removesuffix("/")
    return (f"^{regex}$",) if names[-1] == "*" else (f"^{regex}(?:/|$)",)


def to_doublestar(pattern: Pattern) -> tuple[str, ...] | None:
    """Return the globs for codeowners-plus, the file's first.

    codeowners-plus splits a line at whitespace, escaped or not (`strings.Fields` in its
    `reader.go`), and matches files only. Its `dir/**` also matches a file `dir`.
    """
    if any(character.isspace() for character in pattern.glob):
        return None
    return _globs(pattern, _DOUBLESTAR)


def to_fnmatch(pattern: Pattern) -> tuple[str, ...] | None:
    """Return the globs that match the same files by fnmatch and by gitignore, the file's first.

    GitHub's REST description says fnmatch, and its page on rulesets says that this is Ruby's with
    FNM_PATHNAME: `dir/**` matches direct children, and `dir/**/*` all files below. Its page
    "Available rules for rulesets" says gitignore: both match all files below, a name without a
    slash floats, and a last lone star also matches deeper files.
    """
    names = [name for name in pattern.segments if name != GLOBSTAR]
    floats = pattern.segments[:1] == (GLOBSTAR,)
    is_single = len(pattern.segments) == 1 and pattern.segments[0] != GLOBSTAR
    if is_single or (pattern.segments[-1:] == ("*",) and not (floats and names == ["*"])):
        return None
    return _globs(pattern, _FNMATCH)


def needed_globs(globs: tuple[str, ...], pattern: Pattern, files: FileIndex | None) -> tuple[str, ...]:
    """Return those of two globs, for a file and for all files below it, that match tracked files.

    Return both if both match, if neither matches, or if the files are unknown.
    """
    if len(globs) <= 1 or files is None:
        return globs
    below = Pattern(f"{pattern.glob.rstrip('/')}/")
    total = sum(end - start for start, end in files.runs(pattern))
    deeper = sum(end - start for start, end in files.runs(below))
    if not total or 0 < deeper < total:
        return globs
    return globs[1:] if deeper else globs[:1]


def _globs(pattern: Pattern, special: re.Pattern[str]) -> tuple[str, ...] | None:
    segments = pattern.segments
    if not pattern.glob.isprintable():
        return None
    if not _can_match(segments):
        return ()
    if segments in {(GLOBSTAR,), (GLOBSTAR, "*")}:
        return ("**/*",)
    below = segments[-1] == GLOBSTAR
    names = segments[:-1] if below else segments
    glob = "/".join(name if name == GLOBSTAR else _convert(name, special, "*", "?") for name in names)
    if below:
        return (f"{glob}/**/*",)
    return (glob,) if segments[-1] == "*" else (glob, f"{glob}/**/*")


def _can_match(segments: tuple[str, ...]) -> bool:
    """Return whether some path has names for all segments. A trailing backslash is ignored."""
    return bool(segments) and not any(name in {"", "\\"} for name in segments)


def _segment_regex(name: str) -> str:
    """Return the expression of a segment. A lone star matches at least one character, because no name is empty."""
    return "[^/]+" if set(name) == {"*"} else _convert(name, _RE2, "[^/]*", "[^/]")


def _convert(name: str, special: re.Pattern[str], star: str, question: str) -> str:
    parts = []
    for match in _TOKEN.finditer(name):
        if match["stars"]:
            parts.append(star)
        elif match["question"]:
            parts.append(question)
        else:
            parts.append(special.sub(r"\\\g<0>", match["escaped"] or match["plain"] or ""))
    return "".join(parts)
