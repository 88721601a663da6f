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
        match = re.compile(_regex(segments)).match
        return lambda path: match(path) is not None


def rebase(pattern: str, directory: str) -> Pattern:
    """The pattern that a manifest in `directory` states, as one relative to the repository's root.

    `directory` is relative to the root, empty for the root itself. A leading `/` anchors to that
    directory, a leading `//` to the root. `/` and `//` alone match nothing, as everywhere.
    """
    if pattern.startswith("//"):
        return Pattern(pattern[1:])
    base = _as_literal(directory)
    if not base or not pattern.strip("/"):
        return Pattern(pattern)
    if _is_anchored(pattern):
        return Pattern(f"/{base}/{pattern.removeprefix('/')}")
    if pattern in ("*", _EVERY):
        return Pattern(f"/{base}/")
    return Pattern(f"/{base}/{_EVERY}/{pattern}")


@lru_cache(maxsize=64)
def _as_literal(directory: str) -> str:
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


def _anchored(name: str, *, below: bool) -> Callable[[str], bool]:
    start = name + "/"
    if below:
        return lambda path: path.startswith(start)
    return lambda path: path == name or path.startswith(start)


def _floating(name: str, *, below: bool) -> Callable[[str], bool]:
    middle = f"/{name}/"
    end = "" if below else "/"
    return lambda path: middle in f"/{path}{end}"


def _regex(segments: Sequence[str]) -> str:
    """The regular expression of a glob, for `match`: it may stop at the directory that fits.

    Between two `**` stands a row of segments. Where a row first fits, it leaves the most to what
    follows: each row is an atomic group, and no split is ever tried twice.
    """
    rows: list[list[str]] = [[]]
    for segment in segments:
        if segment == _EVERY:
            rows.append([])
        else:
            rows[-1].append(_segment(segment))
    end = r"\Z" if segments[-1] == "*" else r"(?:/|\Z)"
    if not rows[-1]:
        rows.pop()
        end = "/"
    last = len(rows) - 1
    parts = []
    for index, row in enumerate(rows):
        if row:
            lead = "(?:[^/]+/)*?" if index else ""
            parts.append(f"(?>{lead}{'/'.join(row)}{end if index == last else '/'})")
    return "".join(parts)


def _segment(segment: str) -> str:
    """The regular expression of one segment: where the text after a star first fits, it stays.

    A backslash before nothing is nothing.
    """
    if segment == "*":
        return "[^/]+"
    stretches: list[list[str]] = [[]]
    for piece in _PIECE.finditer(segment):
        if piece["stars"]:
            stretches.append([])
        else:
            stretches[-1].append("[^/]" if piece["one"] else re.escape(piece["escaped"] or piece["plain"] or ""))
    first, *others = ("".join(stretch) for stretch in stretches)
    if not others:
        return first
    return first + "".join(f"(?>[^/]*?{text})" for text in others[:-1]) + f"[^/]*{others[-1]}"
