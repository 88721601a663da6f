"""`aiowners map`: write the ownership graph as an HTML page."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from aiowners.cli.output import write
from aiowners.cli.session import linting_options
from aiowners.display.plural import counted

if TYPE_CHECKING:
    from aiowners.cli.session import Session

_DEFAULT = "ai-ownership-map.html"


@click.command("map", short_help="Write the ownership graph as a page to look at.")
@linting_options
@click.option(
    "-o", "--output", default=_DEFAULT, metavar="FILE",
    help=f"Where to write it; `-` is standard output.  [default: {_DEFAULT}]",
)  # fmt: skip
def command(session: Session, output: str) -> int:
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
    from aiowners.diagnostics.bounds import MAX_PRINTED, Allowance
    from aiowners.diagrams import as_json
    from aiowners.diagrams.diagram import diagram_of
    from aiowners.diagrams.map_page import map_page
    from aiowners.reporters import json_report
    from aiowners.review.unread_text import unread

    before = None if output == "-" else _existing_map(session, output)
    discovery, workspace = session.read()
    diagram = diagram_of(workspace)
    page = map_page(as_json.as_data(diagram), json_report.as_data(session.run.check(workspace)))
    Allowance("the map", len(diagram.nodes), limit=MAX_PRINTED).use(len(page))
    if output == "-":
        write(page, sys.stdout, raw=True)  # its data are escaped for every reader
    else:
        _write(output, before, page)
        session.say(
            f"{output}: {counted(len(diagram.nodes), 'thing')}, {counted(len(diagram.edges), 'use')}. Open it in a browser."
        )
    defects = unread(workspace)
    session.show_unread(defects)
    return int(bool(defects)) if session.finish(discovery) else 2


def _existing_map(session: Session, output: str) -> str | None:
    """Return the text of the existing map; None if there is none.

    Raises click.ClickException if the file is not a map, or if a link leads out of the repository.
    """
    from pathlib import Path

    from aiowners.adapters.configuration_file import read_text
    from aiowners.adapters.file_access import refuse_to_leave
    from aiowners.diagrams.map_page import MARK

    try:
        refuse_to_leave(session.root, Path(output))
        if not os.path.lexists(output):
            return None
        text = read_text(Path(output))
    except OSError as error:
        raise click.FileError(output, error.strerror or str(error)) from None
    if text and MARK not in text:
        raise click.ClickException(f"{output} is there and is no map of ours: it is left alone. Name another with -o.")
    return text


def _write(output: str, before: str | None, page: str) -> None:
    from pathlib import Path

    from aiowners.adapters.file_access import real
    from aiowners.adapters.replace import replace_file

    path = Path(output)
    try:
        replace_file(real(path.parent), path.name, before, page)
    except OSError as error:
        raise click.FileError(output, error.strerror or str(error)) from None
