"""One finding, explained: its chain, and each way to fix it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import click

from aiowners.cli.output import write
from aiowners.display.plural import counted
from aiowners.display.terminal import Style, harmless, paint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.check.remedies import Remedy
    from aiowners.cli.session import Session
    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.diagnostics.report import Report
    from aiowners.diagnostics.rule import Rule
    from aiowners.display.terminal import Terminal
    from aiowners.source import Source

_SHOWN_DIGITS = 8  # of a fingerprint
_MAX_INTRODUCED = 3  # findings shown that a fix would introduce


class LineLocation(NamedTuple):
    """A line of a file: the path from the root, and the number of the line, from 1."""

    path: str
    line: int


def explain_finding(session: Session, name: str, location: LineLocation | None) -> int:
    """Explain the finding whose fingerprint begins with `name`, or the one at a location; return the exit code.

    Raises click.ClickException if no finding matches, or more than one.
    """
    from aiowners.check.remedies import remedies
    from aiowners.rules import ALL

    discovery, workspace = session.read()
    report = session.run.check(workspace)
    matches = [
        (diagnostic, fingerprint)
        for diagnostic, fingerprint in zip(report.diagnostics, report.fingerprints, strict=True)
        if (
            fingerprint.startswith(name)
            if location is None
            else (diagnostic.location.path, diagnostic.location.start.line) == location
        )
    ]
    if len(matches) != 1:
        _refuse(session, name, matches)
    diagnostic, fingerprint = matches[0]
    rule = next(rule for rule in ALL if rule.name == diagnostic.rule)
    shown = session.stdout

    def check(sources: Sequence[Source]) -> Report:
        return session.run.check(session.run.assemble(sources, known=workspace.manifests))

    ways = list(remedies(workspace, discovery.sources, rule, diagnostic, report, check))
    lines = [*_explanation(diagnostic, fingerprint, rule, shown), *_remedies(ways, rule, shown)]
    write("\n".join(lines) + "\n", sys.stdout)
    return 0 if session.finish(discovery) else 2


def _refuse(session: Session, name: str, matches: Sequence[tuple[Diagnostic, str]]) -> NoReturn:
    """List the findings that match. Raises click.ClickException."""
    from aiowners.reporters.concise import line

    if not matches:
        raise click.ClickException(
            f"no finding goes by {name}: it may be mended, silenced or off. `aiowners check --output-format json`"
            " has the fingerprints of those that there are"
        )
    shown = session.stderr
    lines = (f"{fingerprint[:_SHOWN_DIGITS]}  {line(diagnostic, shown)}\n" for diagnostic, fingerprint in matches)
    write("".join(lines), sys.stderr)
    raise click.ClickException(f"{name} stands for {len(matches)} findings: take the digits of one")


def _explanation(diagnostic: Diagnostic, fingerprint: str, rule: Rule, shown: Terminal) -> Iterator[str]:
    from dataclasses import replace

    from aiowners.diagnostics.report import Report
    from aiowners.reporters.full.report import blocks

    # Its fix is shown among the remedies.
    yield blocks(Report((replace(diagnostic, fix=None),), (fingerprint,), manifests=1), shown)
    yield paint("Why it matters", Style.STRONG, shown)
    yield f"  {rule.summary} `aiowners explain {rule.name}` says more."
    yield ""
    if diagnostic.related:
        yield paint("What makes it true", Style.STRONG, shown)
        for number, label in enumerate(diagnostic.related, 1):
            location = f"{label.location.path}:{label.location.start.line}"
            yield f"  {number}. {harmless(label.message, shown)}"
            yield f"     {paint(harmless(location, shown), Style.FRAME, shown)}"
        yield ""


def _remedies(ways: Sequence[Remedy], rule: Rule, shown: Terminal) -> Iterator[str]:
    yield paint("What would make it go away", Style.STRONG, shown)
    for number, remedy in enumerate(ways, 1):
        safe = "a safe fix: `aiowners check --fix` does it" if remedy.fix.safe else ""
        yield f"  {number}. {harmless(remedy.fix.title, shown)}{f' ({safe})' if safe else ''}"
        yield from _diff(remedy, shown)
        yield from (f"     {harmless(words, shown)}" for words in _outcome(remedy))
        yield ""
    yield f'  Or set its level in aiowners.toml, under [rules]: {rule.name} = "off" | "info" | "warning"'
    yield "  Or record what there is today, so that only new findings count: aiowners baseline"


def _diff(remedy: Remedy, shown: Terminal) -> Iterator[str]:
    from aiowners.check.apply_edits import edited
    from aiowners.display.unified_diff import diff_lines, unified_diff

    for before, after in edited([remedy.fix]).items():
        text = unified_diff(before.path, before.text, after.text)
        yield from (f"     {line}" for line in diff_lines(text, shown).splitlines())


def _outcome(remedy: Remedy) -> Iterator[str]:
    if not remedy.resolves:
        yield "This alone does not make it go away."
    introduced = remedy.introduces
    if introduced:
        yield f"It would bring {counted(len(introduced), 'other finding')}:"
        for diagnostic in introduced[:_MAX_INTRODUCED]:
            yield f"- {diagnostic.severity.value}[{diagnostic.rule}] {diagnostic.message}"
        if len(introduced) > _MAX_INTRODUCED:
            yield f"- and {len(introduced) - _MAX_INTRODUCED} more"
