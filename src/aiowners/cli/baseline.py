"""`aiowners baseline`: record today's findings, so that only new ones count."""

from __future__ import annotations

from typing import Any

import click

from aiowners.cli.baseline_file import BASELINE, baseline_text, known_findings
from aiowners.cli.session import Session, linting_options
from aiowners.display.plural import counted


@click.command("baseline", short_help="Record what is found, so that only new findings count.")
@linting_options
@click.option("--prune", is_flag=True, help="Only remove the entries that no finding answers to any more.")
def command(prune: bool, **flags: Any) -> int:  # noqa: ANN401, FBT001 - as click gives them
    """Write .aiowners-baseline.json: what is found today does not count from now on.

    An entry is known by what it is about, not by its line: moving or reformatting text changes
    nothing, and a new team downstream of a model in the baseline is a new finding. Commit the file.

    \b
      aiowners baseline            record everything that is found now
      aiowners baseline --prune    forget what has been mended since
    """
    from aiowners.adapters.replace import replace_file
    from aiowners.check.baseline import entries, hiding, pruned, stale, updated

    session = Session(flags)
    before = baseline_text(session.root)
    known = known_findings(before)
    if prune and not known:
        session.say(f"notice: there is no entry in {BASELINE}")
        return 0
    found = session.discover()
    report = session.lint(found.sources, baseline=tuple(known) if prune else ())
    if not session.finish(found):
        return 2
    gone = stale(known, report) if prune else set()
    text = pruned(known, gone) if prune else updated(known, report)
    try:
        replace_file(session.root, BASELINE, before, text)
    except OSError as error:
        raise click.FileError(BASELINE, error.strerror or str(error)) from None
    if prune:
        session.say(f"{BASELINE}: {counted(len(gone), 'finding')} removed, {len(known) - len(gone)} left")
    else:
        session.say(
            f"{BASELINE}: {counted(len(entries(report)), 'finding')} recorded; `aiowners check` counts new ones only"
        )
        if hidden := hiding(report):
            session.say(
                f"notice: checks are skipped because of {counted(hidden, 'cause')}; until you fix it, "
                "`aiowners check` reports `skipped-check`"
            )
    return 0
