"""What a change suppresses: comments, baseline entries, levels, exclusions, and waivers that its start did not have."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias

from aiowners.check.lower_settings import lower_settings
from aiowners.check.suppression_scope import FOREVER, Covered, covers, declared_in
from aiowners.graph.nodes import Key
from aiowners.manifest.model import SECTIONS, Model
from aiowners.review.reviewers.new_suppression import NewSuppression, bounded
from aiowners.rules import ALL
from aiowners.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from aiowners.check.posture import Posture
    from aiowners.check.suppression_scope import SuppressionScope
    from aiowners.graph.nodes import Node
    from aiowners.manifest.model import Waiver
    from aiowners.workspace import Workspace

# The last days of waivers, by model, party, and manifest.
_Untils: TypeAlias = "dict[tuple[Key, str], dict[str, str]]"
_FINGERPRINT = re.compile(r'"([0-9a-f]{32})"')


def new_suppressions(forks: Sequence[Posture], after: Posture) -> tuple[NewSuppression, ...]:
    """Everything that `after` suppresses but one of the `forks`, the commits at which the change starts, did not.

    In the order of paths and lines. Each comment, entry, or setting is one, even if it covers several
    things. A comment that only moved with its lines is none.
    """
    if not forks:
        return ()
    settings = (new for fork in forks for new in lower_settings(fork, after))
    new = (*_ignores(forks, after), *_baseline(forks, after), *settings, *_waivers(forks, after))
    distinct = {(one.kind, one.rule, one.location.order, one.text, one.about): one for one in new}
    return tuple(sorted(distinct.values(), key=lambda one: (one.location.order, one.kind, one.rule or "", one.text)))


def _ignores(forks: Sequence[Posture], after: Posture) -> Iterator[NewSuppression]:
    later = covers(after.workspace)
    if not later:
        return
    names = {rule.name for rule in ALL}
    known = [Covered(fork.workspace, after.workspace) for fork in forks]
    reported: set[tuple[int, str]] = set()
    for cover in later:
        key = (id(cover.comment), cover.rule)
        if cover.rule in names and key not in reported and any(cover.until > one.until(cover) for one in known):
            reported.add(key)
            comment = cover.comment.location
            yield NewSuppression("ignore", cover.rule, comment, bounded(comment.text), _subject(cover))


def _subject(cover: SuppressionScope) -> str | None:
    section, *names = cover.steps
    return str(Key(SECTIONS[section], names[0])) if section in SECTIONS and names else None


def _baseline(forks: Sequence[Posture], after: Posture) -> Iterator[NewSuppression]:
    new = [name for name in after.entries if any(name not in fork.entries for fork in forks)]
    if not new or after.baseline is None:
        return
    places = {match[1]: Span(*match.span(1)) for match in _FINGERPRINT.finditer(after.baseline.text)}
    for name in new:
        entry = json.loads(after.entries[name])
        rule, subject, about = (_text(entry.get(key)) for key in ("rule", "subject", "about"))
        words = " ".join(filter(None, (rule, subject, f"about {about}" if about else ""))) or name
        location = Location(after.baseline, places.get(name, Span(0, 0)))
        # Several entries can be of one subject: the fingerprint tells them apart.
        yield NewSuppression("baseline", rule, location, bounded(words), subject, about)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _waivers(forks: Sequence[Posture], after: Posture) -> Iterator[NewSuppression]:
    known = [_untils(fork.workspace) for fork in forks]
    declared = declared_in(after.workspace)
    for node, index, waiver in _stated(after.workspace):
        party = after.workspace.graph.directory.resolve(waiver.team).party
        if party is None:  # a team that does not exist agrees to nothing
            continue
        assert node.manifest is not None
        path, later = node.manifest.path, declared["models", node.key.name]
        until = waiver.until or FOREVER
        if any(until > _until(untils, (node.key, party.lower()), path, later) for untils in known):
            place = after.workspace.locate(node, "waivers", index)
            text = f"{waiver.team} for {node.key}{f' until {waiver.until}' if waiver.until else ''}"
            yield NewSuppression(
                "waiver", "missing-downstream-reviewer", place, bounded(text), str(node.key), str(Key("team", party))
            )


def _until(untils: _Untils, key: tuple[Key, str], path: str, later: Collection[str]) -> str:
    """The last day of a waiver that is now at `path`. A model that moved takes its waivers with it."""
    known = untils.get(key, {})
    return max((day for at, day in known.items() if at == path or at not in later), default="")


def _untils(workspace: Workspace) -> _Untils:
    """The last day of each party's waiver of each model, by manifest."""
    untils: _Untils = {}
    for node, _, waiver in _stated(workspace):
        party = workspace.graph.directory.resolve(waiver.team).party
        if party is not None:
            assert node.manifest is not None
            days = untils.setdefault((node.key, party.lower()), {})
            days[node.manifest.path] = max(waiver.until or FOREVER, days.get(node.manifest.path, ""))
    return untils


def _stated(workspace: Workspace) -> Iterator[tuple[Node, int, Waiver]]:
    for node in workspace.graph.declared:
        if isinstance(node.declaration, Model):
            for index, waiver in enumerate(node.declaration.waivers):
                yield node, index, waiver
