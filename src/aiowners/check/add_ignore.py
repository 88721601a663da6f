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
    """Return whether a string is valid as the reason of a suppression: one line that contains no comment."""
    stripped = reason.strip()
    return (
        bool(stripped) and not stripped.startswith("until=") and stripped.isprintable() and " # " not in f" {stripped} "
    )


def can_be_suppressed(diagnostic: Diagnostic) -> bool:
    """Return whether a comment can suppress a finding: it must be in a manifest that could be parsed."""
    in_manifest = is_manifest(diagnostic.location.path)
    suppressible = diagnostic.rule not in {"yaml-syntax", SKIPPED_CHECK} and diagnostic.category != "suppression"
    return in_manifest and suppressible


def with_suppressions(diagnostics: Iterable[Diagnostic], reason: str) -> dict[Source, Source]:
    """Return the manifests of the findings, each with its text with a comment above every line that has findings.

    One comment names all rules of its line. Line ends and indentation are those of the text. Findings
    that fail `can_be_suppressed` are skipped. A comment inside a multi-line string suppresses nothing;
    the next run shows that.
    """
    rules: dict[Source, dict[int, list[str]]] = {}
    for diagnostic in diagnostics:
        if can_be_suppressed(diagnostic):
            location = diagnostic.location
            names = rules.setdefault(location.source, {}).setdefault(location.start.line, [])
            if diagnostic.rule not in names:
                names.append(diagnostic.rule)
    return edited(_fix(source, lines, reason.strip()) for source, lines in rules.items())


def suppression_fix(diagnostic: Diagnostic, reason: str) -> Fix | None:
    """Return the comment that suppresses a finding, as a fix; None if no comment can suppress it."""
    if not can_be_suppressed(diagnostic):
        return None
    location = diagnostic.location
    return _fix(location.source, {location.start.line: [diagnostic.rule]}, reason)


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
