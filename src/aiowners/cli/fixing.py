"""`check --fix` and `--diff`: the question before each fix, and what was fixed."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from aiowners.cli.diff_output import write_diff, write_text
from aiowners.cli.output import write
from aiowners.display.plural import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiowners.adapters.disk import Discovery
    from aiowners.check.fix import FixResult, RefusedFix
    from aiowners.cli.check_flags import CheckFlags
    from aiowners.cli.session import Session
    from aiowners.diagnostics.diagnostic import Diagnostic

_ANSWERS = {
    "y": "mend it",
    "n": "leave it",
    "a": "mend this and all that follow",
    "q": "leave this and all that follow",
}


def show_fixes(
    session: Session, flags: CheckFlags, discovery: Discovery, baseline: Sequence[str], paths: Sequence[str]
) -> int:
    """Print the fixes as a unified diff, from the top of the repository; return the exit code, 1 if there are any."""
    from aiowners.project.fixes import changed_texts

    result = _fixed_texts(session, flags, discovery, baseline, paths)
    pairs = changed_texts(discovery, result)
    write_diff(session, ((before.path, before.content, after.content) for before, after in pairs))
    _summarize(session, result, len(result.applied), len(pairs), "would be mended")
    if not session.finish(discovery):
        return 2
    return int(bool(pairs) and not flags.exit_zero)


def apply_fixes(
    session: Session, flags: CheckFlags, discovery: Discovery, baseline: Sequence[str], paths: Sequence[str]
) -> Discovery:
    """Write the fixed texts, that of standard input to standard output; return the texts of the tree after it."""
    from aiowners.project.fixes import write_fixes

    result = _fixed_texts(session, flags, discovery, baseline, paths)
    written = write_fixes(session.run, discovery, result)
    session.show_notices()
    for source in result.sources:
        if source.path in session.overlay:
            write_text(source.content)
    _summarize(session, result, written.findings, written.manifests, "mended")
    return written.discovery


def _fixed_texts(
    session: Session, flags: CheckFlags, discovery: Discovery, baseline: Sequence[str], paths: Sequence[str]
) -> FixResult:
    from aiowners.project.fixes import fixed_texts

    ask = _Question(session).is_accepted if flags.ask else None
    with session.progress if ask is None else nullcontext():  # the question needs the terminal's line
        session.progress.say(f"mending {len(discovery.manifests)} manifests")
        return fixed_texts(session.run, discovery, flags.fix_options(paths), baseline, ask)


class _Question:
    """Shows each finding with its fix, and waits for an answer."""

    def __init__(self, session: Session) -> None:
        self._shown = session.stderr
        self._for_all: bool | None = None

    def is_accepted(self, diagnostic: Diagnostic, fingerprint: str) -> bool:
        """Return whether the fix of this finding is to be applied."""
        from aiowners.diagnostics.report import Report
        from aiowners.reporters.full.report import blocks

        if self._for_all is not None:
            return self._for_all
        write(f"\n{blocks(Report((diagnostic,), (fingerprint,), manifests=1), self._shown)}", sys.stderr)
        while True:
            click.echo(f"Apply this fix? [{'/'.join(_ANSWERS)}, ? for help] ", nl=False, err=True)
            answer = sys.stdin.readline()
            letter = answer.strip().lower()[:1] if answer else "q"
            if letter in _ANSWERS:
                break
            click.echo("\n".join(f"  {key}: {words}" for key, words in _ANSWERS.items()), err=True)
        if letter in "aq":
            self._for_all = letter == "a"
        return letter in "ya"


def _summarize(session: Session, result: FixResult, findings: int, manifests: int, words: str) -> None:
    """Print how many findings were fixed in how many manifests, and which fixes were not applied."""
    if findings:
        session.say(f"{counted(findings, 'finding')} {words} in {counted(manifests, 'manifest')}")
    else:
        session.say(f"nothing {words}" if result.applied or result.refused else "nothing to mend")
    for refused in result.refused:
        session.say(f"notice: {_reason(refused)}")


def _reason(refused: RefusedFix) -> str:
    diagnostic = refused.diagnostic
    assert diagnostic.fix is not None
    location = f"{diagnostic.location.path}:{diagnostic.location.start.line}"
    fix = f'{location}: the fix of {diagnostic.rule}, "{diagnostic.fix.title}", was not applied'
    first, *more = refused.brings
    first_location = f"{first.location.path}:{first.location.start.line}"
    rest = f", and {counted(len(more), 'more finding')}" if more else ""
    cause = "it" if refused.alone else "it, or another that was tried with it,"
    return f"{fix}: {cause} would bring {first.rule} at {first_location} ({first.message}){rest}"
