"""Two configurations -> the lines by which the later one may set a lower level for a rule, for any file.

The files of the tree do not matter: a level that is lower for a file that does not exist yet is
lower. Each line is compared on its own. No other line excuses it, because that line may apply to
fewer files than it seems.
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
# Beyond this number, the change is reported without a comparison.
_MAX_COMPARISONS = 1_000_000


class Statement(NamedTuple):
    """A line that sets the level of a rule or category, in an override, or in `[rules]` if `paths` is None."""

    paths: tuple[Pattern, ...] | None
    name: str
    level: Level

    @property
    def text(self) -> str:
        """The line, with the paths to which it applies."""
        paths = "" if self.paths is None else f" for {', '.join(pattern.glob for pattern in self.paths)}"
        return f'{self.name} = "{self.level.value}"{paths}'


class LowerLevel(NamedTuple):
    """A new, moved, or removed line by which a level is lower than before.

    `override` is the index of its override in the later configuration, None for `[rules]` and removed lines.
    """

    statement: Statement
    is_removed: bool = False
    override: int | None = None


class TooManyOverridesError(Exception):
    """More overrides than can be compared."""


def lower_levels(before: Settings, after: Settings) -> list[LowerLevel]:
    """Return the lines by which `after` may set a lower level than `before`, each once. Raises TooManyOverridesError."""
    if before.levels == after.levels and before.overrides == after.overrides:
        return []
    lower: dict[tuple[Statement, bool], LowerLevel] = {}
    comparisons = 0
    for rule in ALL:
        old, new = _Lines.of(before, rule), _Lines.of(after, rule)
        kept = {*old.overrides} & {*new.overrides}
        statements = (*old.overrides, *new.overrides)
        changes = list(statements) if old.kept(kept) != new.kept(kept) else []
        changes += [statement for statement in statements if statement not in kept]
        comparisons += _count(changes) * _count(statements)
        if comparisons > _MAX_COMPARISONS:
            raise TooManyOverridesError
        default = _default(old, new, before.levels)
        for line in (*default, *_new(old, new, kept), *_removed(old, new, kept), *_moved(old, new, kept)):
            lower.setdefault((line.statement, line.is_removed), line)
    return list(lower.values())


class _Lines(NamedTuple):
    """The lines of a configuration about a rule: `overrides` in order, with their indices, and the level without them."""

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
        overrides = tuple(statement for statement, _ in pairs)
        return _Lines(overrides, tuple(index for _, index in pairs), level, statement)

    def kept(self, both: set[Statement]) -> list[Statement]:
        """Return the overrides that are among `both`, in order."""
        return [statement for statement in self.overrides if statement in both]

    def levels(self, paths: Sequence[Pattern]) -> list[Level]:
        """Return every level that may apply to a file that `paths` match."""
        levels = []
        for statement in reversed(self.overrides):
            assert statement.paths is not None
            if _may_overlap(statement.paths, paths):
                levels.append(statement.level)
                if _contains(statement.paths, paths):
                    return levels
        return [*levels, self.level]


def _count(statements: Iterable[Statement]) -> int:
    return sum(len(statement.paths or ()) for statement in statements)


def _name(levels: Mapping[str, Level], rule: Rule) -> str | None:
    return next((name for name in (rule.name, rule.category) if name in levels), None)


def _default(before: _Lines, after: _Lines, levels_before: Mapping[str, Level]) -> Iterator[LowerLevel]:
    """Yield the line of `[rules]` that decides now, or the line that decided before if the new one is not new."""
    if RANK[after.level] >= RANK[before.level]:
        return
    if after.statement is not None and levels_before.get(after.statement.name) is not after.statement.level:
        yield LowerLevel(after.statement)
    elif before.statement is not None:
        yield LowerLevel(before.statement, is_removed=True)


def _new(before: _Lines, after: _Lines, kept: set[Statement]) -> Iterator[LowerLevel]:
    """Yield new lines of overrides that are lower than a level that may have applied to their files."""
    for statement, index in zip(after.overrides, after.indices, strict=True):
        if statement in kept:
            continue
        if RANK[statement.level] < max(RANK[level] for level in before.levels(statement.paths or ())):
            yield LowerLevel(statement, override=index)


def _removed(before: _Lines, after: _Lines, kept: set[Statement]) -> Iterator[LowerLevel]:
    """Yield removed lines of overrides that were higher than a level that may apply to their files now."""
    for statement in before.overrides:
        if statement in kept:
            continue
        if RANK[statement.level] > min(RANK[level] for level in after.levels(statement.paths or ())):
            yield LowerLevel(statement, is_removed=True)


def _moved(before: _Lines, after: _Lines, kept: set[Statement]) -> Iterator[LowerLevel]:
    """Yield lines of overrides that are now after a higher line that was after them before."""
    if before.kept(kept) == after.kept(kept):
        return
    old_order = {statement: position for position, statement in enumerate(before.kept(kept))}
    for position, (statement, index) in enumerate(zip(after.overrides, after.indices, strict=True)):
        if statement not in kept:
            continue
        if any(
            RANK[statement.level] < RANK[preceding.level]
            and old_order[preceding] > old_order[statement]
            and _may_overlap(statement.paths or (), preceding.paths or ())
            for preceding in after.overrides[:position]
            if preceding in kept
        ):
            yield LowerLevel(statement, override=index)


def _may_overlap(first: Sequence[Pattern], second: Sequence[Pattern]) -> bool:
    """Return whether a file may match a pattern of both: false only if their literal prefixes differ."""
    prefixes = [pattern.prefix for pattern in second]
    return any(
        prefix.startswith(pattern.prefix) or pattern.prefix.startswith(prefix)
        for pattern in first
        for prefix in prefixes
    )


def _contains(outer: Sequence[Pattern], inner: Sequence[Pattern]) -> bool:
    """Return whether each pattern of `inner` is provably contained in a pattern of `outer`."""
    return all(
        any(contains(container.segments, pattern.segments) for container in outer if container.segments)
        for pattern in inner
    )
