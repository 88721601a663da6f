"""`aiowners baseline`: record today's findings, so that only new ones count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aiowners.cli.check_output import say_skipped_checks
from aiowners.cli.session import linting_options
from aiowners.display.plural import counted

if TYPE_CHECKING:
    from aiowners.cli.session import Session


@click.command("baseline", short_help="Record what is found, so that only new findings count.")
@linting_options
@click.option("--prune", is_flag=True, help="Only remove the entries that no finding answers to any more.")
def command(session: Session, prune: bool) -> int:  # noqa: FBT001 - as click passes it
    """Write .aiowners-baseline.json: what is found today does not count from now on.

    An entry is known by what it is about, not by its line: moving or reformatting text changes
    nothing, and a new team downstream of a model in the baseline is a new finding. Commit the file.

    \b
      aiowners baseline            record everything that is found now
      aiowners baseline --prune    forget what has been mended since
    """
    from aiowners.adapters.replace import replace_file
    from aiowners.check.baseline import entries, hiding, pruned, stale, updated
    from aiowners.filenames import BASELINE
    from aiowners.project.baseline_file import baseline_entries

    run = session.run
    before = run.baseline_text
    known = baseline_entries(before)
    if prune and not known:
        session.say(f"notice: there is no entry in {BASELINE}")
        return 0
    discovery, workspace = session.read()
    report = run.check(workspace, baseline=tuple(known) if prune else ())
    if not session.finish(discovery):
        return 2
    removed = stale(known, report) if prune else set()
    text = pruned(known, removed) if prune else updated(known, report)
    try:
        replace_file(run.root, BASELINE, before, text)
    except OSError as error:
        raise click.FileError(BASELINE, error.strerror or str(error)) from None
    if prune:
        session.say(f"{BASELINE}: {counted(len(removed), 'finding')} removed, {len(known) - len(removed)} left")
    else:
        session.say(
            f"{BASELINE}: {counted(len(entries(report)), 'finding')} recorded; `aiowners check` counts new ones only"
        )
        say_skipped_checks(session, hiding(report))
    return 0
