"""Likely mistakes in lines of CODEOWNERS. The tracked files distinguish a mistake from an unusual name.

Sources: GitHub's "About code owners" (a line is a pattern and then its owners), gitignore(5) (a
backslash escapes the next character, and is not a separator).
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
from aiowners.source import Location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aiowners.codeowners.file_index import FileIndex
    from aiowners.codeowners.glob_steps import GlobSteps
    from aiowners.codeowners.line import CodeOwners

# Spaces other than ASCII's, control characters, invisible characters, and bytes that are not UTF-8.
_INVISIBLE = (
    "\\x00-\\x08\\x0e-\\x1f\\x7f-\\xa0\\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff\udc80-\udcff"
)
INVISIBLE = re.compile(f"[{_INVISIBLE}]")
_SUSPECT = re.compile(rf"[{_INVISIBLE}\\]|\A!?\S*@")
_NOT_UTF_8 = range(0xDC80, 0xDD00)

# `logo@2x` and `tool@1.2` are names of files.
_HANDLE = r"@@?(?!\d+x\b)(?!v?\d+\.\d)\w[\w-]*(?:\.\w[\w-]*)*(?:/[\w.+-]+)*(?::\w+(?:\(\d+\))?)?"
_EMAIL = r"[^\s@/*,;:<>()\\.!]+(?:\.[^\s@/*,;:<>()\\.!]+)*@(?!\d+x\.)(?!v?\d+\.\d)[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}"
_OWNERS = re.compile(rf"(?:{_HANDLE}|{_EMAIL})(?:[,;]+(?:{_HANDLE}|{_EMAIL}))*[,;:]*", re.ASCII)
_BETWEEN_OWNERS = re.compile(r"[,;]+")
_ATTACHED = re.compile(rf"(?<=[^@\\,;])(?<!\\ )(?P<owner>{_HANDLE}|(?<=[/*]){_EMAIL})[,;]*\Z", re.ASCII)
_OWNER_AFTER_BACKSLASH = re.compile(rf"\\ (?=(?:{_HANDLE}|{_EMAIL})\Z)", re.ASCII)
_NEEDLESS_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[A-Za-z0-9_]", re.ASCII)
_UNUSUAL_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\(?:[^\\*?\[\]\s]|\Z)", re.ASCII)
_PATHLIKE = re.compile(r"[*/]|\.\w+\Z", re.ASCII)
_MAX_OWNERS = 4


class _Mistake(NamedTuple):
    """A likely mistake in a line.

    It is not a mistake if a tracked file matches one of `cleared_by`, or if no tracked file matches
    `needed`.
    """

    number: int
    problem: LineProblem
    cleared_by: tuple[str, ...] = ()
    needed: str | None = None


def with_likely_mistakes(code_owners: CodeOwners, list_files: Callable[[], FileIndex | None]) -> CodeOwners:
    """Return the same file with additional problems: conflict markers and likely mistakes.

    Such a problem replaces the other problems of its line, which follow from it. `list_files` is
    called only if a line is suspect. If it returns None, each suspect line has a problem.
    """
    if not code_owners.is_loaded:
        return code_owners
    conflict_problems, markers = _conflicts(code_owners)
    suspects = list(_suspects(code_owners))
    mistakes = {mistake.number: mistake.problem for mistake in _confirmed(code_owners.forge, suspects, list_files)}
    affected = markers | mistakes.keys()
    if not affected:
        return code_owners
    kept = [problem for problem in code_owners.problems if problem.location.start.line not in affected]
    added = [problem for number, problem in mistakes.items() if number not in markers]
    problems = sorted((*kept, *added, *conflict_problems), key=lambda problem: problem.location.span)
    lines = tuple(line for line in code_owners.lines if line.number not in affected)
    return replace(code_owners, lines=lines, problems=tuple(problems))


def _conflicts(code_owners: CodeOwners) -> tuple[list[LineProblem], set[int]]:
    """Return a problem for each merge conflict, and the numbers of the lines with its markers."""
    source = code_owners.source
    problems, numbers = [], set()
    for conflict in conflicts.conflicts(source.text):
        location = Location(source, conflict.markers[0])
        problems.append(LineProblem(location, conflicts.MESSAGE, conflicts.HELP))
        numbers |= {source.position(marker.start).line for marker in conflict.markers}
    return problems, numbers


def _suspects(code_owners: CodeOwners) -> Iterator[_Mistake]:
    forge = code_owners.forge
    for number, line in tokens.rule_lines(code_owners.source):
        if not _SUSPECT.search(line.text):
            continue
        if forge is Forge.GITLAB and heading.is_heading(line):
            after = line.span.start + line.text.rfind("]") + 1
            mistake = _invisible(number, tokens.within(line, after, line.span.end), forge, ())
        else:
            mistake = _suspect(number, line, forge)
        if mistake is not None:
            yield mistake


def _suspect(number: int, line: Location, forge: Forge) -> _Mistake | None:
    pattern, *words = tokens.split(line)
    if forge is Forge.GITLAB and pattern.text.startswith("!"):
        pattern = tokens.within(pattern, pattern.span.start + 1, pattern.span.end)
    words = tokens.without_comment(words)
    for word in words:
        if (mistake := _invisible(number, word, forge, ())) is not None:
            return mistake
    return (
        _invisible(number, pattern, forge, (pattern.text,))
        or _owner_as_pattern(number, pattern, words)
        or _attached_owner(number, pattern, words, forge)
        or _backslash(number, pattern)
    )


def _invisible(number: int, location: Location, forge: Forge, cleared_by: tuple[str, ...]) -> _Mistake | None:
    """Return a mistake for a character that is invisible, or that only looks like a space."""
    match = INVISIBLE.search(location.text)
    if match is None:
        return None
    character = tokens.within(location, location.span.start + match.start(), location.span.start + match.end())
    code = ord(match.group())
    if code in _NOT_UTF_8:
        problem = LineProblem(character, f"byte 0x{code - 0xDC00:02X} is not UTF-8", "save the file as UTF-8")
        return _Mistake(number, problem, cleared_by)
    name = unicodedata.name(match.group(), "control character").lower()
    is_wide = unicodedata.category(match.group()) == "Zs" or code in (0x2800, 0x3164, 0xFFA0)
    message = f"U+{code:04X} ({name}) {'looks like a space' if is_wide else 'is invisible'}, but {forge.title} reads it as part of a word"
    advice = "replace it with a space" if is_wide else "remove it, or replace it with a space"
    return _Mistake(number, LineProblem(character, message, advice), cleared_by)


def _owner_as_pattern(number: int, pattern: Location, words: Sequence[Location]) -> _Mistake | None:
    """Return a mistake for an owner in the position of the pattern."""
    if not _OWNERS.fullmatch(pattern.text):
        return None
    owners = _BETWEEN_OWNERS.split(pattern.text.rstrip(",;:"))
    owners += [word.text.rstrip(",;") for word in words if _OWNERS.fullmatch(word.text)]
    path = next((word.text for word in words if not _OWNERS.fullmatch(word.text) and _PATHLIKE.search(word.text)), "*")
    message = f"owner `{owners[0]}` is in the place of the pattern, so this line assigns no files"
    advice = f"write the pattern first: `{' '.join((path, *owners[:_MAX_OWNERS]))}`"
    return _Mistake(number, LineProblem(pattern, message, advice), (pattern.text,))


def _attached_owner(number: int, pattern: Location, words: Sequence[Location], forge: Forge) -> _Mistake | None:
    """Return a mistake for an owner that no space separates from the pattern."""
    text = pattern.text
    match = _ATTACHED.search(text)
    if match is None:
        return None
    owner, start = match["owner"], match.start("owner")
    cleared_by: tuple[str, ...] = (text,)
    if words and "/" in owner:  # a scope of packages: `/packages/@acme/`
        cleared_by += (f"{text[:start]}{owner.partition('/')[0]}/",)
    location = tokens.within(pattern, pattern.span.start + start, pattern.span.start + match.end("owner"))
    message = f"a space is missing before `{owner}`: {forge.title} reads `{text}` as the pattern"
    return _Mistake(number, LineProblem(location, message, f"write `{text[:start]} {owner}`"), cleared_by)


def _backslash(number: int, pattern: Location) -> _Mistake | None:
    """Return a mistake for a backslash between directories.

    A backslash before a letter or a digit has no other purpose. A backslash before a character that
    can be escaped is a mistake only in a pattern without a slash, such as `docs\\*.md`.
    """
    text = pattern.text
    if "\\" not in text:
        return None
    if "/" in text and not _UNUSUAL_ESCAPE.search(text) and not _OWNER_AFTER_BACKSLASH.search(text):
        return None
    attached = _OWNER_AFTER_BACKSLASH.search(text)
    path = re.sub(r"\\+", "/", text if attached is None else text[: attached.start() + 1])
    is_sure = attached is not None or _NEEDLESS_ESCAPE.search(text) is not None
    corrected = path if attached is None else f"{path} {text[attached.end() :]}"
    message = r"`\` does not separate directories in CODEOWNERS"
    return _Mistake(number, LineProblem(pattern, message, f"write `{corrected}`"), (text,), None if is_sure else path)


def _confirmed(
    forge: Forge, suspects: list[_Mistake], list_files: Callable[[], FileIndex | None]
) -> Iterator[_Mistake]:
    """Yield the suspects that the tracked files do not clear."""
    if not any(mistake.cleared_by or mistake.needed for mistake in suspects):
        yield from suspects
        return
    matched = _matched(forge, suspects, list_files())
    for index, mistake in enumerate(suspects):
        if 2 * index not in matched and (mistake.needed is None or 2 * index + 1 in matched):
            yield mistake


def _matched(forge: Forge, suspects: list[_Mistake], files: FileIndex | None) -> set[int]:
    """Return a number for each suspect with a matching tracked file.

    The number is twice its index if a file matches `cleared_by`, and one more if a file matches
    `needed`. Only a pattern with an unusual character or `@` matches a path with one, and few paths
    have one.
    """
    if files is None:
        return set()
    unusual, usual = TrieNode(), TrieNode()
    has_usual = False
    for index, mistake in enumerate(suspects):
        is_usual = all(glob.isascii() and glob.isprintable() and "@" not in glob for glob in mistake.cleared_by)
        has_usual = has_usual or is_usual
        for glob in mistake.cleared_by:
            _add(usual if is_usual else unusual, glob, forge, 2 * index)
        if mistake.needed is not None:
            has_usual = True
            _add(usual, mistake.needed, forge, 2 * index + 1)
    matched: set[int] = set()
    for path in files.paths:
        if "@" in path or not path.isascii() or not path.isprintable():
            matched |= unusual.ranks(path)
    for path in files.paths if has_usual else ():
        matched |= usual.ranks(path)
    return matched


def _add(root: TrieNode, glob: str, forge: Forge, rank: int) -> None:
    for glob_steps in _glob_steps(glob, forge):
        if glob_steps is not None:
            root.add(glob_steps, rank)


def _glob_steps(glob: str, forge: Forge) -> tuple[GlobSteps | None, ...]:
    """Return the steps of a glob, and on GitLab those of all files below it: its last slash may be missing."""
    if forge is not Forge.GITLAB:
        return (Pattern(glob).glob_steps,)
    return (Glob(glob).glob_steps, Glob(f"{glob.rstrip('/')}/").glob_steps)
