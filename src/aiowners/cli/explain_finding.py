"""One finding, explained: its chain, and each way to make it go away."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

import click

from aiowners.cli.output import terminal, write
from aiowners.display.terminal import Style, harmless, paint
from aiowners.reporters.summary import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.check.remedies import Remedy
    from aiowners.cli.session import Session
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.diagnostics.rule import Rule
    from aiowners.display.terminal import Terminal
    from aiowners.source import Source

_DIGITS = 8  # of a fingerprint, where one is shown
_MOST_BROUGHT = 3


def explain_finding(session: Session, what: str, place: tuple[str, int] | None) -> int:
    """Explain the finding whose fingerprint begins with `what`, or that is at a place (path and line).

    Raises click.ClickException where there is none, or more than one.
    """
    from aiowners.check.remedies import remedies
    from aiowners.check.run import run
    from aiowners.rules import ALL

    found = session.discover()
    workspace = session.assemble(found.sources)
    report = run(workspace, ALL, session.settings)
    matching = [
        (one, name)
        for one, name in zip(report.diagnostics, report.fingerprints, strict=True)
        if (name.startswith(what) if place is None else (one.location.path, one.location.start.line) == place)
    ]
    if len(matching) != 1:
        _choose(session, what, matching)
    one, name = matching[0]
    rule = next(rule for rule in ALL if rule.name == one.rule)
    shown = terminal(sys.stdout, session.flags["color"], os.environ)

    def lint(sources: Sequence[Source]) -> Report:
        return run(session.assemble(sources, known=workspace.manifests), ALL, session.settings)

    ways = list(remedies(workspace, found.sources, rule, one, report, lint))
    write("\n".join([*_told(one, name, rule, shown), *_ways(ways, rule, shown)]) + "\n", sys.stdout)
    return 0 if session.finish(found) else 2


def _choose(session: Session, what: str, matching: Sequence[tuple[Diagnostic, str]]) -> NoReturn:
    from aiowners.reporters.concise import line

    if not matching:
        raise click.ClickException(
            f"no finding goes by {what}: it may be mended, silenced or off. `aiowners check --output-format json`"
            " has the fingerprints of those that there are"
        )
    shown = terminal(sys.stderr, session.flags["color"], os.environ)
    write("".join(f"{name[:_DIGITS]}  {line(one, shown)}\n" for one, name in matching), sys.stderr)
    raise click.ClickException(f"{what} stands for {len(matching)} findings: take the digits of one")


def _told(one: Diagnostic, name: str, rule: Rule, shown: Terminal) -> Iterator[str]:
    from dataclasses import replace

    from aiowners.diagnostics.report import Report
    from aiowners.reporters.full.report import blocks

    # Its fix is told below, among the others.
    yield blocks(Report((replace(one, fix=None),), (name,), manifests=1), shown)
    yield paint("Why it matters", Style.STRONG, shown)
    yield f"  {rule.summary} `aiowners explain {rule.name}` says more."
    yield ""
    if one.related:
        yield paint("What makes it true", Style.STRONG, shown)
        for number, label in enumerate(one.related, 1):
            at = f"{label.location.path}:{label.location.start.line}"
            yield f"  {number}. {harmless(label.message, shown)}"
            yield f"     {paint(harmless(at, shown), Style.FRAME, shown)}"
        yield ""


def _ways(ways: Sequence[Remedy], rule: Rule, shown: Terminal) -> Iterator[str]:
    yield paint("What would make it go away", Style.STRONG, shown)
    for number, way in enumerate(ways, 1):
        safe = "a safe fix: `aiowners check --fix` does it" if way.fix.safe else ""
        yield f"  {number}. {harmless(way.fix.title, shown)}{f' ({safe})' if safe else ''}"
        yield from _diff(way, shown)
        yield from (f"     {harmless(words, shown)}" for words in _outcome(way))
        yield ""
    yield f'  Or set its level in aiowners.toml, under [rules]: {rule.name} = "off" | "info" | "warning"'
    yield "  Or record what there is today, so that only new findings count: aiowners baseline"


def _diff(way: Remedy, shown: Terminal) -> Iterator[str]:
    from aiowners.check.apply_edits import edited
    from aiowners.display.diff_lines import diff_lines
    from aiowners.display.unified_diff import unified_diff

    for before, after in edited([way.fix]).items():
        text = unified_diff(before.path, before.text, after.text)
        yield from (f"     {line}" for line in diff_lines(text, shown).splitlines())


def _outcome(way: Remedy) -> Iterator[str]:
    if not way.resolves:
        yield "This alone does not make it go away."
    if way.introduces:
        yield f"It would bring {counted(len(way.introduces), 'other finding')}:"
        for one in way.introduces[:_MOST_BROUGHT]:
            yield f"- {one.severity.value}[{one.rule}] {one.message}"
        if len(way.introduces) > _MOST_BROUGHT:
            yield f"- and {len(way.introduces) - _MOST_BROUGHT} more"
