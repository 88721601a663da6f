"""Findings -> manifests with a suppression above each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.check.apply_edits import edited
from aiowners.diagnostics.diagnostic import SKIPPED_CHECK, Edit, Fix
from aiowners.filenames import is_manifest
from aiowners.manifest.edit_targets import line_break
from aiowners.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.source import Source


def is_reason(reason: str) -> bool:
    """Whether a text can stand as the reason of a suppression: one line, and no comment of its own."""
    stated = reason.strip()
    return bool(stated) and not stated.startswith("until=") and stated.isprintable() and " # " not in f" {stated} "


def can_be_ignored(diagnostic: Diagnostic) -> bool:
    """Whether a comment can silence a finding: it lies in the text of a manifest that could be parsed."""
    manifest = is_manifest(diagnostic.location.path)
    return manifest and diagnostic.rule not in {"yaml-syntax", SKIPPED_CHECK} and diagnostic.category != "suppression"


def with_ignores(diagnostics: Iterable[Diagnostic], reason: str) -> dict[Source, Source]:
    """The manifests that the findings lie in, and what they become with a comment above each line that has one.

    One comment names all rules of its line. Line ends and indentation are those of the text. What
    `can_be_ignored` denies is left out; whether a comment has come to cover its finding (it does
    not inside a text of several lines) is for the next run to tell.
    """
    rules: dict[Source, dict[int, list[str]]] = {}
    for found in diagnostics:
        if can_be_ignored(found):
            place = found.location
            names = rules.setdefault(place.source, {}).setdefault(place.start.line, [])
            if found.rule not in names:
                names.append(found.rule)
    return edited(_fix(source, lines, reason.strip()) for source, lines in rules.items())


def ignoring(found: Diagnostic, reason: str) -> Fix | None:
    """The comment that silences one finding, as a fix; None where no comment can."""
    place = found.location
    return _fix(place.source, {place.start.line: [found.rule]}, reason) if can_be_ignored(found) else None


def _fix(source: Source, lines: dict[int, list[str]], reason: str) -> Fix:
    line_end = line_break(source.text)
    edits = []
    for number, rules in lines.items():
        start = source.line_starts[number - 1]
        line = source.line(number)
        indent = line[: len(line) - len(line.lstrip(" "))]
        comment = f"{indent}# aiowners: ignore[{', '.join(rules)}] {reason}{line_end}"
        edits.append(Edit(Location(source, Span(start, start)), comment))
    return Fix("Silence it, with a reason", tuple(edits), safe=False)
