"""FileOwners: the owners of many tracked files in CODEOWNERS."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.likely_mistakes import INVISIBLE
from aiowners.diagnostics.diagnostic import Cause, Label
from aiowners.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aiowners.codeowners.file_index import Run
    from aiowners.codeowners.line import CodeOwners, Line, LineProblem
    from aiowners.codeowners.ruleset import Ruleset

_BLOCK_SIZE = 1024  # files that are looked up together, the first time that one of them is needed
_STRATEGY = re.compile(r":(?:all|(?:random|least_busy)(?:\(\d+\))?)\Z")
# Most handles have this form, which all code hosts accept.
_COMMON_HANDLE = re.compile(r"@[a-z0-9][\w-]{0,99}(?:/[a-z0-9][\w-]{0,99})?", re.ASCII | re.IGNORECASE)
# The possible start of a handle in a word, and the possible text before an address in a word.
_HANDLE_START = re.compile(r"(?<!@)@")
_BEFORE_ADDRESS = re.compile(r"[^@]*[/*](?=[^/*@]+@)")
_MAX_HANDLES = 4  # per word
_MAX_SHOWN = 4
_MAX_CAUSES = 10


def folded(name: str, forge: Forge) -> str:
    """Return an owner's name in a form that is equal for all its spellings: code hosts ignore case."""
    name = name.lower()
    return _STRATEGY.sub("", name) if forge is Forge.BITBUCKET else name


def is_owner(name: str, forge: Forge) -> bool:
    """Return whether a code host accepts `name` on a line as an owner."""
    if _COMMON_HANDLE.fullmatch(name):
        return True
    from aiowners.codeowners.parse import parse
    from aiowners.source import Source

    code_owners = parse(Source("", f"/x {name}"), forge)
    return not code_owners.problems and [line.names for line in code_owners.lines] == [(name,)]


class MatchedOwners(NamedTuple):
    """The last matching lines of some files, and the owners that they assign, `folded`."""

    lines: tuple[Line, ...]
    names: frozenset[str]

    @property
    def description(self) -> str:
        """The owners that CODEOWNERS assigns, for a label."""
        if not self.lines:
            return "no line of CODEOWNERS matches"
        return f"CODEOWNERS asks {_list(owner.name for line in self.lines for owner in line.owners)}"

    def labels(self, path: str) -> tuple[Label, ...]:
        """Return labels at the last matching lines of the file at `path`."""
        labels = [Label(line.location, f"for `{path}` {_effect(line)}") for line in self.lines[:_MAX_SHOWN]]
        omitted = len(self.lines) - len(labels)
        if omitted:
            message = f"and the lines of {omitted} more section{'s' if omitted > 1 else ''}"
            labels.append(Label(self.lines[_MAX_SHOWN].location, message))
        return tuple(labels)


def _list(names: Iterable[str]) -> str:
    quoted = [f"`{name}`" for name in dict.fromkeys(names)]
    if len(quoted) > _MAX_SHOWN:
        return f"{', '.join(quoted[:_MAX_SHOWN])} and {len(quoted) - _MAX_SHOWN} more"
    return " and ".join(filter(None, (", ".join(quoted[:-1]), *quoted[-1:]))) or "nobody"


def _effect(line: Line) -> str:
    section = f" in section `{line.section}`" if line.section is not None else ""
    if line.is_exclusion:
        return f"this line wins{section}, and takes the file out"
    return f"this line wins{section}, and asks {_list(line.names)}"


class UnownedFiles(NamedTuple):
    """Files that none of the given owners owns: the first path, their number, and the owners of the first."""

    path: str
    file_count: int
    matched: MatchedOwners

    @property
    def subject(self) -> str:
        """The files with a verb that agrees with their number, such as "`a.py` and 2 more files are"."""
        more = self.file_count - 1
        if not more:
            return f"`{self.path}` is"
        return f"`{self.path}` and {more} more file{'s' if more > 1 else ''} are"


class _Block(NamedTuple):
    """The owners of a block of files: for each series of files with the same owners, its start and the owners."""

    starts: list[int]
    owners: list[MatchedOwners]


class FileOwners:
    """The owners of the files of an index, in the order of `paths`. Each file is looked up at most once."""

    def __init__(self, code_owners: CodeOwners, ruleset: Ruleset, paths: Sequence[str] = ()) -> None:
        self.code_owners = code_owners
        self._lines_for = ruleset.lines_for
        self._paths = paths
        self._blocks: dict[int, _Block] = {}
        self._owners_by_lines: dict[tuple[int, ...], MatchedOwners] = {}

    def of(self, path: str) -> MatchedOwners:
        """Return the owners of one path, tracked or not."""
        return self._owners_of(self._lines_for(path))

    def files_not_owned_by(self, names: frozenset[str], runs: Iterable[Run]) -> UnownedFiles | None:
        """Return the files in `runs` to which CODEOWNERS assigns none of `names`; None if there are none."""
        count, first, first_owners = 0, len(self._paths), None
        for run in runs:
            for start, end, owners in self._same_owners(run):
                if owners.names.isdisjoint(names):
                    count += end - start
                    if start < first:
                        first, first_owners = start, owners
        return None if first_owners is None else UnownedFiles(self._paths[first], count, first_owners)

    def _same_owners(self, run: Run) -> Iterator[tuple[int, int, MatchedOwners]]:
        """Yield parts of a run that have the same owners: the start, the end, and the owners."""
        start, end = run
        while start < end:
            number = start // _BLOCK_SIZE
            block = self._blocks.get(number)
            if block is None:
                block = self._blocks[number] = self._block(number * _BLOCK_SIZE)
            limit = min(end, (number + 1) * _BLOCK_SIZE)
            index = bisect_right(block.starts, start) - 1
            while start < limit:
                next_start = block.starts[index + 1] if index + 1 < len(block.starts) else limit
                yield start, min(next_start, limit), block.owners[index]
                start, index = min(next_start, limit), index + 1

    def _block(self, start: int) -> _Block:
        lines_for, last_lines, block = self._lines_for, None, _Block([], [])
        for index, path in enumerate(self._paths[start : start + _BLOCK_SIZE], start):
            lines = lines_for(path)
            if lines is not last_lines:
                last_lines, owners = lines, self._owners_of(lines)
                if not block.owners or owners is not block.owners[-1]:
                    block.starts.append(index)
                    block.owners.append(owners)
        return block

    def _owners_of(self, lines: tuple[Line, ...]) -> MatchedOwners:
        key = tuple(line.number for line in lines)
        owners = self._owners_by_lines.get(key)
        if owners is None:
            forge = self.code_owners.forge
            names = frozenset(folded(owner.name, forge) for line in lines for owner in line.owners)
            owners = self._owners_by_lines[key] = MatchedOwners(lines, names)
        return owners

    @cached_property
    def is_unread(self) -> bool:
        """Whether the code host reads no line of the file, because of its problems."""
        return bool(self.code_owners.problems) and not self.code_owners.lines

    def may_be_unread(self, names: frozenset[str]) -> bool:
        """Return whether the parts that the code host does not read may assign one of `names`."""
        return self.is_unread or not names.isdisjoint(self._unread_names)

    def causes(self, names: frozenset[str]) -> tuple[Cause, ...]:
        """Return the problems of the lines that may assign one of `names`; none if all lines are read."""
        if self.is_unread:
            return tuple(map(_cause, self.code_owners.problems[:_MAX_CAUSES]))
        if not self.may_be_unread(names):
            return ()
        return tuple(
            _cause(problem) for problem, unread in self._unread_names_by_problem if not unread.isdisjoint(names)
        )

    @cached_property
    def _unread_names(self) -> frozenset[str]:
        """The possible owners in skipped lines and in ignored parts of lines, with and without their `@`."""
        return frozenset().union(*(names for _, names in self._unread_names_by_problem))

    @cached_property
    def _unread_names_by_problem(self) -> list[tuple[LineProblem, frozenset[str]]]:
        forge = self.code_owners.forge
        lines = {line.number: line for line in self.code_owners.lines}
        headings = {section.location.start.line for section in self.code_owners.sections}
        names_by_problem = []
        for problem in self.code_owners.problems:
            number = problem.location.start.line
            if number in lines:
                words = {*problem.location.text.split()} - {*lines[number].names}
            elif number in headings:
                words = {*problem.location.text.split()}
            else:
                words = _possible_owners(self.code_owners.source.line(number))
            names = {folded(word.strip("`'\",;()<>"), forge) for word in words}
            names_by_problem.append((problem, frozenset(names | {f"@{name}" for name in names})))
        return names_by_problem


def _possible_owners(line: str) -> set[str]:
    """Return the words of a line, and the owners that no space separates from the text before them."""
    words = {*INVISIBLE.sub(" ", line).split()}
    handles = {word[match.start() :] for word in words for match in islice(_HANDLE_START.finditer(word), _MAX_HANDLES)}
    return words | handles | {word[match.end() :] for word in words if (match := _BEFORE_ADDRESS.match(word))}


def _cause(problem: LineProblem) -> Cause:
    reason = f"{problem.location.path} could not be read: {problem.message}"
    return Cause("codeowners-syntax", problem.location, reason)
