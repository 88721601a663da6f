"""Pattern: a glob in GitHub's CODEOWNERS syntax, and the paths that it matches.

The language is gitignore's without `!` and `[ ]`, and with one more difference: a last segment
that is a lone star (`docs/*`) matches direct children only. Sources: GitHub's page "About code
owners", and the public table of patterns of hmarr/codeowners, which the tests repeat.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from aiowners.codeowners.glob_steps import (
    ANY_CHARACTER,
    STAR,
    GlobSteps,
    MatchExtent,
    Segment,
    literal_token,
    segment_from,
    to_regex,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

GLOBSTAR = "**"
_SPECIAL = re.compile(r"[*?\\]")
_TOKEN = re.compile(r"(?P<stars>\*+)|(?P<question>\?)|\\(?P<escaped>.?)|(?P<plain>[^*?\\]+)", re.DOTALL)


@dataclass(frozen=True)
class Pattern:
    """A glob. `glob` is relative to the root of the paths that it is matched against.

    `*` and `?` match within one segment. `**` as a whole segment matches any number of segments. A
    backslash escapes the next character; every other character, including `[`, is literal. A slash
    at the start or in the middle anchors the pattern to the root. A pattern that matches a
    directory matches all files below it. The empty glob and `/` match nothing. No glob is an error,
    and no match takes more than polynomial time.
    """

    glob: str

    def matches(self, path: str) -> bool:
        """Return whether the pattern matches `path` (relative, `/` between segments, no trailing slash)."""
        return self._matcher(path)

    @property
    def prefix(self) -> str:
        """The literal string with which every matching path begins; empty if there is none.

        A search in sorted paths can use it instead of matching each path.
        """
        if self.glob.startswith("/") and self.glob.strip("/") and not _SPECIAL.search(self.glob):
            return self.glob[1:]
        segments = _split(self.glob)
        for index, segment in enumerate(segments):
            special = _SPECIAL.search(segment)
            if special is not None:
                return "/".join((*segments[:index], segment[: special.start()]))
        return "/".join(segments)

    @cached_property
    def _matcher(self) -> Callable[[str], bool]:
        # Most patterns are literal directories and files, which need no regular expression.
        segments = _split(self.glob)
        if not segments:
            return lambda _: False
        below = segments[-1] == GLOBSTAR
        names = segments[:-1] if below else segments
        if not names:
            return bool
        floating = names[0] == GLOBSTAR
        name = "/".join(names[floating:])
        if not _SPECIAL.search(name):
            return _floating_matcher(name, below=below) if floating else _anchored_matcher(name, below=below)
        match = re.compile(to_regex(_to_steps(segments))).match
        return lambda path: match(path) is not None

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The segments of the glob from the root: `**` first if it floats, and last if it means "all below"."""
        return tuple(_split(self.glob))

    @property
    def glob_steps(self) -> GlobSteps | None:
        """The pattern as steps from the root; None if nothing can match."""
        return _to_steps(self.segments) if self.segments else None


def may_match_below(pattern: Pattern, directory: str) -> bool:
    """Return whether some path below `directory` (relative, no trailing slash) could match."""
    return bool(remainders_below(pattern, directory))


def remainders_below(pattern: Pattern, directory: str) -> list[tuple[str, ...]]:
    """Return the parts of a pattern that remain to be matched below `directory`, each as segments.

    `directory` is relative and has no trailing slash. `**` alone matches everything below it. The
    list is empty if no path below it can match.
    """
    reached = {0}  # the numbers of segments that the directories so far may have matched
    segments = pattern.segments
    for name in directory.split("/"):
        next_reached = set()
        for index in reached:
            while index < len(segments) and segments[index] == GLOBSTAR:
                next_reached.add(index)
                index += 1  # noqa: PLW2901 - `**` may match no directory
            if index == len(segments) or not anchored(segments[index]).matches(name):
                continue
            if index + 1 < len(segments):
                next_reached.add(index + 1)
            elif segments[index] != "*":  # a pattern that matches a directory matches all files below it
                return [(GLOBSTAR,)]
        reached = next_reached
    if any(segments[index:] == (GLOBSTAR,) for index in reached):
        return [(GLOBSTAR,)]
    return [segments[index:] for index in sorted(reached)]


def names_directory(pattern: Pattern, directory: str) -> bool:
    """Return whether a segment of the pattern other than `**` matches the last name of `directory`.

    The pattern may match below `directory`. For `a/**` and the directory `a/b`, the result is False.
    """
    parent = directory.rpartition("/")[0]
    remainders = remainders_below(pattern, parent) if parent else [pattern.segments]
    name = directory[len(parent) :].lstrip("/")
    return any(
        segment != GLOBSTAR and (index == 0 or remainder[index - 1] == GLOBSTAR) and anchored(segment).matches(name)
        for remainder in remainders
        for index, segment in enumerate(remainder[:2])
    )


def pattern_below(directory: str, segments: Sequence[str]) -> Pattern:
    """Return the pattern with these segments below `directory`, a literal path; empty for the root."""
    base = as_literal(directory)
    if segments == (GLOBSTAR,):
        return Pattern(f"/{base}/" if base else f"/{GLOBSTAR}")
    return Pattern("/" + "/".join(((base,) if base else ()) + tuple(segments)))


def literal(path: str) -> Pattern:
    """Return the pattern that matches exactly `path`, or everything if it is empty (the root)."""
    return Pattern(f"/{as_literal(path)}" if path else f"/{GLOBSTAR}")


@lru_cache(maxsize=1024)
def anchored(glob: str) -> Pattern:
    """Return the pattern `glob`, anchored to the root. Callers share its compiled form."""
    return Pattern(f"/{glob}")


def rebase(pattern: str, directory: str) -> Pattern:
    """Return the pattern of a manifest in `directory`, relative to the root of the repository.

    `directory` is relative to the root, and empty for the root itself. A leading `/` anchors the
    pattern to that directory, a leading `//` to the root. `/` and `//` alone match nothing.
    """
    if pattern.startswith("//"):
        return Pattern(pattern[1:])
    base = as_literal(directory)
    if not base or not pattern.strip("/"):
        return Pattern(pattern)
    if _is_anchored(pattern):
        return Pattern(f"/{base}/{pattern.removeprefix('/')}")
    if pattern in ("*", GLOBSTAR):
        return Pattern(f"/{base}/")
    return Pattern(f"/{base}/{GLOBSTAR}/{pattern}")


@lru_cache(maxsize=64)
def as_literal(directory: str) -> str:
    """Return a path with its special characters escaped, as a pattern contains it."""
    return _SPECIAL.sub(r"\\\g<0>", directory.strip("/"))


def _is_anchored(glob: str) -> bool:
    return "/" in glob[:-1]


def _split(glob: str) -> list[str]:
    """Return the segments of a glob from the root: `**` first if it floats, last if it means "all below"."""
    if not glob.strip("/"):
        return []
    # Git reads a segment of three or more stars like `**`.
    segments = [GLOBSTAR if len(name) > 1 and set(name) == {"*"} else name for name in glob.split("/")]
    if segments[-1] == "":
        segments[-1] = GLOBSTAR
    if not _is_anchored(glob):
        segments.insert(0, GLOBSTAR)
    elif segments[0] == "":
        del segments[0]
    pairs = zip(segments, [*segments[1:], ""], strict=True)
    return [name for name, following in pairs if name != GLOBSTAR or following != GLOBSTAR]


def _to_steps(segments: Sequence[str]) -> GlobSteps:
    below = segments[-1] == GLOBSTAR
    names = segments[:-1] if below else segments
    steps = tuple(None if name == GLOBSTAR else _segment(name) for name in names)
    # GitHub's page: `docs/*` matches direct children only.
    return GlobSteps(
        steps, MatchExtent.BELOW if below else MatchExtent.FILE if names[-1] == "*" else MatchExtent.EITHER
    )


def _anchored_matcher(name: str, *, below: bool) -> Callable[[str], bool]:
    start = name + "/"
    if below:
        return lambda path: path.startswith(start)
    return lambda path: path == name or path.startswith(start)


def _floating_matcher(name: str, *, below: bool) -> Callable[[str], bool]:
    middle = f"/{name}/"
    end = "" if below else "/"
    return lambda path: middle in f"/{path}{end}"


@lru_cache(maxsize=4096)
def _segment(name: str) -> Segment:
    """Parse one segment. A trailing backslash is ignored."""
    tokens = []
    for match in _TOKEN.finditer(name):
        if match["stars"]:
            tokens.append(STAR)
        elif match["question"]:
            tokens.append(ANY_CHARACTER)
        else:
            tokens.append(literal_token(match["escaped"] or match["plain"] or ""))
    return segment_from(tokens)
