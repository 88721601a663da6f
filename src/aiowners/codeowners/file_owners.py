"""Winners: who owns the tracked files in CODEOWNERS, many files at a time."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.slips import UNSEEN
from aiowners.diagnostics.diagnostic import Cause, Label
from aiowners.forge import Forge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aiowners.codeowners.file_index import Run
    from aiowners.codeowners.line import CodeOwners, Line, LineProblem
    from aiowners.codeowners.pattern import Pattern
    from aiowners.codeowners.ruleset import Ruleset

_BLOCK = 1024  # files that are looked up together, the first time that one of them is asked for
_STRATEGY = re.compile(r":(?:all|(?:random|least_busy)(?:\(\d+\))?)\Z")
# What all of them take for one: most handles are no more than this.
_PLAIN = re.compile(r"@[a-z0-9][\w-]{0,99}(?:/[a-z0-9][\w-]{0,99})?", re.ASCII | re.IGNORECASE)
# Where a handle may begin in a word, and what may be before an address in one.
_AT = re.compile(r"(?<!@)@")
_BEFORE_ADDRESS = re.compile(r"[^@]*[/*](?=[^/*@]+@)")
_MOST_HANDLES = 4  # of one word
_MOST_SHOWN = 4
_MOST_CAUSES = 10


def folded(name: str, forge: Forge) -> str:
    """An owner's name, so that two spellings of one owner are one text: forges have no case there."""
    name = name.lower()
    return _STRATEGY.sub("", name) if forge is Forge.BITBUCKET else name


def is_owner(name: str, forge: Forge) -> bool:
    """Whether a forge that finds `name` on a line takes it for an owner."""
    if _PLAIN.fullmatch(name):
        return True
    from aiowners.codeowners.parse import parse
    from aiowners.source import Source

    read = parse(Source("", f"/x {name}"), forge)
    return not read.problems and [line.names for line in read.lines] == [(name,)]


class MatchedOwners(NamedTuple):
    """The lines that win together for some files, and the owners whom they ask, `folded`."""

    lines: tuple[Line, ...]
    names: frozenset[str]

    @property
    def words(self) -> str:
        """Whom CODEOWNERS asks, as a label says it."""
        if not self.lines:
            return "no line of CODEOWNERS matches"
        return f"CODEOWNERS asks {_list(owner.name for line in self.lines for owner in line.owners)}"

    def labels(self, path: str) -> tuple[Label, ...]:
        """The lines that win for the file at `path`, pointed at."""
        found = [Label(line.location, f"for `{path}` {_said(line)}") for line in self.lines[:_MOST_SHOWN]]
        left_out = len(self.lines) - len(found)
        if left_out:
            more = f"and the lines of {left_out} more section{'s' if left_out > 1 else ''}"
            found.append(Label(self.lines[_MOST_SHOWN].location, more))
        return tuple(found)


def _list(names: Iterable[str]) -> str:
    found = [f"`{name}`" for name in dict.fromkeys(names)]
    if len(found) > _MOST_SHOWN:
        return f"{', '.join(found[:_MOST_SHOWN])} and {len(found) - _MOST_SHOWN} more"
    return " and ".join(filter(None, (", ".join(found[:-1]), *found[-1:]))) or "nobody"


def _said(line: Line) -> str:
    whose = f" in section `{line.section}`" if line.section is not None else ""
    if line.is_exclusion:
        return f"this line wins{whose}, and takes the file out"
    return f"this line wins{whose}, and asks {_list(line.names)}"


def spelled(pattern: Pattern, path: str, forge: Forge) -> str | None:
    """A manifest's pattern as a CODEOWNERS line begins with it, and so that it means the file at `path`."""
    from aiowners.codeowners.forge_patterns import spell
    from aiowners.codeowners.ruleset import matcher

    texts = spell(pattern, forge) or ()
    return texts[0] if len(texts) == 1 else next((text for text in texts if matcher(text, forge)(path)), None)


class UnownedFiles(NamedTuple):
    """Files that none of some owners owns: the first, how many, and what wins for the first."""

    path: str
    files: int
    won: MatchedOwners

    @property
    def words(self) -> str:
        """The files, and the verb that goes with their number: `a.py` and 2 more files are."""
        more = self.files - 1
        if not more:
            return f"`{self.path}` is"
        return f"`{self.path}` and {more} more file{'s' if more > 1 else ''} are"


class _Block(NamedTuple):
    """Where each stretch of some files begins, and what wins there."""

    places: list[int]
    won: list[MatchedOwners]


class FileOwners:
    """What wins for the files of an index, in the order of `paths`; each file is looked up at most once."""

    def __init__(self, code_owners: CodeOwners, ruleset: Ruleset, paths: Sequence[str] = ()) -> None:
        self.code_owners = code_owners
        self._owning = ruleset.owning
        self._paths = paths
        self._blocks: dict[int, _Block] = {}
        self._known: dict[tuple[int, ...], MatchedOwners] = {}

    def of(self, path: str) -> MatchedOwners:
        """What wins for one path, tracked or not."""
        return self._won(self._owning(path))

    def stray(self, runs: Iterable[Run], names: frozenset[str]) -> UnownedFiles | None:
        """The files of some runs whose lines ask none of `names`, and nobody else that is meant by them."""
        count, first, why = 0, len(self._paths), None
        for run in runs:
            for start, end, won in self._stretches(run):
                if won.names.isdisjoint(names):
                    count += end - start
                    if start < first:
                        first, why = start, won
        return None if why is None else UnownedFiles(self._paths[first], count, why)

    def _stretches(self, run: Run) -> Iterator[tuple[int, int, MatchedOwners]]:
        """A run, cut where something else wins or a block ends."""
        place, end = run
        while place < end:
            number = place // _BLOCK
            block = self._blocks.get(number)
            if block is None:
                block = self._blocks[number] = self._block(number * _BLOCK)
            limit = min(end, (number + 1) * _BLOCK)
            index = bisect_right(block.places, place) - 1
            while place < limit:
                after = block.places[index + 1] if index + 1 < len(block.places) else limit
                yield place, min(after, limit), block.won[index]
                place, index = min(after, limit), index + 1

    def _block(self, start: int) -> _Block:
        owning, last, block = self._owning, None, _Block([], [])
        for place, path in enumerate(self._paths[start : start + _BLOCK], start):
            lines = owning(path)
            if lines is not last:
                last, won = lines, self._won(lines)
                if not block.won or won is not block.won[-1]:
                    block.places.append(place)
                    block.won.append(won)
        return block

    def _won(self, lines: tuple[Line, ...]) -> MatchedOwners:
        key = tuple(line.number for line in lines)
        won = self._known.get(key)
        if won is None:
            forge = self.code_owners.forge
            names = frozenset(folded(owner.name, forge) for line in lines for owner in line.owners)
            won = self._known[key] = MatchedOwners(lines, names)
        return won

    @cached_property
    def is_unread(self) -> bool:
        """Whether the forge understands no line of the file: what it asks for is then in what is wrong with it."""
        return bool(self.code_owners.problems) and not self.code_owners.lines

    def may_be_unread(self, names: frozenset[str]) -> bool:
        """Whether what the forge does not understand of the file may ask one of `names`."""
        return self.is_unread or not names.isdisjoint(self._unread)

    def causes(self, names: frozenset[str]) -> tuple[Cause, ...]:
        """What keeps the code host from reading the line that may assign one of `names`; none if that is known."""
        if self.is_unread:
            return tuple(map(_cause, self.code_owners.problems[:_MOST_CAUSES]))
        if not self.may_be_unread(names):
            return ()
        return tuple(_cause(problem) for problem, words in self._unread_words if not words.isdisjoint(names))

    @cached_property
    def _unread(self) -> frozenset[str]:
        """The owners in lines that the forge skips, and in what it ignores of others, with and without their `@`."""
        return frozenset().union(*(words for _, words in self._unread_words))

    @cached_property
    def _unread_words(self) -> list[tuple[LineProblem, frozenset[str]]]:
        """The same, by what is wrong."""
        forge = self.code_owners.forge
        taken = {line.number: line for line in self.code_owners.lines}
        headings = {section.location.start.line for section in self.code_owners.sections}
        by_problem = []
        for problem in self.code_owners.problems:
            number = problem.location.start.line
            if number in taken:
                words = {*problem.location.text.split()} - {*taken[number].names}
            elif number in headings:
                words = {*problem.location.text.split()}
            else:
                words = _words(self.code_owners.source.line(number))
            found = {folded(word.strip("`'\",;()<>"), forge) for word in words}
            by_problem.append((problem, frozenset(found | {f"@{word}" for word in found})))
        return by_problem


def _words(line: str) -> set[str]:
    """The words of a line, and the owners that nothing separates from what is before them."""
    words = {*UNSEEN.sub(" ", line).split()}
    handles = {word[match.start() :] for word in words for match in islice(_AT.finditer(word), _MOST_HANDLES)}
    return words | handles | {word[match.end() :] for word in words if (match := _BEFORE_ADDRESS.match(word))}


def _cause(problem: LineProblem) -> Cause:
    reason = f"{problem.location.path} could not be read: {problem.message}"
    return Cause("codeowners-syntax", problem.location, reason)
