"""Findings that a reader takes for one: they are told together."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from aiowners.display.terminal import LOG, harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic, Label

Item = TypeVar("Item")


def by_place(diagnostics: Iterable[Diagnostic]) -> list[tuple[Diagnostic, ...]]:
    """Those of one rule, severity, subject and place together, where the first of them stands."""
    return gathered(diagnostics, lambda found: (found.rule, found.severity, found.subject, found.location))


def gathered(items: Iterable[Item], key: Callable[[Item], Hashable]) -> list[tuple[Item, ...]]:
    """The items of one key together, in their order, where the first of them stands."""
    groups: dict[Hashable, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return [tuple(group) for group in groups.values()]


def messages(group: Sequence[Diagnostic]) -> list[str]:
    """What a group says, each thing once."""
    return list(dict.fromkeys(found.message for found in group))


def related(group: Sequence[Diagnostic]) -> list[Label]:
    """The other places of a group, each once."""
    return list(dict.fromkeys(label for found in group for label in found.related))


def advice(group: Sequence[Diagnostic], titles: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """What would mend a group, each thing once, as `help` or, where it is a fix that no help tells of, `fix`.

    `titles` are those of the fixes to tell of, if not of all.
    """
    helps = dict.fromkeys(found.help for found in group if found.help)
    if titles is None:
        titles = dict.fromkeys(found.fix.title for found in group if found.fix is not None)
    return [*(("help", text) for text in helps), *(("fix", title) for title in titles if title not in helps)]


def advice_lines(group: Sequence[Diagnostic]) -> list[str]:
    """The same as lines of a log, indented."""
    return [f"  {word}: {harmless(text, LOG)}" for word, text in advice(group)]
