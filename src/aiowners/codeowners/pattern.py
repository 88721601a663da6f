"""Pattern: one glob in GitHub's CODEOWNERS syntax, and the paths that it matches.

The language is gitignore's without `!` and `[ ]`, and with one more difference: a last segment
that is a lone star (`docs/*`) stops at the direct children. Sources: GitHub's page "About code
owners", and the public table of patterns of hmarr/codeowners, which the tests repeat.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from aiowners.codeowners.glob_steps import ONE, STAR, GlobSteps, MatchExtent, Segment, compose, regex, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SPECIAL = re.compile(r"[*?\\]")
_PIECE = re.compile(r"(?P<stars>\*+)|(?P<one>\?)|\\(?P<escaped>.?)|(?P<plain>[^*?\\]+)", re.DOTALL)
_EVERY = "**"


@dataclass(frozen=True)
class Pattern:
    """One glob. `glob` is relative to the root of the paths that it is held against.

    `*` and `?` match within one segment, `**` as a whole segment any number of them, and a
    backslash takes the next character as it is; every other character, `[` too, is itself. A
    slash at the start or in the middle anchors to the root. What matches a directory matches all
    that is below it. The empty glob and `/` match nothing. No glob is an error, and none takes
    more than polynomial time.
    """

    glob: str

    def matches(self, path: str) -> bool:
        """Whether the file at `path` (relative, `/` between segments, no trailing slash) is meant."""
        return self._test(path)

    @property
    def prefix(self) -> str:
        """The literal text with which every matching path begins; empty where nothing is known.

        Good for looking into a sorted list of paths instead of testing each of them.
        """
        if self.glob.startswith("/") and self.glob.strip("/") and not _SPECIAL.search(self.glob):
            return self.glob[1:]
        segments = _segments(self.glob)
        for index, segment in enumerate(segments):
            special = _SPECIAL.search(segment)
            if special is not None:
                return "/".join((*segments[:index], segment[: special.start()]))
        return "/".join(segments)

    @cached_property
    def _test(self) -> Callable[[str], bool]:
        # Most patterns are plain directories and files: those cost no regular expression.
        segments = _segments(self.glob)
        if not segments:
            return lambda _: False
        below = segments[-1] == _EVERY
        names = segments[:-1] if below else segments
        if not names:
            return bool
        floating = names[0] == _EVERY
        name = "/".join(names[floating:])
        if not _SPECIAL.search(name):
            return _floating(name, below=below) if floating else _anchored(name, below=below)
        match = re.compile(regex(_walk(segments))).match
        return lambda path: match(path) is not None

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The glob cut at its slashes, as seen from the root: `**` before what floats and for what lies below."""
        return tuple(_segments(self.glob))

    @property
    def walk(self) -> GlobSteps | None:
        """The same as steps from the root; None where nothing can match."""
        return _walk(self.segments) if self.segments else None


def may_match_below(pattern: Pattern, directory: str) -> bool:
    """Whether some path below `directory` (relative, no trailing slash) could match."""
    return bool(rests(pattern, directory))


def rests(pattern: Pattern, directory: str) -> list[tuple[str, ...]]:
    """What of a pattern is left to match below `directory` (relative, no trailing slash), each as segments.

    `**` alone is everything there. Empty if no path below it can match.
    """
    reached = {0}  # how many segments of the pattern the way so far may have used up
    segments = pattern.segments
    for name in directory.split("/"):
        onward = set()
        for place in reached:
            while place < len(segments) and segments[place] == _EVERY:
                onward.add(place)
                place += 1  # noqa: PLW2901 - `**` may stand for nothing
            if place == len(segments) or not _one(segments[place]).matches(name):
                continue
            if place + 1 < len(segments):
                onward.add(place + 1)
            elif segments[place] != "*":  # what matches a directory matches all below it
                return [(_EVERY,)]
        reached = onward
    if any(segments[place:] == (_EVERY,) for place in reached):
        return [(_EVERY,)]
    return [segments[place:] for place in sorted(reached)]


def names(pattern: Pattern, directory: str) -> bool:
    """Whether a pattern that may match below `directory` has a name of its own for it: `a/**` has none for `a/b`."""
    above = directory.rpartition("/")[0]
    left = rests(pattern, above) if above else [pattern.segments]
    name = directory[len(above) :].lstrip("/")
    return any(
        part != _EVERY and (place == 0 or rest[place - 1] == _EVERY) and _one(part).matches(name)
        for rest in left
        for place, part in enumerate(rest[:2])
    )


def below(directory: str, segments: Sequence[str]) -> Pattern:
    """The pattern of these segments below `directory`, in whose name no character is special; empty for the root."""
    base = as_literal(directory)
    if segments == (_EVERY,):
        return Pattern(f"/{base}/" if base else f"/{_EVERY}")
    return Pattern("/" + "/".join(((base,) if base else ()) + tuple(segments)))


def literal(path: str) -> Pattern:
    """The pattern of what is at `path`, in whose name no character is special; of everything for the root."""
    return Pattern(f"/{as_literal(path)}" if path else f"/{_EVERY}")


@lru_cache(maxsize=1024)
def _one(segment: str) -> Pattern:
    return Pattern(f"/{segment}")


def rebase(pattern: str, directory: str) -> Pattern:
    """The pattern that a manifest in `directory` states, as one relative to the repository's root.

    `directory` is relative to the root, empty for the root itself. A leading `/` anchors to that
    directory, a leading `//` to the root. `/` and `//` alone match nothing, as everywhere.
    """
    if pattern.startswith("//"):
        return Pattern(pattern[1:])
    base = as_literal(directory)
    if not base or not pattern.strip("/"):
        return Pattern(pattern)
    if _is_anchored(pattern):
        return Pattern(f"/{base}/{pattern.removeprefix('/')}")
    if pattern in ("*", _EVERY):
        return Pattern(f"/{base}/")
    return Pattern(f"/{base}/{_EVERY}/{pattern}")


@lru_cache(maxsize=64)
def as_literal(directory: str) -> str:
    """A path as a pattern writes it: each special character behind a backslash."""
    return _SPECIAL.sub(r"\\\g<0>", directory.strip("/"))


def _is_anchored(glob: str) -> bool:
    return "/" in glob[:-1]


def _segments(glob: str) -> list[str]:
    """The segments of a glob as seen from the root, `**` for what floats and for what lies below."""
    if not glob.strip("/"):
        return []
    # A segment of three or more stars is read like two, as git does.
    segments = [_EVERY if len(name) > 1 and set(name) == {"*"} else name for name in glob.split("/")]
    if segments[-1] == "":
        segments[-1] = _EVERY
    if not _is_anchored(glob):
        segments.insert(0, _EVERY)
    elif segments[0] == "":
        del segments[0]
    pairs = zip(segments, [*segments[1:], ""], strict=True)
    return [name for name, following in pairs if name != _EVERY or following != _EVERY]


def _walk(segments: Sequence[str]) -> GlobSteps:
    below = segments[-1] == _EVERY
    names = segments[:-1] if below else segments
    steps = tuple(None if name == _EVERY else _segment(name) for name in names)
    # GitHub's page: `docs/*` does not go further down than the direct children.
    return GlobSteps(
        steps, MatchExtent.BELOW if below else MatchExtent.FILE if names[-1] == "*" else MatchExtent.EITHER
    )


def _anchored(name: str, *, below: bool) -> Callable[[str], bool]:
    start = name + "/"
    if below:
        return lambda path: path.startswith(start)
    return lambda path: path == name or path.startswith(start)


def _floating(name: str, *, below: bool) -> Callable[[str], bool]:
    middle = f"/{name}/"
    end = "" if below else "/"
    return lambda path: middle in f"/{path}{end}"


@lru_cache(maxsize=4096)
def _segment(name: str) -> Segment:
    """One segment as written. A backslash before nothing is nothing."""
    pieces = []
    for piece in _PIECE.finditer(name):
        if piece["stars"]:
            pieces.append(STAR)
        elif piece["one"]:
            pieces.append(ONE)
        else:
            pieces.append(text(piece["escaped"] or piece["plain"] or ""))
    return compose(pieces)
