"""Suppression comments applied to findings, and findings about the comments themselves."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from aiowners.diagnostics.diagnostic import Fix
from aiowners.manifest.decoding import MARK
from aiowners.manifest.edits import comment_removed
from aiowners.rules.expired_ignore import expired_ignore
from aiowners.rules.malformed_ignore import malformed_ignore
from aiowners.rules.unused_ignore import unused_ignore

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.diagnostics.rule import Rule
    from aiowners.manifest.suppression import Cover, MalformedSuppression, Suppression
    from aiowners.source import Location, Source, Span
    from aiowners.workspace import Workspace


class _Cover(NamedTuple):
    """A span that a comment covers. `parent` is the index of the smallest cover that contains it, or -1."""

    span: Span
    declaration: str | None
    comment: Suppression
    parent: int


def _nested(covers: Iterable[tuple[Cover, Suppression]]) -> list[_Cover]:
    """Return the covers sorted by their start, wider ones first. Two covers are disjoint or nested."""
    nested: list[_Cover] = []
    for (span, declaration), comment in sorted(covers, key=lambda cover: (cover[0].span.start, -cover[0].span.end)):
        parent = len(nested) - 1
        while parent >= 0 and nested[parent].span.end < span.end:
            parent = nested[parent].parent
        nested.append(_Cover(span, declaration, comment, parent))
    return nested


def _start(cover: _Cover) -> int:
    return cover.span.start


def _span_start(span: Span) -> int:
    return span.start


class Suppressions:
    """The suppressions of all manifests, and a record of those that suppress a finding."""

    def __init__(self, workspace: Workspace, catalogue: Collection[Rule]) -> None:
        """Read the suppressions of a workspace. `catalogue` contains all rules."""
        self._today = workspace.today
        self._catalogue = catalogue
        self._rules = {rule.name for rule in catalogue}
        self._by_source: dict[Source, list[Suppression]] = {}
        self._malformed: list[MalformedSuppression] = []
        self._covers: dict[tuple[Source, str], list[_Cover]] = {}
        self._shared: dict[Source, list[Span]] = {}
        self._used: set[int] = set()
        for manifest in workspace.manifests:
            if manifest.may_suppress and MARK in manifest.source.text:
                self._read(manifest.source)

    def _read(self, source: Source) -> None:
        from aiowners.manifest.suppression import Suppression, shared, suppressions

        for comment in suppressions(source):
            if not isinstance(comment, Suppression):
                self._malformed.append(comment)
            else:
                self._by_source.setdefault(source, []).append(comment)
        self._shared[source] = shared(source)
        by_rule: dict[str, list[tuple[Cover, Suppression]]] = {}
        for comment in self._by_source.get(source, ()):
            for rule in set(comment.rules):
                by_rule.setdefault(rule, []).extend((cover, comment) for cover in comment.covers)
        for rule, covers in by_rule.items():
            self._covers[source, rule] = _nested(covers)

    def suppresses(self, diagnostic: Diagnostic) -> bool:
        """Whether a comment suppresses a finding; the comment is then in use.

        Text that aliases repeat belongs to several declarations: there, a comment applies to the one that it is in.
        """
        location = diagnostic.location
        covers = self._covers.get((location.source, diagnostic.rule))
        if covers is None:
            return False
        is_suppressed = False
        is_shared = self._is_shared(location)
        index = bisect_right(covers, location.span.start, key=_start) - 1
        while index >= 0:
            cover = covers[index]
            applies = not is_shared or cover.declaration == diagnostic.subject
            if applies and cover.span.end >= location.span.end:
                self._used.add(id(cover.comment))
                is_suppressed = is_suppressed or not self._is_expired(cover.comment)
            index = cover.parent
        return is_suppressed

    def _is_shared(self, location: Location) -> bool:
        """Whether aliases repeat the text at a location."""
        spans = self._shared[location.source]
        before = bisect_right(spans, location.span.start, key=_span_start) - 1
        return before >= 0 and location.span.end <= spans[before].end

    def findings(self, rules: Collection[str], skipped: Iterable[Skipped]) -> Iterator[Diagnostic]:
        """Yield the defects of the comments, after all findings have been passed to `suppresses`.

        `rules` are those of this run. A comment is unused only if all of its rules ran and skipped no check.
        """
        complete = set(rules) - {check.rule for check in skipped}
        mandatory = {rule.name for rule in self._catalogue if rule.mandatory}
        for malformed in self._malformed:
            yield _malformed(malformed.location, malformed.problem)
        for comments in self._by_source.values():
            for comment in comments:
                unknown = [name for name in comment.rules if name not in self._rules]
                if unknown:
                    yield _malformed(comment.location, self._no_such_rule(unknown))
                elif fixed := [name for name in comment.rules if name in mandatory]:
                    yield _malformed(comment.location, f"`{fixed[0]}` cannot be suppressed")
                elif self._is_expired(comment):
                    yield expired_ignore.at(
                        comment.location,
                        f"this suppression held until {comment.until}: its findings show again",
                        subject=None,
                        anchor=",".join(comment.rules),
                        help="mend what it silenced, or agree on another day with whoever it concerns",
                    )
                elif id(comment) not in self._used and set(comment.rules) <= complete:
                    yield unused_ignore.at(
                        comment.location,
                        "this suppression silences nothing",
                        subject=None,
                        anchor=",".join(comment.rules),
                        help="remove it",
                        fix=Fix.of("Remove the comment", comment_removed(comment.location), safe=True),
                    )

    def _is_expired(self, comment: Suppression) -> bool:
        return comment.until is not None and comment.until < self._today

    def _no_such_rule(self, unknown: Sequence[str]) -> str:
        from aiowners.diagnostics.nearest import nearest

        near = nearest(unknown[0], self._rules)
        advice = f": did you mean `{near[0]}`?" if near else ": `aiowners rules` lists them"
        return f"no rule is called `{unknown[0]}`{advice}"


def _malformed(location: Location, problem: str) -> Diagnostic:
    return malformed_ignore.at(
        location, problem, subject=None, anchor=problem, help="write `# aiowners: ignore[rule-name] reason`"
    )
