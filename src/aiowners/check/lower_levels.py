"""Two configurations -> the lines by which the later one may set a lower level for a rule, anywhere.

Files are not looked at: a level that is lower only for a file that does not exist yet is lower. Each
line is compared on its own, so that no other line, which may apply to fewer files than it seems to, excuses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aiowners.codeowners.pattern_containment import contains
from aiowners.diagnostics.rule import Level
from aiowners.rules import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from aiowners.check.settings import Settings
    from aiowners.codeowners.pattern import Pattern
    from aiowners.diagnostics.rule import Rule

RANK = {level: rank for rank, level in enumerate(Level)}
# Of more overrides than can be compared, the comparison itself is reported.
_MOST_COMPARISONS = 1_000_000


class Statement(NamedTuple):
    """A line that sets a level, for a rule or category: of an override, or with `paths` None of `[rules]`."""

    paths: tuple[Pattern, ...] | None
    name: str
    level: Level

    @property
    def text(self) -> str:
        """The line, with the paths to which it applies."""
        paths = "" if self.paths is None else f" for {', '.join(pattern.glob for pattern in self.paths)}"
        return f'{self.name} = "{self.level.value}"{paths}'


class LowerLevel(NamedTuple):
    """A line by which a level is lower than before: one that is new or moved, or one that was removed.

    `override` is the index of its override in the later configuration, None for `[rules]` and for what was removed.
    """

    statement: Statement
    is_removed: bool = False
    override: int | None = None


class TooManyOverridesError(Exception):
    """More overrides than can be compared."""


def lower_levels(before: Settings, after: Settings) -> list[LowerLevel]:
    """The lines by which `after` may set a lower level than `before`, each once. Raises TooManyOverridesError."""
    if before.levels == after.levels and before.overrides == after.overrides:
        return []
    lower: dict[tuple[Statement, bool], LowerLevel] = {}
    comparisons = 0
    for rule in ALL:
        then, now = _Lines.of(before, rule), _Lines.of(after, rule)
        kept = {*then.overrides} & {*now.overrides}
        changes = [*then.overrides, *now.overrides] if then.kept(kept) != now.kept(kept) else []
        changes += [one for one in (*then.overrides, *now.overrides) if one not in kept]
        comparisons += _count(changes) * _count((*then.overrides, *now.overrides))
        if comparisons > _MOST_COMPARISONS:
            raise TooManyOverridesError
        default = _default(then, now, before.levels)
        for one in (*default, *_new(then, now, kept), *_removed(then, now, kept), *_moved(then, now, kept)):
            lower.setdefault((one.statement, one.is_removed), one)
    return list(lower.values())


class _Lines(NamedTuple):
    """What a configuration says of one rule: `overrides` in order, with their indices, and the level without them."""

    overrides: tuple[Statement, ...]
    indices: tuple[int, ...]
    level: Level
    statement: Statement | None

    @staticmethod
    def of(settings: Settings, rule: Rule) -> _Lines:
        pairs = [
            (Statement(override.paths, name, override.levels[name]), index)
            for index, override in enumerate(settings.overrides)
            if (name := _name(override.levels, rule)) is not None
        ]
        name = _name(settings.levels, rule)
        statement = None if name is None else Statement(None, name, settings.levels[name])
        level = rule.level if statement is None else statement.level
        return _Lines(tuple(one for one, _ in pairs), tuple(index for _, index in pairs), level, statement)

    def kept(self, both: set[Statement]) -> list[Statement]:
        return [one for one in self.overrides if one in both]

    def levels(self, paths: Sequence[Pattern]) -> list[Level]:
        """Every level that may apply to a file that `paths` match."""
        levels = []
        for one in reversed(self.overrides):
            assert one.paths is not None
            if _may_meet(one.paths, paths):
                levels.append(one.level)
                if _contains(one.paths, paths):
                    return levels
        return [*levels, self.level]


def _count(statements: Iterable[Statement]) -> int:
    return sum(len(one.paths or ()) for one in statements)


def _name(levels: Mapping[str, Level], rule: Rule) -> str | None:
    return next((name for name in (rule.name, rule.category) if name in levels), None)


def _default(then: _Lines, now: _Lines, known: Mapping[str, Level]) -> Iterator[LowerLevel]:
    """The line of `[rules]` that decides now, or, if it was `known` before, the one that decided until now."""
    if RANK[now.level] >= RANK[then.level]:
        return
    if now.statement is not None and known.get(now.statement.name) is not now.statement.level:
        yield LowerLevel(now.statement)
    elif then.statement is not None:
        yield LowerLevel(then.statement, is_removed=True)


def _new(then: _Lines, now: _Lines, kept: set[Statement]) -> Iterator[LowerLevel]:
    """New lines of overrides that are lower than anything that may have applied to their files."""
    for one, index in zip(now.overrides, now.indices, strict=True):
        if one not in kept and RANK[one.level] < max(RANK[level] for level in then.levels(one.paths or ())):
            yield LowerLevel(one, override=index)


def _removed(then: _Lines, now: _Lines, kept: set[Statement]) -> Iterator[LowerLevel]:
    """Lines of overrides that are gone, and were higher than something that may apply to their files now."""
    for one in then.overrides:
        if one not in kept and RANK[one.level] > min(RANK[level] for level in now.levels(one.paths or ())):
            yield LowerLevel(one, is_removed=True)


def _moved(then: _Lines, now: _Lines, kept: set[Statement]) -> Iterator[LowerLevel]:
    """Lines of overrides that now come after a higher one that came after them."""
    if then.kept(kept) == now.kept(kept):
        return
    first = {one: place for place, one in enumerate(then.kept(kept))}
    for place, (one, index) in enumerate(zip(now.overrides, now.indices, strict=True)):
        earlier = (other for other in now.overrides[:place] if one in kept and other in kept)
        if any(
            RANK[one.level] < RANK[other.level]
            and first[other] > first[one]
            and _may_meet(one.paths or (), other.paths or ())
            for other in earlier
        ):
            yield LowerLevel(one, override=index)


def _may_meet(paths: Sequence[Pattern], others: Sequence[Pattern]) -> bool:
    """Whether a file may match one of `paths` and one of `others`: unless their literal beginnings differ."""
    starts = [pattern.prefix for pattern in others]
    return any(
        start.startswith(pattern.prefix) or pattern.prefix.startswith(start) for pattern in paths for start in starts
    )


def _contains(paths: Sequence[Pattern], others: Sequence[Pattern]) -> bool:
    return all(any(contains(one.segments, other.segments) for one in paths if one.segments) for other in others)
