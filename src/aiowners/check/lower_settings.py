"""Two configurations -> the levels, exclusions, and other settings by which the later one reports less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.check.lower_levels import RANK, TooManyOverridesError, lower_levels
from aiowners.check.settings import level
from aiowners.check.suppression_scope import declared_in
from aiowners.codeowners.pattern_containment import contains
from aiowners.filenames import is_manifest
from aiowners.manifest.read import locate
from aiowners.review.reviewers.suppression_entry import NewSuppression, bounded
from aiowners.rules import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.check.posture import Posture

_MAX_COMPARISONS = 1_000_000


def lower_settings(before: Posture, after: Posture) -> Iterator[NewSuppression]:
    """Yield every setting by which the configuration of `after` reports less than that of `before`."""
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
    old = {pattern.segments for pattern in before.settings.excluded} - {()}
    new = {pattern.segments for pattern in after.settings.excluded} - old - {()}
    if len(new) * len(old) <= _MAX_COMPARISONS:
        new = {segments for segments in new if not any(contains(container, segments) for container in old)}
    for index, pattern in enumerate(after.settings.excluded):
        if pattern.segments in new:
            yield NewSuppression("exclude", None, after.configured_at("exclude", index), bounded(pattern.glob))
    yield from _moved_out(before, after)


def _moved_out(before: Posture, after: Posture) -> Iterator[NewSuppression]:
    """Yield the exclusions to which the change moves manifests: excluded manifests appear while other ones disappear."""
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
                    location = after.configured_at("exclude", index)
                    yield NewSuppression("exclude", None, location, bounded(f"{pattern.glob} now excludes {path}"))


# --- levels ----------------------------------------------------------------------------------------


def _levels(before: Posture, after: Posture) -> Iterator[NewSuppression]:
    try:
        lower = lower_levels(before.settings, after.settings)
    except TooManyOverridesError:
        yield NewSuppression("level", None, after.configured_at("overrides"), "more overrides than can be compared")
        return
    for statement, is_removed, override in lower:
        if is_removed:
            location = after.configured_at("rules")
        elif override is None:
            location = after.configured_at("rules", statement.name)
        else:
            location = after.configured_at("overrides", override, "rules", statement.name)
        text = f"{statement.text} was removed" if is_removed else statement.text
        yield NewSuppression("level", statement.name, location, bounded(text))


# --- declarations that move to a file with a lower level ---------------------------------------------


def _moved(before: Posture, after: Posture) -> Iterator[NewSuppression]:
    """Yield a suppression for declarations that the change moves to files with a lower level."""
    if not after.settings.overrides:
        return
    earlier = declared_in(before.workspace)
    sources = {manifest.path: manifest.source for manifest in after.workspace.manifests}
    moves = {
        (old, new): steps
        for steps, files in declared_in(after.workspace).items()
        if steps in earlier
        for new in sorted(files)
        for old in sorted(earlier[steps] - {new})
        if new not in earlier[steps] or old not in files
    }
    for (old, new), steps in moves.items():
        lower = [
            rule for rule in ALL if RANK[level(before.settings, rule, new)] < RANK[level(before.settings, rule, old)]
        ]
        if lower:
            names = ", ".join(rule.name for rule in lower)
            text = bounded(f"{steps[1]} was in {old}, where these have a higher level: {names}")
            location = locate(sources[new], steps, key=True)
            yield NewSuppression("level", lower[0].name if len(lower) == 1 else None, location, text)
