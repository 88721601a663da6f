"""Groups of findings that a report shows together, and the texts of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from aiowners.display.terminal import LOG, harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic, Label

Item = TypeVar("Item")


def by_location(diagnostics: Iterable[Diagnostic]) -> list[tuple[Diagnostic, ...]]:
    """Group the findings that have the same rule, severity, subject, and location."""
    return grouped(
        diagnostics,
        lambda diagnostic: (diagnostic.rule, diagnostic.severity, diagnostic.subject, diagnostic.location),
    )


def grouped(items: Iterable[Item], key: Callable[[Item], Hashable]) -> list[tuple[Item, ...]]:
    """Group items by key, in the order in which the keys first occur."""
    groups: dict[Hashable, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return [tuple(group) for group in groups.values()]


def messages(group: Sequence[Diagnostic]) -> list[str]:
    """Return the distinct messages of a group."""
    return list(dict.fromkeys(diagnostic.message for diagnostic in group))


def related(group: Sequence[Diagnostic]) -> list[Label]:
    """Return the distinct related locations of a group."""
    return list(dict.fromkeys(label for diagnostic in group for label in diagnostic.related))


def advice(group: Sequence[Diagnostic], titles: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Return what would fix a group: each help as `help`, and each title of a fix that is not also a help as `fix`.

    `titles` are the titles of the fixes to include; by default, those of all fixes.
    """
    helps = dict.fromkeys(diagnostic.help for diagnostic in group if diagnostic.help)
    if titles is None:
        titles = dict.fromkeys(diagnostic.fix.title for diagnostic in group if diagnostic.fix is not None)
    return [*(("help", text) for text in helps), *(("fix", title) for title in titles if title not in helps)]


def advice_lines(group: Sequence[Diagnostic]) -> list[str]:
    """Return the advice for a group as indented lines of a log."""
    return [f"  {word}: {harmless(text, LOG)}" for word, text in advice(group)]


def message_with_advice(diagnostic: Diagnostic) -> str:
    """Return the message with the advice in brackets: one line, harmless in a log, for formats with a single text."""
    notes = (f" ({word}: {harmless(text, LOG)})" for word, text in advice((diagnostic,)))
    return "".join((harmless(diagnostic.message, LOG), *notes))
