"""Two configurations -> the levels, exclusions, and other settings by which the later one reports less."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aiowners.check.covers import declared_in
from aiowners.check.new_suppression import NewSuppression, bounded
from aiowners.diagnostics.rule import Level
from aiowners.filenames import MANIFEST, is_manifest
from aiowners.generate.containment import contains
from aiowners.manifest.read import locate
from aiowners.rules import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aiowners.check.posture import Posture
    from aiowners.check.settings import Override, Settings
    from aiowners.codeowners.pattern import Pattern
    from aiowners.diagnostics.rule import Rule
    from aiowners.source import Location

_RANK = {level: rank for rank, level in enumerate(Level)}
# Of more changed overrides than can be compared, the comparison itself is reported.
_MOST_COMPARISONS = 1_000_000


class _Statement(NamedTuple):
    """A line of the configuration that sets a level: `globs` are those of an override, None for `[rules]`."""

    globs: tuple[str, ...] | None
    name: str
    level: Level

    @property
    def text(self) -> str:
        """The line, with the paths to which it applies."""
        paths = "" if self.globs is None else f" for {', '.join(self.globs)}"
        return f'{self.name} = "{self.level.value}"{paths}'


class _Decision(NamedTuple):
    """The level of a rule at a path, and the statement that sets it: None if it is the rule's own level.

    `override` is the index of the statement's override, None for `[rules]`.
    """

    level: Level
    statement: _Statement | None = None
    override: int | None = None


def lower_settings(before: Posture, after: Posture) -> Iterator[NewSuppression]:
    """Everything by which the configuration of `after` reports less than that of `before`."""
    yield from _exclusions(before, after)
    yield from _levels(before, after)
    yield from _moved(before, after)
    old, new = before.settings, after.settings
    if new.fail_on.rank > old.fail_on.rank:
        yield NewSuppression("fail-on", None, after.configured_at("fail-on"), f'fail-on = "{new.fail_on.value}"')
    for name in dict.fromkeys(old.enforcement):
        if name not in new.enforcement:
            yield NewSuppression("enforcement", None, after.configured_at("enforcement"), f"without {name}")
    if before.workspace.forge is not after.workspace.forge:
        text = f'forge = "{after.workspace.forge.value}"'
        yield NewSuppression("enforcement", None, after.configured_at("forge"), text)


# --- exclusions ------------------------------------------------------------------------------------


def _exclusions(before: Posture, after: Posture) -> Iterator[NewSuppression]:
    known = {pattern.segments for pattern in before.settings.excluded} - {()}
    new = {pattern.segments for pattern in after.settings.excluded} - known - {()}
    if len(new) * len(known) <= _MOST_COMPARISONS:
        new = {segments for segments in new if not any(contains(other, segments) for other in known)}
    for index, pattern in enumerate(after.settings.excluded):
        if pattern.segments in new:
            yield NewSuppression("exclude", None, after.configured_at("exclude", index), bounded(pattern.glob))
    yield from _moved_out(before, after)


def _moved_out(before: Posture, after: Posture) -> Iterator[NewSuppression]:
    """Manifests that appear where they are excluded, while others disappear: the change moves them there."""
    excluded, files = after.settings.excluded, after.workspace.files
    if not excluded or files is None or before.workspace.files is None:
        return
    read = {manifest.path for manifest in after.workspace.manifests}
    if not any(manifest.path not in read for manifest in before.workspace.manifests):
        return
    for index, pattern in enumerate(excluded):
        for start, end in files.runs(pattern):
            for path in files.paths[start:end]:
                if is_manifest(path) and path not in before.workspace.files:
                    place = after.configured_at("exclude", index)
                    yield NewSuppression("exclude", None, place, bounded(f"{pattern.glob} now excludes {path}"))


# --- levels ----------------------------------------------------------------------------------------


def _levels(before: Posture, after: Posture) -> Iterator[NewSuppression]:
    old, new = before.settings, after.settings
    if old.levels == new.levels and old.overrides == new.overrides:
        return
    probes = _probes(before, after)
    if len(probes) * (len(old.overrides) + len(new.overrides)) > _MOST_COMPARISONS:
        yield NewSuppression("level", None, after.configured_at("overrides"), "more overrides than can be compared")
        return
    kept = _statements(old) & _statements(new)
    reported: set[tuple[_Statement | None, bool]] = set()
    for path in probes:
        then, now = _Levels(old, path), _Levels(new, path)
        for rule in ALL:
            earlier, later = then.of(rule), now.of(rule)
            if _RANK[later.level] >= _RANK[earlier.level]:
                continue
            is_removal = later.statement is None or (later.statement in kept and earlier.statement not in kept)
            statement = earlier.statement if is_removal else later.statement
            if statement is not None and (statement, is_removal) not in reported:
                reported.add((statement, is_removal))
                text = f"{statement.text} was removed" if is_removal else statement.text
                location = after.configured_at("rules") if is_removal else _location(after, later)
                yield NewSuppression("level", statement.name, location, bounded(text))


def _location(after: Posture, decision: _Decision) -> Location:
    assert decision.statement is not None
    if decision.override is None:
        return after.configured_at("rules", decision.statement.name)
    return after.configured_at("overrides", decision.override, "rules", decision.statement.name)


def _statements(settings: Settings) -> set[_Statement]:
    stated = {_Statement(None, name, level) for name, level in settings.levels.items()}
    for override in settings.overrides:
        globs = _globs(override)
        stated |= {_Statement(globs, name, level) for name, level in override.levels.items()}
    return stated


def _globs(override: Override) -> tuple[str, ...]:
    return tuple(pattern.glob for pattern in override.paths)


class _Levels:
    """The levels that a configuration sets for findings in one file."""

    def __init__(self, settings: Settings, path: str) -> None:
        self._settings = settings
        self._overrides = [
            (index, override)
            for index, override in reversed([*enumerate(settings.overrides)])
            if any(pattern.matches(path) for pattern in override.paths)
        ]

    def of(self, rule: Rule) -> _Decision:
        """The level of a rule, as `settings.level` gives it, with the statement that decides."""
        for index, override in self._overrides:
            if (name := _stated(override.levels, rule)) is not None:
                level = override.levels[name]
                return _Decision(level, _Statement(_globs(override), name, level), index)
        levels = self._settings.levels
        if (name := _stated(levels, rule)) is not None:
            return _Decision(levels[name], _Statement(None, name, levels[name]))
        return _Decision(rule.level)


def _stated(levels: Mapping[str, Level], rule: Rule) -> str | None:
    return next((name for name in (rule.name, rule.category) if name in levels), None)


def _probes(before: Posture, after: Posture) -> list[str]:
    """Paths at which the two configurations can differ; the empty path is that of no override."""
    old, new = before.settings.overrides, after.settings.overrides
    if old == new:
        return [""]
    kept = {_identity(override) for override in old} & {_identity(override) for override in new}
    changed = [override for override in (*old, *new) if _identity(override) not in kept]
    samples = [_sample(pattern) for override in changed for pattern in override.paths]
    return list(dict.fromkeys(("", *samples, *_paths(before), *_paths(after))))


def _identity(override: Override) -> tuple[tuple[str, ...], frozenset[tuple[str, Level]]]:
    return _globs(override), frozenset(override.levels.items())


def _paths(posture: Posture) -> Iterable[str]:
    workspace = posture.workspace
    return (*(manifest.path for manifest in workspace.manifests), *workspace.others)


def _sample(pattern: Pattern) -> str:
    """A path that a pattern matches, if possible that of a manifest."""
    names = [_name(segment) for segment in pattern.segments if segment != "**"]
    directory = "/".join(names)
    paths = (f"{directory}/{MANIFEST}", f"x/{directory}/{MANIFEST}", directory, f"x/{directory}")
    return next((path for path in paths if pattern.matches(path)), directory)


def _name(segment: str) -> str:
    """A name that a segment of a pattern matches."""
    return re.sub(r"\\(.)|\*+|\?", lambda match: match[1] or "x", segment)


# --- declarations that move to where a level is lower ------------------------------------------------


def _moved(before: Posture, after: Posture) -> Iterator[NewSuppression]:
    """Declarations that the change moves to where the configuration, though unchanged there, sets a lower level."""
    if not after.settings.overrides:
        return
    earlier = declared_in(before.workspace)
    sources = {manifest.path: manifest.source for manifest in after.workspace.manifests}
    moves = {
        (old, new): steps
        for steps, files in declared_in(after.workspace).items()
        if steps in earlier
        for new in sorted(files - earlier[steps])
        for old in sorted(earlier[steps])
    }
    for (old, new), steps in moves.items():
        then, now = _Levels(before.settings, old), _Levels(before.settings, new)
        decisions = ((now.of(rule), then.of(rule)) for rule in ALL)
        lowering = (later.statement for later, earlier in decisions if _RANK[later.level] < _RANK[earlier.level])
        for statement in dict.fromkeys(filter(None, lowering)):
            text = bounded(f"{statement.text} now applies to {steps[1]}, which was in {old}")
            yield NewSuppression("level", statement.name, locate(sources[new], steps, key=True), text)
