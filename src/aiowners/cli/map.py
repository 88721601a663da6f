"""`aiowners map`: the ownership graph as a page."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

import click

from aiowners.cli.output import write
from aiowners.cli.session import Session, linting_options
from aiowners.cli.unread import say_unread
from aiowners.display.plural import counted

_DEFAULT = "ai-ownership-map.html"


@click.command("map", short_help="Write the ownership graph as a page to look at.")
@linting_options
@click.option(
    "-o", "--output", default=_DEFAULT, metavar="FILE",
    help=f"Where to write it; `-` is standard output.  [default: {_DEFAULT}]",
)  # fmt: skip
def command(output: str, **flags: Any) -> int:  # noqa: ANN401 - as click gives them
    """Write one HTML file that shows who owns what, what depends on what, and who is not asked.

    It searches, filters by team, kind and status, and shows for a model everything downstream of
    it, with the findings beside it. It needs no network, and can be sent to anybody or kept as an
    artifact of CI. A file is only written over if it is such a page.

    \b
      aiowners map
      aiowners map -o public/ownership.html
      aiowners map --select review,ownership

    Exit code: 0; 1, something of the manifests could not be read, and the page is of the rest;
    2, it could not run.
    """
    gc.disable()  # nothing that is read is garbage before the end
    from aiowners.check.run import run
    from aiowners.diagnostics.bounds import MAX_PRINTED, Allowance
    from aiowners.diagrams import as_json
    from aiowners.diagrams.diagram import picture
    from aiowners.diagrams.map_page import map_page
    from aiowners.reporters import json_report
    from aiowners.review.unread_text import unread
    from aiowners.rules import ALL

    session = Session(flags)
    before = None if output == "-" else _before(session, output)
    found = session.discover()
    workspace = session.assemble(found.sources)
    drawn = picture(workspace)
    page = map_page(as_json.as_data(drawn), json_report.as_data(run(workspace, ALL, session.settings)))
    Allowance("the map", len(drawn.shapes), limit=MAX_PRINTED).use(len(page))
    if output == "-":
        write(page, sys.stdout, raw=True)  # its data are escaped, whoever reads it
    else:
        _write(output, before, page)
        session.say(
            f"{output}: {counted(len(drawn.shapes), 'thing')}, {counted(len(drawn.arrows), 'use')}. Open it in a browser."
        )
    defects = unread(workspace)
    say_unread(defects, flags["color"])
    return int(bool(defects)) if session.finish(found) else 2


def _before(session: Session, output: str) -> str | None:
    """The text of the map that is there; None if there is none. Raises click.ClickException where a file is there that is not a map, or a link would lead out of the tree."""
    from pathlib import Path

    from aiowners.adapters.configuration_file import read_text
    from aiowners.adapters.file_access import refuse_to_leave
    from aiowners.diagrams.map_page import MARK

    try:
        refuse_to_leave(session.root, Path(output))
        if not os.path.lexists(output):
            return None
        there = read_text(Path(output))
    except OSError as error:
        raise click.FileError(output, error.strerror or str(error)) from None
    if there and MARK not in there:
        raise click.ClickException(f"{output} is there and is no map of ours: it is left alone. Name another with -o.")
    return there


def _write(output: str, before: str | None, page: str) -> None:
    from pathlib import Path

    from aiowners.adapters.file_access import real
    from aiowners.adapters.replace import replace_file

    path = Path(output)
    try:
        replace_file(real(path.parent), path.name, before, page)
    except OSError as error:
        raise click.FileError(output, error.strerror or str(error)) from None
