"""Files of git, Git LFS and DVC that say how content is stored, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.pattern import Pattern, pattern_below, rebase
from aiowners.source import MAX_SIZE
from aiowners.tracked.tree import ATTRIBUTES, DVC_SETTINGS, LFS, SUBMODULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_EVERY = ("**",)


class Attributes(NamedTuple):
    """A line of `.gitattributes`: the files that it may apply to, and whether it may filter their content."""

    pattern: Pattern
    is_filter: bool


def is_settings(path: str) -> bool:
    """Whether a path is that of such a file; `.gitmodules` and `.lfsconfig` count at the root alone."""
    return path in {SUBMODULES, LFS} or is_attributes(path) or f"/{path}".endswith(f"/{DVC_SETTINGS}")


def is_attributes(path: str) -> bool:
    """Whether a path is that of a `.gitattributes`, at any level."""
    return path.rpartition("/")[2] == ATTRIBUTES


def dvc_directory(path: str) -> str:
    """Return the directory that a `.dvc/config` applies to, with a slash at the end; empty for the root."""
    return path.removesuffix(DVC_SETTINGS)


def attributes(path: str, text: str | None) -> Iterator[Attributes]:
    """Yield what the lines of a `.gitattributes` at `path` apply to; everything below its directory if it is not known."""
    if text is None or len(text) > MAX_SIZE:
        yield Attributes(pattern_below(path.rpartition("/")[0], _EVERY), is_filter=True)
        return
    lines = text.removeprefix("\ufeff").splitlines()
    # A macro may set a filter under any name.
    macros = any(line.lstrip().startswith("[attr]") for line in lines)
    for line in lines:
        yield from _attributes(path, line, macros=macros)


def changed_attributes(path: str, texts: Sequence[str | None]) -> list[Pattern]:
    """Return what the lines that differ between versions of a `.gitattributes` apply to; empty if none do.

    The text of a version without the file is empty. The order of lines counts, since the last wins.
    """
    patterns: list[Pattern] = []
    first, *others = texts
    for other in others:
        if first is None or other is None:
            return [pattern_below(path.rpartition("/")[0], _EVERY)]
        patterns += [attribute.pattern for text in _difference(first, other) for attribute in attributes(path, text)]
    return list(dict.fromkeys(patterns))


def _difference(first: str, second: str) -> tuple[str, str]:
    """Both texts without the lines with which both begin, and those with which both end."""
    before, after = first.splitlines(), second.splitlines()
    most = min(len(before), len(after))
    start = next((offset for offset in range(most) if before[offset] != after[offset]), most)
    most -= start
    end = next((offset for offset in range(most) if before[-1 - offset] != after[-1 - offset]), most)
    return "\n".join(before[start : len(before) - end]), "\n".join(after[start : len(after) - end])


def _attributes(path: str, line: str, *, macros: bool) -> Iterable[Attributes]:
    words = line.split()
    if not words or words[0].startswith("#"):
        return ()
    glob, directory = words[0], path.rpartition("/")[0]
    is_filter = macros or any(word.lstrip("-!").partition("=")[0] == "filter" for word in words[1:])
    # What our patterns cannot say may be any file: a quoted name, a class of characters, a macro.
    if glob.startswith(("[attr]", '"', "//")) or "[" in glob or not glob.strip("/"):
        return (Attributes(pattern_below(directory, _EVERY), is_filter),)
    return (Attributes(rebase(glob, directory), is_filter),)
