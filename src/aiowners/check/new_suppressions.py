"""The new suppressions of a change: comments, baseline entries, levels, exclusions, and waivers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias

from aiowners.check.lower_settings import lower_settings
from aiowners.check.suppression_scope import FOREVER, Covered, covers, declared_in
from aiowners.graph.nodes import DeclaredNode, Key
from aiowners.manifest.model import SECTIONS
from aiowners.review.reviewers.suppression_entry import NewSuppression, bounded
from aiowners.rules import ALL
from aiowners.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from aiowners.check.posture import Posture
    from aiowners.check.suppression_scope import SuppressionScope
    from aiowners.manifest.model import Waiver
    from aiowners.workspace import Workspace

# The last days of waivers, by model and team, and by manifest.
_LastDays: TypeAlias = "dict[tuple[Key, str], dict[str, str]]"
_FINGERPRINT = re.compile(r'"([0-9a-f]{32})"')


def new_suppressions(forks: Sequence[Posture], after: Posture) -> tuple[NewSuppression, ...]:
    """Return everything that `after` suppresses but one of the `forks`, the start commits of the change, did not.

    The order is that of paths and lines. Each comment, entry, or setting is one suppression, even if
    it covers several declarations. A comment that only moved with its lines is not new.
    """
    if not forks:
        return ()
    settings = (new for fork in forks for new in lower_settings(fork, after))
    new = (*_ignores(forks, after), *_baseline(forks, after), *settings, *_waivers(forks, after))
    distinct = {(entry.kind, entry.rule, entry.location.order, entry.text, entry.about): entry for entry in new}
    return tuple(sorted(distinct.values(), key=_order))


def _order(suppression: NewSuppression) -> tuple[object, ...]:
    return (suppression.location.order, suppression.kind, suppression.rule or "", suppression.text)


def _ignores(forks: Sequence[Posture], after: Posture) -> Iterator[NewSuppression]:
    later = covers(after.workspace)
    if not later:
        return
    names = {rule.name for rule in ALL}
    covered = [Covered(fork.workspace, after.workspace) for fork in forks]
    reported: set[tuple[int, str]] = set()
    for cover in later:
        key = (id(cover.comment), cover.rule)
        if cover.rule in names and key not in reported and any(cover.until > fork.until(cover) for fork in covered):
            reported.add(key)
            comment = cover.comment.location
            yield NewSuppression("ignore", cover.rule, comment, bounded(comment.text), _subject(cover))


def _subject(cover: SuppressionScope) -> str | None:
    section, *names = cover.steps
    return str(Key(SECTIONS[section], names[0])) if section in SECTIONS and names else None


def _baseline(forks: Sequence[Posture], after: Posture) -> Iterator[NewSuppression]:
    new = [fingerprint for fingerprint in after.entries if any(fingerprint not in fork.entries for fork in forks)]
    if not new or after.baseline is None:
        return
    spans = {match[1]: Span(*match.span(1)) for match in _FINGERPRINT.finditer(after.baseline.text)}
    for fingerprint in new:
        entry = json.loads(after.entries[fingerprint])
        rule, subject, about = (_text(entry.get(key)) for key in ("rule", "subject", "about"))
        words = " ".join(filter(None, (rule, subject, f"about {about}" if about else ""))) or fingerprint
        # Entries can share a subject; their locations differ.
        location = Location(after.baseline, spans.get(fingerprint, Span(0, 0)))
        yield NewSuppression("baseline", rule, location, bounded(words), subject, about)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _waivers(forks: Sequence[Posture], after: Posture) -> Iterator[NewSuppression]:
    earlier = [_last_days(fork.workspace) for fork in forks]
    declared = declared_in(after.workspace)
    for node, index, waiver in _declared_waivers(after.workspace):
        team = after.workspace.graph.directory.resolve(waiver.team).party
        if team is None:  # an unknown team cannot agree to a waiver
            continue
        path, manifests = node.manifest.path, declared["models", node.key.name]
        until = waiver.until or FOREVER
        if any(until > _last_day(days.get((node.key, team.lower()), {}), path, manifests) for days in earlier):
            location = after.workspace.locate(node, "waivers", index)
            text = f"{waiver.team} for {node.key}{f' until {waiver.until}' if waiver.until else ''}"
            yield NewSuppression(
                "waiver", "missing-downstream-reviewer", location, bounded(text), str(node.key), str(Key("team", team))
            )


def _last_day(days: Mapping[str, str], path: str, manifests: Collection[str]) -> str:
    """Return the last earlier day of a waiver that is now in the manifest at `path`.

    `days` are the earlier days by manifest, `manifests` those that declare the model now. A model
    that moved takes its waivers with it.
    """
    return max((day for earlier, day in days.items() if earlier == path or earlier not in manifests), default="")


def _last_days(workspace: Workspace) -> _LastDays:
    """Return the last day of each team's waiver of each model, by manifest."""
    last_days: _LastDays = {}
    for node, _, waiver in _declared_waivers(workspace):
        team = workspace.graph.directory.resolve(waiver.team).party
        if team is not None:
            days = last_days.setdefault((node.key, team.lower()), {})
            days[node.manifest.path] = max(waiver.until or FOREVER, days.get(node.manifest.path, ""))
    return last_days


def _declared_waivers(workspace: Workspace) -> Iterator[tuple[DeclaredNode, int, Waiver]]:
    for node, model in workspace.graph.models():
        for index, waiver in enumerate(model.waivers):
            yield node, index, waiver
