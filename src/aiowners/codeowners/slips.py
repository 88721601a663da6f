"""Lines of CODEOWNERS that are not what they look like: the tracked files tell a slip from an unusual name.

Sources: GitHub's "About code owners" (a line is a pattern and then its owners), gitignore(5) (a
backslash takes the next character as it is, and is no separator).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners import heading, tokens
from aiowners.codeowners.gitlab_glob import Glob
from aiowners.codeowners.line import LineProblem
from aiowners.codeowners.pattern import Pattern
from aiowners.codeowners.trie import TrieNode
from aiowners.diagnostics import conflicts
from aiowners.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aiowners.codeowners.file_index import FileIndex
    from aiowners.codeowners.glob_steps import GlobSteps
    from aiowners.codeowners.line import CodeOwners
    from aiowners.source import Location

# Spaces that are not ASCII's, controls, what shows nothing, and bytes that are not UTF-8.
_UNSEEN = (
    "\\x00-\\x08\\x0e-\\x1f\\x7f-\\xa0\\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff\udc80-\udcff"
)
UNSEEN = re.compile(f"[{_UNSEEN}]")
_SUSPECT = re.compile(rf"[{_UNSEEN}\\]|\A!?\S*@")
_NOT_UTF_8 = range(0xDC80, 0xDD00)

# `logo@2x` and `tool@1.2` are names of files.
_HANDLE = r"@@?(?!\d+x\b)(?!v?\d+\.\d)\w[\w-]*(?:\.\w[\w-]*)*(?:/[\w.+-]+)*(?::\w+(?:\(\d+\))?)?"
_EMAIL = r"[^\s@/*,;:<>()\\.!]+(?:\.[^\s@/*,;:<>()\\.!]+)*@(?!\d+x\.)(?!v?\d+\.\d)[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}"
_OWNERS = re.compile(rf"(?:{_HANDLE}|{_EMAIL})(?:[,;]+(?:{_HANDLE}|{_EMAIL}))*[,;:]*", re.ASCII)
_BETWEEN_OWNERS = re.compile(r"[,;]+")
_ATTACHED = re.compile(rf"(?<=[^@\\,;])(?<!\\ )(?P<owner>{_HANDLE}|(?<=[/*]){_EMAIL})[,;]*\Z", re.ASCII)
_AFTER_BACKSLASH = re.compile(rf"\\ (?=(?:{_HANDLE}|{_EMAIL})\Z)", re.ASCII)
_NEEDLESS_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[A-Za-z0-9_]", re.ASCII)
_UNUSUAL_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\(?:[^\\*?\[\]\s]|\Z)", re.ASCII)
_PATHLIKE = re.compile(r"[*/]|\.\w+\Z", re.ASCII)
_MOST_OWNERS = 4


class _Slip(NamedTuple):
    """What may be wrong with a line. It is not if a tracked file matches one of `cleared_by`, or none `needed`."""

    number: int
    problem: LineProblem
    cleared_by: tuple[str, ...] = ()
    needed: str | None = None


def with_slips(code_owners: CodeOwners, files: Callable[[], FileIndex | None]) -> CodeOwners:
    """The same file with the problems that only its look and the tracked files show.

    A line that has one loses its other problems, which follow from it. `files` is called only if a
    line is suspect; if it gives None, each suspect line counts as the slip that it may be.
    """
    if not code_owners.is_loaded:
        return code_owners
    unfinished, markers = _unfinished(code_owners)
    suspects = list(_suspects(code_owners))
    slips = {slip.number: slip.problem for slip in _confirmed(code_owners.forge, suspects, files)}
    touched = markers | slips.keys()
    if not touched:
        return code_owners
    kept = [problem for problem in code_owners.problems if problem.location.start.line not in touched]
    other = [problem for number, problem in slips.items() if number not in markers]
    problems = sorted((*kept, *other, *unfinished), key=lambda problem: problem.location.span)
    lines = tuple(line for line in code_owners.lines if line.number not in touched)
    return replace(code_owners, lines=lines, problems=tuple(problems))


def _unfinished(code_owners: CodeOwners) -> tuple[list[LineProblem], set[int]]:
    """A problem for each conflict, and the numbers of the lines that hold its markers."""
    source = code_owners.source
    problems, numbers = [], set()
    for conflict in conflicts.conflicts(source.text):
        place = tokens.at(source, conflict.markers[0])
        problems.append(LineProblem(place, conflicts.MESSAGE, conflicts.HELP))
        numbers |= {source.position(marker.start).line for marker in conflict.markers}
    return problems, numbers


def _suspects(code_owners: CodeOwners) -> Iterator[_Slip]:
    forge = code_owners.forge
    for number, place in tokens.rules(code_owners.source):
        if not _SUSPECT.search(place.text):
            continue
        if forge is Forge.GITLAB and heading.is_heading(place):
            after = place.span.start + place.text.rfind("]") + 1
            slip = _unseen(number, tokens.within(place, after, place.span.end), forge, ())
        else:
            slip = _suspect(number, place, forge)
        if slip is not None:
            yield slip


def _suspect(number: int, place: Location, forge: Forge) -> _Slip | None:
    pattern, *others = tokens.split(place)
    if forge is Forge.GITLAB and pattern.text.startswith("!"):
        pattern = tokens.within(pattern, pattern.span.start + 1, pattern.span.end)
    comment = next((index for index, word in enumerate(others) if word.text.startswith("#")), len(others))
    del others[comment:]
    for word in others:
        if (slip := _unseen(number, word, forge, ())) is not None:
            return slip
    return (
        _unseen(number, pattern, forge, (pattern.text,))
        or _in_place(number, pattern, others)
        or _attached(number, pattern, others, forge)
        or _backslash(number, pattern)
    )


def _unseen(number: int, place: Location, forge: Forge, cleared_by: tuple[str, ...]) -> _Slip | None:
    """A character that shows nothing, or shows as a space, and is none."""
    match = UNSEEN.search(place.text)
    if match is None:
        return None
    sign = tokens.within(place, place.span.start + match.start(), place.span.start + match.end())
    code = ord(match.group())
    if code in _NOT_UTF_8:
        problem = LineProblem(sign, f"byte 0x{code - 0xDC00:02X} is not UTF-8", "save the file as UTF-8")
        return _Slip(number, problem, cleared_by)
    name = unicodedata.name(match.group(), "control character").lower()
    looks = unicodedata.category(match.group()) == "Zs" or code in (0x2800, 0x3164, 0xFFA0)
    message = f"U+{code:04X} ({name}) {'looks like a space' if looks else 'is invisible'}, but {forge.title} reads it as part of a word"
    return _Slip(
        number,
        LineProblem(sign, message, "replace it with a space" if looks else "remove it, or replace it with a space"),
        cleared_by,
    )


def _in_place(number: int, pattern: Location, others: Sequence[Location]) -> _Slip | None:
    """An owner where the pattern belongs."""
    if not _OWNERS.fullmatch(pattern.text):
        return None
    named = _BETWEEN_OWNERS.split(pattern.text.rstrip(",;:"))
    named += [word.text.rstrip(",;") for word in others if _OWNERS.fullmatch(word.text)]
    path = next((word.text for word in others if not _OWNERS.fullmatch(word.text) and _PATHLIKE.search(word.text)), "*")
    message = f"owner `{named[0]}` is in the place of the pattern, so this line assigns no files"
    advice = f"write the pattern first: `{' '.join((path, *named[:_MOST_OWNERS]))}`"
    return _Slip(number, LineProblem(pattern, message, advice), (pattern.text,))


def _attached(number: int, pattern: Location, others: Sequence[Location], forge: Forge) -> _Slip | None:
    """An owner that no space separates from the pattern."""
    text = pattern.text
    match = _ATTACHED.search(text)
    if match is None:
        return None
    owner, start = match["owner"], match.start("owner")
    cleared_by: tuple[str, ...] = (text,)
    if others and "/" in owner:  # a scope of packages: `/packages/@acme/`
        cleared_by += (f"{text[:start]}{owner.partition('/')[0]}/",)
    place = tokens.within(pattern, pattern.span.start + start, pattern.span.start + match.end("owner"))
    message = f"a space is missing before `{owner}`: {forge.title} reads `{text}` as the pattern"
    return _Slip(number, LineProblem(place, message, f"write `{text[:start]} {owner}`"), cleared_by)


def _backslash(number: int, pattern: Location) -> _Slip | None:
    """A backslash between directories. Before a letter or a digit, nothing else is meant by it.

    Before a sign that can be escaped it counts only in a pattern without a slash: `docs\\*.md`.
    """
    text = pattern.text
    if "\\" not in text:
        return None
    if "/" in text and not _UNUSUAL_ESCAPE.search(text) and not _AFTER_BACKSLASH.search(text):
        return None
    glued = _AFTER_BACKSLASH.search(text)
    path = re.sub(r"\\+", "/", text if glued is None else text[: glued.start() + 1])
    is_sure = glued is not None or _NEEDLESS_ESCAPE.search(text) is not None
    written = path if glued is None else f"{path} {text[glued.end() :]}"
    message = r"`\` does not separate directories in CODEOWNERS"
    return _Slip(number, LineProblem(pattern, message, f"write `{written}`"), (text,), None if is_sure else path)


def _confirmed(forge: Forge, suspects: list[_Slip], list_files: Callable[[], FileIndex | None]) -> Iterator[_Slip]:
    """The suspects that the tracked files do not clear."""
    if not any(slip.cleared_by or slip.needed for slip in suspects):
        yield from suspects
        return
    matched = _matched(forge, suspects, list_files())
    for index, slip in enumerate(suspects):
        if 2 * index not in matched and (slip.needed is None or 2 * index + 1 in matched):
            yield slip


def _matched(forge: Forge, suspects: list[_Slip], files: FileIndex | None) -> set[int]:
    """The suspects that a tracked file clears, as twice their index; and those whose needed file is tracked, plus one.

    A name with `@` or an unusual character is only matched by a pattern that has it: few paths do.
    """
    if files is None:
        return set()
    unusual, others = TrieNode(), TrieNode()
    has_others = False
    for index, slip in enumerate(suspects):
        is_other = all(glob.isascii() and glob.isprintable() and "@" not in glob for glob in slip.cleared_by)
        has_others = has_others or is_other
        for glob in slip.cleared_by:
            _add(others if is_other else unusual, glob, forge, 2 * index)
        if slip.needed is not None:
            has_others = True
            _add(others, slip.needed, forge, 2 * index + 1)
    matched: set[int] = set()
    for path in files.paths:
        if "@" in path or not path.isascii() or not path.isprintable():
            matched |= unusual.ranks(path)
    for path in files.paths if has_others else ():
        matched |= others.ranks(path)
    return matched


def _add(root: TrieNode, glob: str, forge: Forge, rank: int) -> None:
    for walk in _walks(glob, forge):
        if walk is not None:
            root.add(walk, rank)


def _walks(glob: str, forge: Forge) -> tuple[GlobSteps | None, ...]:
    """What a glob matches, and on GitLab all below it too: a directory is a path, whether or not the slash is missing."""
    if forge is not Forge.GITLAB:
        return (Pattern(glob).walk,)
    return (Glob(glob).walk, Glob(f"{glob.rstrip('/')}/").walk)
